"""The list of tickets as a page shows it: which ones, in which views, and how the list goes on."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from config.errors import NotFoundError
from config.identity.principal import Principal
from config.paging import open_cursor, seal_cursor
from portal.domain import ME, Changes, MatchCount, PortalFilter, PortalWorkspace, Presence, SavedView, StageCounts
from portal.forms.filters import NONE, FilterForm, query_from, split
from portal.moments import word_date
from portal.repositories.presence import get_presence
from portal.repositories.tickets import get_portal_tickets
from portal.repositories.views import get_views
from portal.staff import Naming
from portal.wording import Words
from portal.workspace_menu import offer_workspaces
from tickets.domain import ListedTicket, TicketId, WaitingOn, WorkspaceId, WorkspaceRef

ROWS = 50
# A page without a row would look like the end: so many pages are asked for before the reader is.
MAX_PAGES_ASKED = 4
# A change is told of twice rather than missed.
OVERLAP = timedelta(seconds=3)
FIELDS = tuple(FilterForm.base_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A list under a name. Of one that somebody saved, `id` is set."""

    name: Words
    query: Mapping[str, str]
    id: str = ""
    tickets: MatchCount | None = None

    @property
    def address(self) -> str:
        """The query of its address. Saved views go by their names, so that they stay what they are called."""
        return f"?{urlencode({'view': str(self.name)} if self.id else self.query)}"


BUILT_IN: tuple[tuple[Words, Mapping[str, str]], ...] = (
    (_("Open"), {}),
    (_("Mine"), {"assignee": ME}),
    (_("Unassigned"), {"assignee": NONE}),
    (_("Waiting on us"), {"waiting": WaitingOn.STAFF}),
    (_("Approval pending"), {"pending": "yes"}),
    (_("Closed"), {"stage": "closed"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Some tickets of the list. `cursor` leads on, sealed for this list."""

    tickets: Sequence[ListedTicket]
    cursor: str
    counts: StageCounts | None


class Inbox:
    """One list of tickets for one asker, as an address names it.

    Raises:
        NotFoundError: the address names a view that the asker does not have.
    """

    def __init__(self, query: QueryDict, asker: Principal) -> None:
        self.asker = asker
        self.name_of = Naming()
        self.view_name = query.get("view", "")
        self._given = query

    @cached_property
    def saved(self) -> tuple[SavedView, ...]:
        """The asker's own views."""
        return get_views().list_own(asker=self.asker)

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The filter as an address names it, that of a saved view in full."""
        if self.view_name:
            view = next((view for view in self.saved if view.name == self.view_name), None)
            if view is None:
                raise _no_such_view()
            return query_from(view.filters)
        return {name: value for name in FIELDS if (value := self._given.get(name, "").strip())}

    @cached_property
    def workspaces(self) -> Sequence[PortalWorkspace]:
        """The workspaces that the filter offers."""
        return offer_workspaces(self.asker, self.query.get("workspace", ""))

    @cached_property
    def form(self) -> FilterForm:
        """The filter to be filled in."""
        places = [WorkspaceRef(id=place.id, name=place.name, slug=place.slug) for place in self.workspaces]
        return FilterForm(self.query, workspaces=places, staff=self.name_of.staff(), name_of=self.name_of)

    @cached_property
    def filter(self) -> PortalFilter:
        """What the repository is asked. Which workspaces the asker may name, Convex decides."""
        asked = [WorkspaceId(part) for part in split(self.query.get("workspace", ""))]
        places = [WorkspaceRef(id=workspace_id, name="", slug="") for workspace_id in asked]
        return FilterForm(self.query, workspaces=places, staff=(), name_of=self.name_of).as_filter()

    @property
    def address(self) -> str:
        """The query of the address of the whole list, from its beginning."""
        return urlencode({"view": self.view_name} if self.view_name else self.query)

    def read_rows(self, sealed: str) -> Rows:
        """Return a page of the list, or raise BadCursorError."""
        cursor = open_cursor(sealed, self._scope) if sealed else None
        tickets: list[ListedTicket] = []
        counts: StageCounts | None = None
        for asked in range(MAX_PAGES_ASKED):
            page = get_portal_tickets().list_matching(
                self.filter, asker=self.asker, cursor=cursor, limit=ROWS - len(tickets), with_counts=asked == 0
            )
            tickets.extend(page.tickets)
            counts = counts or page.counts
            if (cursor := page.cursor) is None or len(tickets) >= ROWS // 2:
                break
        return Rows(tickets=tickets, cursor=seal_cursor(cursor, self._scope) if cursor else "", counts=counts)

    def read_changes(self, since: datetime) -> Changes:
        """Return what changed in the list since then."""
        return get_portal_tickets().changes_since(since, self.filter, asker=self.asker)

    def read_presence(self, tickets: Sequence[ListedTicket]) -> Mapping[TicketId, list[Presence]]:
        """Return who has which of the tickets open."""
        present: dict[TicketId, list[Presence]] = {}
        if tickets:
            for presence in get_presence().list_on([ticket.id for ticket in tickets], asker=self.asker):
                present.setdefault(presence.ticket_id, []).append(presence)
        return present

    def list_views(self, *, with_counts: bool) -> list[View]:
        """Return the views that everybody has, then the asker's own."""
        own = get_views().list_own(asker=self.asker, with_counts=True) if with_counts else self.saved
        everybodys = [
            View(name=name, query=query, tickets=self._count(query) if with_counts else None)
            for name, query in BUILT_IN
        ]
        return everybodys + [
            View(name=view.name, query=query_from(view.filters), id=view.id, tickets=view.tickets) for view in own
        ]

    def _count(self, query: Mapping[str, str]) -> MatchCount:
        form = FilterForm(query, workspaces=(), staff=(), name_of=self.name_of)
        return get_portal_tickets().count_matching(form.as_filter(), asker=self.asker)

    def is_shown(self, view: View) -> bool:
        """Test if this list is that view, whatever its order."""
        if view.id or self.view_name:
            return view.name == self.view_name and bool(view.id)
        return {name: value for name, value in self.query.items() if name != "sort"} == dict(view.query)

    def list_extras(self) -> list[tuple[Words, str]]:
        """Return what narrows the list and has no field in the bar, each with the address without it."""
        return [
            (words, urlencode({name: value for name, value in self.query.items() if name not in names}))
            for words, names in word_extras(self.query)
        ]

    @property
    def _scope(self) -> bytes:
        question = {"asker": self.asker.user_id, **{name: str(value) for name, value in self.query.items()}}
        return hashlib.sha256(b"inbox" + orjson.dumps(question, option=orjson.OPT_SORT_KEYS)).digest()


def _no_such_view() -> NotFoundError:
    refusal = NotFoundError()
    refusal.code = "view_not_found"
    return refusal


def word_extras(query: Mapping[str, str]) -> list[tuple[Words, tuple[str, ...]]]:
    """Return the filters without a field in the bar in words, with the names that they go by in the address."""
    words: list[tuple[Words, tuple[str, ...]]] = []
    if query.get("pending"):
        pending = _("Approval pending") if query["pending"] == "yes" else _("No approval pending")
        words.append((pending, ("pending",)))
    if query.get("kind"):
        words.append((_("Routed to the hub") if query["kind"] == "routed" else _("Internal"), ("kind",)))
    if query.get("requester"):
        words.append((_("Of one requester"), ("requester",)))
    spans: Mapping[str, Any] = {
        "created": _("Opened %(span)s"),
        "updated": _("Changed %(span)s"),
        "closed": _("Closed %(span)s"),
        "replied": _("First reply %(span)s"),
    }
    for event, sentence in spans.items():
        first, before = query.get(f"{event}_from", ""), query.get(f"{event}_before", "")
        if first or before:
            span = word_span_of_days(first, before)
            words.append((sentence % {"span": span}, (f"{event}_from", f"{event}_before")))
    return words


def word_span_of_days(first: str, before: str) -> str:
    """Return the days from the first to the last, of which the address names the one after; as they are if no days."""
    try:
        last = date.fromisoformat(before) - timedelta(days=1) if before else None
        days = [date.fromisoformat(first) if first else None, last]
    except ValueError:
        return f"{first} - {before}"
    shown = [word_date(day) if day else "…" for day in days]
    return shown[0] if days[0] == days[1] else " – ".join(shown)  # noqa: RUF001 - of dates.
