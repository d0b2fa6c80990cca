"""What staff should know of conversations: the page of their notifications, and how many are unread."""

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ari.inbox import NotificationId
from ari.repositories.conversations import get_conversations
from config.paging import open_cursor, seal_cursor
from portal.asking import asker_of
from portal.conversation_list import ConversationList
from portal.showing import show, show_part
from portal.views.moments import read_moment
from tickets.domain import WorkspaceRef

SHOWN = 30
# The badge of the navigation counts no further.
MAX_COUNTED = 99


@require_safe
def show_notifications(request: HttpRequest) -> HttpResponse:
    """Show the reader's notifications, all or the unread ones."""
    asker, sealed = asker_of(request), request.GET.get("cursor", "")
    only_unread = request.GET.get("unread") == "yes"
    scope = hashlib.sha256(f"notifications\n{asker.user_id}\n{only_unread}".encode()).digest()
    page = get_conversations().list_notifications(
        asker=asker,
        unread=True if only_unread else None,
        cursor=open_cursor(sealed, scope) if sealed else None,
        limit=SHOWN,
    )
    places = {
        str(place.id): WorkspaceRef(id=place.id, name=place.name, slug=place.slug)
        for place in ConversationList(QueryDict(), asker).workspaces
    }
    context = {
        "title": _("Notifications"),
        "rows": [(notice, places.get(notice.workspace_id)) for notice in page.notifications],
        "cursor": seal_cursor(page.cursor, scope) if page.cursor else "",
        "only_unread": only_unread,
        "has_unread": any(notice.read_at is None for notice in page.notifications),
        "until_ms": round(timezone.now().timestamp() * 1000),
    }
    return show(request, "portal/notifications/list.html", context)


@require_safe
def show_badge(request: HttpRequest) -> HttpResponse:
    """Show how many notifications are unread, for the navigation; nothing where none is."""
    page = get_conversations().list_notifications(asker=asker_of(request), unread=True, limit=MAX_COUNTED)
    count = len(page.notifications)
    context = {"title": _("Unread notifications"), "count": count, "is_exact": page.cursor is None}
    return show_part(request, "portal/notifications/badge.html", context)


@require_POST
def mark_read(request: HttpRequest, notification_id: str) -> HttpResponse:
    """Note that one was read."""
    get_conversations().mark_notification_read(NotificationId(notification_id), actor=asker_of(request))
    return redirect("portal:notifications")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Note that all were read that the page could show when it was made."""
    get_conversations().mark_all_notifications_read(until=read_moment(request, "until"), actor=asker_of(request))
    messages.success(request, _("All are read."))
    return redirect("portal:notifications")
