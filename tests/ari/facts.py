"""Facts of leads, short to write."""

from typing import Any

from ari.domain import Document, Fact, FactSource, Field
from ari.memory import Memory

EVERY_DOCUMENT = dict.fromkeys(Document, True)
NO_DOCUMENT = dict.fromkeys(Document, False)


def budget_of(low: int | None, high: int | None, currency: str = "IDR") -> dict[str, Any]:
    """Return a budget in the form of a fact."""
    return {"min": low, "max": high, "currency": currency}


def months(first: str | None, last: str | None) -> dict[str, str | None]:
    """Return a timeline in the form of a fact."""
    return {"from": first, "to": last}


VALUES: dict[Field, Any] = {
    Field.NAME: "Sari Wulandari",
    Field.EMAIL: "sari@example.com",
    Field.ENGLISH_LEVEL: "IELTS 6",
    Field.BUDGET: budget_of(200_000_000, 300_000_000),
    Field.TIMELINE: months("2026-09", "2026-12"),
    Field.COUNTRY: "Australia",
    Field.PROGRAM: {"level": "master", "subject": "data science"},
    Field.ACTIVITY: "working",
}


def facts_of(*fields: Field, source: FactSource = FactSource.CHAT, **values: Any) -> dict[Field, Fact]:
    """Return facts of some fields, with the usual values or with those that are given by name."""
    usual = {field: VALUES[field] for field in fields}
    given = {Field(name): value for name, value in values.items()}
    return {field: Fact(value=value, source=source) for field, value in {**usual, **given}.items()}


def memory_of(*fields: Field, documents: dict[Document, bool] | None = None, **more: Any) -> Memory:
    """Return a memory with the usual facts of some fields."""
    return Memory(facts=facts_of(*fields), documents=documents or {}, **more)
