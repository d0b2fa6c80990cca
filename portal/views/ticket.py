"""The page of a ticket, and the parts of it that are asked for by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.errors import NotFoundError
from portal.asking import account_of, asker_of, wants_part
from portal.forms.ticket_acts import AssignForm, CommentForm, MoveForm, SortingForm, WithdrawForm
from portal.showing import show, show_part
from portal.staff import Naming
from portal.ticket_page import TicketPage, TicketReader
from portal.timeline import Entry, entry_of_comment
from portal.views.moments import read_moment
from tickets.attachment_repository import get_attachments
from tickets.domain import Person, Stage, Ticket, TicketId
from tickets.repository import get_tickets

Forms = Mapping[str, forms.Form]
STAGES = tuple(Stage)


@require_safe
def show_ticket(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Show everything of a ticket."""
    reader = TicketReader(TicketId(ticket_id), asker_of(request))
    return answer_whole(request, reader, {})


def answer_whole(request: HttpRequest, reader: TicketReader, bound: Forms, *, status: int = 200) -> HttpResponse:
    """Render the whole page. `bound` are forms that came back with what is wrong with them, by their names."""
    page = reader.read_page()
    context = ticket_context(request, page.ticket, page.assignees, reader.name_of, bound)
    return show(request, "portal/ticket/page.html", {**context, **page_context(page)}, status=status)


def page_context(page: TicketPage) -> dict[str, Any]:
    """Return what only the whole page shows."""
    return {"stretch": page.stretch, "loose_files": page.loose_files, "others": page.others}


def answer_parts(
    request: HttpRequest, reader: TicketReader, bound: Forms, *, notice: str = "", sent: bool = False, status: int = 200
) -> HttpResponse:
    """Render the parts that a change shows in, for the page that is open, and the entries that it has not seen.

    The composer comes along where it was `sent` or is among the forms `bound`; else it keeps what is being written.
    """
    ticket = reader.read_ticket()
    entries = reader.read_news(ticket, read_moment(request, "seen"))
    context = ticket_context(request, ticket, reader.read_assignees(ticket), reader.name_of, bound)
    context |= {"oob": True, "entries": entries, "notice": notice, "with_composer": sent or "comment" in bound}
    response = show(request, "portal/ticket/parts.html", context, status=status)
    if sent:
        response["HX-Trigger"] = "composer:sent"
    return response


def ticket_context(
    request: HttpRequest, ticket: Ticket, assignees: Sequence[Person], name_of: Naming, bound: Forms
) -> dict[str, Any]:
    """Return what every part of a ticket's page needs."""
    initial = {"version": ticket.version}
    fresh: dict[str, forms.Form] = {
        "comment": CommentForm(initial={"kind": CommentForm.REPLY}, prefix=None),
        "move": MoveForm(ticket=ticket, initial={**initial, "from_stage": ticket.stage}, auto_id="move_%s"),
        "withdraw": WithdrawForm(initial=initial, auto_id="withdraw_%s"),
        "assign": AssignForm(
            people=assignees,
            name_of=name_of,
            initial={**initial, "assignee": ticket.assigned_to or ""},
            auto_id="assign_%s",
        ),
        "sorting": SortingForm(
            initial={**initial, "category": ticket.category, "priority": ticket.priority}, auto_id="sorting_%s"
        ),
    }
    moves = {move.to_stage: move.kind for move in ticket.permissions.allowed_transitions}
    return {
        "title": ticket.title,
        "ticket": ticket,
        "ticket_id": ticket.id,
        "name_of": name_of,
        "forms": {**fresh, **bound},
        "own_id": asker_of(request).user_id,
        "own_name": account_of(request).get_full_name() or account_of(request).get_username(),
        "pipeline": [view_stage(stage, ticket.stage, moves) for stage in STAGES],
        "next_stage": next((stage for stage, kind in moves.items() if kind == "step"), None),
        "can_skip": any(kind == "skip" for kind in moves.values()),
        "failed": next(iter(bound), ""),
        "lost": next((form for name, form in bound.items() if not is_shown(name, ticket)), None),
    }


def is_shown(name: str, ticket: Ticket) -> bool:
    """Test if the page of the ticket, as it is now, has the form; one that it has not any more is shown as lost."""
    may = ticket.permissions
    return {
        "comment": may.can_comment or may.can_comment_internally,
        "move": bool(may.allowed_transitions),
        "withdraw": may.can_withdraw_approval,
        "assign": may.can_assign,
        "sorting": may.can_edit,
    }[name]


def view_stage(stage: Stage, present: Stage, moves: Mapping[Stage, str]) -> dict[str, Any]:
    """Return how the pipeline shows a stage."""
    place, now = STAGES.index(stage), STAGES.index(present)
    state = "now" if place == now else "done" if place < now else "ahead"
    return {"stage": stage, "state": state, "move": moves.get(stage, "")}


@require_safe
def show_news(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Answer what changed since the page was made or last asked; nothing (204) where nothing did."""
    if not wants_part(request):
        return redirect("portal:ticket", ticket_id=ticket_id)
    reader = TicketReader(TicketId(ticket_id), asker_of(request))
    if str(reader.read_ticket().version) == request.GET.get("version"):
        return HttpResponse(status=204)
    return answer_parts(request, reader, {})


@require_safe
def show_earlier(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Show an earlier stretch of the timeline."""
    reader = TicketReader(TicketId(ticket_id), asker_of(request))
    stretch = reader.read_earlier(request.GET.get("cursor", ""), read_moment(request, "until"))
    context = {"stretch": stretch, "ticket_id": ticket_id, "name_of": reader.name_of, "title": _("Earlier")}
    return show_part(request, "portal/ticket/stretch.html", context, page="portal/ticket/stretch_page.html")


@require_safe
def show_comment(request: HttpRequest, ticket_id: str, comment_id: str) -> HttpResponse:
    """Show the whole of a long comment."""
    reader = TicketReader(TicketId(ticket_id), asker_of(request))
    entry = find_comment(reader.read_ticket(), comment_id, request)
    context = {"entry": entry, "ticket_id": ticket_id, "name_of": reader.name_of, "title": _("Comment")}
    return show_part(request, "portal/ticket/entry.html", context, page="portal/ticket/entry_page.html")


def find_comment(ticket: Ticket, comment_id: str, request: HttpRequest) -> Entry:
    """Return the comment as an entry that is not cut, looking through the pages of the discussion."""
    asker, cursor = asker_of(request), None
    files = get_attachments().list_for_ticket(ticket.id, asker=asker)
    while True:
        page = get_tickets().list_comments(ticket.id, asker=asker, cursor=cursor, limit=200)
        for comment in page.comments:
            if comment.id == comment_id:
                attached = {comment.id: [file for file in files if file.comment_id == comment.id]}
                return entry_of_comment(comment, requester_id=ticket.requester_id, attachments=attached, is_whole=True)
        if (cursor := page.cursor) is None:
            raise NotFoundError
