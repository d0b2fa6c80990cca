"""Reading when: a text about days and times, as somebody wrote it at a moment and a place."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ari.dates.corrections import apply_corrections
from ari.dates.greetings import without_greetings
from ari.dates.groups import gather
from ari.dates.halves import Hours
from ari.dates.numbers_in_place import place_numbers
from ari.dates.ranges import join_ranges
from ari.dates.readings import Ambiguous, Certain, Day, Instant, Interval, Nothing, Past, Reading, TimeOfDay, Why
from ari.dates.rejections import Sifted, sift
from ari.dates.resolve import Readings, Scene, resolve
from ari.dates.scan import scan
from ari.dates.tokens import read_tokens

# Both ends belong to the hours.
CONSULTATION_HOURS: Hours = (time(9), time(17))


def read_when(text: str, *, base: datetime, zone: ZoneInfo, hours: Hours = CONSULTATION_HOURS) -> Reading:
    """Return what a text says of when, in the contact's `zone`, written at `base` (aware).

    `hours` are the consultation hours, both ends included; they decide between morning and evening where the text
    does not. An ambiguous text is never answered with one value. The answer depends on nothing but the arguments.

    Raises:
        ValueError: `base` is not aware.
    """
    scene = _scene(base, zone, hours)
    sifted = _sift(text)
    corrected = apply_corrections(sifted.left)
    groups = gather(corrected.items, part=corrected.part, today=scene.today)
    return _conclude([resolve(group, scene) for group in groups], scene)


def read_rejected(
    text: str, *, base: datetime, zone: ZoneInfo, hours: Hours = CONSULTATION_HOURS
) -> tuple[Certain, ...]:
    """Return the days and times that a text rejects, each way to read them: "Senin ga bisa", "jangan pagi".

    The arguments are those of `read_when`, which leaves out what this returns.

    Raises:
        ValueError: `base` is not aware.
    """
    scene = _scene(base, zone, hours)
    groups = gather(_sift(text).rejected, part=None, today=scene.today)
    return tuple(dict.fromkeys(reading for group in groups for reading in resolve(group, scene).found))


def _scene(base: datetime, zone: ZoneInfo, hours: Hours) -> Scene:
    if base.tzinfo is None:
        raise ValueError("The base of a reading must be an aware datetime.")
    return Scene(now=base, zone=zone, hours=hours)


def _sift(text: str) -> Sifted:
    tokens = without_greetings(read_tokens(text))
    return sift(join_ranges(place_numbers(scan(tokens))), tokens)


def _conclude(groups: list[Readings], scene: Scene) -> Reading:
    """Make one reading of the alternatives; what is over gives way to what is still to come."""
    if not groups or any(not group.found for group in groups):
        return Nothing()
    to_come = [group for group in groups if not (group.is_over or all(_is_over(one, scene) for one in group.found))]
    if not to_come:
        return Past(reading=_last([reading for group in groups for reading in group.found]))
    found = sorted(dict.fromkeys(reading for group in to_come for reading in group.found), key=_start)
    if len(found) == 1:
        return found[0]
    whys = [group.why for group in to_come if group.why is not None]
    return Ambiguous(readings=tuple(found), why=whys[0] if whys else Why.ALTERNATIVES)


def _is_over(reading: Certain, scene: Scene) -> bool:
    if isinstance(reading, Instant):
        return reading.at < scene.now.replace(second=0, microsecond=0)
    if isinstance(reading, Day):
        return reading.day < scene.today
    if isinstance(reading, Interval):
        return reading.last < (scene.now if isinstance(reading.last, datetime) else scene.today)
    return False


def _last(readings: list[Certain]) -> Instant | Day | Interval:
    dated = [reading for reading in readings if not isinstance(reading, TimeOfDay)]
    return max(dated, key=_start)


def _start(reading: Certain) -> tuple[date, time, str]:
    if isinstance(reading, Instant):
        return reading.at.date(), reading.at.time(), str(reading)
    if isinstance(reading, Day):
        return reading.day, time(0), str(reading)
    if isinstance(reading, TimeOfDay):
        return date.min, reading.first, str(reading)
    if isinstance(reading.first, datetime):
        return reading.first.date(), reading.first.time(), str(reading)
    return reading.first, time(0), str(reading)
