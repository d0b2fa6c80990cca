"""What staff accounts may do in which workspace, for superusers."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.errors import ForbiddenError, InvalidInputError
from portal.asking import account_of, asker_of
from portal.forms.grants import ACT, SEE, GrantForm
from portal.repositories.grants import get_grants
from portal.showing import show
from portal.staff import Naming
from portal.wording import word_refusal
from portal.workspace_menu import offer_workspaces
from tickets.domain import WorkspaceId


@require_http_methods(["GET", "HEAD", "POST"])
def show_grants(request: HttpRequest) -> HttpResponse:
    """Show the grants; on POST, set one."""
    if not account_of(request).is_superuser:
        raise ForbiddenError
    # What is sent names a workspace that was on the menu then.
    asked = request.POST if request.method == "POST" else request.GET
    name_of, workspaces = Naming(), offer_workspaces(asker_of(request), asked.get("workspace", ""))
    options: dict[str, Any] = {"accounts": name_of.staff(), "workspaces": workspaces, "name_of": name_of}
    if request.method == "POST":
        form = GrantForm(request.POST, **options)
        if form.is_valid() and set_grant(request, form):
            messages.success(request, _("The grant is set. It holds from the next request on."))
            return redirect("portal:grants")
    else:
        form = GrantForm(initial=initial_of(request), **options)
    page = get_grants().list_for(asker=asker_of(request), cursor=request.GET.get("cursor") or None)
    context = {
        "title": _("Grants"),
        "form": form,
        "grants": page.grants,
        "cursor": page.cursor,
        "name_of": name_of,
        "now": timezone.now(),
    }
    return show(request, "portal/grants.html", context, status=InvalidInputError.status_code if form.errors else 200)


def initial_of(request: HttpRequest) -> dict[str, str]:
    """Return what the form begins with: the grant that the address names, to be changed."""
    given = {name: request.GET.get(name, "") for name in ("account", "workspace", "may", "until")}
    return {**given, "may": given["may"] if given["may"] in (SEE, ACT) else SEE}


def set_grant(request: HttpRequest, form: GrantForm) -> bool:
    """Set the grant; where it is refused, put that into the form and return False."""
    values = form.cleaned_data
    try:
        get_grants().set(
            values["account"],
            WorkspaceId(values["workspace"]),
            can_act=values["may"] == ACT,
            expires_at=end_of(values["until"]),
            actor=asker_of(request),
        )
    except InvalidInputError as refusal:
        form.add_error(None, str(word_refusal(refusal)))
        return False
    return True


def end_of(day: Any) -> datetime | None:
    """Return the moment at which the day is over in the zone of the site; None for no day."""
    return None if day is None else timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@require_POST
def revoke_grant(request: HttpRequest) -> HttpResponse:
    """Take a grant away."""
    account, workspace = request.POST.get("account", ""), request.POST.get("workspace", "")
    revoked = get_grants().revoke(account, WorkspaceId(workspace), actor=asker_of(request))
    if revoked:
        messages.success(request, _("The grant is revoked."))
    else:
        messages.warning(request, _("There was no such grant any more."))
    return redirect("portal:grants")
