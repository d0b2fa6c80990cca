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
    """How many idempotency keys and mails were forgotten, and how many tickets were numbered and repaired."""

    keys: int
    mails: int
    numbered: int
    repaired: int


def tidy(upkeep: UpkeepRepository, *, now: datetime, repair: bool) -> UpkeepReport:
    """Forget what is old, number what a migration brought, and put its figures together.

    With `repair` walk over all tickets and mend what serves lists, search and counts: for tickets written past the
    functions, in Convex's dashboard or by an import of a backup. Any number of runs at once do no harm.
    """
    _do_all(upkeep.purge_portal)
    report = UpkeepReport(
        keys=_do_all(lambda: upkeep.purge_keys(older_than=now - KEYS_KEPT)),
        mails=_do_all(lambda: upkeep.purge_mails(older_than=now - MAILS_KEPT)),
        numbered=_do_all(upkeep.number_tickets),
        repaired=_repair_all(upkeep) if repair else 0,
    )
    _do_all(upkeep.fold_figures)
    return report


def _do_all(do_some: Callable[[], tuple[int, bool]]) -> int:
    total, has_more = 0, True
    while has_more:
        done, has_more = do_some()
        total += done
    return total


def _repair_all(upkeep: UpkeepRepository) -> int:
    total, cursor = upkeep.repair_tickets(None)
    while cursor is not None:
        repaired, cursor = upkeep.repair_tickets(cursor)
        total += repaired
    return total
