"""The page of a conversation, and the parts of it that are asked for by themselves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ari.domain import ConversationId
from portal.asking import asker_of, wants_part
from portal.conversation_page import ConversationReader, Present
from portal.domain import PortalWorkspace
from portal.forms.conversations import (
    AssignConversationForm,
    LeadStatusForm,
    ReasonForm,
    ReplyForm,
    TemplateForm,
)
from portal.showing import show, show_part
from portal.views.moments import read_moment
from tickets.domain import WorkspaceRef

Forms = Mapping[str, forms.Form]


def reader_of(request: HttpRequest, conversation_id: str) -> ConversationReader:
    """Return the reader of the conversation for whoever asks."""
    return ConversationReader(ConversationId(conversation_id), asker_of(request), now=timezone.now())


@require_safe
def show_conversation(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show everything of a conversation."""
    return answer_whole(request, reader_of(request, conversation_id), {})


def answer_whole(request: HttpRequest, reader: ConversationReader, bound: Forms, *, status: int = 200) -> HttpResponse:
    """Render the whole page. `bound` are forms that came back with what is wrong with them, by their names."""
    present = reader.read_present()
    context = {**page_context(request, reader, present, bound), "stretch": reader.stretch_of(present)}
    return show(request, "portal/conversation/page.html", context, status=status)


def answer_parts(
    request: HttpRequest,
    reader: ConversationReader,
    bound: Forms,
    *,
    notice: str = "",
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render the parts that a change shows in, for the page that is open, and the lines that it has not seen.

    The composer comes along where it was sent, is among the forms `bound`, or is another now; else it keeps what is
    being written.
    """
    present = reader.read_present()
    context = page_context(request, reader, present, bound)
    asked = request.GET if request.method in ("GET", "HEAD") else request.POST
    is_other = asked.get("mode", "") not in ("", context["mode"])
    with_composer = sent or is_other or bool({"reply", "template"} & bound.keys())
    more = {
        "oob": True,
        "lines": reader.news_of(present, read_moment(request, "seen")),
        "marked": [message for message in present.messages if message.delivery_status is not None],
        "notice": notice,
        "with_composer": with_composer,
    }
    response = show(request, "portal/conversation/parts.html", {**context, **more}, status=status)
    if sent:
        response["HX-Trigger"] = "composer:sent"
    return response


def page_context(request: HttpRequest, reader: ConversationReader, present: Present, bound: Forms) -> dict[str, Any]:
    """Return what every part of a conversation's page needs."""
    conversation = present.conversation
    place = reader.read_workspace(conversation)
    mode = mode_of(present, place)
    return {
        "title": conversation.contact.display_name,
        "conversation": conversation,
        "contact": conversation.contact,
        "conversation_id": conversation.id,
        "present": present,
        "place": place,
        "workspace": WorkspaceRef(id=place.id, name=place.name, slug=place.slug),
        "config": reader.read_config(conversation.workspace_id),
        "name_of": reader.name_of,
        "own_id": asker_of(request).user_id,
        "appointments": present.appointments,
        "can_book": place.can_act and present.appointments.may_book and not present.is_simulated,
        "insight": reader.read_insight(conversation),
        "notes": reader.read_notes(),
        "mode": mode,
        "lost": next((form for name, form in bound.items() if not is_shown(name, mode, conversation.status)), None),
        "forms": {**fresh_forms(reader, present, place), **bound},
        "failed": next(iter(bound), ""),
    }


def mode_of(present: Present, place: PortalWorkspace) -> str:
    """Return what the composer is: the page replaces it only where this changed."""
    if not place.can_act:
        return "reading"
    if present.conversation.contact.opted_out_at is not None:
        return "opted_out"
    if not present.is_window_open:
        return "template"
    return "free" if present.conversation.status == "handover" else "taking"


def is_shown(name: str, mode: str, status: str) -> bool:
    """Test if the page, as it is now, has the form; one that it has not any more is shown as lost."""
    return mode != "reading" and {
        "take": status != "handover",
        "back": status == "handover",
        "close": status != "closed",
        "reply": mode in ("free", "taking"),
        "template": mode == "template",
    }.get(name, True)


def fresh_forms(reader: ConversationReader, present: Present, place: PortalWorkspace) -> dict[str, forms.Form]:
    """Return the forms of the page as nobody has filled them in."""
    conversation = present.conversation
    assignee = conversation.assignee
    return {
        "take": ReasonForm(auto_id="take_%s"),
        "back": ReasonForm(auto_id="back_%s"),
        "close": ReasonForm(auto_id="close_%s"),
        "reply": ReplyForm(auto_id="reply_%s"),
        "template": TemplateForm(auto_id="template_%s"),
        "assign": AssignConversationForm(
            people=reader.read_assignees(conversation, place),
            name_of=reader.name_of,
            initial={"assignee": "" if assignee is None else assignee.id},
            auto_id="assign_%s",
        ),
        "lead": LeadStatusForm(present=conversation.contact.lead_status, auto_id="lead_%s"),
    }


@require_safe
def show_news(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Answer what changed since the page was made or last asked; nothing (204) where nothing did."""
    if not wants_part(request):
        return redirect("portal:conversation", conversation_id=conversation_id)
    reader = reader_of(request, conversation_id)
    if reader.read_present().digest == request.GET.get("digest"):
        return HttpResponse(status=204)
    return answer_parts(request, reader, {})


@require_safe
def show_earlier(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show an earlier stretch of the thread."""
    stretch = reader_of(request, conversation_id).read_earlier(request.GET.get("cursor", ""))
    context = {"stretch": stretch, "conversation_id": conversation_id, "title": _("Earlier")}
    page = "portal/conversation/stretch_page.html"
    return show_part(request, "portal/conversation/stretch.html", context, page=page)


@require_safe
def show_log(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show ARI's log with the contact: what it said, by which model, and why."""
    reader = reader_of(request, conversation_id)
    rows, cursor = reader.read_log(request.GET.get("cursor", ""))
    context = {"title": _("ARI's log"), "rows": rows, "cursor": cursor, "conversation_id": conversation_id}
    return show_part(request, "portal/conversation/log.html", context, page="portal/conversation/log_page.html")
