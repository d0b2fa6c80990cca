"""Sending what a conversation has in the outbox: claim a message, send it, settle it, until none is ready.

A claim holds the conversation, so its messages leave in their order. A worker that dies between sending and settling
leaves a message whose outcome is unknown: it rests until the lease ends, in which time WhatsApp's status, which carries
our sign, says that it went out; only without one is it sent again.
"""

import logging
from collections import Counter
from datetime import timedelta

from ari.domain import ConversationId
from ari.inbox import Delivery, DeliveryOutcome, Settled
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.whatsapp import Gateway, NotSentError

logger = logging.getLogger(__name__)

# Three times what an attempt may take, and long enough for the status of a message that went out.
LEASE = timedelta(seconds=60)


def deliver(
    outbox: WhatsAppOutboxRepository, gateway: Gateway, conversation_id: ConversationId, *, lease: timedelta
) -> Counter[str]:
    """Send what is ready in the conversation, and count how it ended: see `Settled`."""
    ended: Counter[str] = Counter()
    while (delivery := outbox.claim(conversation_id, lease=lease)) is not None:
        settled = _attempt(outbox, gateway, delivery)
        ended[settled.status] += 1
        if not settled.is_more:
            break
    return ended


def _attempt(outbox: WhatsAppOutboxRepository, gateway: Gateway, delivery: Delivery) -> Settled:
    try:
        provider_id = gateway.send(delivery)
    except NotSentError as error:
        logger.warning("Message %s was not sent at attempt %d: %s", delivery.message_id, delivery.attempt, error.reason)
        return outbox.settle(delivery, error.outcome, error=error.reason, retry_after=error.retry_after)
    return outbox.settle(delivery, DeliveryOutcome.SENT, provider_id=provider_id)
