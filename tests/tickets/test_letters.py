"""How mails are worded: pure, in both languages, for every event and recipient."""

import html
import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from tickets.domain import (
    Category,
    Language,
    Mail,
    MailFacts,
    MailKind,
    Person,
    Priority,
    RecipientRole,
    Stage,
    TicketEvent,
    TicketId,
    WorkspaceId,
    WorkspaceRef,
)
from tickets.mail.letters import WORDINGS, compose_letter
from tickets.mail.links import reopen_link, ticket_link
from tickets.mail.wording import Wording
from tickets.reopen_tokens import read_reopen_token

AYU = Person(id="user_ayu", full_name="Ayu Lestari", email="ayu@example.com")
SARI = Person(id="user_sari", full_name="Sari Dewi", email="sari@example.com")
CLOSED_AT = datetime(2026, 1, 23, 20, 15, tzinfo=UTC)
FACTS = MailFacts(
    event=TicketEvent.STEP,
    title="Tombol simpan",
    category=Category.BUG,
    priority=Priority.HIGH,
    actor=SARI,
    requester=AYU,
    from_stage=Stage.REPORT,
    to_stage=Stage.DISCUSS,
)
MAIL = Mail(
    id="m1",
    attempt=1,
    kind=MailKind.UPDATED,
    ticket_id=TicketId("k57c1"),
    recipient=AYU,
    recipient_role=RecipientRole.REQUESTER,
    is_superuser_only=False,
    language=Language.ENGLISH,
    is_routed=False,
    workspace=WorkspaceRef(id=WorkspaceId("w1"), name="Kopi Nusantara", slug="kopi"),
    facts=FACTS,
)
CLOSING = replace(
    MAIL,
    kind=MailKind.CLOSED,
    facts=replace(FACTS, event=TicketEvent.AUTO_CLOSED, reopen_nonce="n1", closed_at=CLOSED_AT),
)


@pytest.fixture(autouse=True)
def addresses(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.FRONT_END_URL = "https://api.example.com", "https://app.example.com"
    settings.SUPPORT_HUB_SLUG = "my21staff"


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_every_word(language: Language) -> None:
    wording = WORDINGS[language]

    for name, words in [
        ("subjects", MailKind),
        ("events", TicketEvent),
        ("notes", MailKind),
        ("buttons", MailKind),
        ("reasons", RecipientRole),
        ("stages", Stage),
        ("categories", Category),
        ("priorities", Priority),
    ]:
        assert set(getattr(wording, name)) == set(words), name
    assert all(getattr(wording, field.name) for field in fields(Wording))


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", text))


def test_the_languages_say_the_same_of_everything() -> None:
    english, indonesian = WORDINGS[Language.ENGLISH], WORDINGS[Language.INDONESIAN]

    for field in fields(Wording):
        ours, theirs = getattr(english, field.name), getattr(indonesian, field.name)
        pairs = [(ours[key], theirs[key]) for key in ours] if isinstance(ours, dict) else [(ours, theirs)]
        for one, other in pairs:
            assert placeholders(one) == placeholders(other), field.name


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("event", list(TicketEvent))
@pytest.mark.parametrize("kind", list(MailKind))
def test_every_mail_can_be_composed(kind: MailKind, event: TicketEvent, language: Language) -> None:
    letter = compose_letter(replace(MAIL, kind=kind, language=language, facts=replace(FACTS, event=event)))

    assert "Tombol simpan" in letter.subject
    for text in (letter.text, letter.html):
        assert "{" not in text.replace("{#", "")
        assert "k57c1" in text


def test_an_english_mail_is_english_and_an_indonesian_one_indonesian() -> None:
    english = compose_letter(MAIL)
    indonesian = compose_letter(replace(MAIL, language=Language.INDONESIAN))

    assert english.subject == "Ticket updated: Tombol simpan"
    assert "Sari Dewi moved the ticket from Report to Discuss." in english.text
    assert indonesian.subject == "Tiket diperbarui: Tombol simpan"
    assert "Sari Dewi memindahkan tiket dari Laporan ke Diskusi." in indonesian.text
    assert '<html lang="id">' in indonesian.html


def test_what_people_wrote_is_quoted_and_never_markup() -> None:
    facts = replace(FACTS, title="<b>Tombol</b>", comment="<script>alert(1)</script>\nbaris dua", reason="a & b")
    letter = compose_letter(replace(MAIL, facts=facts))

    assert "<script>alert(1)</script>\nbaris dua" in letter.text
    assert "<script>" not in letter.html
    assert html.escape("<script>alert(1)</script>") in letter.html
    assert "a & b" in letter.text


def test_a_title_with_line_breaks_makes_no_header() -> None:
    letter = compose_letter(replace(MAIL, facts=replace(FACTS, title="Satu\r\nBcc: x@example.com")))

    assert letter.subject == "Ticket updated: Satu Bcc: x@example.com"


def test_no_address_is_shown() -> None:
    letter = compose_letter(replace(MAIL, facts=replace(FACTS, actor=replace(SARI, full_name=None))))

    assert "Somebody moved the ticket" in letter.text
    assert "@example.com" not in letter.text + letter.html


def test_a_closing_tells_until_when_it_can_be_undone() -> None:
    english = compose_letter(CLOSING)
    indonesian = compose_letter(replace(CLOSING, language=Language.INDONESIAN))

    assert "until 31 January 2026, 03:15 WIB" in english.text
    assert "sampai 31 Januari 2026, 03.15 WIB" in indonesian.text


def test_a_closing_by_hand_names_who_did_it() -> None:
    letter = compose_letter(replace(CLOSING, facts=replace(CLOSING.facts, event=TicketEvent.STEP)))

    assert "Sari Dewi closed the ticket." in letter.text


def test_taking_a_ticket_from_somebody_is_told_as_that() -> None:
    given = replace(FACTS, event=TicketEvent.ASSIGNED, assigned_to=AYU)
    taken = replace(FACTS, event=TicketEvent.ASSIGNED)

    assert "gave the ticket to Ayu Lestari" in compose_letter(replace(MAIL, facts=given)).text
    assert "nobody has it now" in compose_letter(replace(MAIL, facts=taken)).text


def test_the_reopen_link_holds_a_good_token() -> None:
    link = urlsplit(reopen_link(CLOSING) or "")
    query = parse_qs(link.query)

    assert (link.netloc, link.path, query["lang"]) == ("api.example.com", "/tickets/reopen/", ["en"])
    token = read_reopen_token(query["token"][0], now=CLOSED_AT)
    assert (token.ticket_id, token.requester_id, token.nonce) == ("k57c1", "user_ayu", "n1")
    assert link.geturl() in compose_letter(CLOSING).text
    assert html.escape(link.geturl()) in compose_letter(CLOSING).html


@pytest.mark.parametrize(
    ("changes", "link"),
    [
        ({}, "https://app.example.com/portal/support/k57c1"),
        ({"recipient_role": RecipientRole.STAFF}, "https://app.example.com/kopi/support/k57c1"),
        ({"recipient_role": RecipientRole.CLIENT}, "https://app.example.com/kopi/support/k57c1"),
        (
            {"recipient_role": RecipientRole.STAFF, "is_routed": True},
            "https://app.example.com/my21staff/support/k57c1",
        ),
        ({"recipient_role": RecipientRole.CLIENT, "is_routed": True}, "https://app.example.com/kopi/support/k57c1"),
        (
            {"recipient_role": RecipientRole.STAFF, "recipient": Person(id="staff:rina")},
            "https://api.example.com/portal/",
        ),
    ],
)
def test_a_link_leads_where_the_recipient_can_go(changes: dict[str, Any], link: str) -> None:
    mail = replace(MAIL, **changes)

    assert ticket_link(mail) == link
    assert link in compose_letter(mail).text


def test_without_a_front_end_nobody_is_led_into_nowhere(settings: Settings) -> None:
    settings.FRONT_END_URL = ""

    assert ticket_link(MAIL) is None
    assert "https://" not in compose_letter(MAIL).text
    assert "Decide" not in compose_letter(replace(MAIL, kind=MailKind.APPROVAL_WANTED)).text
