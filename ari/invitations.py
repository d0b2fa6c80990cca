"""Appointments as iCalendar: a calendar knows one again by its UID, and takes what has the higher SEQUENCE.

An open appointment is a REQUEST, a cancelled one a CANCEL. Times are in the workspace's zone, which travels along.
"""

from datetime import date
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from ari.appointment_messages.moments import span_text
from ari.appointments import Appointment, AppointmentStatus, Audience, Language

CONTENT_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "konsultasi.ics"
PRODUCT = "-//my21staff//appointments//ID"
# Not the address of this installation: a calendar must know the appointment again when that changes.
UID_DOMAIN = "appointments.my21staff"

SUMMARIES = {
    Language.INDONESIAN: {Audience.LEAD: "Konsultasi dengan {workspace}", Audience.CONSULTANT: "Konsultasi: {lead}"},
    Language.ENGLISH: {Audience.LEAD: "Consultation with {workspace}", Audience.CONSULTANT: "Consultation: {lead}"},
}
# Where names are not known.
UNKNOWN = {Language.INDONESIAN: "calon klien", Language.ENGLISH: "a lead"}


def method_of(appointment: Appointment, *, is_withdrawn: bool = False) -> str:
    """Return what the invitation asks of a calendar. `is_withdrawn`: the appointment is somebody else's now."""
    is_cancelled = is_withdrawn or appointment.status == AppointmentStatus.CANCELLED
    return "CANCEL" if is_cancelled else "REQUEST"


def write_invitation(
    appointment: Appointment,
    *,
    workspace_name: str = "my21staff",
    audience: Audience = Audience.CONSULTANT,
    language: Language = Language.INDONESIAN,
    attendee: str | None = None,
    is_withdrawn: bool = False,
) -> bytes:
    """Return the appointment as a calendar for a lead or a consultant; `attendee` is the address that it is sent to."""
    method = method_of(appointment, is_withdrawn=is_withdrawn)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = _event(appointment, workspace_name, audience, language, is_cancelled=method == "CANCEL")
    if attendee:
        event.add("attendee", _attendee(attendee))
    calendar.add_component(event)
    if appointment.zone.key != "UTC":
        calendar.add_component(_timezone(appointment.zone.key, appointment.scheduled_at.year))
    return bytes(calendar.to_ical())


@lru_cache(maxsize=64)
def _timezone(key: str, year: int) -> Timezone:
    """Return the zone as it is about that year. To find its changes takes longer than all else of an invitation."""
    return Timezone.from_tzid(key, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))


def _event(
    appointment: Appointment, workspace_name: str, audience: Audience, language: Language, *, is_cancelled: bool
) -> Event:
    lead = (appointment.lead.name if appointment.lead else None) or UNKNOWN[language]
    event = Event()
    event.add("uid", f"{appointment.id}@{UID_DOMAIN}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.updated_at)
    event.add("created", appointment.created_at)
    event.add("last-modified", appointment.updated_at)
    event.add("dtstart", appointment.scheduled_at.astimezone(appointment.zone))
    event.add("dtend", appointment.ends_at.astimezone(appointment.zone))
    event.add("summary", SUMMARIES[language][audience].format(workspace=workspace_name, lead=lead))
    event.add("description", _description(appointment, audience, language))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    event.add("organizer", _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], workspace_name))
    if appointment.meeting_link:
        event.add("location", appointment.meeting_link)
        event.add("url", appointment.meeting_link)
    return event


def _description(appointment: Appointment, audience: Audience, language: Language) -> str:
    lines = [span_text(appointment.scheduled_at, appointment.ends_at, appointment.zone, language)]
    if audience is Audience.CONSULTANT and appointment.lead:
        lines += [part for part in (appointment.lead.name, appointment.lead.phone) if part]
    if appointment.meeting_link:
        lines.append(appointment.meeting_link)
    return "\n".join(lines)


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name)
    return address


def _attendee(email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["role"] = vText("REQ-PARTICIPANT")
    # Who booked does come: an answer to the invitation would reach nobody.
    address.params["partstat"] = vText("ACCEPTED")
    address.params["rsvp"] = vText("FALSE")
    return address
