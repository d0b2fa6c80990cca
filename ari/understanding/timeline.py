"""When a lead wants to leave: `{"from", "to"}` as "YYYY-MM", or asap, soon, later, flexible, unknown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Any

from ari.domain import Field
from ari.understanding.corrections import has_correction
from ari.understanding.months import MONTHS, PARTS, SEASONS, Month, Span, year_span
from ari.understanding.numbers import number_of, read_number
from ari.understanding.patterns import PatternSet
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

WORDS = frozenset({"asap", "soon", "later", "flexible", "unknown"})
# Nobody plans further ahead.
FARTHEST_YEARS = 15
_MONTH_TEXT = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")

_ASAP = PatternSet(
    """
    secepatnya
    secepat|sesegera
    as soon as
    immediately|right away
    """
)
_SOON = PatternSet(
    """
    segera
    dalam? waktu|wktu dekat
    tidak lama lagi
    sebentar|bentar|bntr lagi
    soon
    near future
    """
)
_LATER = PatternSet(
    """
    masih lama
    masih jauh
    nanti dulu
    tidak|belum|not buru|terburu|keburu|hurry|rush|rushing
    tidak|not in? hurry
    kapan kapan
    someday|later
    belum|tidak dalam? waktu dekat
    """
)
_FLEXIBLE = PatternSet(
    """
    fleksibel|flexible|fleksible|flexibel
    kapan bisa|boleh|oke|siap
    anytime
    any time
    """
)
_BARE_FLEXIBLE = PatternSet(
    """
    ^ kapan $
    ^ terserah $
    ^ bebas $
    """
)
_CUES = words_of(
    "berangkat mulai kuliah intake target targetnya rencana mau ingin masuk lanjut study studi belajar start leave "
    "depart "
    "departure kesana pergi cabut enroll apply daftar keberangkatan timeline waktu go going planning pindah gas s1 "
    "s2 s3 "
    "aim aiming starting begin pendaftaran buka ke kapan berangkatnya rencananya periode semester"
)
_BLOCKING_BEFORE = words_of(
    "lulus wisuda lahir umur usia angkatan sejak pengalaman kontrak expired berlaku kadaluarsa tes test ujian "
    "ielts toefl "
    "konsultasi meeting jadwal telepon telpon ketemu ketemuan janji duolingo lulusan born age tamat resign menikah "
    "nikah "
    "durasi selama per tiap visa paspor promo deadline ditutup tutup kelas semester pernah exam sertifikat ijazah "
    "paspornya"
)
_BLOCKING_AFTER = words_of(
    "lulus wisuda lalu kemarin ago kerja pengalaman tes test ujian tahun-lalu lahir graduate tamat konsultasi "
    "meeting juta ribu "
    "miliar experience juta skripsi magang ketemu telepon telpon"
)
_BLOCK_REACH = 3
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
    "weeks": 0, "yr": 12, "yrs": 12, "mo": 1,
}  # fmt: skip
_ONE_UNIT = {"setahun": 12, "sebulan": 1, "satahun": 12}
_AHEAD = words_of("lagi kedepan mendatang depan later from")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    """A time found in tokens `start` up to, not including, `end`. A bare one needs a cue or the question."""

    start: int
    end: int
    span: Span
    is_bare: bool = False


def read_timeline(heard: Heard) -> Reading | None:
    """Return when the lead wants to leave, if the message says so."""
    times = [time for time in _find_times(heard) if _is_departure(heard, time)]
    if times:
        return _reading(heard, times)
    return _word_of(heard)


def is_timeline(value: Any) -> bool:
    """Test if the value is a timeline in the form of `Fact`."""
    if isinstance(value, str):
        return value in WORDS
    if not isinstance(value, dict) or set(value) != {"from", "to"}:
        return False
    ends = [end for end in (value["from"], value["to"]) if end is not None]
    if not ends or not all(isinstance(end, str) and _MONTH_TEXT.fullmatch(end) for end in ends):
        return False
    return bool(ends == sorted(ends))


def _reading(heard: Heard, times: Sequence[_Time]) -> Reading:
    tokens = heard.utterance.tokens
    stated = [time for time in times if not heard.is_open(tokens[time.start])]
    chosen = stated or list(times)
    time = chosen[-1] if has_correction(heard.utterance) else chosen[0]
    spans = {str(found.span.to_value()) for found in chosen}
    notes = ("timeline:several",) if len(spans) > 1 and not has_correction(heard.utterance) else ()
    return Reading(
        value=time.span.to_value(),
        words=heard.utterance.quote(tokens[time.start], tokens[time.end - 1]),
        is_hint=not stated and not heard.is_pending(Field.TIMELINE),
        notes=notes,
    )


def _word_of(heard: Heard) -> Reading | None:
    patterns = [(_ASAP, "asap"), (_LATER, "later"), (_SOON, "soon"), (_FLEXIBLE, "flexible")]
    if heard.is_pending(Field.TIMELINE):
        patterns.append((_BARE_FLEXIBLE, "flexible"))
    for words in heard.utterance.clauses():
        if words[0].clause in heard.asking and not heard.is_pending(Field.TIMELINE):
            continue
        is_whole = heard.pending is None and len(words) == len(heard.utterance.words) <= 2
        if not (heard.is_pending(Field.TIMELINE) or is_whole or any(token.is_any(_CUES) for token in words)):
            continue
        if any(token.is_any(_BLOCKING_BEFORE - {"semester", "kelas"}) for token in words) and not _has_strong_cue(
            words
        ):
            continue
        for pattern, value in patterns:
            place = pattern.find_in(words)
            if place:
                return Reading(value=value, words=heard.utterance.quote(words[place[0]], words[place[1] - 1]))
    return None


def _has_strong_cue(words: Sequence[Token]) -> bool:
    return any(token.is_any(frozenset({"berangkat", "kuliah", "intake", "mulai"})) for token in words)


def _is_departure(heard: Heard, time: _Time) -> bool:
    tokens = heard.utterance.tokens
    if not _is_near(heard, time.span):
        return False
    clause = tokens[time.start].clause
    before = [
        token for token in heard.utterance.words if token.clause == clause and token.end <= tokens[time.start].start
    ]
    after = [
        token for token in heard.utterance.words if token.clause == clause and token.start >= tokens[time.end - 1].end
    ]
    if any(token.is_any(_BLOCKING_BEFORE) for token in before[-_BLOCK_REACH:]):
        return False
    if any(token.is_any(_BLOCKING_AFTER) for token in after[:2]):
        return False
    if heard.is_pending(Field.TIMELINE):
        return True
    around = heard.utterance.words if has_correction(heard.utterance) else (*before, *after)
    has_cue = any(token.is_any(_CUES) for token in around)
    return has_cue or (not time.is_bare and not before and not after and len(heard.utterance.clauses()) == 1)


def _is_near(heard: Heard, span: Span) -> bool:
    this = Month(heard.today.year, heard.today.month)
    last, first = span.last or span.first, span.first or span.last
    return last is not None and first is not None and last >= this and first.year <= this.year + FARTHEST_YEARS


def _find_times(heard: Heard) -> Iterator[_Time]:
    tokens, this = heard.utterance.tokens, Month(heard.today.year, heard.today.month)
    place = 0
    while place < len(tokens):
        time = next((time for read in _READERS if (time := read(tokens, place, this))), None)
        if time is not None:
            yield time
        place = time.end if time is not None else place + 1


def _read_years(tokens: Sequence[Token], place: int, _this: Month) -> _Time | None:
    """Read `2027`, `awal 2027`, `tahun 2027`, `2027-2028`, `2027/2028`, `akhir 2026 atau awal 2027`."""
    part, after = _part_at(tokens, place)
    after = _skip(tokens, after, words_of("tahun of year in the"))
    year = _year_at(tokens, after)
    if year is None:
        return None
    span, end = year_span(year, part or (1, 12)), after + 1
    other_part, other = (None, end + 1) if not _is_word(tokens, end, _TO) else _part_at(tokens, end + 1)
    other_year = _year_at(tokens, other) if _is_word(tokens, end, _TO) else None
    if other_year is not None and other_year >= year:
        span, end = Span(span.first, year_span(other_year, other_part or (1, 12)).last), other + 1
    return _Time(start=place, end=end, span=span, is_bare=part is None)


def _read_month(tokens: Sequence[Token], place: int, this: Month) -> _Time | None:
    """Read `september`, `september 2027`, `sept - okt 2027`, `bulan 9`, `fall 2027`."""
    first = _month_at(tokens, place)
    if first is None:
        return None
    last, end = first, place + 1
    if _is_word(tokens, end, _TO) and (second := _month_at(tokens, end + 1)):
        last, end = (first[0], second[1]), end + 2
    year_place = _skip(tokens, end, words_of("tahun of"))
    year = _year_at(tokens, year_place)
    relative, past = _relative_year_at(tokens, end)
    if year is not None:
        end = year_place + 1
    elif relative is not None:
        year, end = this.year + relative, past
    else:
        year = this.year if first[0] >= this.number else this.year + 1
    close = year if last[1] >= first[0] else year + 1
    return _Time(start=place, end=end, span=Span(Month(year, first[0]), Month(close, last[1])))


def _read_relative(tokens: Sequence[Token], place: int, this: Month) -> _Time | None:
    """Read `tahun depan`, `akhir tahun ini`, `bulan depan`, `semester depan`, `next year`."""
    part, after = _part_at(tokens, place)
    after = _skip(tokens, after, words_of("of the"))
    relative, end = _relative_year_at(tokens, after)
    if relative is not None:
        span = year_span(this.year + relative, part or (1, 12))
        first = max(span.first, this) if span.first else None
        return _Time(start=place, end=end, span=Span(first, span.last))
    if part is not None and _is_word(tokens, after, words_of("tahun")):
        return _Time(start=place, end=after + 1, span=_coming_part(this, part))
    for unit in ("bulan", "semester", "month"):
        relative, end = _relative_at(tokens, place, unit)
        if relative is not None:
            span = _half_year(this, relative) if unit == "semester" else Span(this.plus(relative), this.plus(relative))
            return _Time(start=place, end=end, span=span)
    return None


def _read_duration(tokens: Sequence[Token], place: int, this: Month) -> _Time | None:
    """Read `6 bulan lagi`, `1-2 tahun lagi`, `<3 bulan`, `> 1 tahun`, `in 6 months`, `setahun lagi`."""
    bound, after = _bound_at(tokens, place)
    after = _skip(tokens, after, words_of("sekitar waktu ~ in"))
    read = _duration_at(tokens, after)
    if read is None:
        return None
    low, high, end = read
    if end < len(tokens) and tokens[end].word in _AHEAD:
        end, is_bare = end + 1, False
    else:
        is_bare = not (place > 0 and tokens[place].word in {"dalam", "in", "within"})
    if _is_word(tokens, end, words_of("now sekarang")) or _is_word(tokens, end, words_of("dari")):
        end += 1
    if bound == "under":
        return _Time(start=place, end=end, span=Span(this, this.plus(high)), is_bare=is_bare)
    if bound == "over":
        return _Time(start=place, end=end, span=Span(this.plus(low), None), is_bare=is_bare)
    return _Time(start=place, end=end, span=Span(this.plus(low), this.plus(high)), is_bare=is_bare)


_READERS = (_read_years, _read_month, _read_relative, _read_duration)


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
    if _is_word(tokens, end, _TO) and (second := read_number(tokens, end + 1)):
        high, end = second
    if place > 0 and end < len(tokens) and tokens[end].word == "setengah":
        high, end = high + Decimal("0.5"), end + 1
    unit = _UNIT_MONTHS.get(tokens[end].word) if end < len(tokens) else None
    if unit is None or low > high or high > 60:
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
    if place < len(tokens) and tokens[place].word in PARTS:
        return PARTS[tokens[place].word], place + 1
    return None, place


def _month_at(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    if place >= len(tokens):
        return None
    word = tokens[place].word
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
        is_after = second.word == "depannya" and _is_word(tokens, place + 2, words_of("lagi"))
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
        for words in phrases:
            span = tokens[place : place + len(words)]
            if len(span) == len(words) and all(token.word == word for token, word in zip(span, words, strict=True)):
                return bound, place + len(words)
    return None, place


def _is_word(tokens: Sequence[Token], place: int, words: frozenset[str]) -> bool:
    return place < len(tokens) and tokens[place].word in words


def _skip(tokens: Sequence[Token], place: int, words: frozenset[str]) -> int:
    while _is_word(tokens, place, words):
        place += 1
    return place
