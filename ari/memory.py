"""What ARI remembers of a conversation between turns: facts, documents, what was asked, what is pending."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ari.domain import Document, Fact, FactSource, Field

# Version of the JSON; a context of the original has none, and its other keys are kept under "legacy".
FORMAT = 1
_OURS = frozenset({
    "format", "facts", "documents", "asked", "pending", "declined", "nurture_turns", "idle_rounds", "is_offered",
    "is_reminded", "unanswered", "greeted", "language", "booking", "legacy",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Everything that a turn leaves for the next one.

    `asked` counts how often each item was asked for; an item is a field's name, or "document:" and a document's.
    `pending` is the item asked last and not answered yet; `is_reminded` tells if the lead was reminded of it.
    `declined` are items the lead refused or does not know: they count as asked. `documents` has True, False or, not
    asked or not answered, no entry. `idle_rounds` counts turns in a row without progress. `unanswered` are the lead's
    last questions that the knowledge could not answer. `booking` belongs to the booking dialogue and is opaque
    elsewhere.
    """

    facts: Mapping[Field, Fact] = field(default_factory=dict)
    documents: Mapping[Document, bool] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    pending: str | None = None
    declined: frozenset[str] = frozenset()
    nurture_turns: int = 0
    idle_rounds: int = 0
    is_offered: bool = False
    is_reminded: bool = False
    unanswered: tuple[str, ...] = ()
    greeted: bool = False
    language: str = "id"
    booking: Mapping[str, Any] = field(default_factory=dict)
    legacy: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the memory as Convex keeps it."""
        return {
            "format": FORMAT,
            "facts": {
                name.value: {"value": fact.value, "words": fact.words, "source": fact.source.value}
                for name, fact in self.facts.items()
            },
            "documents": {document.value: has for document, has in self.documents.items()},
            "asked": dict(self.asked),
            "pending": self.pending,
            "declined": sorted(self.declined),
            "nurture_turns": self.nurture_turns,
            "idle_rounds": self.idle_rounds,
            "is_offered": self.is_offered,
            "is_reminded": self.is_reminded,
            "unanswered": list(self.unanswered),
            "greeted": self.greeted,
            "language": self.language,
            "booking": dict(self.booking),
            "legacy": dict(self.legacy),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self:
        """Read what `to_json` wrote; of a context of the original, everything becomes `legacy`."""
        data = dict(stored or {})
        if data.get("format") != FORMAT:
            return cls(legacy=data)
        return cls(
            facts={
                Field(name): Fact(value=fact["value"], words=fact["words"], source=FactSource(fact["source"]))
                for name, fact in data["facts"].items()
            },
            documents={Document(name): bool(has) for name, has in data["documents"].items()},
            asked={str(item): int(count) for item, count in data["asked"].items()},
            pending=data["pending"],
            declined=frozenset(data["declined"]),
            nurture_turns=int(data["nurture_turns"]),
            idle_rounds=int(data["idle_rounds"]),
            is_offered=bool(data["is_offered"]),
            is_reminded=bool(data.get("is_reminded", False)),
            unanswered=tuple(map(str, data.get("unanswered", ()))),
            greeted=bool(data["greeted"]),
            language=str(data["language"]),
            booking=data["booking"],
            legacy={**data["legacy"], **{key: value for key, value in data.items() if key not in _OURS}},
        )
