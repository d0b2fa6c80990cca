"""The mails of notifications in Convex: written by the transaction that handed a conversation off, sent by a chore."""

from datetime import timedelta
from enum import StrEnum

from ari.documents import notice_mail_from
from ari.inbox import NoticeMail
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, present


class MailOutcome(StrEnum):
    """How an attempt to send a mail ended."""

    SENT = "sent"
    RETRY = "retry"
    DROP = "drop"


def get_notices() -> "NoticeRepository":
    """Return the notices of the deployment that the settings name."""
    return NoticeRepository(get_client())


class NoticeRepository:
    """Hands out mails under a lease, so that two workers never send the same one at the same time."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def claim_due(self, *, limit: int, lease: timedelta) -> tuple[tuple[NoticeMail, ...], int]:
        """Claim mails that are due, and say how many were looked at: those that must not go out are dropped.

        Whoever does not settle one within the lease loses it to another worker.
        """
        args: Args = {"limit": limit, "lease_ms": int(lease.total_seconds() * 1000)}
        answer = as_document(self._convex.mutation("staffNotifications:claimMail", args))
        return tuple(notice_mail_from(document) for document in answer["mails"]), int(answer["seen"])

    def settle(self, mail: NoticeMail, outcome: MailOutcome, *, error: str | None = None) -> str:
        """Say what became of the mail and return its state: sent, pending, failed, dropped, lost."""
        args: Args = {"notification_id": mail.id, "attempt": mail.attempt, "outcome": outcome}
        args |= present({"error": error})
        # A settled attempt is not settled again, so a repetition is harmless.
        return str(as_document(self._convex.mutation("staffNotifications:settleMail", args, idempotent=True))["status"])
