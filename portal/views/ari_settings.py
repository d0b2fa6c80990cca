"""How ARI works in a workspace: the switch, its persona, the scoring with its preview, the rules of booking."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ari.domain import Temperature
from ari.repositories.conversations import get_conversations
from ari.repositories.schedule import get_schedule
from ari.repositories.settings import SCORING_FIELDS, get_settings
from ari.scoring_moves import compare_scorings
from ari.zones import zone_named
from config.errors import ConflictError, ForbiddenError, InvalidInputError
from portal.forms.ari_settings import (
    PersonaForm,
    RulesForm,
    ScoringForm,
    SwitchForm,
    persona_initial,
    rules_initial,
)
from portal.forms.seen import seen_text
from portal.seen_writes import list_differences, show_in_form, write_of
from portal.setting_tabs import settings_context
from portal.showing import show, show_part
from portal.wording import word_refusal
from portal.workplaces import Workplace, list_workplaces, open_workplace

TEMPERATURES = {
    Temperature.HOT: pgettext_lazy("temperature", "hot"),
    Temperature.WARM: pgettext_lazy("temperature", "warm"),
    Temperature.COLD: pgettext_lazy("temperature", "cold"),
}
# What stands otherwise than it was typed, where there is no such thing.
NOTHING_TOLD: list[tuple[Any, str]] = []
# As many names as are read; the counts are of all.
MAX_NAMED = 20


@require_safe
def choose_settings(request: HttpRequest) -> HttpResponse:
    """Lead to the settings of the workspace that is asked for, else of the first that is granted."""
    asked = request.GET.get("workspace")
    places = [] if asked else list_workplaces(request)
    if asked or places:
        place = open_workplace(request, asked or places[0].id)
        return redirect("portal:settings_of", workspace_id=place.id)
    return show(request, "portal/settings/none.html", {"title": _("ARI settings")})


@require_http_methods(["GET", "HEAD", "POST"])
def show_persona(request: HttpRequest, workspace_id: str) -> HttpResponse:
    """Show the switch and the persona; on POST, save the persona."""
    place = open_workplace(request, workspace_id)
    refuse_writing(request, place)
    config = get_settings().config(place.id, asker=place.asker)
    initial = {**persona_initial(config), "seen": seen_text(config.updated_at)}
    form, status, now = PersonaForm(request.POST or None, config=config, initial=initial), 200, NOTHING_TOLD
    if request.method == "POST":
        status = InvalidInputError.status_code
        if form.is_valid():
            try:
                get_settings().save_config(form.changes(), write=write_of(request, form, place.id))
            except (ConflictError, InvalidInputError) as refusal:
                status, now = refusal.status_code, list_differences(form, initial, refusal)
                show_in_form(form, refusal, seen=seen_text(config.updated_at))
            else:
                messages.success(request, _("Saved."))
                return redirect("portal:settings_of", workspace_id=place.id)
    context = {**settings_context(place, "settings_of"), "form": form, "config": config, "now": now}
    return show(request, "portal/settings/persona.html", context, status=status)


def refuse_writing(request: HttpRequest, place: Workplace) -> None:
    """Refuse the writing of who may only see."""
    if request.method == "POST" and not place.can_change:
        raise ForbiddenError


@require_POST
def switch(request: HttpRequest, workspace_id: str) -> HttpResponse:
    """Switch ARI on or off, if it is still as it was seen."""
    place = open_workplace(request, workspace_id)
    form = SwitchForm(request.POST)
    if form.is_valid():
        is_on = form.cleaned_data["turn"] == "on"
        try:
            get_settings().save_config({"is_enabled": is_on}, write=write_of(request, form, place.id))
        except ConflictError as refusal:
            messages.error(request, str(word_refusal(refusal)))
        else:
            messages.success(request, _("ARI is on.") if is_on else _("ARI is off."))
    else:
        messages.error(request, _("A value is not valid."))
    return redirect("portal:settings_of", workspace_id=place.id)


@require_http_methods(["GET", "HEAD", "POST"])
def show_scoring(request: HttpRequest, workspace_id: str) -> HttpResponse:
    """Show thresholds and weights with what they make of the leads; on POST, save them."""
    place = open_workplace(request, workspace_id)
    refuse_writing(request, place)
    scoring = get_settings().scoring(place.id, asker=place.asker)
    values = {name: getattr(scoring.config, name) for name in SCORING_FIELDS}
    form = ScoringForm(request.POST or None, initial={**values, "seen": seen_text(scoring.updated_at)})
    status, now = 200, NOTHING_TOLD
    if request.method == "POST":
        status = InvalidInputError.status_code
        if form.is_valid():
            try:
                get_settings().save_scoring(form.said(), write=write_of(request, form, place.id))
            except (ConflictError, InvalidInputError) as refusal:
                status, now = refusal.status_code, list_differences(form, values, refusal)
                show_in_form(form, refusal, seen=seen_text(scoring.updated_at))
            else:
                messages.success(request, _("Saved. It counts from the next message of a lead on."))
                return redirect("portal:settings_scoring", workspace_id=place.id)
    context = {**settings_context(place, "settings_scoring"), "form": form, **preview_context(place, form), "now": now}
    return show(request, "portal/settings/scoring.html", context, status=status)


@require_POST
def preview_scoring(request: HttpRequest, workspace_id: str) -> HttpResponse:
    """Show how the leads would move; nothing is stored."""
    place = open_workplace(request, workspace_id)
    form = ScoringForm(request.POST)
    form.full_clean()
    context = {**settings_context(place, "settings_scoring"), "form": form, **preview_context(place, form)}
    page = "portal/settings/scoring.html"
    return show_part(request, "portal/settings/preview.html", context, page=page, status=200)


def preview_context(place: Workplace, form: ScoringForm) -> dict[str, Any]:
    """Return how the newest leads would move by what is in the form; by a bad form they do not."""
    if form.is_bound and not form.is_valid():
        return {"moves": None}
    present = get_settings().scoring(place.id, asker=place.asker).config
    wanted = form.config() if form.is_bound else present
    zone = zone_named(get_settings().config(place.id, asker=place.asker).time_zone)
    sample = get_conversations().sample_leads(place.id, asker=place.asker)
    moves = compare_scorings(sample.leads, present=present, wanted=wanted, zone=zone, now=timezone.now())
    rows = [
        {"name": name, "before": moves.before.get(each, 0), "after": moves.after.get(each, 0)}
        for each, name in TEMPERATURES.items()
    ]
    named = [
        {
            "name": move.lead.name,
            "before": move.before.total,
            "after": move.after.total,
            "from": TEMPERATURES[move.before.temperature],
            "to": TEMPERATURES[move.after.temperature],
        }
        for move in moves.moved[:MAX_NAMED]
    ]
    counts = {"count": len(moves.moves), "moved_count": len(moves.moved), "unknown": moves.unknown}
    return {"moves": rows, "moved": named, **counts, "has_more": sample.has_more}


@require_http_methods(["GET", "HEAD", "POST"])
def show_rules(request: HttpRequest, workspace_id: str) -> HttpResponse:
    """Show the rules of booking and reminding; on POST, save them."""
    place = open_workplace(request, workspace_id)
    refuse_writing(request, place)
    rules = get_schedule().settings(place.id, asker=place.asker)
    initial = {**rules_initial(rules), "seen": seen_text(rules.updated_at)}
    form = RulesForm(request.POST or None, people=place.members, name_of=place.name_of, initial=initial)
    status, now = 200, NOTHING_TOLD
    if request.method == "POST":
        status = InvalidInputError.status_code
        if form.is_valid():
            try:
                get_schedule().save_settings(form.changes(), write=write_of(request, form, place.id))
            except (ConflictError, InvalidInputError) as refusal:
                status, now = refusal.status_code, list_differences(form, initial, refusal)
                show_in_form(form, refusal, seen=seen_text(rules.updated_at))
            else:
                messages.success(request, _("Saved. Planned reminders follow by themselves."))
                return redirect("portal:settings_rules", workspace_id=place.id)
    context = {**settings_context(place, "settings_rules"), "form": form, "rules": rules, "now": now}
    return show(request, "portal/settings/rules.html", context, status=status)
