"""A lead and ARI on a stage: turn after turn through the processor, with the demonstration's knowledge."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ari.booking_dialogue import Calendar
from ari.domain import (
    AriConversationId,
    AriSettings,
    Contact,
    ContactId,
    ConversationId,
    Decision,
    Destination,
    Direction,
    KnowledgeEntry,
    Message,
    MessageId,
    ModelCall,
    State,
    Turn,
    Workspace,
    WorkspaceId,
)
from ari.llm import ChatModels
from ari.memory import Memory
from ari.ports import Ledger, Models
from ari.processor import respond

DEMONSTRATION = Path(__file__).parents[3] / "ari" / "demonstration"
# A Monday, ten o'clock in Jakarta.
MORNING = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
COMMUNITY = "https://chat.example.com/komunitas"
WORKSPACE = Workspace(id=WorkspaceId("w1"), name="Rumah Kuliah", slug="rumah-kuliah")
SETTINGS = AriSettings(is_enabled=True, community_link=COMMUNITY)


def sample_entries() -> tuple[KnowledgeEntry, ...]:
    """Return the demonstration's entries, each with its key as its id."""
    entries = json.loads((DEMONSTRATION / "knowledge.json").read_text(encoding="utf-8"))
    return tuple(
        KnowledgeEntry(id=one["key"], title=one["title"], content=one["content"], category=one["category"])
        for one in entries
    )


def sample_destinations() -> tuple[Destination, ...]:
    """Return the demonstration's universities, each with its name as its id."""
    rows = json.loads((DEMONSTRATION / "destinations.json").read_text(encoding="utf-8"))
    return tuple(Destination(id=row["university_name"], **{**row, "programs": tuple(row["programs"])}) for row in rows)


NO_MODELS = ChatModels([], timeout_s=1)


@dataclass
class OpenLedger:
    """A ledger with a budget; None is endless. `calls` are those that were settled, `refused` counts refusals."""

    budget_micros: int | None = None
    reserved: dict[str, int] = field(default_factory=dict)
    calls: list[ModelCall] = field(default_factory=list)
    refused: int = 0

    def reserve(self, workspace_id: WorkspaceId, *, amount_micros: int, now: datetime) -> str | None:
        used = sum(self.reserved.values()) + sum(call.cost_micros for call in self.calls)
        if self.budget_micros is not None and used + amount_micros > self.budget_micros:
            self.refused += 1
            return None
        name = f"r{len(self.calls) + len(self.reserved)}"
        self.reserved[name] = amount_micros
        return name

    def settle(self, reservation: str, *, call: ModelCall) -> None:
        del self.reserved[reservation]
        self.calls.append(call)


@dataclass(kw_only=True)
class Stage:
    """One lead with ARI. `says` plays a turn; the memory goes through JSON between turns, as Convex keeps it."""

    settings: AriSettings = SETTINGS
    contact: Contact = field(default_factory=lambda: lead())
    knowledge: tuple[KnowledgeEntry, ...] = field(default_factory=sample_entries)
    destinations: tuple[Destination, ...] = field(default_factory=sample_destinations)
    models: Models = NO_MODELS
    ledger: Ledger = field(default_factory=OpenLedger)
    calendar: Calendar | None = None
    state: State = State.GREETING
    memory: Mapping[str, Any] = field(default_factory=dict)
    model: str | None = None
    now: datetime = MORNING
    history: list[Message] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def turn(self, *texts: str, kind: str = "text") -> Turn:
        """Return the turn that answers these messages."""
        messages = tuple(self._message(text, kind=kind, at=at) for at, text in enumerate(texts))
        return Turn(
            workspace=WORKSPACE,
            settings=self.settings,
            contact=self.contact,
            conversation_id=ConversationId("v1"),
            ari_conversation_id=AriConversationId("a1"),
            state=self.state,
            memory=self.memory,
            messages=messages,
            history=tuple(self.history[-20:]),
            knowledge=self.knowledge,
            destinations=self.destinations,
            epoch=len(self.decisions),
            now=self.now,
            model=self.model,
        )

    def says(self, *texts: str, kind: str = "text") -> Decision:
        """Play a turn and return what was decided."""
        turn = self.turn(*texts, kind=kind)
        decision = respond(turn, models=self.models, ledger=self.ledger, calendar=self.calendar)
        self.state, self.memory = decision.state, json.loads(json.dumps(decision.memory))
        self.model = decision.model or self.model
        json.dumps(decision.trace)
        said = [self._message(reply.text, direction=Direction.OUTBOUND, at=9) for reply in decision.replies]
        self.history += [*turn.messages, *said]
        self.now += timedelta(minutes=2)
        self.decisions.append(decision)
        return decision

    def answers(self, *texts: str, kind: str = "text") -> str:
        """Play a turn and return what ARI said; empty where it was silent."""
        return "\n".join(reply.text for reply in self.says(*texts, kind=kind).replies)

    def plays(self, lines: Sequence[str]) -> Decision:
        """Play several turns and return the last decision."""
        for line in lines:
            decision = self.says(line)
        return decision

    @property
    def remembered(self) -> Memory:
        """What ARI remembers now."""
        return Memory.from_json(self.memory)

    def _message(self, text: str, *, at: int, kind: str = "text", direction: Direction = Direction.INBOUND) -> Message:
        sender = "contact" if direction is Direction.INBOUND else "bot"
        name = MessageId(f"m{len(self.decisions)}-{at}")
        return Message(id=name, direction=direction, sender=sender, text=text, kind=kind, created_at=self.now)


def lead(**changes: Any) -> Contact:
    """Return a contact that nothing is known of but the profile."""
    contact = Contact(id=ContactId("c1"), phone="+6281234567890", profile_name="Rina")
    return replace(contact, **changes)
