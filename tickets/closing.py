"""Closing tickets that have been silent in implementation for seven days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.domain import TicketId
from tickets.repository import TicketRepository

QUIET = timedelta(days=7)
# What one transaction closes; each is checked again in it.
BATCH = 50
# What one look at the stale tickets returns.
MAX_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingReport:
    """Which tickets were closed, or would be, and whether the limit left any."""

    ticket_ids: tuple[TicketId, ...]
    has_more: bool


def close_stale(tickets: TicketRepository, *, now: datetime, limit: int | None = None) -> ClosingReport:
    """Close what has been silent for `QUIET`, `limit` tickets at most.

    Two runs at once close each ticket once, and one that gets a comment meanwhile stays open.
    """
    closed: list[TicketId] = []
    has_more = True
    while has_more and (limit is None or len(closed) < limit):
        room = BATCH if limit is None else min(BATCH, limit - len(closed))
        some, has_more = tickets.close_stale(quiet_before=now - QUIET, limit=room)
        closed += some
    return ClosingReport(ticket_ids=tuple(closed), has_more=has_more)


def list_stale(tickets: TicketRepository, *, now: datetime, limit: int | None = None) -> ClosingReport:
    """Return what `close_stale` would close now, MAX_LISTED tickets at most; nothing is changed."""
    wanted = min(limit or MAX_LISTED, MAX_LISTED)
    found = tickets.list_stale(quiet_before=now - QUIET, limit=wanted)
    return ClosingReport(ticket_ids=found, has_more=len(found) == wanted)
