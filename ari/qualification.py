"""What is still to be asked of a lead, in which order, and how new facts join the known ones."""

from collections.abc import Mapping
from dataclasses import replace

from ari.domain import Document, Fact, FactSource, Field
from ari.items import ITEMS, item_document
from ari.memory import Memory
from ari.understanding import Understanding

# Worth knowing and asked while a warm lead is nurtured; never a condition.
NURTURE_FIELDS = (Field.PROGRAM, Field.ACTIVITY)
# An item that was passed over is asked once more, after all others; then it counts as asked.
MAX_ASKS = 2

_RANK = {source: rank for rank, source in enumerate(FactSource)}


def is_answered(memory: Memory, item: str) -> bool:
    """Test if the lead, a form or staff gave what the item asks for."""
    document = item_document(item)
    if document:
        return document in memory.documents
    return item in {field.value for field in Field} and Field(item) in memory.facts


def is_settled(memory: Memory, item: str | None) -> bool:
    """Test if the item was answered or declined; nothing pending is settled too."""
    return item is None or is_answered(memory, item) or item in memory.declined


def is_closed(memory: Memory, item: str) -> bool:
    """Test if the item needs no further question: answered, declined, or asked as often as is decent."""
    return is_settled(memory, item) or memory.asked.get(item, 0) >= MAX_ASKS


def missing_items(memory: Memory) -> tuple[str, ...]:
    """Return the items still to be asked, in asking order: those never asked first, then those passed over."""
    missing = [item for item in ITEMS if not is_closed(memory, item)]
    return tuple(sorted(missing, key=lambda item: memory.asked.get(item, 0)))


def next_item(memory: Memory) -> str | None:
    """Return the one item to ask next; None when the lead is ready."""
    return next(iter(missing_items(memory)), None)


def next_nurture_item(memory: Memory) -> str | None:
    """Return what a warm lead may still be asked, each once; None when there is nothing."""
    return next((field.value for field in NURTURE_FIELDS if _is_fresh(memory, field)), None)


def is_ready(memory: Memory) -> bool:
    """Test if every required field and every document is answered, declined or asked in vain."""
    return not missing_items(memory)


def has_all_documents(memory: Memory) -> bool:
    """Test if the lead has every document."""
    return all(memory.documents.get(document) is True for document in Document)


def merge_facts(known: Mapping[Field, Fact], new: Mapping[Field, Fact]) -> dict[Field, Fact]:
    """Return the known facts with the new ones; a fact of a lower rank never replaces one of a higher.

    Of the same rank, the new one wins: the lead changed their mind.
    """
    merged = dict(known)
    for field, fact in new.items():
        if field not in merged or _RANK[fact.source] <= _RANK[merged[field].source]:
            merged[field] = fact
    return merged


def learn(memory: Memory, understood: Understanding) -> Memory:
    """Return the memory with what a message told. Hints fill only what is not known.

    An answer takes back an earlier refusal; a pending item that was answered or declined is pending no longer.
    """
    facts = {**understood.hints, **merge_facts(memory.facts, understood.facts)}
    documents = {**memory.documents, **understood.documents}
    learned = replace(memory, facts=facts, documents=documents, language=understood.language)
    declined = {item for item in memory.declined | understood.declined if not is_answered(learned, item)}
    learned = replace(learned, declined=frozenset(declined))
    return replace(learned, pending=None) if is_settled(learned, memory.pending) else learned


def note_asked(memory: Memory, item: str) -> Memory:
    """Return the memory after an item was asked: counted, and pending."""
    return replace(memory, asked={**memory.asked, item: memory.asked.get(item, 0) + 1}, pending=item)


def made_progress(before: Memory, after: Memory) -> bool:
    """Test if a turn learned anything about the lead, a refusal included."""
    return (before.facts, before.documents, before.declined) != (after.facts, after.documents, after.declined)


def _is_fresh(memory: Memory, field: Field) -> bool:
    return field not in memory.facts and field.value not in memory.declined and not memory.asked.get(field.value)
