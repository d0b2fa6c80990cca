"""The pages of conversations and notifications, from address to HTML, over a real deployment."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from ari.domain import ConversationId
from config.convex.documents import Args
from tests.ari.conversations.business import Business, Lead, open_business
from tests.portal.conftest import LogIn
from tests.portal.talks import SUPERUSER, hand_off, let_ari_answer, log_in_granted, text_of, write_at
from tests.tickets.cast import Cast, Seeder

HTMX = {"HX-Request": "true"}
ACTS = ("take-over", "hand-back", "close", "reply", "template", "assign", "lead-status", "read")
READS = ("", "earlier/?cursor=x", "news/", "log/")
BUTTONS = ("Take over", "Send reply", "take-over/", "reply/", "Save the assignee")


@pytest.fixture
def business(cast: Cast, seeder: Seeder) -> Business:
    return open_business(cast, seeder)


def address(conversation_id: str, part: str = "") -> str:
    return f"/portal/conversations/{conversation_id}/{part}"


def is_whole(answer: Any) -> bool:
    return "<!doctype html>" in text_of(answer)


def listed(client: Client, **query: str) -> str:
    return text_of(client.get("/portal/conversations/", query))


def test_the_list_shows_what_matters_of_each(business: Business, log_in: LogIn) -> None:
    conversation_id = business.say(Lead(name="Sari Wulan"), "Halo kak, mau kuliah di Jepang")
    let_ari_answer(business, conversation_id)
    business.say(Lead(name="Bima Sakti"), "Selamat pagi")
    text = listed(log_in(), workspace=business.cast.workspace)

    assert text.count('id="row-') == 2
    assert text.index("Bima Sakti") < text.index("Sari Wulan")
    for words in ("Kopi Nusantara", "With ARI", "Qualifying", "unread", "Selamat pagi"):
        assert words in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"unread": "yes"}, "Bima Sakti"),
        ({"unread": "no"}, ""),
        ({"status": "open"}, "Bima Sakti"),
        ({"status": "closed"}, ""),
        ({"q": "Bima"}, "Bima Sakti"),
        ({"q": "Nobodyatall"}, ""),
        ({"assignee": "none"}, "Bima Sakti"),
        ({"assignee": "me"}, ""),
        ({"temperature": "hot"}, ""),
        ({"state": "handoff"}, ""),
    ],
)
def test_the_list_is_filtered_by_its_address(
    business: Business, log_in: LogIn, query: dict[str, str], found: str
) -> None:
    business.say(Lead(name="Bima Sakti"), "Selamat pagi")

    text = listed(log_in(), workspace=business.cast.workspace, **query)

    assert ("Bima Sakti" in text) == bool(found)
    assert ("No conversation is like that" in text) == (not found)


def test_a_wrong_filter_is_told(business: Business, log_in: LogIn) -> None:
    answer = log_in().get("/portal/conversations/", {"status": "nothing"})

    assert (answer.status_code, "Select a valid choice." in text_of(answer)) == (200, True)
    assert log_in().get("/portal/conversations/", {"cursor": "x"}).status_code == 422


def test_pages_lead_on_and_the_rows_alone_come_when_something_changed(business: Business, log_in: LogIn) -> None:
    for number in range(42):
        business.say(Lead(name=f"Orang {number:02}"), "Halo")
    client, query = log_in(), f"workspace={business.cast.workspace}"
    text = listed(client, workspace=business.cast.workspace)
    cursor = re.search(r"cursor=([\w-]+)", text)
    digest = re.search(r'data-digest="(\w+)"', text)
    assert cursor
    assert digest

    second = text_of(client.get(f"/portal/conversations/?{query}&cursor={cursor[1]}"))
    assert ("Orang 01" in second, "Orang 02" in second, "Orang 01" in text) == (True, False, False)
    rows = f"/portal/conversations/rows/?{query}&digest={digest[1]}"
    assert client.get(rows, headers=HTMX).status_code == 204
    business.say(Lead(name="Baru saja"), "Halo")
    fresh = client.get(rows, headers=HTMX)
    assert ("Baru saja" in text_of(fresh), is_whole(fresh)) == (True, False)
    assert len(text) < 200_000


def test_unread_conversations_are_counted_by_workspace(business: Business, cast: Cast, log_in: LogIn) -> None:
    business.say(Lead(), "Halo")
    client = log_in_granted(cast, log_in, can_act=False)

    for headers, whole in ((HTMX, False), ({}, True)):
        answer = client.get("/portal/conversations/unread/", headers=headers)
        assert re.search(r'Kopi Nusantara</span> <span class="count">1</span>', text_of(answer))
        assert is_whole(answer) is whole


def test_the_page_tells_what_was_said_and_what_ari_knows(business: Business, log_in: LogIn) -> None:
    lead = Lead(name="Sari Wulan")
    conversation_id = business.say(lead, "Halo, saya Sari, mau S2 di Jepang, IELTS 7")
    let_ari_answer(business, conversation_id)
    text = text_of(log_in().get(address(conversation_id)))

    for words in ("Halo, saya Sari", "side-contact", "side-bot", "queued", "said in the chat", "Jepang", "Passport"):
        assert words in text
    assert 'id="entry-day-' in text
    assert re.search(r'data-until="\d+">(?:24:00:00|23:59:\d\d)<', text)
    log = text_of(log_in().get(address(conversation_id, "log/")))
    assert "Read as: " in log
    assert "ARI said" in log


def test_taking_over_replying_and_giving_back(business: Business, log_in: LogIn) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "Halo, ada orang?")
    client = log_in()

    taken = client.post(address(conversation_id, "take-over/"), {"reason": "Kenal", "key": uuid.uuid4().hex})
    assert (taken.status_code, taken.headers["Location"]) == (302, address(conversation_id))
    page = text_of(client.get(address(conversation_id)))
    assert "The conversation is yours. ARI is silent." in page
    assert "took the conversation over" in page
    assert "answers at once what Sari 🌸 wrote last" in page

    form = {"text": "Saya Rina, ada yang bisa dibantu?", "key": uuid.uuid4().hex}
    for _time in range(2):
        sent = client.post(address(conversation_id, "reply/"), form)
        assert sent.headers["Location"] == address(conversation_id) + "?sent=1#composer"
    assert business.texts_with(lead) == ["Halo, ada orang?", form["text"]]
    assert "says nothing now. It answers when" in text_of(client.get(address(conversation_id)))

    back = client.post(address(conversation_id, "hand-back/"), {"key": uuid.uuid4().hex}, headers=HTMX)
    text = text_of(back)
    assert (back.status_code, is_whole(back)) == (200, False)
    assert "ARI has the conversation again." in text
    assert "gave the conversation back to ARI" in text
    assert business.conversation_of(lead).status == "open"


def test_for_htmx_a_reply_answers_the_parts_that_changed(business: Business, log_in: LogIn) -> None:
    conversation_id = business.say(Lead(), "Halo")

    answer = log_in().post(address(conversation_id, "reply/"), {"text": "Siap", "seen": "0"}, headers=HTMX)

    text = text_of(answer)
    assert answer.headers["HX-Trigger"] == "composer:sent"
    assert 'hx-swap-oob="beforeend:#timeline"' in text
    assert "Siap" in text
    assert 'data-mode="free"' in text


def test_outside_the_window_only_a_template_is_sent(business: Business, log_in: LogIn) -> None:
    lead, client = Lead(), log_in()
    conversation_id = write_at(business, lead, "Halo", datetime.now(UTC) - timedelta(hours=25))
    page = text_of(client.get(address(conversation_id)))
    assert "WhatsApp only takes a template" in page
    assert 'name="variables"' in page
    assert "data-until" not in page

    refused = client.post(address(conversation_id, "reply/"), {"text": "Jangan hilang"})
    assert refused.status_code == 409
    assert "The contact wrote more than 24 hours ago." in text_of(refused)
    assert "Jangan hilang" in text_of(refused)
    bad = {"name": "Bukan nama", "language": "id", "text": "Halo Sari"}
    wrong = client.post(address(conversation_id, "template/"), bad)
    assert (wrong.status_code, "Halo Sari</textarea>" in text_of(wrong)) == (422, True)
    good = {"name": "kabar_baru", "language": "id", "variables": "Sari\nRina", "text": "Halo Sari, ini Rina"}
    assert client.post(address(conversation_id, "template/"), good).status_code == 302
    assert business.texts_with(lead)[-1] == "Halo Sari, ini Rina"


def test_who_wants_no_messages_gets_none(business: Business, log_in: LogIn) -> None:
    conversation_id = business.say(Lead(), "stop")
    client = log_in()

    page = text_of(client.get(address(conversation_id)))
    refused = client.post(address(conversation_id, "reply/"), {"text": "Tolong jangan pergi"})

    assert "asked to get no more messages" in page
    assert 'name="text"' not in page
    assert (refused.status_code, "Tolong jangan pergi" in text_of(refused)) == (409, True)


@pytest.mark.parametrize(
    ("act", "form", "words"),
    [
        ("reply", {"text": " "}, "This field is required."),
        ("reply", {"text": "x" * 4_097}, "at most 4096 characters"),
        ("take-over", {"reason": "x" * 2_001}, "at most 2000 characters"),
        ("close", {"reason": "x" * 2_001}, "at most 2000 characters"),
        ("lead-status", {"lead_status": "rich"}, "Select a valid choice."),
        ("assign", {"assignee": "user_nobody"}, "Select a valid choice."),
    ],
)
def test_a_bad_form_is_shown_again(
    business: Business, log_in: LogIn, act: str, form: dict[str, str], words: str
) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "Halo")

    answer = log_in().post(address(conversation_id, f"{act}/"), form)

    assert (answer.status_code, is_whole(answer)) == (422, True)
    assert words in text_of(answer)
    assert all(value in text_of(answer) for name, value in form.items() if name in ("text", "reason"))
    assert business.conversation_of(lead).status == "open"


def test_assigning_and_the_lead_status(business: Business, log_in: LogIn) -> None:
    lead, client = Lead(), log_in()
    conversation_id = business.say(lead, "Halo")

    client.post(address(conversation_id, "assign/"), {"assignee": "staff:rina"})
    mine = business.conversation_of(lead).assignee
    client.post(address(conversation_id, "assign/"), {"assignee": business.cast.admin.user_id})
    client.post(address(conversation_id, "lead-status/"), {"lead_status": "client"})
    conversation = business.conversation_of(lead)

    assert mine is not None
    assert conversation.assignee is not None
    assert (mine.id, conversation.assignee.full_name) == ("staff:rina", "Sari Dewi")
    assert conversation.contact.lead_status == "client"
    page = text_of(client.get(address(conversation_id)))
    assert "gave the conversation to" in page
    assert "set the lead status to Client" in page


def test_closing_and_reading(business: Business, log_in: LogIn) -> None:
    lead, client = Lead(), log_in()
    conversation_id = business.say(lead, "Halo")

    assert client.post(address(conversation_id, "read/"), headers=HTMX).status_code == 204
    assert business.conversation_of(lead).unread_count == 0
    client.post(address(conversation_id, "close/"), {"reason": "Selesai"})
    assert business.conversation_of(lead).status == "closed"
    assert "closed the conversation" in text_of(client.get(address(conversation_id)))


def test_news_are_nothing_until_something_changes(business: Business, log_in: LogIn) -> None:
    lead, client = Lead(), log_in()
    conversation_id = business.say(lead, "Halo")
    digest = re.search(r'data-digest="(\w+)"', text_of(client.get(address(conversation_id))))
    assert digest
    asked = {"digest": digest[1], "seen": "0", "mode": "taking"}

    assert client.get(address(conversation_id, "news/"), asked, headers=HTMX).status_code == 204
    business.say(lead, "Ada kabar?")
    after = client.get(address(conversation_id, "news/"), asked, headers=HTMX)

    assert "Ada kabar?" in text_of(after)
    assert 'id="composer"' not in text_of(after), "what is being written stays"
    assert 'id="talk-window"' in text_of(after)
    business.conversations.take_over(ConversationId(conversation_id), actor=business.admin)
    other = client.get(address(conversation_id, "news/"), asked, headers=HTMX)
    assert 'id="composer"' in text_of(other)


def test_a_long_talk_is_shown_in_stretches(business: Business, log_in: LogIn) -> None:
    lead, client = Lead(), log_in()
    conversation_id = business.say(lead, *(f"Pesan nomor {number:02}" for number in range(53)))

    page = text_of(client.get(address(conversation_id)))
    assert ("Pesan nomor 52" in page, "Pesan nomor 02" in page) == (True, False)
    more = page.split('id="earlier"', 1)[1].split('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    for headers, whole in ((HTMX, False), ({}, True)):
        earlier = client.get(more, headers=headers)
        assert is_whole(earlier) is whole
        assert ("Pesan nomor 02" in text_of(earlier), "Pesan nomor 03" in text_of(earlier)) == (True, False)
    assert client.get(more.replace("cursor=", "cursor=x")).status_code == 422


def test_what_is_written_is_never_markup(business: Business, log_in: LogIn) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x">'
    conversation_id = business.say(Lead(name=evil), evil)
    let_ari_answer(business, conversation_id)

    for page in (
        address(conversation_id),
        address(conversation_id, "log/"),
        f"/portal/conversations/?workspace={business.cast.workspace}",
    ):
        assert "<script>alert" not in text_of(log_in().get(page))
        assert "<img src=x" not in text_of(log_in().get(page))


def test_a_handoff_is_told_counted_and_read(business: Business, cast: Cast, log_in: LogIn) -> None:
    client = log_in_granted(cast, log_in, can_act=True)
    for name in ("Sari Wulan", "Bima Sakti"):
        hand_off(business, business.say(Lead(name=name), "Visa saya ditolak"), summary="Visanya ditolak.")

    page = text_of(client.get("/portal/notifications/"))
    for words in ("Sari Wulan", "Has a legal or visa matter", "Visanya ditolak.", "Kopi Nusantara", "Mark all as read"):
        assert words in page
    badge = text_of(client.get("/portal/notifications/badge/", headers=HTMX))
    assert '<span class="figure">2</span>' in badge

    one = re.search(r"notifications/(\w+)/read/", page)
    assert one
    assert client.post(f"/portal/notifications/{one[1]}/read/").status_code == 302
    assert '<span class="figure">1</span>' in text_of(client.get("/portal/notifications/badge/", headers=HTMX))
    until = re.search(r'name="until" value="(\d+)"', page)
    assert until
    client.post("/portal/notifications/read/", {"until": until[1]})
    assert text_of(client.get("/portal/notifications/badge/", headers=HTMX)).strip() == ""
    assert "Nothing to tell" in text_of(client.get("/portal/notifications/?unread=yes"))
    assert "Sari Wulan" in text_of(client.get("/portal/notifications/"))


def test_the_notifications_of_others_are_not_there(business: Business, cast: Cast, log_in: LogIn) -> None:
    owner = log_in_granted(cast, log_in, can_act=True)
    hand_off(business, business.say(Lead(name="Sari Wulan"), "Visa saya ditolak"), summary="Visanya ditolak.")
    one = re.search(r"notifications/(\w+)/read/", text_of(owner.get("/portal/notifications/")))
    assert one

    for can_act in (False, None):
        other = log_in_granted(cast, log_in, can_act=can_act)
        assert "Sari Wulan" not in text_of(other.get("/portal/notifications/"))
        assert other.post(f"/portal/notifications/{one[1]}/read/").status_code == 404


def test_acts_of_staff_are_on_record(business: Business, log_in: LogIn) -> None:
    conversation_id = business.say(Lead(), "Halo")
    client = log_in()

    client.post(address(conversation_id, "take-over/"), {})
    client.post(address(conversation_id, "read/"), {})

    audit = text_of(client.get(f"/portal/audit/?workspace={business.cast.workspace}"))
    assert audit.count(address(conversation_id)) == 1
    assert "took a conversation over" in audit


def answers(client: Client, conversation_id: str) -> Sequence[tuple[str, HttpResponseBase]]:
    read = [(part, client.get(address(conversation_id, part))) for part in READS]
    return read + [(act, client.post(address(conversation_id, f"{act}/"), {"text": "Halo"})) for act in ACTS]


def test_a_stranger_is_asked_to_log_in(business: Business) -> None:
    for part, answer in answers(Client(), business.say(Lead(), "Halo")):
        assert answer.status_code in (302, 401), part


def test_without_a_grant_there_is_no_such_conversation(business: Business, cast: Cast, log_in: LogIn) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "rahasia")
    client = log_in_granted(cast, log_in, can_act=None)

    for part, answer in answers(client, conversation_id):
        expected = {"news/": 302, "earlier/?cursor=x": 422}.get(part, 404)
        assert answer.status_code == expected, part
        assert "rahasia" not in text_of(answer)
    assert client.get(f"/portal/conversations/?workspace={cast.workspace}").status_code == 404
    assert "rahasia" not in listed(client)
    assert business.conversation_of(lead).status == "open"


def test_who_may_only_see_reads_and_finds_nothing_to_press(business: Business, cast: Cast, log_in: LogIn) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "Boleh dibaca")
    client = log_in_granted(cast, log_in, can_act=False)

    page = text_of(client.get(address(conversation_id)))
    assert "Boleh dibaca" in page
    assert "You may read this conversation, but not write in it." in page
    assert [button for button in BUTTONS if button in page] == []
    assert "Boleh dibaca" in listed(client)
    for act in ACTS:
        answer = client.post(address(conversation_id, f"{act}/"), {"text": "Tetap ada", "lead_status": "client"})
        assert answer.status_code in (403, 422), act
    refused = client.post(address(conversation_id, "reply/"), {"text": "Tetap ada"})
    assert "You may see this, but not do that with it." in text_of(refused)
    assert "Tetap ada" in text_of(refused)
    conversation = business.conversation_of(lead)
    assert (conversation.status, conversation.contact.lead_status, conversation.unread_count) == ("open", "new", 1)
    assert business.texts_with(lead) == ["Boleh dibaca"]


def test_a_grant_that_is_revoked_ends_with_the_next_request(business: Business, cast: Cast, log_in: LogIn) -> None:
    conversation_id = business.say(Lead(), "Halo")
    client = log_in_granted(cast, log_in, can_act=True)
    assert client.get(address(conversation_id)).status_code == 200
    username = re.search(r"staf-\w{8}", text_of(client.get(address(conversation_id))))
    assert username

    revoked: Args = {"actor": SUPERUSER, "user_id": f"staff:{username[0]}", "workspace_id": cast.workspace}
    cast.seeder.convex.mutation("staffGrants:revokeGrant", revoked)

    assert client.get(address(conversation_id)).status_code == 404


def test_a_missing_conversation_and_a_wrong_method(business: Business, log_in: LogIn) -> None:
    client = log_in()

    for part, answer in answers(client, "nothing"):
        assert answer.status_code == {"news/": 302, "earlier/?cursor=x": 422}.get(part, 404), part
    conversation_id = business.say(Lead(), "Halo")
    for act in ACTS:
        assert client.get(address(conversation_id, f"{act}/")).status_code == 405
    for part in ("", "earlier/", "news/", "log/"):
        assert client.post(address(conversation_id, part)).status_code == 405
