"""The rules of starts, one by one: hours, closings, holidays, windows, changes of the clock, and taken time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.scheduling import (
    Calendar,
    Closing,
    Hours,
    Rules,
    Start,
    Taken,
    WorkedHoliday,
    dates_between,
    free_starts,
    hours_on,
    instant_of,
    local_date,
    room_at,
    starts_on,
    time_obstacle,
)

JAKARTA, NEW_YORK = ZoneInfo("Asia/Jakarta"), ZoneInfo("America/New_York")
LORD_HOWE, APIA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")
TUESDAY = date(2026, 3, 3)
MONDAY, NOW = TUESDAY - timedelta(days=1), datetime(2026, 3, 2, 2, tzinfo=UTC)  # Nine in the morning in Jakarta.
NO_BUFFER = timedelta(0)


def some_hours(**fields: object) -> Hours:
    """Return Tuesdays from nine to twelve of nobody, an hour each, other than that as told."""
    plain = {"slot_id": "slot", "start_minute": 540, "end_minute": 720, "duration_minutes": 60, "weekday": 2}
    return Hours(**plain | fields)  # type: ignore[arg-type]


def at(clock: str, day: date = TUESDAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAKARTA)


def clocks(calendar: Calendar, day: date = TUESDAY) -> list[str]:
    return [f"{start.starts_at.astimezone(calendar.zone):%H:%M}" for start in starts_on(calendar, day)]


def start_at(clock: str, hours: Hours | None = None) -> Start:
    hours = hours or some_hours()
    return Start(hours=hours, starts_at=at(clock), ends_at=at(clock) + timedelta(minutes=hours.duration_minutes))


def taken(begin: str, end: str, **whose: str) -> Taken:
    return Taken(starts_at=at(begin), ends_at=at(end), **whose)


# --- Starts of a date -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["09:00", "10:00", "11:00"]),
        ({"duration_minutes": 90}, ["09:00", "10:30"]),
        # What does not fit any more is no start.
        ({"duration_minutes": 50}, ["09:00", "09:50", "10:40"]),
        ({"duration_minutes": 181}, []),
        ({"start_minute": 1380, "end_minute": 1440}, ["23:00"]),
        ({"start_minute": 0, "end_minute": 120}, ["00:00", "01:00"]),
        ({"weekday": 3}, []),
        ({"weekday": None, "only_on": TUESDAY}, ["09:00", "10:00", "11:00"]),
        ({"weekday": None, "only_on": MONDAY}, []),
        ({"is_active": False}, []),
    ],
)
def test_hours_are_divided_into_starts(fields: dict[str, object], expected: list[str]) -> None:
    assert clocks(Calendar(zone=JAKARTA, hours=[some_hours(**fields)])) == expected


def test_sunday_is_the_first_day_of_the_week() -> None:
    calendar = Calendar(zone=JAKARTA, hours=[some_hours(weekday=0)])
    assert [day for day in dates_between(MONDAY, MONDAY + timedelta(6)) if clocks(calendar, day)] == [date(2026, 3, 8)]


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        (Closing(on=TUESDAY), []),
        (Closing(on=MONDAY), ["09:00", "10:00", "11:00"]),
        # One minute of a consultation suffices, and what only touches it does not.
        (Closing(on=TUESDAY, start_minute=599, end_minute=600), ["10:00", "11:00"]),
        (Closing(on=TUESDAY, start_minute=600, end_minute=660), ["09:00", "11:00"]),
        (Closing(on=TUESDAY, consultant_id="putri"), ["09:00", "10:00", "11:00"]),
    ],
)
def test_a_closing_takes_the_starts_that_it_overlaps(closing: Closing, expected: list[str]) -> None:
    assert clocks(Calendar(zone=JAKARTA, hours=[some_hours()], closings=[closing])) == expected


def test_a_closing_of_a_consultant_leaves_the_others() -> None:
    hours = [some_hours(slot_id=name, consultant_id=name) for name in ("putri", "sari")]
    calendar = Calendar(zone=JAKARTA, hours=hours, closings=[Closing(on=TUESDAY, consultant_id="putri")])
    assert {start.hours.slot_id for start in starts_on(calendar, TUESDAY)} == {"sari"}


def test_closed_stands_over_open_and_open_over_the_holiday_and_the_holiday_over_the_week() -> None:
    weekly, added = some_hours(), some_hours(slot_id="added", weekday=None, only_on=TUESDAY)
    holiday = Calendar(zone=JAKARTA, hours=[weekly, added], holidays={TUESDAY: "Nyepi"})
    worked = replace(holiday, worked_holidays=[WorkedHoliday(on=TUESDAY)])
    closed = replace(worked, closings=[Closing(on=TUESDAY)])

    assert [hours.slot_id for hours in hours_on(holiday, TUESDAY)] == ["added"]
    assert [hours.slot_id for hours in hours_on(worked, TUESDAY)] == ["slot", "added"]
    assert list(starts_on(closed, TUESDAY)) == []


def test_a_holiday_is_worked_by_whom_it_names() -> None:
    hours = [some_hours(slot_id=str(name), consultant_id=name) for name in ("putri", "sari", None)]
    worked = [WorkedHoliday(on=TUESDAY, consultant_id="putri")]
    calendar = Calendar(zone=JAKARTA, hours=hours, holidays={TUESDAY: "Nyepi"}, worked_holidays=worked)
    assert [hours.slot_id for hours in hours_on(calendar, TUESDAY)] == ["putri"]


# --- Clocks that change -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "minute", "zone", "expected"),
    [
        (TUESDAY, 540, JAKARTA, "2026-03-03T02:00"),
        (TUESDAY, 1440, JAKARTA, "2026-03-03T17:00"),
        # Forward: from two to three there is no half past two.
        (date(2026, 3, 8), 150, NEW_YORK, None),
        (date(2026, 3, 8), 180, NEW_YORK, "2026-03-08T07:00"),
        # Back: half past one comes twice, and the first is meant.
        (date(2026, 11, 1), 90, NEW_YORK, "2026-11-01T05:30"),
        (date(2026, 11, 1), 120, NEW_YORK, "2026-11-01T07:00"),
        # By half an hour, and by a whole day that never was.
        (date(2026, 10, 4), 135, LORD_HOWE, None),
        (date(2026, 10, 4), 150, LORD_HOWE, "2026-10-03T15:30"),
        (date(2011, 12, 30), 600, APIA, None),
    ],
)
def test_a_time_of_day_is_an_instant_or_none(day: date, minute: int, zone: ZoneInfo, expected: str | None) -> None:
    found = instant_of(day, minute, zone)
    assert (found and f"{found:%Y-%m-%dT%H:%M}") == expected


def test_a_start_that_the_clock_leaves_out_is_none_and_the_next_is_an_hour_long() -> None:
    night = some_hours(weekday=0, start_minute=60, end_minute=300)
    starts = list(starts_on(Calendar(zone=NEW_YORK, hours=[night]), date(2026, 3, 8)))
    assert [f"{start.starts_at.astimezone(NEW_YORK):%H:%M}" for start in starts] == ["01:00", "03:00", "04:00"]
    assert {start.ends_at - start.starts_at for start in starts} == {timedelta(hours=1)}


@given(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1)),
    st.integers(0, 1439),
    st.sampled_from([JAKARTA, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")]),
)
def test_an_instant_shows_the_time_that_it_was_made_of(day: date, minute: int, zone: ZoneInfo) -> None:
    found = instant_of(day, minute, zone)
    if found is not None:
        shown = found.astimezone(zone)
        assert (shown.date(), shown.hour * 60 + shown.minute) == (day, minute)
        assert local_date(found, zone) == day


# --- Whether a start may be booked now --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("08:59", None),
        ("09:00", None),
        ("09:01", "too_soon"),
        ("09:59", "too_soon"),
        ("10:00", "in_the_past"),
        ("10:01", "in_the_past"),
    ],
)
def test_the_lead_time_ends_an_hour_before(now: str, expected: str | None) -> None:
    rules = Rules(lead_time=timedelta(hours=1))
    assert time_obstacle(start_at("10:00"), JAKARTA, rules, now=at(now)) == expected


@pytest.mark.parametrize(("window_days", "expected"), [(None, None), (1, None), (0, "beyond_window")])
def test_the_window_counts_dates(window_days: int | None, expected: str | None) -> None:
    start = start_at("11:00", some_hours(window_days=window_days))
    assert time_obstacle(start, JAKARTA, Rules(), now=at("00:01", MONDAY)) == expected


def test_the_window_is_of_the_workspaces_dates() -> None:
    # Half past six in the morning of Tuesday in Jakarta is still Monday in UTC.
    start = start_at("06:30", some_hours(start_minute=390, window_days=0))
    assert time_obstacle(start, JAKARTA, Rules(), now=at("00:10")) is None
    assert time_obstacle(start, ZoneInfo("UTC"), Rules(), now=at("00:10")) is None
    assert time_obstacle(start, JAKARTA, Rules(), now=at("23:50", MONDAY)) == "beyond_window"


# --- Room at a start --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], (2, None)),
        ([taken("10:00", "11:00", slot_id="slot")], (1, None)),
        ([taken("10:00", "11:00", slot_id="slot")] * 2, (0, "slot_full")),
        ([taken("10:00", "11:00", slot_id="slot")] * 3, (0, "slot_full")),
        # One after the other is one at a time; so is what only touches.
        ([taken("10:00", "10:30", slot_id="slot"), taken("10:30", "11:00", slot_id="slot")], (1, None)),
        ([taken("10:00", "10:31", slot_id="slot"), taken("10:30", "11:00", slot_id="slot")], (0, "slot_full")),
        ([taken("09:00", "10:00", slot_id="slot"), taken("11:00", "12:00", slot_id="slot")], (2, None)),
        ([taken("09:30", "10:01", slot_id="slot")], (1, None)),
        # Other hours count for themselves; what names neither hours nor consultant counts here.
        ([taken("10:00", "11:00", slot_id="other")], (2, None)),
        ([taken("10:00", "11:00", consultant_id="putri")], (2, None)),
        ([taken("10:00", "11:00")], (1, None)),
    ],
)
def test_hours_of_nobody_have_as_many_at_a_time(entries: list[Taken], expected: tuple[int, str | None]) -> None:
    assert room_at(start_at("10:00", some_hours(capacity=2)), entries, NO_BUFFER) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], (2, None)),
        # The very same start is one session.
        ([taken("10:00", "11:00", consultant_id="putri", slot_id="slot")], (1, None)),
        ([taken("10:00", "11:00", consultant_id="putri", slot_id="slot")] * 2, (0, "slot_full")),
        ([taken("10:00", "11:00", consultant_id="putri")], (1, None)),
        # Anything else of hers is in the way.
        ([taken("10:00", "11:00", consultant_id="putri", slot_id="other")], (0, "consultant_busy")),
        ([taken("10:30", "11:30", consultant_id="putri", slot_id="slot")], (0, "consultant_busy")),
        ([taken("09:30", "10:30", consultant_id="putri")], (0, "consultant_busy")),
        ([taken("09:00", "10:00", consultant_id="putri"), taken("11:00", "12:00", consultant_id="putri")], (2, None)),
        # What others have is not.
        ([taken("10:00", "11:00", consultant_id="sari"), taken("10:00", "11:00", slot_id="slot")], (2, None)),
    ],
)
def test_a_consultant_has_one_session_at_a_time(entries: list[Taken], expected: tuple[int, str | None]) -> None:
    start = start_at("10:00", some_hours(capacity=2, consultant_id="putri"))
    assert room_at(start, entries, NO_BUFFER) == expected


@pytest.mark.parametrize("consultant_id", [None, "putri"])
@pytest.mark.parametrize(("begin", "end"), [("09:00", "09:45"), ("11:15", "12:00")])
def test_the_buffer_is_kept_before_and_after(consultant_id: str | None, begin: str, end: str) -> None:
    start = start_at("10:00", some_hours(consultant_id=consultant_id))
    whose = {"slot_id": "slot"} if consultant_id is None else {"consultant_id": consultant_id}
    entry = taken(begin, end, **whose)

    assert room_at(start, [entry], timedelta(minutes=15)) == (1, None)
    assert room_at(start, [entry], timedelta(minutes=16))[0] == 0


# --- All together -----------------------------------------------------------------------------------------------------


def test_what_is_free_is_told_by_time_within_the_half_open_window() -> None:
    hours = [some_hours(slot_id="late", start_minute=600), some_hours(slot_id="early", capacity=3)]
    calendar = Calendar(zone=JAKARTA, hours=hours)
    entries = [taken("10:00", "11:00", slot_id="late"), taken("10:00", "11:00", slot_id="early")]
    found = free_starts(calendar, entries, Rules(), now=NOW, window=(at("09:00"), at("11:00")))

    told = [(start.hours.slot_id, start.starts_at, remaining) for start, remaining in found]
    assert told == [("early", at("09:00"), 3), ("early", at("10:00"), 2)]


def test_starts_of_one_moment_are_in_the_order_of_the_hours() -> None:
    calendar = Calendar(zone=JAKARTA, hours=[some_hours(slot_id=name) for name in ("b", "a")])
    found = free_starts(calendar, [], Rules(), now=NOW, window=(at("09:00"), at("10:00")))
    assert [start.hours.slot_id for start, _ in found] == ["b", "a"]


def test_nothing_is_free_before_the_lead_time_has_passed() -> None:
    calendar = Calendar(zone=JAKARTA, hours=[some_hours()])
    rules = Rules(lead_time=timedelta(minutes=61))
    found = free_starts(calendar, [], rules, now=at("09:00"), window=(at("00:00"), at("23:00")))
    assert [start.starts_at for start, _ in found] == [at("11:00")]
