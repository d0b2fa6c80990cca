"""From tokens to what they name: marks (days and times), cues (what joins or rejects them) and numbers left over."""

from collections.abc import Callable
from dataclasses import dataclass

from ari.dates.clocks import read_clock
from ari.dates.cues import CueMark, read_cue
from ari.dates.dates import read_date
from ari.dates.delays import read_delay
from ari.dates.greetings import VOCATIVES
from ari.dates.numbers import read_number
from ari.dates.occasions import read_occasion
from ari.dates.parts import part_at, read_part
from ari.dates.periods import read_period
from ari.dates.relative_days import read_relative_day
from ari.dates.senses import Found, Mark
from ari.dates.tokens import Kind, Text
from ari.dates.weekdays import read_weekday
from ari.dates.zones import read_zone


@dataclass(frozen=True, slots=True)
class Bare:
    """A number that no reader took.

    `is_final`: nothing follows that it could count. `is_hedged`: "maybe" stands before it.
    """

    value: int
    start: int
    end: int
    is_final: bool
    has_leading_zero: bool
    is_hedged: bool


Item = Mark | CueMark | Bare

# Where two of them read equally much, the earlier has the word.
_READERS: tuple[Callable[[Text, int], Found | None], ...] = (
    read_relative_day,
    read_weekday,
    read_date,
    read_period,
    read_delay,
    read_clock,
    read_occasion,
    read_part,
    read_zone,
)
# What may follow a number that counts nothing: "besok 10 ya kak".
_PARTICLES = VOCATIVES | frozenset({
    "ya", "aja", "bisa", "boleh", "dong", "deh", "nih", "sih", "kok", "ok", "oke", "okay", "gimana", "please", "pls",
    "works", "fine", "ga", "atau", "dan", "sampai", "eh", "wib", "wita", "wit", "an", "ish", "kan", "lah", "to", "ke",
    "sama", "makasih", "thanks", "thx", "terima", "tapi", "kalau", "sharp", "teng", "tepat", "ada",
})  # fmt: skip
_HEDGES = frozenset({"maybe", "mungkin", "perhaps", "paling", "palingan"})


def scan(text: Text) -> list[Item]:
    """Return what the text names, in its order. At each place the reader that understands most has the word."""
    items: list[Item] = []
    at = 0
    while at < len(text):
        found = _read_longest(text, at)
        cue = read_cue(text, at)
        if found is not None and (cue is None or found[1] >= cue.end):
            variants, end = found
            if variants:
                items.append(Mark(start=at, end=end, variants=variants))
        elif cue is not None:
            items.append(cue)
            end = cue.end
        else:
            bare = _read_bare(text, at)
            if bare is not None:
                items.append(bare)
            end = bare.end if bare is not None else at + 1
        at = end
    return items


def _read_longest(text: Text, at: int) -> Found | None:
    found = [reading for reader in _READERS if (reading := reader(text, at)) is not None]
    return max(found, key=lambda reading: reading[1]) if found else None


def _read_bare(text: Text, at: int) -> Bare | None:
    number = read_number(text, at)
    if number is None or (text[at].is_glued and text[at - 1].kind is Kind.WORD):
        return None
    value, end = number
    follower = text[end]
    counts_nothing = follower.kind is not Kind.WORD or follower.word in _PARTICLES or part_at(text, end) is not None
    is_final = counts_nothing or _read_longest(text, end) is not None
    return Bare(value, at, end, is_final, text[at].has_leading_zero, text.word(at - 1) in _HEDGES)
