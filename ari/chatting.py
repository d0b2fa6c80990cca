"""A lead in the terminal: what is typed goes through the inbox, the worker and the processor, as a webhook's does."""

import random
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from ari.bursts import NONE, patience_for
from ari.domain import ConversationId, Decision, Turn, WorkspaceId
from ari.inbox import CommitOutcome, Inbound
from ari.ports import Respond
from ari.repositories.inbox import InboxRepository
from ari.webhooks.meta import parse_body
from ari.worker import Worker

# Indonesian mobile numbers that no operator gives out; each chat is a new lead.
_PREFIX, _DIGITS = "62800", 9
# How much longer than a burst's own wait is waited, so that the worker finds it over.
_SLACK = timedelta(milliseconds=150)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The lead: the number, as digits, and the name of the WhatsApp profile."""

    phone: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a burst ended: what the worker counted, and what was decided if it came to that."""

    ended: Mapping[str, int]
    decision: Decision | None

    @property
    def texts(self) -> tuple[str, ...]:
        """What the lead reads."""
        is_said = self.decision is not None and self.ended.get(CommitOutcome.COMMITTED.value)
        return tuple(reply.text for reply in self.decision.replies) if self.decision and is_said else ()


class Overheard:
    """A processor that remembers the last decision, for whoever watches."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self.decision: Decision | None = None

    def __call__(self, turn: Turn) -> Decision:
        """Return what the turn decides."""
        self.decision = self._respond(turn)
        return self.decision


class Chat:
    """One lead's conversation with ARI in one workspace. `is_fast`: no burst is waited for."""

    def __init__(
        self,
        workspace_id: WorkspaceId,
        caller: Caller,
        *,
        inbox: InboxRepository,
        make_worker: Callable[[Respond], Worker],
        respond: Respond,
        is_fast: bool,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._workspace_id, self._caller, self._inbox = workspace_id, caller, inbox
        self._overheard = Overheard(respond)
        self._worker = make_worker(self._overheard)
        self._is_fast, self._sleep = is_fast, sleep

    def write(self, lines: Sequence[str]) -> Answered:
        """Send the lines as one burst, and return how it was answered."""
        conversation_id = self._send(lines)
        if not self._is_fast:
            self._sleep((patience_for(lines[-1]).wait + _SLACK).total_seconds())
        self._overheard.decision = None
        ended = self._worker.answer(conversation_id)
        return Answered(ended=ended, decision=self._overheard.decision)

    def _send(self, lines: Sequence[str]) -> ConversationId:
        """Store the lines as the webhook stores a body with them."""
        parsed = parse_body(webhook_body(self._caller, lines))
        messages = [hurried(message) if self._is_fast else message for message in parsed.messages]
        received = self._inbox.receive_chat(self._workspace_id, messages)
        return received.conversation_ids[0]


def hurried(message: Inbound) -> Inbound:
    """Return the message as one after which nobody writes on."""
    return replace(message, wait=NONE.wait, limit=NONE.limit)


def new_caller(name: str, rng: random.Random) -> Caller:
    """Return a lead who never wrote before."""
    return Caller(phone=_PREFIX + "".join(str(rng.randrange(10)) for _ in range(_DIGITS)), name=name)


def webhook_body(caller: Caller, lines: Sequence[str]) -> dict[str, Any]:
    """Return what Kapso would send for the lines; without timestamps, for those have no fractions of a second."""
    messages = [
        {"from": caller.phone, "id": f"chat.{uuid.uuid4().hex}", "type": "text", "text": {"body": line}}
        for line in lines
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "chat", "phone_number_id": "chat"},
        "contacts": [{"wa_id": caller.phone, "profile": {"name": caller.name}}],
        "messages": messages,
    }
    return {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]}
