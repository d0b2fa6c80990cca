"""Clocks as they are written: "jam 3", "pukul 13.45", "setengah 3", "jam 9 kurang 10", "half past two", "3pm"."""

import re
from dataclasses import replace

from ari.dates.numbers import read_number, read_number_word
from ari.dates.parts import part_at
from ari.dates.senses import Clock, Form, Found, Half, SameClock, Span, Variant, Written, one
from ari.dates.tokens import Kind, Text

HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
_ROUGHLY = frozenset({"sekitar", "kurleb", "kira2"})
_EXACTLY = frozenset({"teng", "tepat", "pas", "oclock", "sharp"})
_ADDED = {"lewat": 1, "lebih": 1, "kurang": -1}
_SPOKEN_MINUTES = frozenset({15, 30, 45})
# What a number counts when it is no hour: "sekitar 3 orang", "setengah jam".
COUNTED = frozenset({
    "jam", "menit", "hari", "hari2", "minggu", "pekan", "weeks", "bulan", "months", "tahun", "years", "hour", "hours",
    "hrs", "detik", "orang", "org", "juta", "jt", "ribu", "rb", "miliar", "milyar", "m", "k", "persen", "kali", "anak",
    "people", "persons", "person", "times", "dolar", "usd", "aud", "rupiah", "kampus", "universitas", "negara",
    "semester", "sks", "km", "dokumen", "slot", "sesi", "lembar", "x", "places", "options", "pilihan",
})  # fmt: skip
# Scores and prices are written like clocks: "IPK 3.50", "IELTS 7.00", "Rp 10.50".
_SCORES = frozenset({
    "ipk", "ip", "gpa", "ielts", "toefl", "ibt", "skor", "score", "nilai", "rp", "idr", "usd", "aud", "versi", "pte",
})  # fmt: skip
_SCORE_REACH = 4
_BEFORE_PART = frozenset({"in", "the", "di"})
_AGES = frozenset({"umur", "usia", "umurnya", "usianya", "kelas", "tanggal", "kepala", "semester"})

# A clock and the position after it.
_Read = tuple[Clock, int]


def read_clock(text: Text, at: int) -> Found | None:
    """Read a clock that begins at `at`.

    After "jam" or "pukul" any number is one; after "at", "@", "sekitar" unless it counts something; elsewhere only
    with minutes, am or pm, "o'clock" or a part of the day after it.
    """
    if (text.word(at), text.word(at + 1)) in {("jam", "segini"), ("ini", "time"), ("same", "time")}:
        return one(Variant(time=SameClock()), at + 2)
    two_ways = _read_digits_to(text, at)
    if two_ways is not None:
        return two_ways
    rough = _skip_roughly(text, at)
    start = _skip_jam(text, rough)
    if start > rough:
        found = _read_special(text, start) or _read_digits(text, start, is_named=True) or _read_named(text, start)
    else:
        start = rough + 1 if text.word(rough) == "at" or text.is_mark(rough, "@") else rough
        is_named = start > rough and text[start].has_leading_zero
        found = _read_special(text, start) or _read_digits(text, start, is_named=is_named)
        found = found or (_read_pointed(text, start) if start > at else _read_bare(text, start))
    if found is None:
        return None
    clock, end = found
    return _with_late_minutes(text, clock, _skip_endings(text, end))


def written(hour: int, minute: int, *, has_zero: bool) -> Written:
    """Return a clock of these numbers; `has_zero`: the hour was written with a leading zero."""
    return Written(hour, minute, _form(hour, minute, has_zero=has_zero))


def whole_hour(hour: int, *, has_zero: bool = False) -> Clock:
    """Return the clock of an hour without minutes."""
    return Clock((written(hour, 0, has_zero=has_zero),))


def _form(hour: int, minute: int, *, has_zero: bool) -> Form:
    if minute >= HOUR_MINUTES or hour > 24 or (hour == 24 and minute):
        return Form.NONE
    if hour == 24:
        return Form.MIDNIGHT
    if hour == 0 or hour > 12:
        return Form.FULL
    if has_zero:
        return Form.EARLY if hour >= 7 else Form.OPEN
    return Form.TWELVE


def _moved(clock: Clock, minutes: int) -> Clock:
    return Clock(tuple(_moved_way(way, minutes) for way in clock.ways))


def _moved_way(way: Written, minutes: int) -> Written:
    """Return the clock so many minutes on. On a dial of twelve hours, half past twelve comes after half past eleven."""
    if way.form is Form.NONE:
        return way
    is_full = way.form is Form.FULL
    total = (way.hour * HOUR_MINUTES + way.minute + minutes) % (DAY_MINUTES if is_full else DAY_MINUTES // 2)
    hour, minute = divmod(total, HOUR_MINUTES)
    return replace(way, hour=hour if is_full else hour or 12, minute=minute, form=Form.FULL if is_full else Form.TWELVE)


def _skip_roughly(text: Text, at: int) -> int:
    if text.word(at) == "kurang" and text.word(at + 1) == "lebih":
        return at + 2
    return at + 1 if text.word(at) in _ROUGHLY or text.is_mark(at, "~") else at


def _skip_jam(text: Text, at: int) -> int:
    """Skip "jam", "pkl." and what is rough about it: "jam sekitar 3"."""
    if text.word(at) != "jam":
        return at
    return _skip_roughly(text, at + 2 if text.is_mark(at + 1, ".:") else at + 1)


def _skip_endings(text: Text, at: int) -> int:
    """Skip "an" and "ish" of "3an", "10-an", "3-ish", which keep the plain value, and "teng", "tepat", "o'clock"."""
    for _ in range(2):
        after = at + 1 if text.is_mark(at, "-") and text[at].is_glued else at
        if text.word(after) in {"an", "ish"}:
            at = after + 1
        elif text.word(at) in _EXACTLY:
            at += 1
    return at


def _with_late_minutes(text: Text, clock: Clock, at: int) -> Found:
    """Add minutes that come after the part of the day: "jam 5 sore lewat 15"."""
    part = part_at(text, at)
    minutes = _read_added(text, part[1]) if part else None
    if part is None or minutes is None:
        return one(Variant(time=clock), at)
    return one(Variant(time=_moved(clock, minutes[0]), part=part[0]), minutes[1])


def _read_special(text: Text, at: int) -> _Read | None:
    return _read_setengah(text, at) or _read_half_past(text, at) or _read_past_or_to(text, at)


def _read_setengah(text: Text, at: int) -> _Read | None:
    """Read "setengah 3" and "1/2 3": half an hour before three."""
    if text.word(at) != "setengah" and text[at].word != "1/2":
        return None
    after = at + 2 if text.word(at + 1) == "jam" else at + 1
    number = read_number(text, after)
    if number is None or text.word(number[1]) in COUNTED or not 1 <= number[0] < 24:
        return None
    return _moved(whole_hour(number[0]), -30), number[1]


def _read_half_past(text: Text, at: int) -> _Read | None:
    """Read "half past two"; "half two" is that in England and half an hour earlier to an Indonesian ear."""
    if text.word(at) != "half":
        return None
    is_past = text.word(at + 1) in {"past", "setelah"}
    number = read_number(text, at + 2 if is_past else at + 1)
    if number is None or text.word(number[1]) in COUNTED or not 1 <= number[0] <= 12:
        return None
    later, earlier = (_moved(whole_hour(number[0]), minutes) for minutes in (30, -30))
    return _with_half_of_day(text, later if is_past else Clock(later.ways + earlier.ways), number[1])


def _read_past_or_to(text: Text, at: int) -> _Read | None:
    """Read "quarter past 3", "ten to four", "5 past 10". Digits before "to" begin a range instead: "10 to 3"."""
    start = at + 1 if text.word(at) == "a" else at
    minutes = (15, start + 1) if text.word(start) == "seperempat" else read_number(text, start)
    if minutes is None or not 1 <= minutes[0] <= 30:
        return None
    joint = _skip_menit(text, minutes[1])
    sign = {"past": 1, "to": -1}.get(text.word(joint))
    hour = read_number(text, joint + 1)
    if sign is None or hour is None or not 1 <= hour[0] <= 12:
        return None
    if sign < 0 and (text[start].kind is Kind.NUMBER or text.word(at - 1) in {"dari", "antara"}):
        return None
    return _with_half_of_day(text, _moved(whole_hour(hour[0]), sign * minutes[0]), hour[1])


def _read_digits_to(text: Text, at: int) -> Found | None:
    """Read "10 to 4": ten minutes before four, or from ten until four. After "from" it is the range alone."""
    first, last = text[at].value, text[at + 2].value
    is_joined = text.word(at + 1) == "to" and text.word(at - 1) not in {"dari", "antara", "jam", "tanggal"}
    if not is_joined or first not in {5, 10, 20, 25} or not 1 <= last <= 12:
        return None
    before, end = _with_half_of_day(text, _moved(whole_hour(last), -first), at + 3)
    until, _ = _with_half_of_day(text, whole_hour(last), at + 3)
    span = (Variant(time=Span(whole_hour(first), until)),) if first <= 12 else ()
    return (Variant(time=before), *span), end


def _read_digits(text: Text, at: int, *, is_named: bool) -> _Read | None:
    """Read "15.30" and "08:30", and after "jam" also "1530" and "10,30"."""
    token = text[at]
    if token.kind is Kind.CLOCK and (is_named or not _is_score(text, at)):
        hour, minute = token.values[:2]
        return _with_half_of_day(text, Clock((written(hour, minute, has_zero=token.has_leading_zero),)), at + 1)
    if not is_named or token.kind is not Kind.NUMBER:
        return None
    if re.fullmatch(r"[012]?\d[0-5]\d", token.word):
        hour, minute = divmod(token.value, 100)
        return Clock((written(hour, minute, has_zero=len(token.word) == 4 and token.word[0] == "0"),)), at + 1
    if text.is_mark(at + 1, ",") and all(text[at + step].is_glued for step in (1, 2)):
        minute_token = text[at + 2]
        if minute_token.word in {"00", "15", "30", "45"}:
            clock = written(token.value, minute_token.value, has_zero=token.has_leading_zero)
            return _with_half_of_day(text, Clock((clock,)), at + 3)
    return None


def _is_score(text: Text, at: int) -> bool:
    is_counted = text.word(at + 1) in COUNTED
    return is_counted or any(text.word(before) in _SCORES for before in range(at - _SCORE_REACH, at))


def _read_named(text: Text, at: int) -> _Read | None:
    """Read the hour after "jam", with minutes in any of their forms."""
    number = read_number(text, at)
    if number is None:
        return None
    clock = whole_hour(number[0], has_zero=text[at].has_leading_zero)
    minutes = _read_added(text, number[1]) or _read_following(text, at, number[1])
    if minutes is not None:
        clock = _moved(clock, minutes[0])
    return _with_half_of_day(text, clock, minutes[1] if minutes else number[1])


def _read_pointed(text: Text, at: int) -> _Read | None:
    """Read the hour after "at", "@" or "sekitar"."""
    number = read_number(text, at)
    if number is None or number[0] > 24 or text.word(number[1]) in COUNTED:
        return None
    return _read_named(text, at)


def _read_bare(text: Text, at: int) -> _Read | None:
    """Read an hour that only its surroundings make one: "3 sore", "3pm", "3 lewat 10", "three thirty"."""
    number = read_number(text, at)
    if number is None or not 1 <= number[0] <= 24 or _is_stuck(text, at):
        return None
    end = number[1]
    minutes = _read_added(text, end)
    spoken = read_number_word(text, end) if text[at].kind is Kind.WORD else None
    if minutes is None and spoken is not None and spoken[0] in _SPOKEN_MINUTES and text.word(spoken[1]) not in COUNTED:
        minutes = spoken
    clock = whole_hour(number[0], has_zero=text[at].has_leading_zero)
    clock = _moved(clock, minutes[0]) if minutes else clock
    clock, after = _with_half_of_day(text, clock, minutes[1] if minutes else end)
    return (clock, after) if after > end or _names_hour(text, end, number[0]) else None


def _is_stuck(text: Text, at: int) -> bool:
    """Test if a number hangs on a word that is no name of a clock: "S2 malam"."""
    return text[at].is_glued and text[at - 1].kind is Kind.WORD


def _names_hour(text: Text, at: int, hour: int) -> bool:
    """Test if what follows a bare number makes it an hour: a part of the day, "o'clock", "an" as in "3an"."""
    after = _skip_endings(text, at)
    if text.word(after - 1) == "oclock" or part_at(text, text.skip(after, _BEFORE_PART)) is not None:
        return True
    is_rough = after > at and text.word(after - 1) in {"an", "ish"} and hour <= 12
    return is_rough and text.word(after) not in COUNTED and text.word(at - 2) not in _SCORES | _AGES


def _read_added(text: Text, at: int) -> tuple[int, int] | None:
    """Read "lewat 10", "kurang seperempat", "lebih setengah jam", "seperempat" as minutes to add."""
    if text.word(at) == "seperempat":
        return 15, at + 1
    sign = _ADDED.get(text.word(at))
    minutes = _read_minutes(text, at + 1) if sign else None
    return (sign * minutes[0], minutes[1]) if sign and minutes else None


def _read_minutes(text: Text, at: int) -> tuple[int, int] | None:
    for words, minutes in ((("setengah", "1/2"), 30), (("seperempat", "1/4"), 15)):
        if text[at].word in words:
            return minutes, at + 2 if text.word(at + 1) == "jam" else at + 1
    number = read_number(text, at)
    if number is None or not 1 <= number[0] < HOUR_MINUTES:
        return None
    return number[0], _skip_menit(text, number[1])


def _read_following(text: Text, hour_at: int, at: int) -> tuple[int, int] | None:
    """Read minutes that merely follow the hour: "jam 3 30", "jam tiga lima belas"."""
    is_digits = text[hour_at].kind is Kind.NUMBER
    if is_digits and not (re.fullmatch(r"[0-5]\d", text[at].word) and not text[at].is_glued):
        return None
    found = read_number(text, at) if is_digits else read_number_word(text, at)
    if found is None or not 10 <= found[0] < HOUR_MINUTES or text.word(found[1]) in COUNTED - {"menit"}:
        return None
    return found[0], _skip_menit(text, found[1])


def _skip_menit(text: Text, at: int) -> int:
    return at + 1 if text.word(at) == "menit" else at


def _with_half_of_day(text: Text, clock: Clock, at: int) -> _Read:
    """Take in the "am" or "pm" after a clock."""
    if text.word(at) not in {"am", "pm"}:
        return clock, at
    half = Half(text.word(at))
    return Clock(tuple(replace(way, half=half) for way in clock.ways)), at + 1
