"""ARI's turns in Convex: which bursts wait, who answers them, what was decided."""

import secrets
from datetime import timedelta
from typing import Any

from ari.documents import claim_from, decision_args, due_work_from
from ari.domain import ConversationId, Decision, MessageId
from ari.inbox import Claim, CommitOutcome, Committed, DueWork, Hold, Silence
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, present


def get_turns() -> "TurnRepository":
    """Return the turns of the deployment that the settings name."""
    return TurnRepository(get_client())


class TurnRepository:
    """Hands out bursts under a lease, one conversation to one worker, and writes what was decided, or none of it.

    Raises everywhere: the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_due(self, *, limit: int) -> DueWork:
        """Return conversations in which a turn or a delivery is ready, `limit` of each at most."""
        # No cache has answered this question before.
        args: Args = {"limit": limit, "nonce": secrets.randbits(48)}
        return due_work_from(as_document(self._convex.query("ariTurns:listDue", args)))

    def claim(
        self, conversation_id: ConversationId, *, lease: timedelta, even_if_not_due: bool = False
    ) -> Claim | Silence:
        """Claim the conversation's burst with everything that its turn reads, or say why there is nothing to do.

        `even_if_not_due` takes a burst that may still go on, for a simulator. Whoever neither commits nor releases
        within the lease loses the burst to another worker.
        """
        args: Args = {"conversation_id": conversation_id, "lease_ms": _ms(lease)}
        args |= {"even_if_not_due": True} if even_if_not_due else {}
        # A claim whose answer was lost is taken again when its lease ends; asking twice would not bring it back.
        answer = as_document(self._convex.mutation("ariTurns:claim", args))
        turn = answer.get("turn")
        return Silence(answer["silence"]) if turn is None else claim_from(turn)

    def extend(self, claim: Claim, *, lease: timedelta) -> Hold:
        """Hold the claim for another lease from now."""
        args = {**_held(claim), "epoch": claim.turn.epoch, "lease_ms": _ms(lease)}
        answer = as_document(self._convex.mutation("ariTurns:extend", args, idempotent=True))
        return Hold(is_held=answer["is_held"], is_current=answer["is_current"])

    def commit(self, claim: Claim, decision: Decision) -> Committed:
        """Write the decision with its replies in one transaction, or nothing: see `CommitOutcome`.

        A second call with the same claim answers as the first did and writes nothing.
        `memory` and `trace` must be JSON: texts, numbers, booleans, None, lists, objects.

        Raises:
            InvalidInputError: the decision breaks a rule, such as a handoff without its reason, or an empty reply.
        """
        args = {**_held(claim), "epoch": claim.turn.epoch, "decision": decision_args(decision)}
        answer = as_document(self._convex.mutation("ariTurns:commit", args, idempotent=True))
        return Committed(
            outcome=CommitOutcome(answer["outcome"]),
            message_ids=tuple(MessageId(message_id) for message_id in answer["message_ids"]),
        )

    def release(self, claim: Claim, *, error: str | None = None) -> bool:
        """Give the burst back unanswered; False when the claim was lost already.

        With an error it waits for a pause that grows, and after some attempts a human gets the conversation. Without
        one, the worker only ends: the burst is ready for the next at once.
        """
        args: dict[str, Any] = {**_held(claim), **present({"error": error})}
        answer = as_document(self._convex.mutation("ariTurns:release", args, idempotent=True))
        return bool(answer["released"])


def _held(claim: Claim) -> Args:
    return {"conversation_id": claim.turn.conversation_id, "claim": claim.number}


def _ms(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)
