"""The list of conversations, and the parts of it that are asked for by themselves."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.asking import asker_of, wants_part
from portal.conversation_list import ConversationList, Rows
from portal.lead_appointments import read_lead_appointments
from portal.repositories.conversations import get_portal_conversations
from portal.repositories.workspaces import get_workspaces
from portal.showing import show, show_part
from portal.staff import Naming
from tickets.domain import TicketId
from tickets.repository import get_tickets


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the list that the address names."""
    listed = ConversationList(request.GET, asker_of(request))
    rows = listed.read_rows(request.GET.get("cursor", ""))
    context = {**list_context(listed, rows), "form": listed.form, "is_filtered": bool(listed.query)}
    context["extras"] = listed.list_extras()
    return show(request, "portal/conversations/list.html", {**context, "is_first": "cursor" not in request.GET})


def list_context(listed: ConversationList, rows: Rows) -> dict[str, Any]:
    """Return what the list and its rows alone both need."""
    return {"title": _("Conversations"), "listed": listed, "rows": rows, "name_of": listed.name_of, "is_first": True}


@require_safe
def show_rows(request: HttpRequest) -> HttpResponse:
    """Answer the rows of the first page as they are now; nothing (204) where the page shows them so already."""
    listed = ConversationList(request.GET, asker_of(request))
    if not wants_part(request):
        return redirect(f"{reverse('portal:conversations')}?{listed.address}")
    rows = listed.read_rows("")
    if rows.digest == request.GET.get("digest"):
        return HttpResponse(status=204)
    return show(request, "portal/conversations/rows.html", list_context(listed, rows))


@require_safe
def show_unread(request: HttpRequest) -> HttpResponse:
    """Show the workspaces with how many of their conversations are unread."""
    listed = ConversationList(QueryDict(request.GET.get("of", "")), asker_of(request))
    context = {
        "title": _("Unread conversations"),
        "counted": listed.count_unread(),
        "asked": listed.query.get("workspace", ""),
    }
    return show_part(request, "portal/conversations/unread.html", context)


@require_safe
def show_of_requester(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Show the conversation and the appointments of who opened the ticket, for the page of the ticket."""
    asker = asker_of(request)
    ticket = get_tickets().get(TicketId(ticket_id), asker=asker)
    found = get_portal_conversations().find_of_user(ticket.requester_id, ticket.workspace_id, asker=asker)
    context: dict[str, Any] = {"title": _("Conversation and appointments"), "found": found, "name_of": Naming()}
    if found is not None:
        conversation = found.conversation
        place = get_workspaces().get(ticket.workspace_id, asker=asker)
        appointments = read_lead_appointments(
            conversation.contact.id, conversation.workspace_id, asker=asker, now=timezone.now()
        )
        can_book = place.can_act and appointments.may_book
        context |= {"conversation": conversation, "appointments": appointments, "can_book": can_book}
    return show_part(request, "portal/conversations/of_requester.html", context)
