"""What pages of consultations and settings show: times in the zone of a workspace, states, versions that were seen."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ari.appointments import Appointment, FreeStart, HistoryRow
from ari.schedule import Person
from portal import booking_words
from portal.booking_words import word_clock, word_when, word_zone, word_zoned_day
from portal.forms.appointments import start_value
from portal.forms.seen import seen_text
from portal.forms.texts import new_key
from portal.staff import Naming
from portal.wording import Words
from tickets import domain as tickets

register = template.Library()


@register.simple_tag
def clock(moment: datetime, zone: ZoneInfo) -> SafeString:
    """Show the time of day in the zone of a workspace."""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), word_clock(moment, zone))


@register.simple_tag
def zoned_moment(moment: datetime, zone: ZoneInfo) -> SafeString:
    """Show day and time in the zone of a workspace, with its name."""
    words = f"{word_zoned_day(moment, zone)}, {word_clock(moment, zone)} {word_zone(zone, now=moment)}"
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


@register.simple_tag
def weekday_date(day: date) -> SafeString:
    """Show weekday and date in the reader's language."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), formats.date_format(day, _("D j M Y")))


@register.simple_tag
def when(appointment: Appointment) -> SafeString:
    """Show day, time and zone of an appointment."""
    return format_html('<time datetime="{}">{}</time>', appointment.scheduled_at.isoformat(), word_when(appointment))


@register.simple_tag
def short_when(appointment: Appointment) -> SafeString:
    """Show day and time of an appointment, for a list that names the zone once."""
    start, zone = appointment.scheduled_at, appointment.zone
    words = f"{word_zoned_day(start, zone)}, {word_clock(start, zone)}"
    return format_html('<time datetime="{}">{}</time>', start.isoformat(), words)


@register.simple_tag
def zone_words(zone: ZoneInfo) -> str:
    """Return what the zone is called now."""
    return word_zone(zone, now=timezone.now())


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """Show where a consultation stands. A migrated one may stand anywhere, which is its own name."""
    kind = booking_words.STATUS_KINDS.get(status, "")
    return format_html('<span class="badge {}">{}</span>', kind, booking_words.STATUSES.get(status, status))


@register.filter
def lead_name(appointment: Appointment) -> str:
    """Return what to call whom the appointment is with."""
    lead = appointment.lead
    return str(_("A deleted contact")) if lead is None else lead.name or lead.phone


@register.filter
def consultant_name(appointment: Appointment, naming: Naming) -> str:
    """Return what to call who gives the consultation."""
    return person_name(appointment.consultant, naming) or str(_("Nobody yet"))


@register.filter
def person_name(person: Person | None, naming: Naming) -> str:
    """Return what to call somebody of ARI's words; of nobody, nothing."""
    return naming(as_person(person)) if person else ""


def as_person(person: Person) -> tickets.Person:
    """Return somebody of ARI's words in those of the tickets."""
    return tickets.Person(id=person.id, full_name=person.full_name, email=person.email)


@register.filter
def doer(row: HistoryRow, naming: Naming) -> str:
    """Return who did what the row tells."""
    return booking_words.word_doer(row, person_name(row.by_person, naming))


@register.filter
def event_words(row: HistoryRow) -> Words:
    """Return what the row tells, to stand after who did it."""
    return booking_words.EVENTS[row.event]


@register.filter
def event_icon(row: HistoryRow) -> str:
    """Return the icon of what the row tells."""
    return booking_words.ICONS[row.event]


@register.filter
def value_of_start(start: FreeStart) -> str:
    """Return how a form names a free start."""
    return start_value(start)


@register.filter
def weekday_name(day: int) -> Words:
    """Return the name of a weekday; 0 is Sunday."""
    return booking_words.WEEKDAYS[day]


@register.simple_tag
def seen(updated_at: datetime | None) -> SafeString:
    """Tell a form its key, and the version of what it changes."""
    return format_html(
        '<input type="hidden" name="key" value="{}"><input type="hidden" name="seen" value="{}">',
        new_key(),
        seen_text(updated_at),
    )
