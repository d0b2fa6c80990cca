"""Moments as pages show them: how long ago in a word, and the exact time in the zone of the site."""

from datetime import date, datetime, time, timedelta

from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK, MONTH, YEAR = 7 * DAY, 30 * DAY, 365 * DAY


def word_age(moment: datetime, *, now: datetime) -> str:
    """Return how long ago the moment was in one unit, rounded down: "4 h". What lies ahead was just now."""
    return word_span(now - moment)


def word_ago(moment: datetime, *, now: datetime) -> str:
    """Return the same to stand in a sentence: "4 h ago"."""
    return _("%(age)s ago") % {"age": word_age(moment, now=now)} if now - moment >= MINUTE else _("just now")


def word_span(span: timedelta) -> str:
    """Return a length of time in its largest whole unit."""
    if span < MINUTE:
        return pgettext("age", "now")
    if span < HOUR:
        return _("%(count)d min") % {"count": span // MINUTE}
    if span < DAY:
        return _("%(count)d h") % {"count": span // HOUR}
    if span < 2 * WEEK:
        return _("%(count)d d") % {"count": span // DAY}
    if span < 2 * MONTH:
        return _("%(count)d wk") % {"count": span // WEEK}
    if span < YEAR:
        return _("%(count)d mo") % {"count": span // MONTH}
    return _("%(count)d y") % {"count": span // YEAR}


def word_moment(moment: datetime) -> str:
    """Return date and time in the zone of the site, in the reader's language."""
    return formats.date_format(localtime(moment), _("j M Y, H:i"))


def word_day(moment: datetime) -> str:
    """Return the date in the zone of the site, in the reader's language."""
    return word_date(localtime(moment).date())


def word_date(day: date) -> str:
    """Return the date in the reader's language."""
    return formats.date_format(day, _("j M Y"))


def is_midnight(moment: datetime) -> bool:
    """Test if a day of the site's zone begins with the moment."""
    return localtime(moment).time() == time.min
