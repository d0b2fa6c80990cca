"""The list of tickets, from address to HTML, over a real deployment."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.portal.conftest import LogIn
from tests.tickets.cast import Cast

PAGE = "/portal/tickets/"
HTMX = {"HX-Request": "true"}


def titles(answer: Any) -> list[str]:
    return re.findall(r"data-open>([^<]+)</a>", answer.content.decode())


def test_the_index_is_the_list(cast: Cast, log_in: LogIn) -> None:
    assert log_in().get("/").headers["Location"] == "/portal/"
    assert log_in().get("/portal/").headers["Location"] == PAGE


def test_usually_only_open_tickets_are_listed(cast: Cast, log_in: LogIn) -> None:
    done = cast.open_routed_ticket(title="Sudah beres")
    cast.move(done, "discuss", "outcome", "implementation", "closed", by=cast.hub_admin)
    cast.open_routed_ticket(title="Masih terbuka")
    client = log_in()

    assert titles(client.get(PAGE, {"workspace": cast.workspace})) == ["Masih terbuka"]
    assert titles(client.get(PAGE, {"workspace": cast.workspace, "stage": "closed"})) == ["Sudah beres"]
    assert len(titles(client.get(PAGE, {"workspace": cast.workspace, "stage": "all"}))) == 2
    assert titles(client.get(PAGE, {"workspace": cast.workspace, "stage": "discuss,closed"})) == ["Sudah beres"]


def test_every_filter_narrows(cast: Cast, log_in: LogIn) -> None:
    cast.open_routed_ticket(title="Yang dicari", category="feature", priority="high")
    cast.open_routed_ticket(title="Bukan ini", category="bug", priority="low")
    client = log_in()
    today = timezone.localdate()

    for more in (
        {"category": "feature"},
        {"priority": "high"},
        {"q": "dicari"},
        {"category": "feature", "assignee": "none", "waiting": "staff", "kind": "routed", "pending": "no"},
        {"priority": "high", "created_from": today.isoformat()},
        {"priority": "high", "requester": cast.requester.user_id},
    ):
        assert titles(client.get(PAGE, {"workspace": cast.workspace, **more})) == ["Yang dicari"], more
    for more in ({"assignee": "me"}, {"waiting": "requester"}, {"created_before": today.isoformat()}):
        assert titles(client.get(PAGE, {"workspace": cast.workspace, **more})) == [], more


def test_a_wrong_filter_is_told_and_the_rest_is_used(cast: Cast, log_in: LogIn) -> None:
    cast.open_routed_ticket(title="Tetap tampil")

    answer = log_in().get(PAGE, {"workspace": cast.workspace, "priority": "urgent"})

    assert answer.status_code == 200
    assert "Select a valid choice. urgent is not one of the available choices." in answer.content.decode()
    assert titles(answer) == ["Tetap tampil"]


def test_news_tell_what_belongs_to_the_list_and_what_does_not(cast: Cast, log_in: LogIn) -> None:
    since = round((timezone.now() - timedelta(seconds=1)).timestamp() * 1000)
    cast.open_routed_ticket(title="Penting", priority="high")
    cast.open_routed_ticket(title="Biasa", priority="low")

    query = {"workspace": cast.workspace, "priority": "high", "since": str(since)}
    answer = log_in().get(f"{PAGE}news/", query, headers=HTMX)

    bodies = re.findall(r'<tbody data-matches="(\w+)">.*?data-open>([^<]+)<', answer.content.decode(), re.DOTALL)
    assert sorted(bodies) == [("no", "Biasa"), ("yes", "Penting")]


def test_news_without_htmx_are_the_list(cast: Cast, log_in: LogIn) -> None:
    answer = log_in().get(f"{PAGE}news/", {"priority": "high"})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}?priority=high")


def test_a_page_with_the_longest_rows_is_small(cast: Cast, log_in: LogIn) -> None:
    for number in range(50):
        cast.open_routed_ticket(title=f"{number:03} " + "panjang " * 31)

    answer = log_in().get(PAGE, {"workspace": cast.workspace})

    assert len(titles(answer)) == 50
    assert len(answer.content) < 200_000


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é"])
def test_a_cursor_that_was_not_given_out(cast: Cast, log_in: LogIn, cursor: str) -> None:
    answer = log_in().get(PAGE, {"workspace": cast.workspace, "cursor": cursor})

    assert answer.status_code == 422
    assert "Start again from the beginning." in answer.content.decode()


def test_a_view_that_there_is_not(cast: Cast, log_in: LogIn) -> None:
    answer = log_in().get(PAGE, {"view": "tidak ada"})

    assert answer.status_code == 404
    assert "There is no such view" in answer.content.decode()


def test_views_are_counted_by_the_same_list(cast: Cast, log_in: LogIn) -> None:
    client = log_in("rina-views")
    cast.open_routed_ticket(priority="high")
    query = f"workspace={cast.workspace}&priority=high"

    kept = client.post(f"{PAGE}views/save/", {"name": "Kopi mendesak", "query": query})
    views = client.get(f"{PAGE}views/", {"of": ""}, headers=HTMX).content.decode()

    assert kept.headers["Location"] == f"{PAGE}?view=Kopi+mendesak"
    assert re.search(r"Kopi mendesak <span class=\"count\">1</span>", views)
    assert titles(client.get(PAGE, {"view": "Kopi mendesak"})) == ["Tombol simpan"]
    assert titles(log_in("somebody-else").get(PAGE, {"view": "Kopi mendesak"})) == []


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_view_with_a_bad_name_is_shown_again(cast: Cast, log_in: LogIn, name: str) -> None:
    answer = log_in().post(f"{PAGE}views/save/", {"name": name, "query": "priority=high"})

    assert answer.status_code == 422
    assert 'value="priority=high"' in answer.content.decode()


def test_bulk_changes_need_a_selection_and_a_good_form(cast: Cast, log_in: LogIn) -> None:
    client, ticket = log_in(), cast.open_routed_ticket()

    nothing = client.post(f"{PAGE}bulk/", {"act": "assign"})
    wrong = client.post(f"{PAGE}bulk/apply/", {"act": "comment", "ids": [ticket["id"]], "kind": "note", "content": ""})

    assert nothing.headers["Location"] == PAGE
    assert wrong.status_code == 422
    assert "This field is required." in wrong.content.decode()
    assert cast.history_of(ticket) == ["created"]


def test_a_bulk_form_that_is_sent_twice_is_carried_out_once(cast: Cast, log_in: LogIn) -> None:
    client, ticket = log_in(), cast.open_routed_ticket()
    form = {"act": "comment", "ids": [ticket["id"]], "kind": "note", "content": "Sekali", "key": "bulk-1"}

    for _time in range(2):
        assert "1 of 1 were changed" in client.post(f"{PAGE}bulk/apply/", form).content.decode()

    comments = cast.hub_admin.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]
    assert [comment["content"] for comment in comments] == ["Sekali"]


def test_the_palette_finds_workspaces(cast: Cast, log_in: LogIn) -> None:
    headers = {"Accept": "application/json"}

    (found, *_others) = log_in().get("/portal/find/", {"q": cast.slug}, headers=headers).json()["found"]

    hint = f"Tickets of {cast.slug}"
    assert found == {"title": "Kopi Nusantara", "hint": hint, "address": f"{PAGE}?workspace={cast.workspace}"}
    long = log_in().get("/portal/find/", {"q": f"{cast.slug} {'🌸' * 300}"}, headers=headers)
    assert long.status_code == 200
    stranger = log_in("wati", is_superuser=False)
    assert stranger.get("/portal/find/", {"q": cast.slug}, headers=headers).json() == {"found": []}


def test_the_palette_finds_tickets(cast: Cast, log_in: LogIn) -> None:
    word = f"durian{cast.slug[-8:]}"
    ticket = cast.open_routed_ticket(title=f"Pesanan {word}")
    client = log_in()

    answer = client.get("/portal/find/", {"q": word}, headers={"Accept": "application/json"})

    assert [found["address"] for found in answer.json()["found"]] == [f"{PAGE}{ticket['id']}/"]
    whole = client.get("/portal/find/", {"q": word}, headers={"Accept": "text/html"})
    assert whole.headers["Location"] == f"{PAGE}?q={word}&stage=all"


def test_without_a_grant_a_workspace_is_none(cast: Cast, log_in: LogIn) -> None:
    client = log_in("wati", is_superuser=False)

    assert client.get(PAGE, {"workspace": cast.workspace}).status_code == 404
    assert client.get("/portal/tickets/new/", {"workspace": cast.workspace}).status_code in (403, 404)
    assert client.get("/portal/replies/", {"workspace": cast.workspace}).status_code == 404
    for superusers_page in ("/portal/grants/", "/portal/audit/"):
        assert client.get(superusers_page).status_code == 403


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}news/", f"{PAGE}views/", "/portal/find/", "/portal/audit/"])
def test_what_is_only_read(cast: Cast, log_in: LogIn, path: str) -> None:
    assert log_in().post(path).status_code == 405


@pytest.mark.parametrize("path", [f"{PAGE}bulk/", f"{PAGE}bulk/apply/", f"{PAGE}views/save/", "/portal/replies/add/"])
def test_what_is_only_written(cast: Cast, log_in: LogIn, path: str) -> None:
    assert log_in().get(path).status_code == 405
