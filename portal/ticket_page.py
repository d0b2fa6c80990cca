"""What the page of a ticket shows, gathered from the repositories."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.identity.principal import Principal
from config.paging import open_cursor, seal_cursor
from portal.domain import PortalFilter
from portal.repositories.tickets import get_portal_tickets
from portal.staff import Naming
from portal.timeline import Entry, build_timeline
from tickets.attachment_repository import get_attachments
from tickets.domain import Attachment, Comment, HistoryRow, ListedTicket, Order, Person, Sort, Ticket, TicketId
from tickets.repository import TicketRepository, get_tickets

COMMENTS_SHOWN = 30
HISTORY_PAGE = 100
OTHERS_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Where the timeline goes on backwards: the sealed cursor of its comments, and the moment it has come to."""

    cursor: str
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the timeline, oldest first, and the way to what was before."""

    entries: Sequence[Entry]
    earlier: Earlier | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """Everything on the page of a ticket. `loose_files` belong to the ticket and to no comment."""

    ticket: Ticket
    stretch: Stretch
    loose_files: Sequence[Attachment]
    assignees: Sequence[Person]
    others: Sequence[ListedTicket]


class TicketReader:
    """Reads what pages show of one ticket, for one asker."""

    def __init__(self, ticket_id: TicketId, asker: Principal) -> None:
        self.ticket_id, self._asker = ticket_id, asker
        self._tickets: TicketRepository = get_tickets()
        self.name_of = Naming()

    def read_ticket(self) -> Ticket:
        """Return the ticket, or raise NotFoundError."""
        return self._tickets.get(self.ticket_id, asker=self._asker)

    def read_page(self) -> TicketPage:
        """Return all of the page, with the newest stretch of the timeline."""
        ticket = self.read_ticket()
        files = get_attachments().list_for_ticket(self.ticket_id, asker=self._asker)
        return TicketPage(
            ticket=ticket,
            stretch=self._read_stretch(ticket, files, cursor=None, until=None),
            loose_files=[file for file in files if file.comment_id is None],
            assignees=self.read_assignees(ticket),
            others=self._read_others(ticket),
        )

    def _read_others(self, ticket: Ticket) -> Sequence[ListedTicket]:
        """Return the latest other tickets of the workspace."""
        wanted = PortalFilter(workspaces=(ticket.workspace_id,), sort=Sort.UPDATED)
        page = get_portal_tickets().list_matching(wanted, asker=self._asker, cursor=None, limit=OTHERS_SHOWN + 1)
        return [other for other in page.tickets if other.id != ticket.id][:OTHERS_SHOWN]

    def read_assignees(self, ticket: Ticket) -> Sequence[Person]:
        """Return who may be given the ticket, in the order of their names; nobody for who may not give it away."""
        if not ticket.permissions.can_assign:
            return []
        people = self._tickets.list_assignees(self.ticket_id, asker=self._asker)
        # Staff may always take a ticket themselves, and whoever has it is shown as having it.
        known = {person.id: person for person in (*people, Person(id=self._asker.user_id))}
        if ticket.assignee is not None:
            known.setdefault(ticket.assignee.id, ticket.assignee)
        return sorted(known.values(), key=lambda person: self.name_of(person).casefold())

    def read_earlier(self, sealed: str, until: datetime) -> Stretch:
        """Return the stretch before the moment, or raise BadCursorError."""
        ticket = self.read_ticket()
        files = get_attachments().list_for_ticket(self.ticket_id, asker=self._asker)
        return self._read_stretch(ticket, files, cursor=open_cursor(sealed, self._scope), until=until)

    def read_news(self, ticket: Ticket, since: datetime) -> Sequence[Entry]:
        """Return the entries that were added after the moment."""
        files = get_attachments().list_for_ticket(self.ticket_id, asker=self._asker)
        stretch = self._read_stretch(ticket, files, cursor=None, until=None)
        return [entry for entry in stretch.entries if entry.at > since]

    def _read_stretch(
        self, ticket: Ticket, files: Sequence[Attachment], *, cursor: str | None, until: datetime | None
    ) -> Stretch:
        page = self._tickets.list_comments(
            self.ticket_id, asker=self._asker, cursor=cursor, limit=COMMENTS_SHOWN, order=Order.DESCENDING
        )
        # The oldest comment bounds the stretch; without an earlier one it reaches back to the beginning.
        since = page.comments[-1].created_at if page.cursor is not None and page.comments else None
        entries = build_timeline(
            page.comments,
            self._read_history(since, until),
            requester_id=ticket.requester_id,
            attachments=files,
            name_of=self.name_of,
            since=since,
        )
        return Stretch(entries=entries, earlier=self._earlier(page.comments, page.cursor))

    def _earlier(self, comments: Sequence[Comment], cursor: str | None) -> Earlier | None:
        if cursor is None or not comments:
            return None
        until_ms = round(comments[-1].created_at.timestamp() * 1000)
        return Earlier(cursor=seal_cursor(cursor, self._scope), until_ms=until_ms)

    def _read_history(self, since: datetime | None, until: datetime | None) -> list[HistoryRow]:
        """Return the rows from `since` on and before `until`; pages are read until one reaches further back."""
        rows: list[HistoryRow] = []
        cursor: str | None = None
        while True:
            page = self._tickets.list_history(
                self.ticket_id, asker=self._asker, cursor=cursor, limit=HISTORY_PAGE, order=Order.DESCENDING
            )
            rows.extend(page.history)
            cursor = page.cursor
            if cursor is None or (since is not None and rows and rows[-1].created_at < since):
                return [row for row in rows if until is None or row.created_at < until]

    @property
    def _scope(self) -> bytes:
        return hashlib.sha256(f"timeline\n{self._asker.user_id}\n{self.ticket_id}".encode()).digest()
