"""How reminders reach leads: as text, template or mail, and as the appointment stands at the moment of sending."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.ari.booking.agency import Agency
from tests.ari.booking.reminding import TEMPLATE, Desk, chatting, next_half_hour, open_desk, reminders_by_number
from tests.ari.conversations.business import Business, open_business

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def desk(agency: Agency) -> Desk:
    return open_desk(agency)


@pytest.fixture
def business(agency: Agency) -> Business:
    return open_business(agency.cast, agency.cast.seeder)


def test_a_lead_is_reminded_a_day_and_an_hour_before(desk: Desk) -> None:
    lead = desk.agency.leads[0]
    appointment = desk.book(lead.contact_id, desk.now + 2 * DAY)
    told = []
    for hours in range(49):
        desk.sender().run()
        told.append((hours, desk.postman.reminders_to(lead.email)))
        desk.now += HOUR

    assert [hours for (hours, count), (_, before) in zip(told[1:], told, strict=False) if count > before] == [24, 47]
    assert desk.statuses_of(appointment) == [(1440, "sent", None), (60, "sent", None)]
    assert {reminder.channel for reminder in desk.reminders_of(appointment)} == {"email"}


def test_who_has_just_written_gets_a_text(desk: Desk, business: Business) -> None:
    # The window of 24 hours counts from what the lead wrote, which happened now: so must the booking.
    desk.now = datetime.now(UTC)
    contact = chatting(business)
    start = next_half_hour(desk.now + timedelta(minutes=10))
    appointment = desk.book(contact, start, now=desk.now - 2 * DAY)
    desk.sender().run()

    (reminder,) = [one for one in desk.reminders_of(appointment) if one.status == "sent"]
    assert (reminder.offset_minutes, reminder.channel) == (60, "whatsapp")
    texts = [one.text or "" for one in desk.whatsapped if one.template is None]
    assert sum("kami ingatkan" in text for text in texts) == 1


def test_who_is_long_silent_gets_the_template(desk: Desk, business: Business) -> None:
    desk.agency.save_settings(reminder_template=TEMPLATE)
    contact = chatting(business)
    start = desk.now + 2 * DAY
    appointment = desk.book(contact, start)
    desk.now = start - HOUR
    desk.sender().run()

    assert desk.statuses_of(appointment)[-1] == (60, "sent", None)
    (template,) = [one.template for one in desk.whatsapped if one.template]
    assert (template.name, template.language) == (TEMPLATE, "id")
    (body,) = template.components
    texts = [part["text"] for part in body["parameters"]]
    assert (len(texts), texts[-1]) == (4, "Kopi Nusantara")
    assert "10.00" in texts[2]
    assert "WIB" in texts[2]


def test_without_a_template_the_reminder_goes_by_mail(desk: Desk) -> None:
    desk.agency.give_number()
    lead = desk.agency.leads[0]
    appointment = desk.book(lead.contact_id, desk.now + 2 * DAY)
    desk.now += 2 * DAY - HOUR
    desk.sender().run()

    assert (desk.whatsapped, desk.postman.reminders_to(lead.email)) == ([], 1)
    assert desk.reminders_of(appointment)[-1].channel == "email"


def test_what_whatsapp_refuses_goes_by_mail(desk: Desk) -> None:
    desk.agency.give_number()
    desk.agency.save_settings(reminder_template=TEMPLATE)
    desk.gateway.refuses = True
    lead = desk.agency.leads[0]
    appointment = desk.book(lead.contact_id, desk.now + 2 * DAY)
    desk.now += 2 * DAY - HOUR
    for _run in range(3):
        desk.sender().run()

    assert desk.postman.reminders_to(lead.email) == 1
    assert desk.statuses_of(appointment)[-1] == (60, "sent", None)
    assert desk.reminders_of(appointment)[-1].channel == "email"


def test_a_cancelled_appointment_is_not_reminded_of(desk: Desk) -> None:
    lead = desk.agency.leads[0]
    appointment = desk.book(lead.contact_id, desk.now + 2 * DAY)
    desk.agency.appointments.cancel(appointment.id, write=desk.write(lead.contact_id))
    desk.now += 2 * DAY - HOUR
    desk.sender().run()

    assert desk.postman.reminders_to(lead.email) == 0


def test_a_moved_appointment_is_reminded_of_for_the_new_time_alone(desk: Desk) -> None:
    lead = desk.agency.leads[0]
    old, new = desk.now + 2 * DAY, desk.now + 3 * DAY
    appointment = desk.book(lead.contact_id, old)
    desk.agency.appointments.move(
        appointment.id, slot_id=desk.slot_at(new), scheduled_at=new, write=desk.write(lead.contact_id)
    )
    desk.now = old - HOUR
    desk.sender().run()
    sent_for_old_hour = desk.postman.reminders_to(lead.email)
    desk.now = new - HOUR
    desk.sender().run()

    # At the old hour the reminder of the day before the new time is due, and nothing else.
    assert (sent_for_old_hour, desk.postman.reminders_to(lead.email)) == (0, 1)
    assert {reminder.starts_at for reminder in desk.reminders_of(appointment) if reminder.sent_at} == {new}


def test_after_an_outage_of_two_days_nothing_pointless_is_sent(desk: Desk) -> None:
    begins, leads = desk.now, desk.agency.leads
    past, soon, later = begins + DAY + HOUR, begins + 2 * DAY + HOUR / 2, begins + 2 * DAY + 20 * HOUR
    missed, near, far = (
        desk.book(lead.contact_id, start) for lead, start in zip(leads, (past, soon, later), strict=False)
    )
    desk.sender().run()
    desk.now = begins + 2 * DAY
    desk.sender().run()
    desk.sender().run()

    assert [desk.postman.reminders_to(lead.email) for lead in leads[:3]] == [0, 1, 1]
    assert desk.statuses_of(missed) == [(1440, "dropped", "too_late"), (60, "dropped", "too_late")]
    assert [status for _, status, _ in desk.statuses_of(near)] == ["dropped", "sent"]
    assert [status for _, status, _ in desk.statuses_of(far)] == ["sent", "planned"]


def test_quiet_hours_put_a_reminder_off_to_their_end(desk: Desk) -> None:
    # The clock stands at 10:00 in Jakarta; the reminder of the day before is due at 23:00.
    desk.agency.save_settings(quiet_hours={"start": "21:00", "end": "07:00"})
    lead = desk.agency.leads[0]
    appointment = desk.book(lead.contact_id, desk.now + DAY + 13 * HOUR)
    desk.now += 14 * HOUR
    desk.sender().run()
    at_night = desk.postman.reminders_to(lead.email)
    desk.now += 7 * HOUR
    desk.sender().run()

    assert (at_night, desk.postman.reminders_to(lead.email)) == (0, 1)
    assert (1440, "sent", None) in desk.statuses_of(appointment)


def test_the_windows_of_the_original_are_one_setting(desk: Desk) -> None:
    desk.agency.save_settings(reminder_window={"opens_minutes": 75, "closes_minutes": 45})
    lead = desk.agency.leads[0]
    start = desk.now + 2 * DAY
    desk.book(lead.contact_id, start)
    counts = []
    for minutes in (1440, 76, 75, 60, 45, 10):
        desk.now = start - timedelta(minutes=minutes)
        desk.sender().run()
        counts.append(desk.postman.reminders_to(lead.email))

    assert counts == [0, 0, 1, 1, 1, 1]


def test_whatsapp_is_told_once_however_often_the_command_runs(desk: Desk, business: Business) -> None:
    desk.agency.save_settings(reminder_template=TEMPLATE)
    contact = chatting(business)
    desk.book(contact, desk.now + 2 * DAY)
    desk.now += 2 * DAY - HOUR
    for _run in range(4):
        desk.sender().run()
        desk.now += timedelta(minutes=10)

    assert list(reminders_by_number(desk.whatsapped).values()) == [1]
