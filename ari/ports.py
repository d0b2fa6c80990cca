"""What ARI's processor needs of the world: models that word replies, and a ledger that bounds their cost.

The third is the `Calendar` of `ari.booking_dialogue`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from ari.domain import ContactId, Decision, ModelCall, Turn, WorkspaceId

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a prompt."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a model answered, never empty, and what it cost. `cost_micros` are millionths of a US dollar."""

    model: str
    text: str
    latency_ms: int
    input_tokens: int
    output_tokens: int
    cost_micros: int


class ModelError(Exception):
    """A model gave no usable answer. `outcome` is timeout, refused or error; the text is for the log alone.

    `is_charged`: the provider may have worked on the request and count it.
    """

    def __init__(self, model: str, outcome: str, reason: str, *, latency_ms: int, is_charged: bool) -> None:
        super().__init__(f"{model}: {reason}")
        self.model, self.outcome, self.reason = model, outcome, reason
        self.latency_ms, self.is_charged = latency_ms, is_charged


class Models(Protocol):
    """The models that have a key, under the names that settings and the ledger use: grok, sealion."""

    def order_for(self, contact_id: ContactId, *, grok_weight: int, before: str | None) -> tuple[str, ...]:
        """Return the models to try, best first; none where no key is set.

        The first is the one that the lead had `before`, else the one that the contact's hash chooses, so that a lead
        always talks to the same.
        """

    def is_resting(self, model: str) -> bool:
        """Test if the model failed just now, so that a lead should not wait for it to fail again."""

    def ceiling_micros(self, model: str, messages: Sequence[ChatMessage], *, max_tokens: int) -> int:
        """Return the most that the call can cost."""

    def complete(self, model: str, messages: Sequence[ChatMessage], *, max_tokens: int) -> Completion:
        """Return the model's answer.

        Raises:
            ModelError: there is none within the time limit, or it cannot be used.
        """


class Ledger(Protocol):
    """The money that models cost a workspace. Its daily budget is a field of the workspace's settings in Convex."""

    def reserve(self, workspace_id: WorkspaceId, *, amount_micros: int, now: datetime) -> str | None:
        """Set the amount aside and return the reservation; None when the day's budget does not allow it."""

    def settle(self, reservation: str, *, call: ModelCall) -> None:
        """Replace the reservation by what the call did cost. A second call with the same reservation does nothing."""


class Respond(Protocol):
    """A processor whose ports are filled in: what the worker and the simulator call."""

    def __call__(self, turn: Turn) -> Decision:
        """Return what the turn decides. It writes nothing but the ledger."""
