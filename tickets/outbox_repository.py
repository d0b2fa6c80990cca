"""The mail outbox in Convex: written by the transaction that changed a ticket, emptied by `manage.py send_mail`."""

from datetime import timedelta
from typing import Any

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import as_document
from tickets.documents import mail_from
from tickets.domain import Mail, MailOutcome


def get_outbox() -> "OutboxRepository":
    """Return the outbox of the deployment that the settings name."""
    return OutboxRepository(get_client())


class OutboxRepository:
    """Hands out mails under a lease, so that two workers never send the same one at the same time."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def claim_due(self, *, limit: int, lease: timedelta) -> tuple[tuple[Mail, ...], int]:
        """Claim mails that are due, and say how many were looked at: those that must not go out are dropped.

        Whoever does not settle one within the lease loses it to another worker.
        """
        args = {"limit": limit, "lease_ms": int(lease.total_seconds() * 1000)}
        answer = as_document(self._convex.mutation("outbox:claimMail", args))
        return tuple(mail_from(document) for document in answer["mails"]), int(answer["seen"])

    def settle(self, mail: Mail, outcome: MailOutcome, *, error: str | None = None) -> str:
        """Say what became of the mail and return its state: `sent`, `pending`, `failed`, `dropped`, `lost`.

        A mail to be tried again is due after a pause that grows; after eight attempts it has failed. `lost` means that
        the lease ran out and another worker has it.
        """
        args: dict[str, Any] = {"mail_id": mail.id, "attempt": mail.attempt, "outcome": outcome}
        explained = args if error is None else {**args, "error": error}
        # A settled attempt is not settled again, so a repetition is harmless.
        return str(as_document(self._convex.mutation("outbox:settleMail", explained, idempotent=True))["status"])
