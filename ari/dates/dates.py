"""Dates as they are written: "tgl 5", "5 Desember 2026", "December 5th", "5/12", "tgl 10 sampai 12 Maret"."""

from ari.dates.clocks import COUNTED
from ari.dates.months import month_at
from ari.dates.numbers import read_number, read_ordinal
from ari.dates.parts import part_at
from ari.dates.senses import (
    AnyOf,
    DayOfMonth,
    DayRange,
    DaySense,
    Found,
    Impossible,
    Variant,
    one,
)
from ari.dates.tokens import Kind, Text

_LONGEST_MONTH = 31
_MONTHS = 12
_RANGE_WORDS = frozenset({"sampai", "to", "through"})
_OR_WORDS = frozenset({"atau", "dan"})
# A year of two digits is taken for one only where it can be no hour and no day.
_SHORT_YEARS = range(32, 60)

# Numbers joined to one another, whether they are a range, and the position after them.
_Numbers = tuple[tuple[int, ...], bool, int]
_Read = tuple[DaySense, int]


def read_date(text: Text, at: int) -> Found | None:
    """Read a date that begins at `at`."""
    found = _read_numeric(text, at) or _read_tanggal(text, at) or _read_day_month(text, at) or _read_month_day(text, at)
    found = found or _read_the(text, at)
    return one(Variant(day=found[0]), found[1]) if found else None


def day_of_month(day: int, month: int | None = None, year: int | None = None) -> DaySense:
    """Return the sense of a date, which is impossible where no year has it."""
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month or 1, _LONGEST_MONTH)
    if not 1 <= day <= longest or (month is not None and not 1 <= month <= _MONTHS):
        return Impossible()
    return DayOfMonth(day, month, year)


def _read_numeric(text: Text, at: int) -> _Read | None:
    """Read "5/12", "5-12-2026" and "2026-12-05"; the day is first but in the last form."""
    token = text[at]
    if token.kind is Kind.DATE:
        day, month, year = token.values
        return day_of_month(day, month, year), at + 1
    # "1/2 jam" is a stretch of time; in "1/2 jam 10" a clock follows the date.
    is_count = text.word(at + 1) in COUNTED and read_number(text, at + 2) is None
    if token.kind is not Kind.SLASH_PAIR or is_count:
        return None
    day, month = token.values
    return day_of_month(day, month), at + 1


def _read_tanggal(text: Text, at: int) -> _Read | None:
    """Read "tgl 5", "tanggal 5 bulan depan", "tgl 5-7", "tgl 5 atau 6 Maret"."""
    if text.word(at) != "tanggal":
        return None
    start = at + 2 if text.is_mark(at + 1, ".:") else at + 1
    if text[start].kind in {Kind.SLASH_PAIR, Kind.DATE}:
        return _read_numeric(text, start)
    if text[start].kind is Kind.CLOCK and not text[start].word.count(":"):
        day, month = text[start].values[:2]
        return day_of_month(day, month), start + 1
    numbers = _read_numbers(text, start)
    if numbers is None:
        return None
    days, is_range, end = numbers
    found = _with_month(text, days, is_range=is_range, at=end) or (_joined(days, is_range=is_range), end)
    return _or_day_and_month(text, start, days, found)


def _or_day_and_month(text: Text, start: int, days: tuple[int, ...], found: _Read) -> _Read:
    """Return what else "tgl 10-12" may be: the tenth of December."""
    is_tight = text.is_mark(start + 1, "-") and text[start + 1].is_glued and text[start + 2].is_glued
    if is_tight and found[1] == start + 3 and days[1] <= _MONTHS:
        date = day_of_month(days[0], days[1])
        return (AnyOf((found[0], date)) if days[1] > days[0] else date), found[1]
    return found


def _read_day_month(text: Text, at: int) -> _Read | None:
    """Read "5 Desember", "5th of December 2026", "5-7 Maret", "dua puluh lima Maret"."""
    start = at + 1 if text.word(at) in {"the", "on"} else at
    if text[start].is_glued and text[start - 1].kind is Kind.WORD:
        return None
    numbers = _read_numbers(text, start)
    return _with_month(text, numbers[0], is_range=numbers[1], at=numbers[2]) if numbers else None


def _with_month(text: Text, days: tuple[int, ...], *, is_range: bool, at: int) -> _Read | None:
    """Read the month after days: a name, "bulan 12", "bulan depan"."""
    after = at + 1 if text.word(at) == "of" else at
    is_worded = text.word(after) == "bulan"
    name_at = after + 1 if is_worded else after
    month = month_at(text, name_at)
    if month is not None:
        year, end = _read_year(text, name_at + 1)
        return _joined(days, is_range=is_range, month=month, year=year), end
    number = read_number(text, name_at) if is_worded else None
    if number is not None:
        year, end = _read_year(text, number[1])
        return _joined(days, is_range=is_range, month=number[0], year=year), end
    return None


def _joined(days: tuple[int, ...], *, is_range: bool, month: int | None = None, year: int | None = None) -> DaySense:
    senses = tuple(day_of_month(day, month, year) for day in days)
    if len(senses) == 1 or Impossible() in senses:
        return Impossible() if Impossible() in senses else senses[0]
    return DayRange(senses[0], senses[-1]) if is_range else AnyOf(senses)


def _read_month_day(text: Text, at: int) -> _Read | None:
    """Read "December 5th", "Dec 5, 2026"."""
    month = month_at(text, at)
    if month is None:
        return None
    start = at + 2 if text.word(at + 1) == "the" else at + 1
    ordinal = read_ordinal(text, start)
    day = ordinal or (read_number(text, start) if text[start].kind is Kind.NUMBER else None)
    if day is None or (ordinal is None and (day[0] > _LONGEST_MONTH or _is_hour(text, day[1]))):
        return None
    year, end = _read_year(text, day[1] + 1 if text.is_mark(day[1], ",") else day[1])
    return day_of_month(day[0], month, year), end if year else day[1]


def _read_the(text: Text, at: int) -> _Read | None:
    """Read "the 5th", "on the twenty-first", "5th"."""
    start = at
    while text.word(start) in {"on", "the"}:
        start += 1
    ordinal = read_ordinal(text, start)
    is_bare_word = text[start].kind is Kind.WORD and text.word(start - 1) != "the"
    if ordinal is None or is_bare_word or text.word(ordinal[1]) in {"pilihan", "option", "one", "slot"}:
        return None
    return (day_of_month(ordinal[0]), ordinal[1]) if text[start].kind is Kind.NUMBER or ordinal[0] > 3 else None


def _read_numbers(text: Text, at: int) -> _Numbers | None:
    """Read "5", "5-7", "5 sampai 7", "5 atau 6", "5, 6": the numbers, whether they are a range, and where they end."""
    first = read_ordinal(text, at) if text[at].kind is Kind.NUMBER else None
    first = first or read_number(text, at)
    if first is None:
        return None
    days, end, is_range = [first[0]], first[1], False
    while (joined := _read_joined(text, end)) is not None:
        number, joint, end = joined
        days.append(number)
        is_range = is_range or joint
    return tuple(days), is_range, end


def _read_joined(text: Text, at: int) -> tuple[int, bool, int] | None:
    """Read a further number and whether a range joins it. An hour that follows ("tgl 5, 10 pagi") is none."""
    is_range = text.word(at) in _RANGE_WORDS or text.is_mark(at, "-")
    if not (is_range or text.word(at) in _OR_WORDS or text.is_mark(at, ",&/")):
        return None
    start = at + 2 if text.word(at + 1) == "tanggal" else at + 1
    number = read_number(text, start) if text[start].kind is Kind.NUMBER else None
    if number is None or _is_hour(text, number[1]) or text.word(number[1]) in COUNTED - {"bulan"}:
        return None
    return number[0], is_range, number[1]


def _is_hour(text: Text, at: int) -> bool:
    return text.word(at) in {"am", "pm", "oclock", "wib", "wita", "wit"} or part_at(text, at) is not None


def _read_year(text: Text, at: int) -> tuple[int | None, int]:
    """Read the year after a month; return None and `at` where there is none."""
    start = at + 1 if text.word(at) == "tahun" else at
    token = text[start]
    if token.kind is Kind.NUMBER and (1900 <= token.value <= 2199) and len(token.word) == 4:
        return token.value, start + 1
    if (
        token.kind is Kind.NUMBER
        and len(token.word) == 2
        and token.value in _SHORT_YEARS
        and not _is_hour(text, start + 1)
    ):
        return 2000 + token.value, start + 1
    return None, at
