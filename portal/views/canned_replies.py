"""Canned replies: the page where staff keep them, and the menu of the composer."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RefusalError
from config.idempotency import Idempotency
from portal.asking import asker_of
from portal.domain import CannedReply, PortalWorkspace
from portal.forms.canned_replies import CannedReplyForm
from portal.repositories.canned_replies import get_canned_replies
from portal.repositories.workspaces import get_workspaces
from portal.showing import show, show_part
from portal.wording import word_refusal
from portal.workspace_menu import offer_workspaces
from tickets.domain import TicketId, WorkspaceId
from tickets.repository import get_tickets

# A menu holds no more text than this; the page has all of it.
MAX_MENU_CHARACTERS = 100_000


@require_safe
def show_menu(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Show the replies that can be put into the composer of the ticket."""
    ticket = get_tickets().get(TicketId(ticket_id), asker=asker_of(request))
    replies = get_canned_replies().list_for(ticket.workspace_id, asker=asker_of(request))
    context = {"title": _("Canned replies"), "replies": cut_to_size(replies), "ticket": ticket}
    return show_part(request, "portal/replies/menu.html", context)


def cut_to_size(replies: Sequence[CannedReply]) -> list[CannedReply]:
    """Return as many of the replies as a menu can hold."""
    kept: list[CannedReply] = []
    left = MAX_MENU_CHARACTERS
    for reply in replies:
        left -= len(reply.content)
        if left < 0:
            break
        kept.append(reply)
    return kept


@require_safe
def show_replies(request: HttpRequest) -> HttpResponse:
    """Show the replies of the hub, or of one workspace with those of the hub."""
    return show(request, "portal/replies/list.html", list_context(request, None))


def list_context(request: HttpRequest, form: CannedReplyForm | None) -> dict[str, Any]:
    """Return what the page shows; `form` is one that came back with what is wrong with it."""
    asker = asker_of(request)
    places = offer_workspaces(asker, request.GET.get("workspace", ""))
    asked = request.GET.get("workspace") or None
    replies = get_canned_replies().list_for(WorkspaceId(asked) if asked else None, asker=asker)
    own = [place for place in places if place.can_act]
    return {
        "title": _("Canned replies"),
        "replies": replies,
        "workspaces": places,
        "asked": asked or "",
        "form": form or CannedReplyForm(workspaces=own, initial={"workspace": asked or hub_of(own)}),
        "can_add": bool(own),
    }


def hub_of(places: Sequence[PortalWorkspace]) -> str:
    """Return the id of the hub where it is among the workspaces: its replies are for all."""
    return next((str(place.id) for place in places if place.is_hub), "")


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep a new reply."""
    offered = offer_workspaces(asker_of(request), request.POST.get("workspace", ""))
    places = [place for place in offered if place.can_act]
    form = CannedReplyForm(request.POST, workspaces=places)
    if form.is_valid() and keep(request, form, None):
        return redirect("portal:replies")
    return show(request, "portal/replies/list.html", list_context(request, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, workspace_id: str, reply_id: str) -> HttpResponse:
    """Show a reply to be changed; on POST, change it."""
    asker = asker_of(request)
    place = get_workspaces().get(WorkspaceId(workspace_id), asker=asker)
    replies = get_canned_replies().list_for(place.id, asker=asker)
    reply = next((each for each in replies if each.id == reply_id and each.workspace.id == place.id), None)
    if reply is None:
        raise NotFoundError
    if not reply.can_edit:
        raise ForbiddenError
    initial = {"workspace": place.id, "title": reply.title, "content": reply.content}
    form = CannedReplyForm(request.POST or None, workspaces=[place], initial=initial)
    if request.method == "POST" and form.is_valid() and keep(request, form, reply_id):
        return redirect("portal:replies")
    context = {"title": _("Edit the reply"), "form": form, "reply": reply}
    return show(request, "portal/replies/edit.html", context, status=422 if form.errors else 200)


def keep(request: HttpRequest, form: CannedReplyForm, reply_id: str | None) -> bool:
    """Write the reply; where it is refused, put that into the form and return False."""
    values = form.cleaned_data
    key = f"console {values['key']}"
    try:
        get_canned_replies().save(
            WorkspaceId(values["workspace"]),
            title=values["title"],
            content=values["content"],
            actor=asker_of(request),
            reply_id=reply_id,
            idempotency=Idempotency(key=key, fingerprint=f"{values['title']}\n{values['content']}"[:200]),
        )
    except (ConflictError, ForbiddenError, InvalidInputError) as refusal:
        form.add_error(None, str(word_refusal(refusal)))
        return False
    messages.success(request, _("The reply is kept."))
    return True


@require_POST
def delete(request: HttpRequest, reply_id: str) -> HttpResponse:
    """Delete a reply."""
    try:
        get_canned_replies().delete(reply_id, actor=asker_of(request))
    except RefusalError as refusal:
        messages.error(request, str(word_refusal(refusal)))
    else:
        messages.success(request, _("The reply is deleted."))
    return redirect("portal:replies")
