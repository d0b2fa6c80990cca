"""What was done in workspaces by people who do not belong to them, for superusers."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from config.errors import ForbiddenError
from config.paging import open_cursor, seal_cursor
from portal.asking import account_of, asker_of
from portal.domain import Act, AuditRecord
from portal.forms.filters import start_of
from portal.forms.texts import offer
from portal.repositories.audit import get_audit
from portal.showing import show
from portal.staff import Naming
from portal.views.grants import end_of
from portal.wording import ACTS, Words
from portal.workspace_menu import offer_workspaces
from tickets.domain import WorkspaceId

# Acts on a ticket, whose page the record leads to while it is there.
CONVERSATION_ACTS = frozenset(
    {
        Act.TAKE_OVER,
        Act.HAND_BACK,
        Act.SEND_MESSAGE,
        Act.ASSIGN_CONVERSATION,
        Act.CLOSE_CONVERSATION,
        Act.SET_LEAD_STATUS,
        Act.SET_ARI_STATE,
    }
)
GRANT_ACTS = frozenset({Act.SET_GRANT, Act.REVOKE_GRANT})
WITHOUT_PAGE = GRANT_ACTS | {Act.SAVE_REPLY, Act.DELETE_REPLY, Act.DELETE}
TICKET_ACTS = frozenset(Act) - CONVERSATION_ACTS - WITHOUT_PAGE
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AuditForm(forms.Form):
    """Which records are shown."""

    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    workspace = forms.ChoiceField(label=gettext_lazy("Workspace"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DAY)
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=DAY)


@require_safe
def show_audit(request: HttpRequest) -> HttpResponse:
    """Show a page of the records, the latest first."""
    if not account_of(request).is_superuser:
        raise ForbiddenError
    asker, name_of = asker_of(request), Naming()
    form = AuditForm(request.GET, auto_id="audit_%s", label_suffix="")
    people: list[tuple[str, Words]] = [("", _("Anybody")), *((each.id, name_of(each)) for each in name_of.staff())]
    offer(form, "account", people)
    places: list[tuple[str, Words]] = [("", _("Any workspace"))]
    places += [(str(place.id), place.name) for place in offer_workspaces(asker, request.GET.get("workspace", ""))]
    offer(form, "workspace", places)
    form.full_clean()
    query = {name: str(value) for name, value in request.GET.items() if value and name in form.fields}
    scope = scope_of(query, asker.user_id)
    sealed = request.GET.get("cursor", "")
    page = get_audit().list_matching(
        asker=asker,
        workspace_id=WorkspaceId(form.cleaned_data["workspace"]) if form.cleaned_data.get("workspace") else None,
        actor_id=form.cleaned_data.get("account") or None,
        since=first_of(form.cleaned_data),
        before=end_of(form.cleaned_data.get("until")),
        cursor=open_cursor(sealed, scope) if sealed else None,
    )
    context = {
        "title": _("Audit"),
        "form": form,
        "rows": [
            (record, ACTS.get(record.act, record.act), page_of(record), record.act in GRANT_ACTS)
            for record in page.records
        ],
        "next": urlencode({**query, "cursor": seal_cursor(page.cursor, scope)}) if page.cursor else "",
        "name_of": name_of,
    }
    return show(request, "portal/audit.html", context, status=422 if form.errors else 200)


def first_of(values: Mapping[str, object]) -> datetime | None:
    """Return the first moment of the first day; None where none is given."""
    since = values.get("since")
    return None if since is None else start_of(since)  # type: ignore[arg-type]


def scope_of(query: Mapping[str, str], user_id: str) -> bytes:
    """Return what a cursor of this list belongs to."""
    return hashlib.sha256(f"audit\n{user_id}\n{sorted(query.items())}".encode()).digest()


def page_of(record: AuditRecord) -> str:
    """Return the address of what the record is about; nothing where it has no page."""
    if record.act in TICKET_ACTS:
        return reverse("portal:ticket", kwargs={"ticket_id": record.target})
    if record.act in CONVERSATION_ACTS:
        return reverse("portal:conversation", kwargs={"conversation_id": record.target})
    return ""
