"""The simulator: a talk with ARI as a lead would have it, with what ARI saw and why it decided so."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ari.domain import WorkspaceId
from ari.inbox import LogRow
from ari.repositories.conversations import get_conversations
from ari.repositories.inbox import get_inbox
from ari.repositories.turns import get_turns
from ari.simulation import Simulated, SimulatedMessage, simulate
from ari.viewsets.simulator import shared_respond
from config.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.asking import asker_of, wants_part
from portal.conversation_list import ConversationList
from portal.conversation_page import ConversationReader, Present
from portal.domain import PortalWorkspace
from portal.forms.conversations import SimulateForm
from portal.repositories.workspaces import get_workspaces
from portal.showing import show
from portal.thread import Line, LineKind
from portal.views.conversation import reader_of
from portal.views.ticket_acts import show_in_form
from tickets.domain import WorkspaceId as TicketWorkspaceId
from tickets.domain import WorkspaceRef

SILENT_ROLE = "system"
ARI_NAME = "ARI"


@require_http_methods(["GET", "HEAD", "POST"])
def show_simulator(request: HttpRequest) -> HttpResponse:
    """Let the reader choose a workspace, then talk; on POST, say something to ARI and show what it did."""
    workspace_id = request.GET.get("workspace", "")
    if not workspace_id:
        return show(request, "portal/simulator/page.html", choice_context(request, ""))
    place = get_workspaces().get(TicketWorkspaceId(workspace_id), asker=asker_of(request))
    if not place.can_act:
        raise ForbiddenError
    if request.method != "POST":
        given = {"lead": request.GET.get("lead") or uuid.uuid4().hex[:12], "conversation": request.GET.get("talk", "")}
        return answer(request, place, SimulateForm(initial=given, auto_id="say_%s"))
    return say(request, place)


def say(request: HttpRequest, place: PortalWorkspace) -> HttpResponse:
    """Put the message to ARI. The same form, sent again, is one message."""
    form = SimulateForm(request.POST, auto_id="say_%s")
    if not form.is_valid():
        return answer(request, place, form, status=InvalidInputError.status_code)
    try:
        simulated = run(request, place, form.cleaned_data)
    except ConflictError as refusal:
        show_in_form(form, refusal, version=0)
        return answer(request, place, form, status=refusal.status_code)
    get_conversations().mark_read(simulated.conversation_id, actor=asker_of(request))
    values = form.cleaned_data
    talk = {"lead": values["lead"], "conversation": simulated.conversation_id, "profile_name": values["profile_name"]}
    outcome = str(simulated.silence or simulated.outcome or "")
    if wants_part(request):
        return answer(request, place, SimulateForm(initial=talk, auto_id="say_%s"), outcome=outcome)
    query = {"workspace": place.id, "lead": values["lead"], "talk": simulated.conversation_id, "outcome": outcome}
    return redirect(f"{reverse('portal:simulator')}?{urlencode(query)}#say")


def run(request: HttpRequest, place: PortalWorkspace, values: Mapping[str, Any]) -> Simulated:
    """Run the turn by the same path as the API's simulator."""
    actor = asker_of(request)
    key = values["key"] or uuid.uuid4().hex
    message = SimulatedMessage(
        message_id=uuid.uuid5(uuid.NAMESPACE_URL, f"{actor.user_id}\nconsole {key}").hex,
        lead=values["lead"],
        text=values["text"],
        profile_name=values["profile_name"] or None,
    )
    return simulate(
        message,
        workspace_id=WorkspaceId(place.id),
        actor=actor,
        inbox=get_inbox(),
        conversations=get_conversations(),
        turns=get_turns(),
        respond=shared_respond(),
    )


def answer(
    request: HttpRequest, place: PortalWorkspace, form: SimulateForm, *, outcome: str = "", status: int = 200
) -> HttpResponse:
    """Show the talk so far with the form; for htmx the talk alone."""
    talk = str(form["conversation"].value() or "")
    context = {
        **choice_context(request, place.id),
        "place": place,
        "workspace": WorkspaceRef(id=place.id, name=place.name, slug=place.slug),
        "form": form,
        "outcome": outcome or request.GET.get("outcome", ""),
        **(talk_context(request, talk, place) if talk else {}),
    }
    template = "portal/simulator/talk.html" if wants_part(request) else "portal/simulator/page.html"
    response = show(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def choice_context(request: HttpRequest, asked: str) -> dict[str, Any]:
    """Return the workspaces whose ARI the reader may try out."""
    places = ConversationList(QueryDict(), asker_of(request)).workspaces
    return {"title": _("Simulator"), "places": [place for place in places if place.can_act], "asked": asked}


def talk_context(request: HttpRequest, talk: str, place: PortalWorkspace) -> dict[str, Any]:
    """Return what the talk has come to: its lines, why ARI said each, and what it learned.

    Raises:
        NotFoundError: the talk is not one of an invented lead of the workspace.
    """
    reader = reader_of(request, talk)
    present = reader.read_present()
    if not present.is_simulated or str(present.conversation.workspace_id) != place.id:
        raise NotFoundError
    rows, _cursor = reader.read_log("")
    return {
        "present": present,
        "conversation": present.conversation,
        "lines": lines_of(reader, present, rows),
        "insight": reader.read_insight(present.conversation),
        "config": reader.read_config(present.conversation.workspace_id),
    }


def lines_of(
    reader: ConversationReader, present: Present, rows: Sequence[LogRow]
) -> list[tuple[Line, Mapping[str, Any] | None]]:
    """Return the lines of the thread, each of ARI's with why it was said; turns in which it was silent among them."""
    reasons = {row.metadata.get("message_id") or row.id: row.metadata for row in rows if row.metadata.get("trace")}
    silent = [
        Line(id=row.id, kind=LineKind.EVENT, at=row.created_at, text="", deed=_("said nothing"), who=ARI_NAME)
        for row in rows
        if row.role == SILENT_ROLE
    ]
    lines = sorted([*reader.stretch_of(present).lines, *silent], key=lambda line: line.at)
    return [(line, reasons.get(line.id)) for line in lines]
