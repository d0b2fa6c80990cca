"""The page of a ticket and its acts, from address to HTML, over a real deployment."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from tests.portal.conftest import LogIn
from tests.tickets.cast import Cast

HTMX = {"HX-Request": "true"}
ACTS = ("comment", "move", "withdraw", "assign", "sort", "edit", "presence", "leave")
READS = ("", "earlier/", "news/", "edit/", "replies/", "comments/nothing/")


def address(ticket: dict[str, Any], part: str = "") -> str:
    return f"/portal/tickets/{ticket['id']}/{part}"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def is_whole(answer: Any) -> bool:
    return "<!doctype html>" in text_of(answer)


def comments_of(cast: Cast, ticket: dict[str, Any]) -> list[str]:
    found = cast.hub_admin.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]
    return [comment["content"] for comment in found]


def test_an_act_leads_back_to_the_page(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()

    answer = client.post(address(ticket, "comment/"), {"kind": "reply", "content": "Halo", "key": "k1"})

    assert answer.status_code == 302
    assert answer.headers["Location"] == address(ticket) + "?sent=1#composer"
    assert "The reply is sent." in text_of(client.get(address(ticket)))


def test_for_htmx_an_act_answers_the_parts_that_changed(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()

    answer = client.post(address(ticket, "move/"), {"to_stage": "discuss", "version": "1"}, headers=HTMX)

    text = text_of(answer)
    assert answer.status_code == 200
    assert not is_whole(answer)
    assert 'id="ticket-stage"' in text
    assert 'id="composer"' not in text
    assert "moved it from Report to Discuss" in text


def test_a_form_that_is_sent_twice_is_carried_out_once(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()
    form = {"kind": "reply", "content": "Sekali saja", "key": uuid.uuid4().hex}

    for _time in range(2):
        assert client.post(address(ticket, "comment/"), form).status_code == 302

    assert comments_of(cast, ticket) == ["Sekali saja"]


def test_another_text_under_the_same_key_is_shown_again_and_sent_with_the_next(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()
    form = {"kind": "reply", "content": "Pertama", "key": uuid.uuid4().hex}
    client.post(address(ticket, "comment/"), form)

    answer = client.post(address(ticket, "comment/"), {**form, "content": "Kedua"})

    text = text_of(answer)
    assert answer.status_code == 422
    assert "This was sent before with other words." in text
    assert ">Kedua</textarea>" in text
    assert f'value="{form["key"]}"' not in text
    assert comments_of(cast, ticket) == ["Pertama"]


def test_an_outdated_version_is_told_with_the_present_one(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()
    cast.move(ticket, "discuss", by=cast.hub_admin)

    answer = client.post(address(ticket, "sort/"), {"category": "bug", "priority": "high", "version": "1"})

    text = text_of(answer)
    assert answer.status_code == 409
    assert "The ticket was changed while you had it open." in text
    assert 'name="version" value="2"' in text
    assert cast.history_of(ticket) == ["created", "step"]


@pytest.mark.parametrize(
    ("act", "form", "words"),
    [
        ("comment", {"kind": "reply", "content": " "}, "This field is required."),
        ("comment", {"kind": "reply", "content": "x" * 10_001}, "at most 10000 characters"),
        ("comment", {"content": "Halo"}, "This field is required."),
        ("move", {"to_stage": "nowhere"}, "Select a valid choice."),
        ("move", {"to_stage": "report"}, "The ticket cannot move there"),
        ("withdraw", {}, "No request to skip is waiting"),
        ("assign", {"assignee": "staff:nobody"}, "Select a valid choice."),
        ("sort", {"category": "bug", "priority": "none"}, "Select a valid choice."),
        ("edit", {"title": "ab", "description": "Isi", "category": "bug", "priority": "low"}, "at least 3 characters"),
    ],
)
def test_a_bad_form_is_shown_again(cast: Cast, log_in: LogIn, act: str, form: dict[str, str], words: str) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()

    answer = client.post(address(ticket, f"{act}/"), form)

    assert answer.status_code in (409, 422)
    assert is_whole(answer)
    assert words in text_of(answer)
    assert cast.history_of(ticket) == ["created"]


def test_notes_are_for_those_who_work_the_ticket(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()
    client.post(address(ticket, "comment/"), {"kind": "note", "content": "Rahasia"})

    seen = cast.requester.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]

    assert seen == []
    assert "Rahasia" in text_of(client.get(address(ticket)))


def test_a_long_discussion_is_shown_in_stretches(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()
    for number in range(33):
        body = {"content": f"Komentar {number:02} " + "panjang " * 700}
        assert cast.requester.post(f"/api/tickets/{ticket['id']}/comments/", body).status == 201

    page = text_of(client.get(address(ticket)))
    assert len(page) < 200_000
    assert ("Komentar 32" in page, "Komentar 02" in page) == (True, False)
    more = page.split('id="earlier"', 1)[1].split('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    for headers, whole in ((HTMX, False), ({}, True)):
        earlier = client.get(more, headers=headers)
        assert is_whole(earlier) is whole
        assert ("Komentar 02" in text_of(earlier), "Komentar 03 " in text_of(earlier)) == (True, False)
    assert client.get(more.replace("cursor=", "cursor=x")).status_code == 422


def test_a_long_comment_is_cut_and_shown_whole_on_its_own_page(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()
    content = "Awal " + "isi " * 1_000 + "AKHIR"
    comment = cast.requester.post(f"/api/tickets/{ticket['id']}/comments/", {"content": content}).body["comment"]

    assert "AKHIR" not in text_of(client.get(address(ticket)))
    for headers, whole in ((HTMX, False), ({}, True)):
        answer = client.get(address(ticket, f"comments/{comment['id']}/"), headers=headers)
        assert ("AKHIR" in text_of(answer), is_whole(answer)) == (True, whole)


def test_news_are_nothing_until_something_changes(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()

    before = client.get(address(ticket, "news/"), {"version": "1", "seen": "0"}, headers=HTMX)
    cast.requester.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Ada kabar?"})
    after = client.get(address(ticket, "news/"), {"version": "1", "seen": "0"}, headers=HTMX)

    assert (before.status_code, before.content) == (204, b"")
    assert "Ada kabar?" in text_of(after)


def test_what_is_written_is_never_markup(cast: Cast, log_in: LogIn) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x">'
    ticket, client = cast.open_routed_ticket(title=evil, description=evil), log_in()
    client.post(address(ticket, "comment/"), {"kind": "note", "content": evil})

    for page in (address(ticket), f"/portal/tickets/?workspace={cast.workspace}", address(ticket, "edit/")):
        assert "<script>alert" not in text_of(client.get(page))
        assert "<img src=x" not in text_of(client.get(page))


def answers(client: Client, ticket: dict[str, Any]) -> Sequence[tuple[str, HttpResponseBase]]:
    read = [(part, client.get(address(ticket, part))) for part in READS]
    return read + [(act, client.post(address(ticket, f"{act}/"), {"content": "Halo"})) for act in ACTS]


def test_a_stranger_is_asked_to_log_in(cast: Cast) -> None:
    for part, answer in answers(Client(), cast.open_routed_ticket()):
        assert answer.status_code in (302, 401), part


def test_without_a_grant_there_is_no_such_ticket(cast: Cast, log_in: LogIn) -> None:
    ticket = cast.open_routed_ticket()
    client = log_in("wati", is_superuser=False)

    for part, answer in answers(client, ticket):
        expected = 302 if part == "news/" else 204 if part == "leave" else 404
        assert answer.status_code == expected, part
    assert cast.history_of(ticket) == ["created"]


def test_a_missing_ticket(cast: Cast, log_in: LogIn) -> None:
    for part, answer in answers(log_in(), {"id": "nothing"}):
        assert answer.status_code == (302 if part == "news/" else 204 if part == "leave" else 404), part


def test_a_method_that_an_address_does_not_take(cast: Cast, log_in: LogIn) -> None:
    ticket, client = cast.open_routed_ticket(), log_in()

    for act in ACTS:
        assert client.delete(address(ticket, f"{act}/")).status_code == 405
        if act != "edit":
            assert client.get(address(ticket, f"{act}/")).status_code == 405
    for part in READS:
        assert client.delete(address(ticket, part)).status_code == 405
