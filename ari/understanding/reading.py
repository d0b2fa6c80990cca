"""What the readers of fields are given, and what they give back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ari.domain import Field
from ari.understanding.others import clauses_of_before, clauses_of_others
from ari.understanding.questions import asking_clauses, supposing_clauses
from ari.understanding.tokens import Token, Utterance, read_utterance

# WhatsApp's own limit is a little more; nobody states facts further on.
MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message as a listener hears it who knows what was asked and which day it is."""

    utterance: Utterance
    pending: str | None
    today: date
    # Clauses that ask, and clauses that suppose: what they say is not yet a fact.
    asking: frozenset[int]
    supposing: frozenset[int]
    # Clauses about somebody else: `kakak saya kuliah di Australia`.
    others: frozenset[int]
    # Clauses about what was and is no more: `dulu mau ke Amerika`.
    before: frozenset[int]

    def is_pending(self, wanted: Field) -> bool:
        """Test if the field was asked for last."""
        return self.pending == wanted.value

    def is_over(self, token: Token) -> bool:
        """Test if the token stands in a clause about somebody else, or about what is no more."""
        return token.clause in self.others or token.clause in self.before

    def is_open(self, token: Token) -> bool:
        """Test if the token stands in a clause that asks or supposes."""
        return token.clause in self.asking or token.clause in self.supposing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value in the one form of its field, the words it was read from, and what stayed open.

    A reading that is a hint was asked about or supposed, not stated.
    """

    value: Any
    words: str
    is_hint: bool = False
    notes: tuple[str, ...] = ()


def hear(text: str, *, pending: str | None, today: date) -> Heard:
    """Cut a message into tokens and find out which of its clauses ask and suppose. What is too long is cut off."""
    utterance = read_utterance(text[:MAX_TEXT])
    return Heard(
        utterance=utterance,
        pending=pending,
        today=today,
        asking=asking_clauses(utterance),
        supposing=supposing_clauses(utterance),
        others=clauses_of_others(utterance),
        before=clauses_of_before(utterance),
    )
