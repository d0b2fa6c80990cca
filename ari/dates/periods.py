"""Weeks, weekends, months, years and their parts: "minggu depan", "akhir bulan", "awal Desember", "pekan ini"."""

from ari.dates.months import month_alone_at, month_at
from ari.dates.numbers import read_number
from ari.dates.senses import (
    DaySense,
    Found,
    Month,
    NamedMonth,
    NthWeekday,
    PartOfMonth,
    PartOfWeek,
    PartOfYear,
    Third,
    Variant,
    Week,
    Weekend,
    WeekOfMonth,
    Workdays,
    Year,
    one,
)
from ari.dates.tokens import Kind, Text
from ari.dates.weekdays import weekday_at

_THIRDS = {
    "awal": Third.EARLY, "early": Third.EARLY, "beginning": Third.EARLY, "start": Third.EARLY,
    "pertengahan": Third.MIDDLE, "tengah": Third.MIDDLE, "mid": Third.MIDDLE, "middle": Third.MIDDLE,
    "akhir": Third.LATE, "ujung": Third.LATE, "end": Third.LATE, "late": Third.LATE, "akhiran": Third.LATE,
}  # fmt: skip
_WHICH = {"ini": 0, "depan": 1, "next": 1, "lalu": -1, "kemarin": -1, "last": -1}
_INSIDE = frozenset({"dalam", "selama", "sepanjang"})
_NTH = {
    "pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "terakhir": -1,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1,
}  # fmt: skip
_OF = frozenset({"of", "the", "di", "dari", "in", "bulan", "pada"})
_Read = tuple[DaySense, int]


def read_period(text: Text, at: int) -> Found | None:
    """Read a period that begins at `at`."""
    found = (
        _read_nth_weekday(text, at)
        or _read_english_nth_week(text, at)
        or _read_part(text, at)
        or _read_weekend(text, at)
        or _read_week(text, at)
        or _read_workdays(text, at)
        or _read_month(text, at)
        or _read_year(text, at)
    )
    return one(Variant(day=found[0]), found[1]) if found else None


def _which(text: Text, before: int, after: int) -> tuple[int | None, int]:
    """Return which of the periods is meant, by the word before it or after it, and the position after it all."""
    word = text.word(before)
    if word in {"ini", "next", "last"}:
        return _WHICH[word], after
    if text.word(after) == "yang" and text.word(after + 1) == "lalu":
        return -1, after + 2
    if text.word(after) == "depannya":
        return 2, after + 2 if text.word(after + 1) == "lagi" else after + 1
    if text.word(after) == "depan" and text.word(after + 1) == "depannya":
        return 2, after + 3 if text.word(after + 2) == "lagi" else after + 2
    if text.word(after) in _WHICH and text.word(after) not in {"next", "last"}:
        return _WHICH[text.word(after)], after + 1
    return None, after


def _read_week(text: Text, at: int) -> _Read | None:
    """Read "minggu depan", "pekan ini", "next week", "dalam minggu ini"."""
    is_inside = text.word(at) in _INSIDE
    start = at + 1 if is_inside else at
    noun = start + 1 if text.word(start) in {"ini", "next", "last"} else start
    word = text.word(noun)
    if word not in {"minggu", "pekan"}:
        return None
    weeks, end = _which(text, noun - 1 if noun > start else -1, noun + 1)
    if weeks is not None:
        return Week(weeks, may_be_sunday=word == "minggu" and not is_inside), end
    return _read_nth_week(text, noun, end)


def _read_nth_week(text: Text, noun: int, at: int) -> _Read | None:
    """Read "minggu kedua", "minggu terakhir Maret": people count the weeks of a month in more than one way."""
    number = read_number(text, at + 2 if text.is_mark(at + 1, "-") else at + 1) if text.word(at) == "ke" else None
    nth = number[0] if number else _NTH.get(text.word(at))
    if nth is None:
        return None
    month, end = _read_which_month(text, number[1] if number else at + 1)
    return WeekOfMonth(nth, month), end


def _read_english_nth_week(text: Text, at: int) -> _Read | None:
    """Read "the first week of April"."""
    start = at + 1 if text.word(at) == "the" else at
    nth = _NTH.get(text.word(start))
    if nth is None or text.word(start + 1) != "pekan":
        return None
    month, end = _read_which_month(text, start + 2)
    return (WeekOfMonth(nth, month), end) if month is not None else None


def _read_weekend(text: Text, at: int) -> _Read | None:
    start = at + 1 if text.word(at) in {"ini", "next", "last"} else at
    words = (text.word(start), text.word(start + 1))
    width = 1 if words[0] == "weekend" else 2 if words in {("akhir", "pekan"), ("akhir", "minggu")} else 0
    if not width:
        return None
    weeks, end = _which(text, at if start > at else -1, start + width)
    return Weekend(weeks or 0), end


def _read_workdays(text: Text, at: int) -> _Read | None:
    if (text.word(at), text.word(at + 1)) == ("hari", "kerja"):
        return Workdays(), at + 2
    return (Workdays(), at + 1) if text.word(at) in {"weekday", "weekdays"} else None


def _read_part(text: Text, at: int) -> _Read | None:
    """Read "awal bulan", "pertengahan Maret", "end of next month", "akhir tahun depan", "awal minggu depan"."""
    third = _THIRDS.get(text.word(at))
    if third is None:
        return None
    start = at + 1
    while text.word(start) in {"of", "the", "dari"} or text.is_mark(start, "-"):
        start += 1
    noun = start + 1 if text.word(start) in {"ini", "next"} else start
    if text.word(noun) in {"minggu", "pekan"} and text.word(at) != "akhir":
        weeks, end = _which(text, start if noun > start else -1, noun + 1)
        return PartOfWeek(third, weeks or 0), end
    month, end = _read_which_month(text, start)
    if month is not None:
        return PartOfMonth(third, month), end
    if text.word(start) == "bulan":
        return PartOfMonth(third), start + 1
    return _read_part_of_year(text, third, start)


def _read_part_of_year(text: Text, third: Third, at: int) -> _Read | None:
    noun = at + 1 if text.word(at) in {"ini", "next"} else at
    if text.word(noun) != "tahun":
        return None
    years, end = _which(text, at if noun > at else -1, noun + 1)
    if years is None and text[end].kind is Kind.NUMBER and text[end].value > 1900:
        return PartOfYear(third, Year(number=text[end].value)), end + 1
    return PartOfYear(third, Year(years) if years is not None else None), end


def _read_which_month(text: Text, at: int) -> tuple[Month | NamedMonth | None, int]:
    """Read a month that is told apart from others: "bulan depan", "next month", "Desember 2026"."""
    start = at
    while text.word(start) in _OF - {"bulan"}:
        start += 1
    noun = start + 1 if text.word(start) in {"ini", "next", "last"} else start
    if text.word(noun) == "bulan":
        months, end = _which(text, start if noun > start else -1, noun + 1)
        if months is not None:
            return Month(months), end
        return _read_named_month(text, noun + 1, at)
    return _read_named_month(text, start, at)


def _read_named_month(text: Text, at: int, fallback: int) -> tuple[NamedMonth | None, int]:
    month = month_at(text, at)
    if month is None and text.word(at - 1) == "bulan" and 1 <= text[at].value <= 12:
        month = text[at].value
    if month is None:
        return None, fallback
    year_at = at + 2 if text.word(at + 1) == "tahun" else at + 1
    year = text[year_at].value if 1900 <= text[year_at].value <= 2199 else None
    return NamedMonth(month, year), year_at + 1 if year else at + 1


def _read_month(text: Text, at: int) -> _Read | None:
    """Read "bulan depan", "bulan Maret", "Desember", "next month"."""
    is_inside = text.word(at) in _INSIDE
    start = at + 1 if is_inside else at
    if text.word(start) in {"bulan", "ini", "next", "last"}:
        month, end = _read_which_month(text, start)
        return (month, end) if month is not None and end > start + 1 else None
    if month_alone_at(text, start) is None and not 1900 <= text[start + 1].value <= 2199:
        return None
    named, end = _read_named_month(text, start, start)
    return (named, end) if named is not None else None


def _read_year(text: Text, at: int) -> _Read | None:
    noun = at + 1 if text.word(at) in {"ini", "next"} else at
    if text.word(noun) != "tahun":
        return None
    years, end = _which(text, at if noun > at else -1, noun + 1)
    if years is not None:
        return Year(years), end
    number = text[noun + 1].value
    return (Year(number=number), noun + 2) if 1900 <= number <= 2199 else None


def _read_nth_weekday(text: Text, at: int) -> _Read | None:
    """Read "Senin pertama bulan depan", "the first Monday of December"."""
    start = at + 1 if text.word(at) in {"hari", "the"} else at
    nth, weekday, end = _NTH.get(text.word(start + 1)), weekday_at(text, start), start + 2
    if weekday is None:
        nth, weekday = _NTH.get(text.word(start)), weekday_at(text, start + 1)
    if nth is None or weekday is None or text.word(start) == "minggu":
        return None
    month, after = _read_which_month(text, end)
    if month is None:
        return None
    return NthWeekday(weekday, nth, month), after
