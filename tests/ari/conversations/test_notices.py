"""Members learn by mail, in their language, of a conversation that is theirs now."""

import smtplib
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from ari.domain import Decision, Handoff, Reply, State
from ari.inbox import Claim, NoticeMail, NotificationId, Person
from ari.notices import WORDINGS, compose_notice, conversation_link, send_notices
from ari.repositories.notices import NoticeRepository
from tests.ari.conversations.business import Business, Lead, principal
from tests.tickets.test_send_mail import fail_with
from tickets.mail.delivery import DjangoPostman


def hand_off(business: Business, lead: Lead) -> str:
    """Let ARI hand the conversation with the lead off. Returns the id of who got it."""
    conversation_id = business.say(lead, "saya mau bicara dengan orang")
    claim = business.turns.claim(conversation_id, lease=timedelta(seconds=30))
    assert isinstance(claim, Claim)
    handoff = Handoff(reason="human_requested", summary="Sari ingin kuliah di Jepang.\nBudget 200 juta.")
    replies = (Reply(text="Sebentar ya kak."),)
    business.turns.commit(claim, Decision(state=State.HANDOFF, memory={}, replies=replies, handoff=handoff))
    assignee = business.conversation_of(lead).assignee
    assert assignee is not None
    return assignee.id


def send(business: Business) -> Counter[str]:
    return send_notices(NoticeRepository(business.cast.seeder.convex), DjangoPostman())


@pytest.fixture(autouse=True)
def emptied(business: Business) -> None:
    """Each test begins without mail that waits, so that it counts its own alone."""
    send(business)


def test_the_member_who_got_a_conversation_is_told(business: Business) -> None:
    lead = Lead(name="Sari\nDewi")
    assignee = hand_off(business, lead)
    person = principal(assignee)
    mail.outbox.clear()

    assert send(business) == Counter({"mail sent": 1})
    assert send(business) == Counter()

    (message,) = mail.outbox
    assert message.subject == "Sari Dewi menunggu balasan Anda"
    body = str(message.body)
    assert "Sari ingin kuliah di Jepang.\nBudget 200 juta." in body
    assert "Alasan: Meminta berbicara dengan orang" in body
    assert f"https://app.example.com/{business.cast.slug}/inbox?conversation=" in body
    page = business.conversations.list_notifications(asker=person, unread=True)
    assert [(notice.reason, notice.contact.display_name) for notice in page.notifications] == [
        ("human_requested", "Sari\nDewi")
    ]
    business.conversations.mark_notification_read(page.notifications[0].id, actor=person)
    assert business.conversations.list_notifications(asker=person, unread=True).notifications == ()
    assert len(business.conversations.list_notifications(asker=person).notifications) == 1


def test_what_cannot_be_sent_now_waits_and_the_log_names_nobody(
    business: Business, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    hand_off(business, Lead())
    fail_with(settings, smtplib.SMTPServerDisconnected("sari@example.com"))
    assert send(business) == Counter({"mail pending": 1})
    assert "SMTPServerDisconnected" in caplog.text
    assert "@" not in caplog.text


def test_an_address_that_is_refused_for_good_is_given_up(business: Business, settings: Settings) -> None:
    hand_off(business, Lead())
    fail_with(settings, smtplib.SMTPRecipientsRefused({"x@example.com": (550, b"no such user")}))
    assert send(business) == Counter({"mail dropped": 1})


def notice(**changes: str) -> NoticeMail:
    facts = {"kind": "handoff", "language": "id", "reason": "complaint", "summary": "<b>Kesal</b>", **changes}
    return NoticeMail(
        id=NotificationId("n"),
        attempt=1,
        recipient=Person(id="user_1", full_name="Budi", email="budi@example.com"),
        workspace_name="Kopi Nusantara",
        workspace_slug="kopi",
        conversation_id="c1",  # type: ignore[arg-type]
        contact_name="Sari",
        **facts,
    )


def test_the_mail_is_in_the_readers_language() -> None:
    assert compose_notice(notice()).text.startswith("Halo Budi,")
    letter = compose_notice(notice(language="en"))
    assert letter.subject == "Sari is waiting for your reply"
    assert "Reason: Has a complaint" in letter.text


def test_what_people_wrote_is_no_markup() -> None:
    assert "&lt;b&gt;Kesal&lt;/b&gt;" in compose_notice(notice()).html


def test_a_reason_that_has_no_words_yet_has_some_all_the_same() -> None:
    assert "Alasan: Perlu ditangani orang" in compose_notice(notice(reason="something_new")).text


def test_without_a_front_end_there_is_no_link(settings: Settings) -> None:
    settings.FRONT_END_URL = ""
    assert conversation_link(notice()) is None
    assert "http" not in compose_notice(notice()).text


def test_both_languages_have_the_same_words() -> None:
    indonesian, english = WORDINGS["id"], WORDINGS["en"]
    assert indonesian.reasons.keys() == english.reasons.keys()
    assert indonesian.kinds.keys() == english.kinds.keys()
