"""Days told from today: "besok", "lusa", "hari ini", "kemarin", and "nanti", which means today beside a time."""

from ari.dates.parts import part_at
from ari.dates.senses import AnyOf, Found, Offset, Variant, one
from ari.dates.tokens import Kind, Text
from ari.dates.weekdays import weekday_at

_WORDS = {"today": 0, "besok": 1, "lusa": 2, "tulat": 3, "kemarin": -1}
_PHRASES = {
    ("hari", "ini"): 0,
    ("hari", "besok"): 1,
    ("hari", "lusa"): 2,
    ("kemarin", "lusa"): -2,
    ("kemarin", "dulu"): -2,
    ("hari", "setelah", "besok"): 2,
    ("hari", "setelah", "lusa"): 3,
}
# Between "nanti" and the time it makes today's.
_FILLERS = frozenset({"di", "pas", "sekitar", "kurleb", "kira2", "aja", "ya", "deh", "at", "around"})
_FILLERS_REACH = 2


def read_relative_day(text: Text, at: int) -> Found | None:
    """Read a day told from today."""
    if text.word(at) == "besok" and text.word(at + 1) == "lusa":
        return one(Variant(day=AnyOf((Offset(1), Offset(2)))), at + 2)
    if text.word(at) == "besok2":
        return (), at + 1
    if text.word(at) == "nanti":
        return _read_nanti(text, at)
    for words, days in _PHRASES.items():
        if tuple(text.word(at + step) for step in range(len(words))) == words:
            return one(Variant(day=Offset(days)), at + len(words))
    days_on = _WORDS.get(text.word(at))
    if days_on is None:
        return None
    is_long = text.word(at + 1) == "hari" and weekday_at(text, at + 2) is None
    return one(Variant(day=Offset(days_on)), at + 2 if is_long else at + 1)


def _read_nanti(text: Text, at: int) -> Found | None:
    """Read "nanti" before or after a time: "nanti jam 3", "ntar sore", "jam 3 nanti". Elsewhere it names no day."""
    after = at + 1
    while text.word(after) in _FILLERS and after <= at + _FILLERS_REACH:
        after += 1
    if _is_time(text, after) or _ends_time(text, at - 1):
        return one(Variant(day=Offset(0, is_soft=True)), at + 1)
    return None


def _is_time(text: Text, at: int) -> bool:
    token = text[at]
    is_hour = token.kind is Kind.NUMBER and part_at(text, at + 1) is not None
    return token.kind is Kind.CLOCK or token.word in {"jam", "setengah"} or is_hour or part_at(text, at) is not None


def _ends_time(text: Text, at: int) -> bool:
    return text[at].kind in {Kind.CLOCK, Kind.NUMBER} or part_at(text, at) is not None
