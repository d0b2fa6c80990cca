"""What holds of every text: nothing raises, what is written in words is read back, and greetings change nothing."""

import os
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ari.dates import Ambiguous, Instant, Past, Reading, TimeOfDay, read_when
from tests.ari.evaluation.dates import load_rows

# A bigger campaign: HYPOTHESIS_EXAMPLES=20000.
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "150"))
ROWS = load_rows()
ZONES = st.sampled_from([ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura")])
BASES = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31))  # noqa: DTZ001
WORDS = st.sampled_from(sorted({word for row in ROWS for word in row.text.split()}))
DAY_NAMES = (
    ("Senin", "Monday"), ("Selasa", "Tuesday"), ("Rabu", "Wednesday"), ("Kamis", "Thursday"), ("Jumat", "Friday"),
    ("Sabtu", "Saturday"), ("Minggu", "Sunday"),
)  # fmt: skip
MONTH_NAMES = (
    ("Januari", "January"), ("Februari", "February"), ("Maret", "March"), ("April", "April"), ("Mei", "May"),
    ("Juni", "June"), ("Juli", "July"), ("Agustus", "August"), ("September", "September"), ("Oktober", "October"),
    ("November", "November"), ("Desember", "December"),
)  # fmt: skip
NUMBERS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
    "dua belas",
)  # fmt: skip
OPENINGS = ("", "Halo kak, ", "Selamat siang, ", "pagi min, ", "Good morning! ", "Malam kak. ", "permisi ")
CLOSINGS = ("", " ya kak", ", makasih", " 🙏", ". Terima kasih banyak!")
# Days said from today, by their distance.
RELATIVE = {0: "hari ini", 1: "besok", 2: "lusa"}


def written_days(day: date, today: date) -> list[str]:
    """Return ways to write the day that leave nothing open."""
    names, months = DAY_NAMES[day.weekday()], MONTH_NAMES[day.month - 1]
    ways = [
        f"{day.day} {months[0]} {day.year}",
        f"{names[0]}, {day.day} {months[0]} {day.year}",
        f"{months[1]} {day.day}, {day.year}",
        f"{names[1]} {day.day} {months[1]} {day.year}",
        f"tgl {day.day} {months[0]} {day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        day.isoformat(),
    ]
    distance = (day - today).days
    ways += [RELATIVE[distance]] if distance in RELATIVE else []
    ways += [f"{distance} hari lagi"] if distance > 0 else []
    monday = today + timedelta(7 - today.weekday())
    if monday <= day < monday + timedelta(7):
        ways += [f"hari {names[0]} depan", f"next {names[1]}", f"{names[0]} minggu depan"]
    return ways


def written_times(at: time) -> list[str]:
    """Return ways to write the time that leave nothing open."""
    ways = [f"jam {at.hour}.{at.minute:02}", f"pukul {at:%H.%M}"] if at.hour > 12 or not at.hour else []
    hour = at.hour % 12 or 12
    half = "pm" if at.hour >= 12 else "am"
    if at.hour:
        ways += [f"{hour}:{at.minute:02} {half}", f"at {hour}:{at.minute:02}{half}"]
    part = part_of(at)
    if part is None:
        return ways or [f"{at:%H:%M}"]
    ways.append(f"jam {hour}.{at.minute:02} {part}")
    if at.minute == 0:
        ways += [f"jam {hour} {part}", f"jam {NUMBERS[hour]} {part}", f"{hour} {part}", f"{hour}{half}"]
    elif at.minute == 30:
        ways += [f"setengah {hour % 12 + 1} {part}", f"jam setengah {NUMBERS[hour % 12 + 1]} {part}"]
    elif at.minute < 30:
        ways.append(f"jam {hour} lewat {at.minute} {part}")
    else:
        ways.append(f"jam {hour % 12 + 1} kurang {60 - at.minute} {part}")
    return ways


def part_of(at: time) -> str | None:
    """Return the part of the day that names this time's half beyond doubt, also for the next full hour."""
    if 5 <= at.hour < 11:
        return "pagi"
    if 12 <= at.hour < 15:
        return "siang"
    if 15 <= at.hour < 18:
        return "sore"
    return "malam" if 18 <= at.hour < 23 else None


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, datetime, datetime]:
    """Draw a text, its base, and the moment that it names."""
    zone = draw(ZONES)
    base = draw(BASES).replace(tzinfo=zone, second=0, microsecond=0)
    day = base.date() + timedelta(draw(st.integers(0, 60) | st.integers(0, 8)))
    at = draw(st.times()).replace(second=0, microsecond=0)
    at = at.replace(minute=draw(st.sampled_from([0, 15, 30, 45, at.minute])))
    written = (draw(st.sampled_from(written_days(day, base.date()))), draw(st.sampled_from(written_times(at))))
    # "jam 8 malam Senin" could be Sunday, so there the day comes first.
    ordered = written if written[1].endswith("malam") else draw(st.permutations(written))
    text = draw(st.sampled_from([" ", ", "])).join(ordered)
    opening, closing = draw(st.sampled_from(OPENINGS)), draw(st.sampled_from(CLOSINGS))
    return opening + text + closing, base, datetime.combine(day, at, zone)


@settings(max_examples=EXAMPLES, deadline=None)
@given(moments())
def test_a_moment_written_in_words_is_read_back(case: tuple[str, datetime, datetime]) -> None:
    text, base, moment = case
    reading = read_when(text, base=base, zone=ZoneInfo(str(base.tzinfo)))
    assert reading == (Past(reading=Instant(at=moment)) if moment < base else Instant(at=moment))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=120) | st.lists(WORDS, max_size=14).map(" ".join), BASES, ZONES)
def test_no_text_raises_and_an_ambiguous_one_has_several_readings(text: str, base: datetime, zone: ZoneInfo) -> None:
    reading = read_when(text, base=base.replace(tzinfo=zone), zone=zone)
    if isinstance(reading, Ambiguous):
        assert len(set(reading.readings)) >= 2
    assert str(reading)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(ROWS), st.sampled_from(OPENINGS), st.sampled_from(["", " 🙏", "  ", " !"]))
def test_greetings_around_a_text_change_nothing(row: object, opening: str, closing: str) -> None:
    assert isinstance(row, type(ROWS[0]))
    plain = read_when(row.text, base=row.base, zone=row.zone)
    # A text that is one part of the day becomes another greeting behind a first one: "Halo kak, sore".
    if isinstance(plain, TimeOfDay) and not any(letter.isdigit() for letter in row.text):
        return
    assert read_when(f"{opening}{row.text}{closing}", base=row.base, zone=row.zone) == plain


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(ROWS), st.sampled_from([str.upper, str.title, str.strip]))
def test_case_changes_nothing(row: object, changed: object) -> None:
    assert isinstance(row, type(ROWS[0]))
    assert callable(changed)
    text: str = changed(row.text)
    reading: Reading = read_when(text, base=row.base, zone=row.zone)
    assert reading == read_when(row.text, base=row.base, zone=row.zone)
