"""The words of consultations on pages: their states, what happened to them, times in the zone of a workspace."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ari.appointments import Appointment, AppointmentEvent, AppointmentStatus, HistoryRow, Way
from portal.wording import Words

STATUSES: Mapping[str, Words] = {
    AppointmentStatus.SCHEDULED: pgettext_lazy("appointment", "Scheduled"),
    AppointmentStatus.CONFIRMED: pgettext_lazy("appointment", "Confirmed"),
    AppointmentStatus.COMPLETED: pgettext_lazy("appointment", "Done"),
    AppointmentStatus.CANCELLED: pgettext_lazy("appointment", "Cancelled"),
    AppointmentStatus.NO_SHOW: pgettext_lazy("appointment", "No-show"),
}
STATUS_KINDS: Mapping[str, str] = {
    AppointmentStatus.SCHEDULED: "info",
    AppointmentStatus.CONFIRMED: "accent",
    AppointmentStatus.CANCELLED: "danger",
    AppointmentStatus.NO_SHOW: "warn",
}
EVENTS: Mapping[str, Words] = {
    AppointmentEvent.BOOKED: gettext_lazy("booked it"),
    AppointmentEvent.MOVED: gettext_lazy("moved it"),
    AppointmentEvent.CANCELLED: gettext_lazy("cancelled it"),
    AppointmentEvent.CONFIRMED: gettext_lazy("confirmed it"),
    AppointmentEvent.COMPLETED: gettext_lazy("noted that it took place"),
    AppointmentEvent.NO_SHOW: gettext_lazy("noted that the lead did not come"),
    AppointmentEvent.ASSIGNED: gettext_lazy("assigned it"),
    AppointmentEvent.EDITED: gettext_lazy("changed the link or the notes"),
}
ICONS: Mapping[str, str] = {
    AppointmentEvent.BOOKED: "calendar",
    AppointmentEvent.MOVED: "arrow-right",
    AppointmentEvent.CANCELLED: "x",
    AppointmentEvent.CONFIRMED: "check",
    AppointmentEvent.COMPLETED: "check",
    AppointmentEvent.NO_SHOW: "alert",
    AppointmentEvent.ASSIGNED: "user",
    AppointmentEvent.EDITED: "edit",
}
WEEKDAYS: tuple[Words, ...] = (
    gettext_lazy("Sunday"),
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
)


def word_zone(zone: ZoneInfo, *, now: datetime) -> str:
    """Return the name of a zone with what people call it: "Asia/Jakarta (WIB)"."""
    short = now.astimezone(zone).tzname() or ""
    return f"{zone.key} ({short})" if short.isalpha() else zone.key


def word_clock(moment: datetime, zone: ZoneInfo) -> str:
    """Return the time of day in the zone."""
    return f"{moment.astimezone(zone):%H:%M}"


def word_zoned_day(moment: datetime, zone: ZoneInfo) -> str:
    """Return weekday and date in the zone, in the reader's language."""
    return formats.date_format(moment.astimezone(zone), _("D j M Y"))


def word_when(appointment: Appointment) -> str:
    """Return day, time and zone of an appointment."""
    zone = appointment.zone
    start, end = appointment.scheduled_at, appointment.ends_at
    day = word_zoned_day(start, zone)
    return f"{day}, {word_clock(start, zone)}–{word_clock(end, zone)} {word_zone(zone, now=start)}"  # noqa: RUF001 - a dash.


def word_doer(row: HistoryRow, name: str) -> str:
    """Return who did what the row tells."""
    if row.way is Way.ARI:
        return "ARI"
    return str(_("The lead")) if row.by == "lead" else name
