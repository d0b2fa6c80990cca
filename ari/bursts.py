"""How long ARI waits for somebody to finish writing. People send a thought in pieces, and want one answer to it. Pure.

The waits are said by the message and stored with it, so that whichever worker is free answers when they are over.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from ari.consent import read_consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long after a message its burst is over when nothing follows (`wait`), and in any case (`limit`)."""

    wait: timedelta
    limit: timedelta


# Typing one more short line takes three to four seconds; who asked a question, or wrote at length, is mostly done.
UNFINISHED = Patience(wait=timedelta(seconds=5), limit=timedelta(seconds=20))
FINISHED = Patience(wait=timedelta(seconds=2.5), limit=timedelta(seconds=20))
# Who wants ARI to stop, wants a person, or is in trouble, is answered at once.
URGENT = Patience(wait=timedelta(seconds=0.8), limit=timedelta(seconds=2))
# Of a simulator, where nobody writes on.
NONE = Patience(wait=timedelta(0), limit=timedelta(0))

_URGENT_WORDS = frozenset(
    {"darurat", "emergency", "urgent", "gawat", "penting", "polisi", "kecelakaan", "deportasi", "dideportasi",
     "ditipu", "penipuan", "manusia", "human", "operator", "cs", "komplain", "complaint", "kecewa", "marah"}
)  # fmt: skip
_URGENT_PHRASES = (
    ("bicara", "dengan"), ("ngomong", "sama"), ("bicara", "sama"), ("hubungkan", "ke"), ("sambungkan", "ke"),
    ("orang", "asli"), ("real", "person"), ("talk", "to"), ("speak", "to"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_ENDED = re.compile(r"[.?!…]\s*$")
# From so many words on, a message is taken for a whole thought.
_LONG = 12


def patience_for(text: str | None) -> Patience:
    """Return how long to wait after the message; None is one without text, such as a picture."""
    if not text:
        return UNFINISHED
    words = _WORD.findall(text.casefold())
    if _is_urgent(words) or read_consent(text) is not None:
        return URGENT
    return FINISHED if len(words) >= _LONG or _ENDED.search(text) else UNFINISHED


def _is_urgent(words: list[str]) -> bool:
    pairs = set(pairwise(words))
    return not _URGENT_WORDS.isdisjoint(words) or any(phrase in pairs for phrase in _URGENT_PHRASES)
