"""One unit of work of `manage.py run_ari`: answer the burst of a conversation, or send what its outbox has."""

import logging
from collections import Counter
from datetime import timedelta

from ari.delivery import LEASE as DELIVERY_LEASE
from ari.delivery import deliver
from ari.domain import ConversationId
from ari.heartbeat import Heartbeat
from ari.inbox import Claim, CommitOutcome, Silence
from ari.ports import Respond
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.turns import TurnRepository
from ari.whatsapp import Gateway

logger = logging.getLogger(__name__)

# How soon the burst of a worker that died is the next one's. A heartbeat holds it for one that is only slow.
LEASE = timedelta(seconds=30)


class Worker:
    """Answers and sends, one conversation a call. Safe to share between threads.

    `respond` is the brain: it reads a turn and returns what to do, and writes nothing itself.
    """

    def __init__(
        self,
        turns: TurnRepository,
        outbox: WhatsAppOutboxRepository,
        gateway: Gateway,
        respond: Respond,
        *,
        lease: timedelta = LEASE,
        delivery_lease: timedelta = DELIVERY_LEASE,
    ) -> None:
        self._turns, self._outbox, self._gateway, self._respond = turns, outbox, gateway, respond
        self._lease, self._delivery_lease = lease, delivery_lease

    def answer(self, conversation_id: ConversationId) -> Counter[str]:
        """Answer the conversation's burst and send the answer. Counts how the turn and the messages ended.

        A burst that cannot be answered is given back, to be tried again after a pause.
        """
        claim = self._turns.claim(conversation_id, lease=self._lease)
        if isinstance(claim, Silence):
            return Counter() if claim is Silence.NOT_READY else Counter({claim.value: 1})
        outcome = self._answer_claimed(claim)
        ended = Counter({outcome: 1})
        if outcome == CommitOutcome.COMMITTED:
            # What was just queued need not wait for somebody to notice it.
            ended += self.deliver(conversation_id)
        return ended

    def deliver(self, conversation_id: ConversationId) -> Counter[str]:
        """Send what is ready in the conversation. Counts how the messages ended."""
        return deliver(self._outbox, self._gateway, conversation_id, lease=self._delivery_lease)

    def _answer_claimed(self, claim: Claim) -> str:
        try:
            with Heartbeat(self._turns, claim, lease=self._lease):
                decision = self._respond(claim.turn)
            return self._turns.commit(claim, decision).outcome.value
        except Exception as error:
            # Whatever is wrong with one burst, the others go on. It is tried again, and in the end a human gets it.
            logger.exception("A burst could not be answered, attempt %d.", claim.attempt)
            self._turns.release(claim, error=type(error).__name__)
            return "failed"
