"""Parts of the day in words: "pagi", "sore hari", "malam ini", "tonight", "pulang kantor"."""

from ari.dates.senses import Clock, Form, Found, Offset, Part, Variant, Written, one
from ari.dates.tokens import Kind, Text
from ari.dates.weekdays import weekday_at

_WORDS = {
    "pagi": Part.PAGI,
    "pagian": Part.PAGI,
    "siang": Part.SIANG,
    "siangan": Part.SIANG,
    "sore": Part.SORE,
    "sorean": Part.SORE,
    "petang": Part.SORE,
    "malam": Part.MALAM,
    "maleman": Part.MALAM,
    "malaman": Part.MALAM,
    "evening": Part.MALAM,
    "afternoon": Part.AFTERNOON,
    "subuh": Part.SUBUH,
    "dzuhur": Part.DZUHUR,
    "ashar": Part.ASHAR,
    "maghrib": Part.MAGHRIB,
    "isya": Part.ISYA,
    "lunch": Part.LUNCH,
    "lunchtime": Part.LUNCH,
}
_PHRASES = {
    ("dini", "hari"): Part.DINI_HARI,
    ("makan", "siang"): Part.LUNCH,
    ("jam", "istirahat"): Part.LUNCH,
    ("pulang", "kantor"): Part.AFTER_WORK,
    ("pulang", "kerja"): Part.AFTER_WORK,
    ("pulang", "ngantor"): Part.AFTER_WORK,
    ("pulang", "kuliah"): Part.AFTER_WORK,
    ("pulang", "sekolah"): Part.AFTER_WORK,
    ("after", "work"): Part.AFTER_WORK,
    ("setelah", "work"): Part.AFTER_WORK,
}
_NOON = Clock((Written(12, 0, Form.FULL),))
_MIDNIGHT = Clock((Written(0, 0, Form.MIDNIGHT),))
_LATER = frozenset({"nanti"})


def part_at(text: Text, at: int) -> tuple[Part, int] | None:
    """Return the part of the day that begins at `at`, and the position after it."""
    for phrase, part in _PHRASES.items():
        if (text.word(at), text.word(at + 1)) == phrase:
            return part, at + 2
    word = text.word(at)
    if word == "tengah" and text.word(at + 1) in {"hari", "malam"}:
        return (Part.SIANG if text.word(at + 1) == "hari" else Part.MALAM), at + 2
    if word in {"noon", "midnight"}:
        return (Part.SIANG if word == "noon" else Part.MALAM), at + 1
    if word not in _WORDS:
        return None
    # "siang hari" is one phrase; in "siang hari Selasa" the day begins with "hari".
    is_long = text.word(at + 1) == "hari" and weekday_at(text, at + 2) is None and text.word(at + 2) != "ini"
    return _WORDS[word], at + 2 if is_long else at + 1


def read_part(text: Text, at: int) -> Found | None:
    """Read a part of the day, with the "ini" or "nanti" that makes it today's, and noon and midnight as clocks."""
    if text.word(at) in {"ini", "tadi"}:
        return _read_of_today(text, at)
    if text.word(at) == "tonight":
        return one(Variant(day=Offset(0), part=Part.MALAM), at + 1)
    if text.word(at) == "semalam":
        return one(Variant(day=Offset(-1), part=Part.MALAM), at + 1)
    found = part_at(text, at)
    if found is None:
        return None
    part, end = found
    if text.word(end) == "tadi":
        return one(Variant(day=_gone(part), part=part, is_over=True), end + 1)
    is_today = text.word(end) in {"ini", *_LATER} and weekday_at(text, end + 1) is None
    day = Offset(0) if is_today else None
    end = end + 1 if is_today else end
    clock = _named_clock(text, at)
    if clock is not None:
        return one(Variant(day=day, time=clock), end)
    return one(Variant(day=day, part=part), end)


def _read_of_today(text: Text, at: int) -> Found | None:
    """Read "this morning", "tadi pagi"."""
    found = part_at(text, at + 1)
    if found is None:
        return None
    part, end = found
    if text.word(at) == "tadi":
        return one(Variant(day=_gone(part), part=part, is_over=True), end)
    return one(Variant(day=Offset(0), part=part), end)


def _gone(part: Part) -> Offset:
    """Return the day of a part that is over: "tadi malam" was yesterday."""
    return Offset(-1) if part is Part.MALAM else Offset(0)


def _named_clock(text: Text, at: int) -> Clock | None:
    """Return noon or midnight, unless they only say which twelve o'clock is meant ("jam 12 tengah malam")."""
    if text[at - 1].kind in {Kind.NUMBER, Kind.CLOCK} or text.word(at - 1) in {"twelve", "belas"}:
        return None
    words = (text.word(at), text.word(at + 1))
    if words[0] == "noon" or words == ("tengah", "hari"):
        return _NOON
    if words[0] == "midnight" or words == ("tengah", "malam"):
        return _MIDNIGHT
    return None
