"""Reading what a lead wrote, deterministically: intents, facts, documents, refusals, moods."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ari.domain import JAKARTA, Intent
from ari.understanding.outcome import Mood, Topic, Understanding

__all__ = ["Mood", "Topic", "Understanding", "understand"]


def understand(
    text: str, *, pending: str | None, zone: ZoneInfo = JAKARTA, now: datetime, language_hint: str = "id"
) -> Understanding:
    """Return what the text says to a lead's listener who last asked for `pending`."""
    return Understanding(intents=frozenset({Intent.OTHER}), language=language_hint)
