"""The list of tickets, its live changes, and its views."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.errors import RefusalError
from portal.asking import asker_of, wants_part
from portal.forms.views import ViewForm
from portal.inbox import OVERLAP, Inbox
from portal.repositories.views import get_views
from portal.showing import show, show_part
from portal.views.moments import read_moment
from portal.wording import STAGES, word_refusal

# Older news than this are not told one by one: the page is better loaded again.
OLDEST_NEWS = timedelta(hours=2)


@require_safe
def show_inbox(request: HttpRequest) -> HttpResponse:
    """Show the list that the address names."""
    inbox, asked_at = Inbox(request.GET, asker_of(request)), timezone.now()
    rows = inbox.read_rows(request.GET.get("cursor", ""))
    context = {
        **list_context(request, inbox, asked_at),
        "rows": rows,
        "presence": inbox.read_presence(rows.tickets),
        "form": inbox.form,
        "views": [(view, inbox.is_shown(view)) for view in inbox.list_views(with_counts=False)],
        "extras": inbox.list_extras(),
        "stages": stage_options(rows.counts),
        "view_form": ViewForm(initial={"name": inbox.view_name, "query": inbox.address}),
        "is_filtered": bool(inbox.query),
    }
    return show(request, "portal/tickets/list.html", context)


def list_context(request: HttpRequest, inbox: Inbox, asked_at: datetime) -> dict[str, Any]:
    """Return what the list and its news both need."""
    return {
        "title": _("Tickets"),
        "inbox": inbox,
        "name_of": inbox.name_of,
        "own_id": asker_of(request).user_id,
        "since_ms": round((asked_at - OVERLAP).timestamp() * 1000),
    }


def stage_options(counts: Any) -> list[tuple[str, Any, int]]:
    """Return the stages with how many tickets stand in each, for the summary above the list."""
    if counts is None:
        return []
    return [(stage, words, getattr(counts.counts, stage)) for stage, words in STAGES.items()]


@require_safe
def show_news(request: HttpRequest) -> HttpResponse:
    """Answer the rows that changed since the page was made or last asked; nothing (204) where none did."""
    inbox = Inbox(request.GET, asker_of(request))
    since = read_moment(request, "since")
    if not wants_part(request) or timezone.now() - since > OLDEST_NEWS:
        return redirect(f"{reverse('portal:tickets')}?{inbox.address}")
    changes = inbox.read_changes(since)
    tickets = [change.ticket for change in changes.changes]
    context = {
        **list_context(request, inbox, changes.since + OVERLAP),
        "changes": changes.changes,
        "presence": inbox.read_presence(tickets),
        # A search is not put to what changes: rows that are shown are kept up to date, and none is added.
        "adds": not inbox.filter.search,
    }
    return show(request, "portal/tickets/news.html", context)


@require_safe
def show_views(request: HttpRequest) -> HttpResponse:
    """Show the views with how many tickets each has: the strip above the list, or the page to manage them."""
    inbox = Inbox(QueryDict(request.GET.get("of", "")), asker_of(request))
    views = [(view, inbox.is_shown(view)) for view in inbox.list_views(with_counts=True)]
    context = {"title": _("Views"), "views": views}
    return show_part(request, "portal/tickets/views.html", context, page="portal/tickets/views_page.html")


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list under a name; one of the same name is replaced."""
    form = ViewForm(request.POST)
    if form.is_valid():
        inbox = Inbox(QueryDict(form.cleaned_data["query"]), asker_of(request))
        try:
            view = get_views().save(form.cleaned_data["name"], inbox.filter, actor=asker_of(request))
        except RefusalError as refusal:
            form.add_error(None, str(word_refusal(refusal)))
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
            return redirect(f"{reverse('portal:tickets')}?{urlencode({'view': view.name})}")
    context = {"title": _("Keep this view"), "form": form}
    return show(request, "portal/tickets/save_view.html", context, status=422)


@require_POST
def delete_view(request: HttpRequest, view_id: str) -> HttpResponse:
    """Delete a view of the reader's."""
    get_views().delete(view_id, actor=asker_of(request))
    messages.success(request, _("The view is deleted."))
    return redirect("portal:ticket_views")
