"""What a reminder run should do, said plainly: the reference of the tests, which shares nothing with the code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The rules of a workspace. `quiet` is two times of day."""

    zone: ZoneInfo
    offsets: tuple[int, ...] = (1440, 60)
    window: tuple[int, int] | None = None
    quiet: tuple[time, time] | None = None


@dataclass(kw_only=True)
class Visit:
    """An appointment as the reference follows it. `told` are the offsets the lead was reminded of, by start."""

    starts_at: datetime
    set_at: datetime
    is_open: bool = True
    reminded_at: datetime | None = None
    told: set[tuple[datetime, int]] = field(default_factory=set)


def quiet_around(moment: datetime, policy: Policy) -> tuple[datetime, datetime, datetime] | None:
    """Return begin and end of the quiet hours that the moment lies in, and the end of those before; None: in none."""
    if policy.quiet is None:
        return None
    begin, end = policy.quiet
    today = moment.astimezone(policy.zone).date()
    for day in (today - timedelta(days=1), today):
        first = datetime.combine(day, begin, policy.zone)
        last_day = day if end > begin else day + timedelta(days=1)
        last = datetime.combine(last_day, end, policy.zone)
        if first <= moment < last:
            return first, last, datetime.combine(last_day - timedelta(days=1), end, policy.zone)
    return None


def owed(visit: Visit, policy: Policy) -> Mapping[int, tuple[datetime, datetime]]:
    """Return for each offset owed when it is due, and until when it is of use."""
    set_at = max(visit.set_at, visit.reminded_at or visit.set_at)
    offsets = sorted(policy.offsets, reverse=True) if policy.window is None else [policy.window[0]]
    due: dict[datetime, int] = {}
    for offset in offsets:
        moment = visit.starts_at - timedelta(minutes=offset)
        if policy.window is not None:
            moment = max(moment, set_at + timedelta(milliseconds=1))
        quiet = quiet_around(moment, policy)
        if quiet is not None:
            begin, end, before = quiet
            moment = end if end < visit.starts_at else max(begin - HALF_HOUR, before)
        if moment > set_at:
            due[moment] = offset
    moments = sorted(due)
    last = visit.starts_at - timedelta(minutes=policy.window[1] if policy.window else 0)
    ends = [*moments[1:], last][: len(moments)]
    return {due[moment]: (moment, end) for moment, end in zip(moments, ends, strict=True) if moment < end}


def reminder_at(visit: Visit, policy: Policy, now: datetime) -> int | None:
    """Return the offset of the reminder that a run at this moment sends, None for none."""
    if not visit.is_open or quiet_around(now, policy) is not None:
        return None
    for offset, (due, end) in owed(visit, policy).items():
        if due <= now < end and (visit.starts_at, offset) not in visit.told:
            return offset
    return None
