"""Shorthand to read one message."""

from datetime import datetime
from typing import Any

from ari.domain import JAKARTA, Field
from ari.understanding import Understanding, understand

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=JAKARTA)


def read(text: str, pending: str | None = None, now: datetime = NOW, hint: str = "id") -> Understanding:
    """Return what is understood of a text."""
    return understand(text, pending=pending, zone=JAKARTA, now=now, language_hint=hint)


def value(field: Field, text: str, pending: str | None = None, now: datetime = NOW) -> Any:
    """Return the value that is read for a field, None if none is."""
    fact = read(text, pending, now).facts.get(field)
    return None if fact is None else fact.value
