"""The links to cancel or move without signing in: signed, expiring, for one purpose, used once."""

from datetime import timedelta

import pytest

from ari.appointment_links import MAX_LENGTH, Purpose, address_of, issue_token, links_for, read_token
from ari.appointments import Appointment, Language
from ari.booking_errors import LinkExpiredError, LinkInvalidError, LinkMismatchError
from tests.ari.booking.consultations import a_consultation

NOW = a_consultation().scheduled_at - timedelta(days=2)


@pytest.fixture
def appointment() -> Appointment:
    return a_consultation()


def test_a_link_says_what_it_is_for(appointment: Appointment) -> None:
    for purpose in Purpose:
        link = read_token(issue_token(appointment, purpose), now=NOW, purpose=purpose)
        assert (link.purpose, link.appointment_id, link.sequence) == (purpose, appointment.id, appointment.sequence)
        assert link.expires_at == appointment.scheduled_at


def test_it_is_for_one_purpose(appointment: Appointment) -> None:
    with pytest.raises(LinkMismatchError):
        read_token(issue_token(appointment, Purpose.MOVE), now=NOW, purpose=Purpose.CANCEL)


def test_it_ends_when_the_consultation_begins(appointment: Appointment) -> None:
    token = issue_token(appointment, Purpose.CANCEL)
    read_token(token, now=appointment.scheduled_at - timedelta(seconds=1), purpose=Purpose.CANCEL)
    with pytest.raises(LinkExpiredError):
        read_token(token, now=appointment.scheduled_at, purpose=Purpose.CANCEL)


def test_a_link_that_was_altered_anywhere_is_none(appointment: Appointment) -> None:
    token = issue_token(appointment, Purpose.CANCEL)
    for place, letter in enumerate(token):
        altered = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(LinkInvalidError):
            read_token(altered, now=NOW)


@pytest.mark.parametrize("token", ["", ":", "x", "é" * 20, "a:b:c", "A" * (MAX_LENGTH + 1), "eyJhIjoxfQ:abc"])
def test_what_is_no_link_is_refused(token: str) -> None:
    with pytest.raises(LinkInvalidError):
        read_token(token, now=NOW)


def test_a_signature_made_for_something_else_does_not_count(appointment: Appointment) -> None:
    from django.core.signing import Signer

    content = ["cancel", appointment.id, appointment.sequence, int(appointment.scheduled_at.timestamp())]
    for salt in ("ari", "django.core.signing.Signer"):
        with pytest.raises(LinkInvalidError):
            read_token(Signer(salt=salt, algorithm="sha256").sign_object(content), now=NOW)


def test_each_version_of_the_appointment_has_links_of_its_own(appointment: Appointment) -> None:
    moved = a_consultation(sequence=appointment.sequence + 1)
    tokens = {issue_token(one, purpose) for one in (appointment, moved) for purpose in Purpose}
    assert len(tokens) == 4
    assert issue_token(appointment, Purpose.MOVE) == issue_token(a_consultation(), Purpose.MOVE)


def test_addresses_lead_to_the_site_in_the_readers_language(appointment: Appointment) -> None:
    links = links_for(appointment, Language.ENGLISH)
    assert set(links) == set(Purpose)
    for purpose, address in links.items():
        assert address == address_of(appointment, purpose, Language.ENGLISH)
        assert address.endswith(f"/{purpose.value}/?lang=en")
        assert len(address) < 400
