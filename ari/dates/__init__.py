"""Days and times as leads write them, in Indonesian, English and both at once; `read_when` is the way in.

`read_rejected` tells what a text rejects: "Senin ga bisa".
"""

from ari.dates.halves import Hours
from ari.dates.reader import CONSULTATION_HOURS, read_rejected, read_when
from ari.dates.readings import Ambiguous, Certain, Day, Instant, Interval, Nothing, Past, Reading, TimeOfDay, Why

__all__ = [
    "CONSULTATION_HOURS",
    "Ambiguous",
    "Certain",
    "Day",
    "Hours",
    "Instant",
    "Interval",
    "Nothing",
    "Past",
    "Reading",
    "TimeOfDay",
    "Why",
    "read_rejected",
    "read_when",
]
