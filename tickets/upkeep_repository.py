"""What has to be tidied in Convex now and then."""

from datetime import datetime

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import as_document, ms_from_moment

# What one transaction may read and write lies far above both.
PURGED_AT_ONCE = 500
REPAIRED_AT_ONCE = 200


def get_upkeep() -> "UpkeepRepository":
    """Return the upkeep of the deployment that the settings name."""
    return UpkeepRepository(get_client())


class UpkeepRepository:
    """Tidies, a piece a call. Each call may be repeated: what is gone or mended stays so."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def purge_keys(self, *, older_than: datetime) -> tuple[int, bool]:
        """Forget old idempotency keys; return how many, and if there are more."""
        return self._purge("housekeeping:purgeIdempotencyKeys", older_than)

    def purge_mails(self, *, older_than: datetime) -> tuple[int, bool]:
        """Forget old mails that were sent or dropped; return how many, and if there are more."""
        return self._purge("outbox:purgeMail", older_than)

    def repair_tickets(self, cursor: str | None) -> tuple[int, str | None]:
        """Mend the tickets of one page; return how many needed it, and the way on, None at the end."""
        args = {"limit": REPAIRED_AT_ONCE} | ({} if cursor is None else {"cursor": cursor})
        answer = as_document(self._convex.mutation("housekeeping:refreshTickets", args, idempotent=True))
        return int(answer["fixed"]), answer.get("cursor")

    def _purge(self, function: str, older_than: datetime) -> tuple[int, bool]:
        args = {"older_than": ms_from_moment(older_than), "limit": PURGED_AT_ONCE}
        answer = as_document(self._convex.mutation(function, args, idempotent=True))
        return int(answer["purged"]), bool(answer["more"])
