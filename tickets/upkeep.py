"""Tidying what tickets leave behind, a bounded piece a call, until there is no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.upkeep_repository import UpkeepRepository

# A client that repeats a request does so within minutes; two days outlast a weekend's queue.
KEYS_KEPT = timedelta(days=2)
# Long enough to answer "was I told?".
MAILS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepReport:
    """How many idempotency keys and mails were forgotten, and how many tickets were repaired."""

    keys: int
    mails: int
    repaired: int


def tidy(upkeep: UpkeepRepository, *, now: datetime, repair: bool) -> UpkeepReport:
    """Forget old keys and mails; with `repair` walk over all tickets and mend what serves lists, search and counts.

    That walk is for tickets written past the functions, in Convex's dashboard or by an import of a backup. Any number
    of runs at once do no harm.
    """
    return UpkeepReport(
        keys=_purge_all(lambda: upkeep.purge_keys(older_than=now - KEYS_KEPT)),
        mails=_purge_all(lambda: upkeep.purge_mails(older_than=now - MAILS_KEPT)),
        repaired=_repair_all(upkeep) if repair else 0,
    )


def _purge_all(purge: Callable[[], tuple[int, bool]]) -> int:
    total, has_more = 0, True
    while has_more:
        purged, has_more = purge()
        total += purged
    return total


def _repair_all(upkeep: UpkeepRepository) -> int:
    total, cursor = upkeep.repair_tickets(None)
    while cursor is not None:
        repaired, cursor = upkeep.repair_tickets(cursor)
        total += repaired
    return total
