"""Messages on their way to WhatsApp, in Convex: written by the transaction that decided on them, sent by workers."""

from datetime import datetime, timedelta

from ari.documents import delivery_from
from ari.domain import ConversationId
from ari.inbox import Delivery, DeliveryOutcome, Settled
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, ms_from_moment, present

# Of one purging call.
PURGE_LIMIT = 500


def get_whatsapp_outbox() -> "WhatsAppOutboxRepository":
    """Return the outbox of the deployment that the settings name."""
    return WhatsAppOutboxRepository(get_client())


class WhatsAppOutboxRepository:
    """Hands out messages one of a conversation at a time, in their order. `TurnRepository.list_due` says where.

    Raises everywhere: the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def claim(self, conversation_id: ConversationId, *, lease: timedelta) -> Delivery | None:
        """Claim the conversation's next message, None when there is none that may be sent now.

        What must not be sent any more (opted out, outside the 24 hours, expired, called back) is given up on the way.
        """
        args: Args = {"conversation_id": conversation_id, "lease_ms": int(lease.total_seconds() * 1000)}
        # As with turns, a claim whose answer was lost comes back when its lease ends.
        document = as_document(self._convex.mutation("whatsappOutbox:claim", args)).get("delivery")
        return None if document is None else delivery_from(document)

    def settle(
        self,
        delivery: Delivery,
        outcome: DeliveryOutcome,
        *,
        provider_id: str | None = None,
        error: str | None = None,
        retry_after: timedelta | None = None,
    ) -> Settled:
        """Say how the attempt ended, and learn what the message is now and whether the next one is ready.

        RETRY and UNKNOWN wait, with pauses that grow, until the attempts are used up. `lost` means that another worker
        has the conversation; that a message went out is stored all the same.
        """
        pause = None if retry_after is None else int(retry_after.total_seconds() * 1000)
        args: Args = {
            "conversation_id": delivery.conversation_id,
            "claim": delivery.claim,
            "outbox_id": delivery.outbox_id,
            "outcome": outcome,
            **present({"provider_id": provider_id, "error": error, "retry_after_ms": pause}),
        }
        # A settled attempt is not settled again, so a repetition is harmless.
        answer = as_document(self._convex.mutation("whatsappOutbox:settle", args, idempotent=True))
        return Settled(status=answer["status"], is_more=answer["is_more"])

    def purge(self, *, older_than: datetime) -> int:
        """Forget what was sent or given up before, and statuses of unknown messages; return how many were forgotten."""
        args: Args = {"older_than": ms_from_moment(older_than), "limit": PURGE_LIMIT}
        purged = 0
        for function in ("whatsappOutbox:purge", "messages:purgeStrayStatuses"):
            is_more = True
            while is_more:
                answer = as_document(self._convex.mutation(function, args, idempotent=True))
                purged, is_more = purged + int(answer["purged"]), bool(answer["more"])
        return purged
