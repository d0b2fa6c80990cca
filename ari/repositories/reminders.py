"""Reminders and the messages about appointments in Convex: what is due, who sends it, how it ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from ari.appointments import (
    Dispatched,
    DueReminder,
    Notice,
    NoticeOutcome,
    ReminderFilter,
    ReminderPage,
)
from ari.booking_documents import dispatched_from, due_reminder_from, notice_from, reminder_from
from ari.documents import template_args
from ari.domain import ConversationId, WorkspaceId
from ari.inbox import Template
from ari.repositories.calls import ask
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, ms_from_moment, present
from config.identity.principal import Principal


def get_reminders() -> "ReminderRepository":
    """Return the reminders in the deployment that the settings name."""
    return ReminderRepository(get_client())


class ReminderRepository:
    """Hands out what is due. Everything is decided in Convex, by the appointment as it stands in the transaction.

    `now` is the caller's clock; senders pass their own, so that a rehearsal can have another.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_matching(
        self,
        workspace_id: WorkspaceId,
        wanted: ReminderFilter,
        *,
        asker: Principal,
        cursor: str | None = None,
        limit: int = 25,
    ) -> ReminderPage:
        """Return a page of the workspace's reminders by the moment at which they are due."""
        due = (wanted.due_from, wanted.due_before)
        first, before = (None if moment is None else ms_from_moment(moment) for moment in due)
        asked = {
            "statuses": list(wanted.statuses) or None,
            "appointment_id": wanted.appointment_id,
            "from": first,
            "before": before,
            "order": "desc" if wanted.is_descending else None,
            "cursor": cursor,
        }
        answer = ask(self._convex, "reminders:listReminders", workspace_id, asker, {"limit": limit, **present(asked)})
        reminders = tuple(reminder_from(document) for document in answer["reminders"])
        return ReminderPage(reminders=reminders, cursor=answer.get("cursor"))

    def plan_missing(self, *, limit: int, now: datetime) -> tuple[int, bool]:
        """Plan reminders of appointments that have none, `limit` at most; return how many, and whether more wait."""
        # What is planned is not planned again, so a repetition is harmless.
        answer = as_document(self._convex.mutation("reminders:planMissing", _due(limit, now), idempotent=True))
        return int(answer["planned"]), bool(answer["more"])

    def dispatch_due(self, *, limit: int, now: datetime) -> Dispatched:
        """Put reminders that are due on their way, each once; say what became of them."""
        # A repetition goes on where the first ended: what it counted is lost, and nothing else.
        return dispatched_from(
            as_document(self._convex.mutation("reminders:dispatchDue", _due(limit, now), idempotent=True))
        )

    def preview_due(self, *, limit: int, now: datetime) -> tuple[tuple[DueReminder, ...], bool]:
        """Return what `dispatch_due` would do, and whether there is more."""
        answer = as_document(self._convex.query("reminders:previewDue", _due(limit, now)))
        return tuple(due_reminder_from(document) for document in answer["reminders"]), bool(answer["more"])

    def claim_notices(self, *, limit: int, lease: timedelta, now: datetime) -> tuple[tuple[Notice, ...], int]:
        """Claim messages that are due, and say how many were looked at: those that must not go out are dropped.

        Whoever does not settle one within the lease loses it to another sender.
        """
        args: Args = {**_due(limit, now), "lease_ms": int(lease.total_seconds() * 1000)}
        answer = as_document(self._convex.mutation("reminders:claimNotices", args))
        return tuple(notice_from(document) for document in answer["deliveries"]), int(answer["seen"])

    def begin(self, notice: Notice, *, now: datetime) -> bool:
        """Note that the mail is being handed over from here on; False where it must not go out any more.

        A mail that was begun and never settled is not sent again: whether it went out, nobody knows.
        """
        args: Args = {"notice_id": notice.id, "attempt": notice.attempt, "now": ms_from_moment(now)}
        return bool(as_document(self._convex.mutation("reminders:beginNotice", args, idempotent=True))["may_send"])

    def settle(self, notice: Notice, outcome: NoticeOutcome, *, now: datetime, error: str | None = None) -> str:
        """Say what became of a mail, and return its state: sent, pending, failed, dropped, lost."""
        return self._settle(notice, {"outcome": outcome, **present({"error": error})}, now)[0]

    def queue(
        self, notice: Notice, text: str, *, template: Template | None, now: datetime
    ) -> tuple[str, ConversationId | None]:
        """Give a worded message to WhatsApp's outbox; with a template, `text` is what staff see in its place.

        Returns the state (queued, sent, failed, dropped, lost), and of a queued one the conversation it leaves from.
        """
        shape = present({"template": None if template is None else template_args(template)})
        args: Args = {"outcome": NoticeOutcome.QUEUE, "text": text, **shape}
        return self._settle(notice, args, now)

    def _settle(self, notice: Notice, args: Args, now: datetime) -> tuple[str, ConversationId | None]:
        named: Args = {"notice_id": notice.id, "attempt": notice.attempt, "now": ms_from_moment(now), **args}
        # A settled attempt is not settled again, so a repetition is harmless.
        answer = as_document(self._convex.mutation("reminders:settleNotice", named, idempotent=True))
        conversation_id = answer.get("conversation_id")
        return answer["status"], None if conversation_id is None else ConversationId(conversation_id)

    def count_failed(self, *, since: datetime, until: datetime) -> Mapping[str, int]:
        """Return how many reminders failed between the moments, by why; a thousand at most."""
        args: Args = {"since": ms_from_moment(since), "until": ms_from_moment(until)}
        answer = as_document(self._convex.query("reminders:countFailed", args))
        return {reason: int(count) for reason, count in answer["failed"].items()}

    def purge(self, *, older_than: datetime, limit: int = 500) -> int:
        """Forget messages that were sent or dropped before, `limit` at most; return how many."""
        args: Args = {"older_than": ms_from_moment(older_than), "limit": limit}
        return int(as_document(self._convex.mutation("reminders:purgeNotices", args, idempotent=True))["purged"])


def _due(limit: int, now: datetime) -> Args:
    return {"limit": limit, "now": ms_from_moment(now)}
