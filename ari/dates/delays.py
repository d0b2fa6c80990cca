"""Stretches of time from now: "3 hari lagi", "dua minggu lagi", "setengah jam lagi", "in two weeks", "2 hari lalu"."""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from ari.dates.numbers import read_number
from ari.dates.relative_days import read_relative_day
from ari.dates.senses import AnyOf, DaysAhead, DaySense, Found, Impossible, MonthsOn, Offset, Shifted, Variant, one
from ari.dates.tokens import Kind, Text
from ari.dates.weekdays import DAYS_OF_WEEK, read_weekday

_UNITS = {
    "menit": "minute", "min": "minute", "jam": "hour", "hour": "hour", "hours": "hour", "hrs": "hour", "hr": "hour",
    "hari": "day", "hari2": "day", "minggu": "week", "pekan": "week", "weeks": "week", "bulan": "month",
    "months": "month", "tahun": "year", "years": "year", "fortnight": "fortnight",
}  # fmt: skip
# "sejam", "seminggu": the number is part of the word.
_SINGLE = {
    "semenit": "minute", "sejam": "hour", "sehari": "day", "seminggu": "week", "sepekan": "week", "sebulan": "month",
    "setahun": "year",
}  # fmt: skip
_HALF = Fraction(1, 2)
_ROUGHLY = frozenset({"sekitar", "kurleb", "kira2"})
_A = frozenset({"a", "an"})
_FUTURE = frozenset({"lagi", "later", "kemudian"})
# Nobody books further ahead; beyond lie the limits of dates.
_MOST_DAYS = 4_000


@dataclass(frozen=True, slots=True)
class _Length:
    """So many units; `to` is the other end of "2-3 hari"."""

    unit: str
    count: Fraction
    to: int | None = None


def read_delay(text: Text, at: int) -> Found | None:
    """Read a stretch of time from now. One that only says how long something takes means nothing, and is consumed."""
    start, opening = _read_opening(text, at)
    length = _read_length(text, start)
    if length is None or _is_choice(text, start):
        return None
    parts, end = length
    closing, after = _read_closing(text, end)
    if closing == "from":
        return _from_day(text, parts[0], after)
    variants = _variants(parts, opening, closing)
    if variants is None:
        return (), end
    return variants, after


def _read_opening(text: Text, at: int) -> tuple[int, str]:
    """Read "in", "dalam", "within the next", "sekitar"; return where the length begins."""
    opening = ""
    if text.word(at) in {"in", "dalam", "within"}:
        opening, at = text.word(at), at + 1
    at = at + 1 if text.word(at) == "waktu" else at
    at = at + 1 if text.word(at) == "the" else at
    if text.word(at) == "next" and read_number(text, at + 1):
        opening, at = "within", at + 1
    return (at + 1 if text.word(at) in _ROUGHLY else at), opening


def _read_length(text: Text, at: int) -> tuple[tuple[_Length, ...], int] | None:
    """Read "3 hari", "1 jam 30 menit", "satu setengah jam", "2-3 minggu", "a week"."""
    first = _read_one_length(text, at)
    if first is None:
        return None
    length, end = first
    second = _read_one_length(text, end) if length.unit == "hour" else None
    if second is not None and second[0].unit == "minute":
        return (length, second[0]), second[1]
    return (length,), end


def _read_one_length(text: Text, at: int) -> tuple[_Length, int] | None:
    if text.word(at) in _SINGLE:
        return _Length(_SINGLE[text.word(at)], Fraction(1)), at + 1
    half = _read_half(text, at)
    if half is not None:
        return half
    if text.word(at) in _A:
        unit = _UNITS.get(text.word(at + 1))
        return (_Length(unit, Fraction(1)), at + 2) if unit else None
    if text[at].kind is Kind.DECIMAL:
        return (
            _with_unit(text, Fraction(text[at].word.replace(",", ".")), at + 1)
            if text[at].word.count(".") <= 1
            else None
        )
    number = read_number(text, at)
    if number is None:
        return None
    if text.word(number[1]) == "setengah":
        return _with_unit(text, number[0] + _HALF, number[1] + 1)
    other = (
        read_number(text, number[1] + 1) if text.is_mark(number[1], "-") or text.word(number[1]) == "sampai" else None
    )
    if other is not None and other[0] > number[0]:
        found = _with_unit(text, Fraction(number[0]), other[1])
        return (_Length(found[0].unit, found[0].count, other[0]), found[1]) if found else None
    return _with_unit(text, Fraction(number[0]), number[1])


def _read_half(text: Text, at: int) -> tuple[_Length, int] | None:
    """Read "setengah jam", "half an hour", "1/2 jam"."""
    if text.word(at) not in {"setengah", "half"} and text[at].word != "1/2":
        return None
    return _with_unit(text, _HALF, at + 2 if text.word(at + 1) in _A else at + 1)


def _with_unit(text: Text, count: Fraction, at: int) -> tuple[_Length, int] | None:
    after = at + 1 if text.is_mark(at, "-") and text.word(at + 1) == "an" else at
    after = after + 1 if text.word(after) == "an" else after
    unit = _UNITS.get(text.word(after))
    if unit is None or (
        unit == "hour" and text[after + 1].kind in {Kind.NUMBER, Kind.CLOCK} and not _has_unit(text, after + 2)
    ):
        # "no 2 jam 3": the number before "jam" is not its count.
        return None
    return _Length(unit, count), after + 1


def _has_unit(text: Text, at: int) -> bool:
    return text.word(at) in _UNITS


def _read_closing(text: Text, at: int) -> tuple[str, int]:
    """Read what follows a length: "lagi", "ke depan", "yang lalu", "from now", "from Monday"."""
    at = at + 1 if text.word(at) == "an" else at
    words = tuple(text.word(at + step) for step in range(3))
    if words[0] in _FUTURE:
        return "future", at + 1
    if words[:2] == ("ke", "depan") or words[:2] == ("kedepan", ""):
        return "ahead", at + 2
    if words[0] in {"kedepan", "mendatang"}:
        return "ahead", at + 1
    if words[0] in {"lalu", "kemarin"}:
        return "past", at + 1
    if words[0] == "yang" and words[1] == "lalu":
        return "past", at + 2
    if words[:2] == ("dari", "sekarang"):
        return "future", at + 2
    if words[0] == "depan":
        return "next", at + 1
    return ("from", at + 1) if words[0] in {"dari", "setelah"} else ("", at)


def _from_day(text: Text, length: _Length, at: int) -> Found | None:
    """Read the day in "a week from Monday"; any other is a range's start: "2 jam dari jam 3"."""
    found = read_weekday(text, at) or read_relative_day(text, at)
    days = {"day": 1, "week": DAYS_OF_WEEK}.get(length.unit)
    if found is None or days is None or found[0][0].day is None or length.count.denominator != 1:
        return (), at - 1
    return one(Variant(day=Shifted(found[0][0].day, int(length.count) * days)), found[1])


def _variants(parts: tuple[_Length, ...], opening: str, closing: str) -> tuple[Variant, ...] | None:
    """Return what a length means with the words around it; None if it is only a length."""
    length = parts[0]
    if closing == "past":
        return _of_past(length)
    if length.unit in {"hour", "minute"}:
        is_later = closing == "future" or opening == "in"
        return _of_clock(parts) if is_later else None
    if opening == "within" or closing == "ahead":
        return _of_days(length, within=True)
    if closing == "next" or (opening == "dalam" and closing == ""):
        # "dalam 3 hari" and "3 hari depan" are within three days to some and after three days to others.
        later, within = _of_days(length, within=False), _of_days(length, within=True)
        return later + within
    return _of_days(length, within=False) if closing == "future" or opening in {"in", "dalam"} else None


def _of_clock(parts: tuple[_Length, ...]) -> tuple[Variant, ...]:
    minutes = sum((part.count * (60 if part.unit == "hour" else 1) for part in parts), Fraction(0))
    if parts[0].to is not None:
        ends = (parts[0].count, Fraction(parts[0].to))
        unit = 60 if parts[0].unit == "hour" else 1
        return tuple(Variant(delay=timedelta(minutes=int(end * unit))) for end in ends)
    return (Variant(delay=timedelta(minutes=int(minutes))),)


def _of_days(length: _Length, *, within: bool) -> tuple[Variant, ...]:
    counts = [length.count] if length.to is None else [length.count, Fraction(length.to)]
    senses = [_sense(length.unit, count, within=within) for count in counts]
    return (Variant(day=senses[0] if len(senses) == 1 else AnyOf(tuple(senses))),)


def _sense(unit: str, count: Fraction, *, within: bool) -> DaySense:
    days = {"day": 1, "week": DAYS_OF_WEEK, "fortnight": 2 * DAYS_OF_WEEK, "month": 30, "year": 365}[unit] * count
    if days > _MOST_DAYS or days.denominator != 1:
        return Impossible()
    if within:
        return DaysAhead(int(days))
    if unit in {"month", "year"}:
        return MonthsOn(int(count) * (12 if unit == "year" else 1)) if count.denominator == 1 else Impossible()
    return Offset(int(days))


def _of_past(length: _Length) -> tuple[Variant, ...]:
    if length.unit in {"hour", "minute"}:
        minutes = int(length.count * (60 if length.unit == "hour" else 1))
        return (Variant(delay=-timedelta(minutes=minutes)),)
    sense = _sense(length.unit, length.count, within=False)
    if isinstance(sense, Offset):
        return (Variant(day=Offset(-sense.days)),)
    return (Variant(day=MonthsOn(-sense.months) if isinstance(sense, MonthsOn) else sense),)


def _is_choice(text: Text, at: int) -> bool:
    """Test if a number is that of a list and counts nothing: "no 2 minggu depan"."""
    return text.word(at - 1) in {"no", "nomor", "nomer", "pilihan", "opsi"}
