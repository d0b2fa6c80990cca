"""A message about an appointment, worded for its reader: as a letter with the calendar file, or for WhatsApp.

The same message gives the same words whenever it is composed. Nothing in it is relative to now, such as "tomorrow": it
may be read later than it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from ari.appointment_links import Purpose, links_for
from ari.appointment_messages.english import ENGLISH
from ari.appointment_messages.indonesian import INDONESIAN
from ari.appointment_messages.moments import day_text, span_text, time_text
from ari.appointment_messages.wording import Wording
from ari.appointments import Appointment, Audience, Language, Notice, NoticeKind
from ari.inbox import Template
from ari.invitations import FILE_NAME, method_of, write_invitation
from tickets.mail.letters import MAX_SUBJECT_LENGTH, Enclosure, Letter

WORDINGS: Mapping[Language, Wording] = {Language.INDONESIAN: INDONESIAN, Language.ENGLISH: ENGLISH}
# After these the appointment is none of the reader's, or no more.
ENDINGS = frozenset({NoticeKind.CANCELLED, NoticeKind.UNASSIGNED})

Row = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The words of a notice. `links` are what the lead may do, by what they are called."""

    greeting: str
    sentence: str
    rows: tuple[Row, ...]
    links: tuple[Row, ...]


def compose_message(notice: Notice) -> Message:
    """Word the notice in the language of its reader."""
    wording = WORDINGS[notice.language]
    name = notice.recipient_name
    return Message(
        greeting=wording.greeting.format(name=name) if name else wording.greeting_without_name,
        sentence=_fill(wording.sentences[notice.audience][notice.kind], notice, wording),
        rows=tuple(_rows(notice, wording)),
        links=tuple(_links(notice, wording)),
    )


def compose_letter(notice: Notice) -> Letter:
    """Return the notice as mail, with the appointment as a calendar file."""
    wording, message = WORDINGS[notice.language], compose_message(notice)
    subject = " ".join(_fill(wording.subjects[notice.audience][notice.kind], notice, wording).split())
    context = {
        "language": notice.language.value,
        "subject": subject[:MAX_SUBJECT_LENGTH],
        "message": message,
        "sentence": message.sentence[:1].upper() + message.sentence[1:],
        "workspace": notice.workspace_name,
        "calendar_note": wording.calendar_note,
        "why": wording.whys[notice.audience].format(workspace=notice.workspace_name),
    }
    return Letter(
        subject=str(context["subject"]),
        text=render_to_string("ari/mail/appointment.txt", context),
        html=render_to_string("ari/mail/appointment.html", context),
        enclosures=(_calendar_file(notice),),
    )


def compose_text(notice: Notice) -> str:
    """Return the notice as a WhatsApp text; with a template, it is what staff see in its place."""
    message = compose_message(notice)
    rows = [f"{label}: {text}" for label, text in message.rows]
    links = [f"{label}: {address}" for label, address in message.links]
    opening = f"{message.greeting.rstrip(',')}, {message.sentence}"
    return "\n".join([opening, "", *rows, *(["", *links] if links else [])])


def template_for(notice: Notice) -> Template | None:
    """Return the template to send where a text may not be; None where the workspace has named none.

    Its body has four parameters: the reader's name, the day, the time, and the business.
    """
    if notice.template_name is None:
        return None
    appointment, wording = notice.appointment, WORDINGS[notice.language]
    parameters = (
        notice.recipient_name or wording.someone,
        day_text(appointment.scheduled_at, appointment.zone, notice.language),
        span_text(appointment.scheduled_at, appointment.ends_at, appointment.zone, notice.language),
        notice.workspace_name,
    )
    # WhatsApp refuses line breaks and tabs in parameters.
    body = [{"type": "text", "text": " ".join(text.split())} for text in parameters]
    components = ({"type": "body", "parameters": body},)
    return Template(name=notice.template_name, language=notice.language.value, components=components)


def lead_name(appointment: Appointment, wording: Wording) -> str:
    """Return what to call the lead."""
    return (appointment.lead.name if appointment.lead else None) or wording.someone


def _fill(sentence: str, notice: Notice, wording: Wording) -> str:
    appointment = notice.appointment
    return sentence.format(
        workspace=notice.workspace_name,
        lead=lead_name(appointment, wording),
        day=day_text(appointment.scheduled_at, appointment.zone, notice.language),
    )


def _rows(notice: Notice, wording: Wording) -> list[Row]:
    """Return the facts with what they are; those without a value are left out."""
    appointment, language = notice.appointment, notice.language
    zone = appointment.zone
    duration = wording.duration.format(minutes=appointment.duration_minutes)
    span = span_text(appointment.scheduled_at, appointment.ends_at, zone, language)
    previous = notice.previous_scheduled_at
    before = "" if previous is None else f"{day_text(previous, zone, language)}, {time_text(previous, zone, language)}"
    rows: list[tuple[str, str | None]] = [
        (wording.day_label, day_text(appointment.scheduled_at, zone, language)),
        (wording.time_label, f"{span} ({duration})"),
        (wording.previous_label, before if notice.kind is NoticeKind.MOVED else ""),
        *_rows_for(notice, wording),
        (wording.reason_label, notice.reason),
    ]
    return [(label, text) for label, text in rows if text]


def _rows_for(notice: Notice, wording: Wording) -> list[tuple[str, str | None]]:
    is_for_lead = notice.audience is Audience.LEAD
    return _rows_for_lead(notice, wording) if is_for_lead else _rows_for_consultant(notice, wording)


def _rows_for_lead(notice: Notice, wording: Wording) -> list[tuple[str, str | None]]:
    appointment = notice.appointment
    if notice.kind in ENDINGS:
        return []
    consultant = appointment.consultant.full_name if appointment.consultant else None
    return [(wording.consultant_label, consultant), (wording.link_label, appointment.meeting_link)]


def _rows_for_consultant(notice: Notice, wording: Wording) -> list[tuple[str, str | None]]:
    appointment = notice.appointment
    rows: list[tuple[str, str | None]] = [
        (wording.lead_label, lead_name(appointment, wording)),
        (wording.business_label, notice.workspace_name),
    ]
    if notice.kind in ENDINGS:
        return rows
    phone = appointment.lead.phone if appointment.lead else None
    return [
        *rows,
        (wording.phone_label, phone),
        (wording.link_label, appointment.meeting_link),
        (wording.notes_label, appointment.notes),
    ]


def _links(notice: Notice, wording: Wording) -> list[Row]:
    """Return what the lead may do about the appointment. Consultants do it in the portal."""
    if notice.audience is Audience.CONSULTANT or notice.kind in ENDINGS:
        return []
    links = links_for(notice.appointment, notice.language)
    return [(wording.move, links[Purpose.MOVE]), (wording.cancel, links[Purpose.CANCEL])]


def _calendar_file(notice: Notice) -> Enclosure:
    is_withdrawn = notice.kind is NoticeKind.UNASSIGNED
    content = write_invitation(
        notice.appointment,
        workspace_name=notice.workspace_name,
        audience=notice.audience,
        language=notice.language,
        attendee=notice.recipient_email,
        is_withdrawn=is_withdrawn,
    )
    method = method_of(notice.appointment, is_withdrawn=is_withdrawn)
    return Enclosure(name=FILE_NAME, content=content.decode(), subtype="calendar", parameters={"method": method})
