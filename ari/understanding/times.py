"""Times of departure in a message: years, months, parts of a year, durations from now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from ari.understanding.months import MONTHS, PARTS, QUARTERS, SEASONS, SEMESTERS, Month, Span, year_span
from ari.understanding.numbers import number_of, read_number
from ari.understanding.scanning import is_word, phrase_end, skip_words
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

# The longest time ahead that is meant as one, in its unit: `60 bulan` is, `200 tahun` is not.
MOST_UNITS = 60
_RELATIVE = {"ini": 0, "this": 0, "depan": 1, "next": 1, "besok": 1}
_TO = words_of("- \u2013 \u2014 sampai to hingga atau or / s/d")
_UNDER = (
    ("kurang", "dari"),
    ("di", "bawah"),
    ("<",),
    ("within",),
    ("dalam",),
    ("less", "than"),
    ("maksimal",),
    ("under",),
)
_OVER = (("lebih", "dari"), ("di", "atas"), (">",), ("more", "than"), ("over",), ("minimal",), ("at", "least"))
_UNIT_MONTHS = {
    "bulan": 1, "month": 1, "months": 1, "tahun": 12, "year": 12, "years": 12, "semester": 6, "minggu": 0, "week": 0,
    "weeks": 0, "bulanan": 1, "tahunan": 12, "mingguan": 0, "yr": 12, "yrs": 12, "mo": 1,
}  # fmt: skip
_ONE_UNIT = {"setahun": 12, "sebulan": 1, "satahun": 12}
_AHEAD = words_of("lagi kedepan mendatang depan later from")
_WITHIN = words_of("dalam in within")
_FROM_NOW = words_of("now sekarang dari")


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time found in tokens `start` up to, not including, `end`. A bare one needs a cue or the question."""

    start: int
    end: int
    span: Span
    is_bare: bool = False
    is_duration: bool = False


@dataclass(frozen=True, slots=True)
class _DatedMonth:
    """The first and the last month of a name (a season has several), the year that was written, the place after."""

    months: tuple[int, int]
    year: int | None
    end: int


def find_times(tokens: Sequence[Token], this: Month) -> Iterator[Time]:
    """Yield the times among the tokens, in order, as seen from `this` month."""
    place = 0
    while place < len(tokens):
        time = next((time for read in _READERS if (time := read(tokens, place, this))), None)
        if time is not None:
            yield time
        place = time.end if time is not None else place + 1


def _read_years(tokens: Sequence[Token], place: int, _this: Month) -> Time | None:
    """Read `2027`, `awal 2027`, `tahun 2027`, `2027-2028`, `2027/2028`, `akhir 2026 atau awal 2027`."""
    part, after = _part_at(tokens, place)
    after = skip_words(tokens, after, words_of("tahun of year in the"))
    year = _year_at(tokens, after)
    if year is None:
        return None
    end = after + 1
    if part is None and _year_at(tokens, end + 1) is None and (late := _part_at(tokens, end)[0]):
        part, end = late, end + 1
    span = year_span(year, part or (1, 12))
    if is_word(tokens, end, _TO):
        other_part, other = _part_at(tokens, end + 1)
        other_year = _year_at(tokens, other)
        if other_year is not None and other_year >= year:
            end = other + 1
            if other_part is None and (late := _part_at(tokens, end)[0]):
                other_part, end = late, end + 1
            span = Span(span.first, year_span(other_year, other_part or (1, 12)).last)
    return Time(start=place, end=end, span=span, is_bare=part is None)


def _read_month(tokens: Sequence[Token], place: int, this: Month) -> Time | None:
    """Read `september`, `september 2027`, `sept - okt 2027`, `okt 2026 sampai maret 2027`, `bulan 9`, `fall 2027`."""
    first = _dated_month_at(tokens, place, this)
    if first is None or (tokens[place].word == "bulan" and is_word(tokens, place + 2, _AHEAD)):
        return None
    second = _dated_month_at(tokens, first.end + 1, this) if is_word(tokens, first.end, _TO) else None
    if second is None and (next_one := _dated_month_at(tokens, first.end, this)):
        # `juni juli` are two months that follow one another.
        second = next_one if next_one.months[0] == first.months[1] % 12 + 1 else None
    last = second or first
    year = first.year
    if year is None and last.year is not None:
        year = last.year if first.months[0] <= last.months[1] else last.year - 1
    if year is None:
        year = this.year if first.months[0] >= this.number else this.year + 1
    close = second.year if second and second.year else year if last.months[1] >= first.months[0] else year + 1
    span = Span(Month(year, first.months[0]), Month(close, last.months[1]))
    return Time(start=place, end=last.end, span=span)


def _read_relative(tokens: Sequence[Token], place: int, this: Month) -> Time | None:
    """Read `tahun depan`, `akhir tahun ini`, `bulan depan`, `semester depan`, `next year`."""
    part, after = _part_at(tokens, place)
    after = skip_words(tokens, after, words_of("of the"))
    relative, end = _relative_year_at(tokens, after)
    if relative is not None:
        month = _month_at(tokens, end)
        if part is None and month:
            year = this.year + relative
            end += 2 if tokens[end].word == "bulan" else 1
            skipped = skip_words(tokens, end, _TO)
            second = _month_at(tokens, skipped)
            is_range = second is not None and second[0] > month[1] and (skipped > end or second[0] == month[1] + 1)
            last = second[1] if second and is_range else month[1]
            end = skipped + 1 if is_range else end
            return Time(start=place, end=end, span=Span(Month(year, month[0]), Month(year, last)))
        span = year_span(this.year + relative, part or (1, 12))
        first = max(span.first, this) if span.first else None
        later = _year_at(tokens, end + 1) if is_word(tokens, end, _TO) else None
        if later is not None and later > this.year + relative:
            return Time(start=place, end=end + 2, span=Span(first, year_span(later).last))
        return Time(start=place, end=end, span=Span(first, span.last))
    if part is not None and is_word(tokens, after, words_of("tahun")):
        return Time(start=place, end=after + 1, span=_coming_part(this, part))
    for unit in ("bulan", "semester", "month", "minggu", "week"):
        relative, end = _relative_at(tokens, place, unit)
        if relative is not None:
            relative = 0 if unit in {"minggu", "week"} else relative
            span = _half_year(this, relative) if unit == "semester" else Span(this.plus(relative), this.plus(relative))
            return Time(start=place, end=end, span=span)
    return None


def _read_duration(tokens: Sequence[Token], place: int, this: Month) -> Time | None:
    """Read `6 bulan lagi`, `1-2 tahun lagi`, `<3 bulan`, `> 1 tahun`, `in 6 months`, `setahun lagi`."""
    bound, after = _bound_at(tokens, place)
    after = skip_words(tokens, after, words_of("sekitar waktu ~ in the next kira"))
    read = _duration_at(tokens, after)
    if read is None:
        return None
    low, high, end = read
    is_bare = not (is_word(tokens, end, _AHEAD) or is_word(tokens, place, _WITHIN))
    end = skip_words(tokens, end, _AHEAD | _FROM_NOW)
    first = this if bound == "under" else this.plus(low)
    last = None if bound == "over" else this.plus(high)
    return Time(start=place, end=end, span=Span(first, last), is_bare=is_bare, is_duration=bound is None)


def _read_numbered(tokens: Sequence[Token], place: int, _this: Month) -> Time | None:
    """Read `10/2026`, `09-2027`."""
    number, year = number_of(tokens[place]), _year_at(tokens, place + 2)
    is_parted = is_word(tokens, place + 1, words_of("/ -")) and year is not None and len(tokens[place].word) <= 2
    if not is_parted or number is None or year is None or number != int(number) or not 1 <= number <= 12:
        return None
    month = Month(year, int(number))
    return Time(start=place, end=place + 3, span=Span(month, month))


_READERS = (_read_numbered, _read_years, _read_month, _read_relative, _read_duration)


def _duration_at(tokens: Sequence[Token], place: int) -> tuple[int, int, int] | None:
    """Return the least and the most months of a duration, and the place after it."""
    if place < len(tokens) and tokens[place].word in _ONE_UNIT:
        months = _ONE_UNIT[tokens[place].word]
        return months, months, place + 1
    read = read_number(tokens, place)
    if read is None:
        return None
    low, end = read
    high = low
    if is_word(tokens, end, _TO) and (second := read_number(tokens, end + 1)):
        high, end = second
    if place > 0 and end < len(tokens) and tokens[end].word == "setengah":
        high, end = high + Decimal("0.5"), end + 1
    unit = _UNIT_MONTHS.get(tokens[end].word) if end < len(tokens) else None
    if unit is None or low > high or high > MOST_UNITS:
        return None
    if unit == 0:
        return floor(low / 4), floor(high / 4), end + 1
    return int(low * unit), int(high * unit), end + 1


def _half_year(this: Month, relative: int) -> Span:
    """Return the half of a year: semesters begin in January and July here."""
    start = Month(this.year, 1 if this.number <= 6 else 7).plus(6 * relative)
    return Span(max(start, this), start.plus(5))


def _coming_part(this: Month, part: tuple[int, int]) -> Span:
    span = year_span(this.year, part)
    return span if span.last and span.last >= this else year_span(this.year + 1, part)


def _part_at(tokens: Sequence[Token], place: int) -> tuple[tuple[int, int] | None, int]:
    if is_word(tokens, place, words_of("kuartal quarter")) and place + 1 < len(tokens):
        quarter = QUARTERS.get(tokens[place + 1].word)
        return (quarter, place + 2) if quarter else (None, place)
    if place < len(tokens) and tokens[place].word in PARTS:
        return PARTS[tokens[place].word], place + 1
    return None, place


def _dated_month_at(tokens: Sequence[Token], place: int, this: Month) -> _DatedMonth | None:
    """Read a month with its year, if it has one: `september`, `september 2027`, `september tahun depan`."""
    months = _month_at(tokens, place)
    if months is None:
        return None
    is_semester = tokens[place].word in SEMESTERS and is_word(tokens, place + 1, words_of("semester"))
    end = place + (2 if tokens[place].word == "bulan" or is_semester else 1)
    year_place = skip_words(tokens, end, words_of("tahun of"))
    year = _year_at(tokens, year_place)
    if year is not None:
        return _DatedMonth(months, year, year_place + 1)
    relative, past = _relative_year_at(tokens, end)
    return _DatedMonth(months, None if relative is None else this.year + relative, past)


def _month_at(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    if place >= len(tokens):
        return None
    word = tokens[place].word
    if word == "bulan" and place + 1 < len(tokens):
        following = tokens[place + 1]
        number = number_of(following)
        if number is not None and number == int(number) and 1 <= number <= 12 and "." not in following.word:
            return int(number), int(number)
        if number is None and (spelled := read_number(tokens, place + 1)) and 1 <= spelled[0] <= 12:
            return int(spelled[0]), int(spelled[0])
        return (MONTHS[following.word], MONTHS[following.word]) if following.word in MONTHS else None
    if word in SEMESTERS and is_word(tokens, place + 1, words_of("semester")):
        return SEMESTERS[word]
    if word in SEASONS:
        return SEASONS[word]
    # `may` and `mar` are words of their own in English and in names.
    if word == "may" and not _year_or_cue_after(tokens, place):
        return None
    return (MONTHS[word], MONTHS[word]) if word in MONTHS else None


def _year_or_cue_after(tokens: Sequence[Token], place: int) -> bool:
    is_led = place > 0 and tokens[place - 1].word in {"in", "intake", "by", "next", "around", "sekitar", "bulan"}
    return is_led or _year_at(tokens, place + 1) is not None


def _relative_year_at(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    for unit in ("tahun", "year"):
        relative, end = _relative_at(tokens, place, unit)
        if relative is not None:
            return relative, end
    return None, place


def _relative_at(tokens: Sequence[Token], place: int, unit: str) -> tuple[int | None, int]:
    """Read `tahun depan` or `next year`, and `tahun depannya lagi` as the year after."""
    pair = tokens[place : place + 2]
    if len(pair) < 2:
        return None, place
    first, second = pair
    if first.word == unit:
        relative = next((_RELATIVE[form] for form in second.forms if form in _RELATIVE), None)
        is_after = second.word == "depannya" and is_word(tokens, place + 2, words_of("lagi"))
        return (2, place + 3) if is_after else (relative, place + 2 if relative is not None else place)
    if first.word in {"this", "next"} and second.word == unit:
        return _RELATIVE[first.word], place + 2
    return None, place


def _year_at(tokens: Sequence[Token], place: int) -> int | None:
    if place >= len(tokens):
        return None
    value = number_of(tokens[place])
    is_year = value is not None and len(tokens[place].word) == 4 and 2000 <= value < 2100
    return int(value) if value is not None and is_year else None


def _bound_at(tokens: Sequence[Token], place: int) -> tuple[str | None, int]:
    for phrases, bound in ((_UNDER, "under"), (_OVER, "over")):
        end = phrase_end(tokens, place, phrases)
        if end is not None:
            return bound, end
    return None, place
