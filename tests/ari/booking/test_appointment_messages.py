"""What leads and consultants are told: each way of telling names the same weekday, date, time and zone."""

import html
import itertools
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import Calendar

from ari.appointment_messages.messages import compose_letter, compose_text, template_for
from ari.appointments import Audience, Language, NoticeKind
from tests.ari.booking.consultations import START, a_consultation, a_notice

KINDS = {
    Audience.LEAD: (NoticeKind.BOOKED, NoticeKind.MOVED, NoticeKind.CANCELLED, NoticeKind.REMINDER),
    Audience.CONSULTANT: tuple(kind for kind in NoticeKind if kind is not NoticeKind.REMINDER),
}
EVERY = [(audience, kind, language) for audience, kinds in KINDS.items() for kind in kinds for language in Language]
MOMENTS = {
    Language.INDONESIAN: ("Kamis, 3 Desember 2026", "10.00-11.00 WIB"),
    Language.ENGLISH: ("Thursday, 3 December 2026", "10:00-11:00 WIB"),
}


@pytest.mark.parametrize(("audience", "kind", "language"), EVERY)
def test_every_message_names_day_time_and_zone(audience: Audience, kind: NoticeKind, language: Language) -> None:
    notice = a_notice(audience=audience, kind=kind, language=language, template_name="notice")
    letter, text, template = compose_letter(notice), compose_text(notice), template_for(notice)
    assert template is not None
    parameters = " ".join(part["text"] for part in template.components[0]["parameters"])

    for moment in MOMENTS[language]:
        for told in (letter.text, html.unescape(letter.html or ""), text, parameters):
            assert moment in told
    (enclosure,) = letter.enclosures
    (event,) = Calendar.from_ical(enclosure.content).walk("VEVENT")
    assert event.decoded("dtstart") == START
    # No word was forgotten, nor left in the braces of a pattern.
    assert not re.search(r"[{}]|None", text + letter.text + letter.subject)


@hypothesis_settings(deadline=None)
@given(
    minutes=st.integers(0, 525_600),
    zone=st.sampled_from(("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "America/New_York")),
    length=st.integers(5, 600),
)
def test_lead_and_consultant_are_told_the_same_minute(minutes: int, zone: str, length: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    appointment = a_consultation(scheduled_at=start, duration_minutes=length, zone=ZoneInfo(zone))
    local, end = (moment.astimezone(ZoneInfo(zone)) for moment in (start, appointment.ends_at))
    for audience, language in itertools.product(Audience, Language):
        notice = a_notice(appointment, audience=audience, language=language)
        separator = "." if language is Language.INDONESIAN else ":"
        clocks = f"{local:%H}{separator}{local:%M}-{end:%H}{separator}{end:%M} "
        assert clocks in compose_text(notice)
        assert clocks in compose_letter(notice).text


def test_the_lead_gets_links_and_the_consultant_does_not() -> None:
    for audience, count in ((Audience.LEAD, 2), (Audience.CONSULTANT, 0)):
        assert len(re.findall(r"https?://\S+/appointments/\S+", compose_text(a_notice(audience=audience)))) == count
    assert "/appointments/" not in compose_text(a_notice(kind=NoticeKind.CANCELLED))


def test_names_are_text_and_not_markup() -> None:
    letter = compose_letter(a_notice(recipient_name="<b>Budi</b>", workspace_name="Kopi & <i>Teh</i>"))

    assert "<b>Budi" not in (letter.html or "")
    assert "&lt;b&gt;Budi" in (letter.html or "")
    assert "<b>Budi</b>" in letter.text


def test_a_name_cannot_add_a_line_to_the_subject_or_a_template() -> None:
    notice = a_notice(workspace_name="Kopi\r\nBcc: x@example.com", recipient_name="Budi\n\tx", template_name="notice")
    template = template_for(notice)

    assert "\n" not in compose_letter(notice).subject
    assert template is not None
    assert not any(set(part["text"]) & set("\r\n\t") for part in template.components[0]["parameters"])


def test_without_a_template_there_is_none() -> None:
    assert template_for(a_notice(template_name=None)) is None
