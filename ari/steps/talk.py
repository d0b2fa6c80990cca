"""What the steps of a turn work on together: the turn as it was read, and the decision as it grows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ari.booking_dialogue import Calendar
from ari.domain import Destination, Handoff, Intent, ModelCall, Reply, Route, Score, State, Turn
from ari.knowledge.destinations import Selection
from ari.knowledge.entries import Hit
from ari.memory import Memory
from ari.ports import Ledger, Models
from ari.speech import Act
from ari.state_machine import Event
from ari.understanding import Understanding


class TurnEndsError(Exception):
    """A step has decided the turn: the steps after it are left out, the tail is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a turn may use of the world. `new_delimiter` gives a random word for each prompt's fence."""

    models: Models
    ledger: Ledger
    calendar: Calendar | None
    new_delimiter: Callable[[], str]


@dataclass(slots=True, kw_only=True)
class Talk:
    """One turn while it is being decided. `before` is the memory that it began with."""

    turn: Turn
    ports: Ports
    before: Memory
    memory: Memory
    state: State
    understood: Understanding
    answers: tuple[Hit, ...] = ()
    selection: Selection | None = None
    score: Score | None = None
    route: Route = Route.CONTINUE_QUALIFYING
    event: Event | None = None
    # The offer that was accepted, and whether a consultation was wished for before one could be offered.
    accepted: str | None = None
    is_wish: bool = False
    acts: list[Act] = field(default_factory=list)
    replies: tuple[Reply, ...] = ()
    silence: str | None = None
    handoff: Handoff | None = None
    consent: str | None = None
    add_tags: tuple[str, ...] = ()
    model: str | None = None
    model_calls: list[ModelCall] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the lead wrote in this burst, one line a message."""
        return "\n".join(message.text for message in self.turn.messages if message.text.strip())

    @property
    def media(self) -> tuple[str, ...]:
        """The kinds of the burst's messages that have nothing to read."""
        return tuple(message.kind for message in self.turn.messages if not message.text.strip())

    @property
    def question(self) -> str | None:
        """The part of the burst that asks for something that knowledge may tell."""
        return self.understood.question

    @property
    def is_attempt(self) -> bool:
        """Whether the burst may be meant as the answer to what is pending, and not as a nod or a greeting."""
        return bool(self.text) and self.understood.intents <= {Intent.ANSWER, Intent.OTHER, Intent.CHANGE}

    @property
    def is_answered(self) -> bool:
        """Whether the knowledge has something on the question."""
        return bool(self.answers or self.selection)

    @property
    def shown_destinations(self) -> tuple[Destination, ...]:
        """The universities that this turn may name."""
        return self.selection.destinations if self.selection else ()

    def say(self, *acts: Act) -> None:
        """Add acts to the reply."""
        self.acts += acts

    def note(self, step: str, **facts: Any) -> None:
        """Leave a line for the log and the simulator."""
        self.trace.append({"step": step, **facts})

    def end(self) -> None:
        """End the turn here; the tail follows."""
        raise TurnEndsError
