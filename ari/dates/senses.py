"""What the words of a text mean before it is known when it was written: days, clocks, parts of the day, and marks.

A mark is a stretch of tokens with its variants: more than one where the words alone leave it open ("17an").
"""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo


class Mode(StrEnum):
    """Which of the weekdays of that name is meant."""

    BARE = "bare"
    THIS = "this"
    NEXT = "next"
    COMING = "coming"
    LAST = "last"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday, Monday 0."""

    weekday: int
    mode: Mode = Mode.BARE


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth such weekday of a month; -1 is the last one."""

    weekday: int
    nth: int
    month: "Month | NamedMonth"


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days from today. A soft one ("nanti") gives way to any other day."""

    days: int
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class MonthsOn:
    """The same day so many months on."""

    months: int


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of a month; without month or year the next one."""

    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """The week so many weeks on, Monday to Sunday. `may_be_sunday`: written "minggu", which is Sunday too."""

    weeks: int
    may_be_sunday: bool = False


@dataclass(frozen=True, slots=True)
class Weekend:
    """The weekend of the week so many weeks on."""

    weeks: int


@dataclass(frozen=True, slots=True)
class Workdays:
    """Monday to Friday of a week that is left open."""


@dataclass(frozen=True, slots=True)
class Month:
    """The month so many months on."""

    months: int


@dataclass(frozen=True, slots=True)
class NamedMonth:
    """A month by name; without a year the running or the next one."""

    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """A year: so many years on, or by its number."""

    years: int = 0
    number: int | None = None


class Third(IntEnum):
    """The parts of a month."""

    EARLY = 0
    MIDDLE = 1
    LATE = 2


@dataclass(frozen=True, slots=True)
class PartOfMonth:
    """Days 1-10, 11-20 or 21-last, of a month or of the running or next one."""

    third: Third
    month: Month | NamedMonth | None = None


@dataclass(frozen=True, slots=True)
class WeekOfMonth:
    """The nth week of a month, the running one unless told; -1 is the last one. People count weeks in two ways."""

    nth: int
    month: "Month | NamedMonth | None" = None


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """The first, middle or last days of a year, of the running one unless told."""

    third: Third
    year: Year | None = None


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    """Early or in the middle of a week: nobody agrees where that ends."""

    third: Third
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """From today on, for so many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Shifted:
    """So many days after another day."""

    base: "DaySense"
    days: int


@dataclass(frozen=True, slots=True)
class DayRange:
    """From one day to another."""

    first: "DaySense"
    last: "DaySense"


@dataclass(frozen=True, slots=True)
class UpTo:
    """From today until another day."""

    last: "DaySense"
    is_included: bool


@dataclass(frozen=True, slots=True)
class From:
    """From another day on, with no end named."""

    first: "DaySense"
    is_included: bool


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast by its name in the holidays package; people mean the day, or the days around it."""

    name: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several days."""

    senses: tuple["DaySense", ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """A day that no calendar has."""


DaySense = (
    Weekday
    | NthWeekday
    | Offset
    | MonthsOn
    | DayOfMonth
    | Week
    | Weekend
    | Workdays
    | Month
    | NamedMonth
    | Year
    | PartOfMonth
    | WeekOfMonth
    | PartOfYear
    | PartOfWeek
    | DaysAhead
    | Shifted
    | DayRange
    | UpTo
    | From
    | Feast
    | AnyOf
    | Impossible
)


class Part(StrEnum):
    """A part of the day. `stretches` are its times, both ends included; a part with two of them is loose."""

    DINI_HARI = "dini_hari"
    PAGI = "pagi"
    SIANG = "siang"
    SORE = "sore"
    MALAM = "malam"
    AFTERNOON = "afternoon"
    SUBUH = "subuh"
    DZUHUR = "dzuhur"
    ASHAR = "ashar"
    MAGHRIB = "maghrib"
    ISYA = "isya"
    LUNCH = "lunch"
    AFTER_WORK = "after_work"

    @property
    def stretches(self) -> tuple[tuple[time, time], ...]:
        """The times of day that the part may mean."""
        return _STRETCHES[self]


def _stretch(first: int, last: int) -> tuple[time, time]:
    """Return the stretch of whole hours from `first` to the last minute of `last`."""
    return time(first), time(last, 59)


_STRETCHES = {
    Part.DINI_HARI: (_stretch(0, 4),),
    Part.PAGI: (_stretch(5, 10),),
    Part.SIANG: (_stretch(11, 14),),
    Part.SORE: (_stretch(15, 17),),
    Part.MALAM: (_stretch(18, 23),),
    Part.AFTERNOON: (_stretch(11, 14), _stretch(15, 17)),
    Part.SUBUH: (_stretch(4, 4), _stretch(5, 5)),
    Part.DZUHUR: (_stretch(12, 12), _stretch(13, 14)),
    Part.ASHAR: (_stretch(15, 15), _stretch(16, 17)),
    Part.MAGHRIB: (_stretch(18, 18), _stretch(19, 19)),
    Part.ISYA: (_stretch(19, 19), _stretch(20, 23)),
    Part.LUNCH: (_stretch(11, 11), _stretch(12, 12)),
    Part.AFTER_WORK: (_stretch(17, 17), _stretch(18, 20)),
}


class Form(StrEnum):
    """How a clock was written, which decides what its hour can mean."""

    TWELVE = "twelve"  # 1 to 12, of either half of the day
    FULL = "full"  # 24-hour and final
    EARLY = "early"  # 07 to 09 with the leading zero: 24-hour unless a part of the day says otherwise
    OPEN = "open"  # 01 to 06 with the leading zero: either half, whatever the consultation hours
    MIDNIGHT = "midnight"  # 24.00, tengah malam: at either end of a day
    NONE = "none"  # a clock that no day has


class Half(StrEnum):
    """A half of the day, as written: am, pm."""

    AM = "am"
    PM = "pm"


@dataclass(frozen=True, slots=True)
class Written:
    """A clock as it was written, with minutes already added or taken off."""

    hour: int
    minute: int
    form: Form
    half: Half | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock, with more than one way to take it where the language has two ("half three")."""

    ways: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From one clock to another. Each may have its own part of the day; one named for either counts for both."""

    first: Clock
    last: Clock
    first_part: Part | None = None
    last_part: Part | None = None


@dataclass(frozen=True, slots=True)
class PartSpan:
    """From one part of the day to another."""

    first: Part
    last: Part


@dataclass(frozen=True, slots=True)
class Bound:
    """Before or after a clock, until the end of the day."""

    clock: Clock
    is_before: bool
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class BeyondPart:
    """Before a part of the day begins, or after it ends."""

    part: Part
    is_before: bool


@dataclass(frozen=True, slots=True)
class SameClock:
    """The time at which the text was written: "besok jam segini"."""


TimeSense = Clock | Span | PartSpan | Bound | BeyondPart | SameClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One thing that a mark may mean.

    `delay` is a stretch of time from now, which names both day and clock. `is_over`: the words say so ("tadi").
    """

    day: DaySense | None = None
    time: TimeSense | None = None
    part: Part | None = None
    zone: ZoneInfo | None = None
    delay: timedelta | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Tokens `start` to `end` (excluded) and what they may mean."""

    start: int
    end: int
    variants: tuple[Variant, ...]

    @property
    def has_day(self) -> bool:
        """Whether the mark names a day."""
        return any(variant.day is not None or variant.delay is not None for variant in self.variants)

    @property
    def has_clock(self) -> bool:
        """Whether the mark names a clock."""
        return any(variant.time is not None or variant.delay is not None for variant in self.variants)

    @property
    def has_part(self) -> bool:
        """Whether the mark names a part of the day."""
        return any(variant.part is not None for variant in self.variants)

    @property
    def has_time(self) -> bool:
        """Whether the mark names a clock or a part of the day."""
        return self.has_clock or self.has_part


# What a reader answers: the variants and the position after them. No variants: the words were understood, and say
# nothing of when ("2 jam" as a duration).
Found = tuple[tuple[Variant, ...], int]


def one(variant: Variant, end: int) -> Found:
    """Return what a reader answers for a single meaning."""
    return (variant,), end
