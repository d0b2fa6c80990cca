"""The pages of what a workspace keeps for ARI: a list with a form for a new one, a form for each, and deleting.

What somebody else changed meanwhile is told with how it is now, and not overwritten.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ari.repositories.flow_stages import get_flow_stages
from ari.settings import StageId
from config.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.ari_things import EntryKind, Kind, StageKind
from portal.forms.ari_settings import SwitchForm
from portal.forms.ari_things import OrderForm, ThingForm
from portal.forms.seen import ActForm, seen_text
from portal.seen_writes import list_differences, show_in_form, write_of
from portal.setting_tabs import settings_context
from portal.showing import show
from portal.wording import word_refusal
from portal.workplaces import Workplace, open_workplace

View = Callable[..., HttpResponseBase]


def list_view(kind: Kind) -> View:
    """Return the page that lists the things of the kind; on POST, it makes one."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def show_things(request: HttpRequest, workspace_id: str) -> HttpResponse:
        place = open_workplace(request, workspace_id)
        options = kind.form_options(place, is_new=True) if place.can_change else None
        if request.method != "POST" or options is None:
            require_change(place, request)
            form = kind.form(auto_id="new_%s", **options) if options is not None else None
            return show_list(request, place, kind, form)
        form = kind.form(request.POST, auto_id="new_%s", **options)
        status = InvalidInputError.status_code
        if form.is_valid():
            try:
                kind.create(present_only(form.changes()), write_of(request, form, place.id))
            except (ConflictError, InvalidInputError) as refusal:
                status = refusal.status_code
                show_in_form(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect(address_of(kind, place))
        return show_list(request, place, kind, form, status=status)

    return show_things


def present_only(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value: what is new has nothing to clear."""
    return {name: value for name, value in fields.items() if value is not None}


def require_change(place: Workplace, request: HttpRequest) -> None:
    """Refuse the writing of who may only see."""
    if request.method == "POST" and not place.can_change:
        raise ForbiddenError


def show_list(
    request: HttpRequest, place: Workplace, kind: Kind, form: ThingForm | None, *, status: int = 200
) -> HttpResponse:
    """Show the list with the form."""
    tab = f"settings_{kind.tab or kind.route}"
    context = {**settings_context(place, tab), **kind.list_context(place, request.GET), "form": form, "kind": kind}
    return show(request, f"portal/settings/{kind.route}.html", {**context, "title": kind.name}, status=status)


def address_of(kind: Kind, place: Workplace) -> str:
    """Return the address of the list."""
    return reverse(f"portal:settings_{kind.route}", args=[place.id])


def edit_view(kind: Kind) -> View:
    """Return the page that changes one of the things."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def edit_thing(request: HttpRequest, workspace_id: str, thing_id: str) -> HttpResponse:
        place = open_workplace(request, workspace_id)
        thing = kind.find(place, thing_id)
        if not place.can_change:
            raise ForbiddenError
        initial = {**thing.initial, "seen": seen_text(thing.updated_at)}
        options = kind.form_options(place, is_new=False)
        form = kind.form(request.POST or None, initial=initial, auto_id="thing_%s", **options)
        status, now = 200, []
        if request.method == "POST":
            status = InvalidInputError.status_code
            if form.is_valid():
                try:
                    kind.edit(thing_id, form.changes(), write_of(request, form, place.id))
                except (ConflictError, InvalidInputError) as refusal:
                    status = refusal.status_code
                    now = list_differences(form, thing.initial, refusal)
                    show_in_form(form, refusal, seen=seen_text(thing.updated_at))
                else:
                    messages.success(request, _("Saved."))
                    return redirect(address_of(kind, place))
        context = {**settings_context(place, f"settings_{kind.tab or kind.route}"), "form": form, "now": now}
        context |= {"title": kind.edit_title, "back": address_of(kind, place), "back_name": kind.name}
        return show(request, "portal/settings/edit.html", context, status=status)

    return edit_thing


def delete_view(kind: Kind) -> View:
    """Return the act that deletes one of the things."""

    @require_POST
    def delete_thing(request: HttpRequest, workspace_id: str, thing_id: str) -> HttpResponse:
        place = open_workplace(request, workspace_id)
        form = ActForm(request.POST)
        form.full_clean()
        try:
            kind.delete(thing_id, write_of(request, form, place.id))
        except (ConflictError, NotFoundError) as refusal:
            messages.error(request, str(word_refusal(refusal)))
        else:
            messages.success(request, _("Deleted."))
        return redirect(address_of(kind, place))

    return delete_thing


@require_POST
def order_stages(request: HttpRequest, workspace_id: str) -> HttpResponse:
    """Put a stage one place up or down, if the order is still the one that was seen."""
    place = open_workplace(request, workspace_id)
    form = OrderForm(request.POST)
    if form.is_valid():
        ids = [stage.id for stage in get_flow_stages().list_all(place.id, asker=place.asker).stages]
        ordered = moved(ids, form.cleaned_data["stage"], -1 if form.cleaned_data["way"] == "up" else 1)
        try:
            get_flow_stages().reorder(ordered, write=write_of(request, form, place.id))
        except (ConflictError, InvalidInputError) as refusal:
            messages.error(request, str(word_refusal(refusal)))
        else:
            messages.success(request, _("The stages are in their new order."))
    else:
        messages.error(request, _("A value is not valid."))
    return redirect(address_of(StageKind(), place))


def moved(ids: list[StageId], stage: str, step: int) -> list[StageId]:
    """Return the ids with one a place on, or raise NotFoundError. At an end it stays."""
    if stage not in ids:
        raise NotFoundError
    at = ids.index(StageId(stage))
    to = min(max(at + step, 0), len(ids) - 1)
    ordered = [each for each in ids if each != stage]
    ordered.insert(to, StageId(stage))
    return ordered


@require_POST
def switch_entry(request: HttpRequest, workspace_id: str, thing_id: str) -> HttpResponse:
    """Switch an entry of the knowledge on or off, if it is still as it was seen."""
    place = open_workplace(request, workspace_id)
    form = SwitchForm(request.POST)
    if form.is_valid():
        changes = {"is_active": form.cleaned_data["turn"] == "on"}
        try:
            EntryKind().edit(thing_id, changes, write_of(request, form, place.id))
        except ConflictError as refusal:
            messages.error(request, str(word_refusal(refusal)))
        else:
            messages.success(request, _("Saved."))
    else:
        messages.error(request, _("A value is not valid."))
    return redirect(address_of(EntryKind(), place))
