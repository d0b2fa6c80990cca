"""/api/ari/conversations/: reading them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.convex.client import ConvexClient
from tests.ari.api.company import (
    Company,
    refuses_methods,
    refuses_missing_workspaces,
    refuses_outsiders,
    refuses_parameters,
    said,
)
from tests.ari.api.leads import Talk, begin_talk

LIST = "conversations"


@pytest.fixture
def talk(company: Company, convex_client: ConvexClient) -> Callable[..., Talk]:
    """Begin talks with leads who exist nowhere."""

    def begin(lead: str = "budi", *texts: str, **fields: Any) -> Talk:
        return begin_talk(company, lead, *(texts or ("Halo",)), **fields)

    return begin


def names(company: Company, **query: str) -> list[str]:
    """Return the leads of all pages, one a page."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = company.owner.send("GET", company.url(LIST, limit="1", cursor=cursor, **query))
        assert answer.status == 200, answer.body
        found += [conversation["contact"]["profile_name"] for conversation in answer.body["conversations"]]
        cursor = answer.body["next_cursor"]
    return found


def test_the_one_with_the_latest_message_comes_first(company: Company, talk: Callable[..., Talk]) -> None:
    talk("budi")
    talk("sari")
    assert names(company) == ["sari", "budi"]
    talk("budi", "Masih di sana?")
    assert names(company) == ["budi", "sari"]


def test_a_conversation_is_shown_with_its_lead(company: Company, talk: Callable[..., Talk]) -> None:
    begun = talk("budi", "Halo, nama saya Budi Santoso, email budi@example.com")

    (shown,) = company.must("GET", LIST)["conversations"]

    assert (shown["id"], shown["workspace_id"], shown["status"]) == (begun.id, company.workspace, "open")
    assert (shown["state"], shown["assignee"], shown["unread_count"]) == ("qualifying", None, 1)
    contact = shown["contact"]
    assert (contact["name"], contact["profile_name"], contact["email"]) == ("Budi Santoso", "budi", "budi@example.com")
    assert contact["display_name"] == "Budi Santoso"
    assert shown["last_message_preview"]
    assert shown["last_inbound_at"] <= shown["last_message_at"]


def test_lists_are_filtered(company: Company, talk: Callable[..., Talk]) -> None:
    budi, sari, tono = talk("budi"), talk("sari"), talk("tono", "Saya mau bicara dengan manusia")
    budi.post("take-over")
    sari.post("read")

    assert names(company, status="handover") == ["tono", "budi"]
    assert names(company, status="open") == ["sari"]
    assert names(company, state="handoff") == ["tono"]
    assert names(company, assignee="me") == ["budi"]
    assert names(company, assignee="none") == ["tono", "sari"]
    assert names(company, assignee=str(company.cast.admin.user_id)) == []
    assert names(company, unread="false") == ["sari"]
    assert names(company, unread="true", status="handover") == ["tono", "budi"]
    assert names(company, temperature="hot") == []
    assert tono.detail()["conversation"]["handoff_reason"] == "human_requested"


def test_a_search_finds_by_name(company: Company, talk: Callable[..., Talk]) -> None:
    for name in ("Budi Santoso", "Sari Dewi", "Budiman"):
        talk(name)

    found = company.owner.send("GET", company.url(LIST, search="budi"))

    assert {entry["contact"]["profile_name"] for entry in found.body["conversations"]} == {"Budi Santoso", "Budiman"}
    assert found.body["next_cursor"] is None


def test_a_conversation_alone_shows_what_ari_learned_and_why_it_scored_so(talk: Callable[..., Talk]) -> None:
    begun = talk("budi", "Halo, saya Budi. Mau S2 di Australia, budget 300-400 juta", "Paspor sudah ada kak")

    detail = begun.detail()

    conversation, ari = detail["conversation"], detail["ari"]
    assert conversation["id"] == begun.id
    assert conversation["window_closes_at"] > conversation["last_inbound_at"]
    facts = {fact["name"]: fact for fact in ari["facts"]}
    assert facts["country"] | {"words": ""} == {
        "name": "country",
        "value": "Australia",
        "text": "Australia",
        "words": "",
        "source": "chat",
    }
    assert facts["budget"]["value"] == {"min": 300_000_000, "max": 400_000_000, "currency": "IDR"}
    assert ari["documents"] == {"passport": True, "cv": None, "english_test": None, "transcript": None}
    assert ari["state"] == "qualifying"
    assert ari["score"]["total"] == ari["lead_score"] == conversation["contact"]["lead_score"] > 0
    assert "Dokumen siap: paspor" in ari["score"]["reasons"]


def test_messages_come_newest_first_page_by_page(talk: Callable[..., Talk]) -> None:
    begun = talk("budi", "Satu", "Dua")

    pages = begun.pages("messages")

    assert {len(page) for page in pages} == {1}
    messages = [message for page in pages for message in page]
    assert [message["text"] for message in messages if message["direction"] == "inbound"] == ["Dua", "Satu"]
    newest = messages[0]
    assert (newest["direction"], newest["sender_type"], newest["sender"]) == ("outbound", "bot", None)
    assert (newest["kind"], newest["delivery_status"], newest["conversation_id"]) == ("text", "delivered", begun.id)


def test_the_log_tells_why(talk: Callable[..., Talk]) -> None:
    begun = talk("budi", "Halo")

    rows = [row for page in begun.pages("log") for row in page]

    assert [row["role"] for row in rows].count("user") == 1
    account = next(row["metadata"] for row in rows if row["role"] == "assistant" and "trace" in row["metadata"])
    assert account["state"] == "qualifying"
    assert account["trace"]


def test_what_happened_is_told_newest_first(company: Company, talk: Callable[..., Talk]) -> None:
    begun = talk("budi")
    begun.post("take-over", {"reason": "Kenal orangnya"})
    begun.post("hand-back")

    events = [event for page in begun.pages("events") for event in page]

    assert [event["event"] for event in events] == ["handed_back", "taken_over"]
    assert events[1]["reason"] == "Kenal orangnya"
    assert events[1]["by"]["full_name"] == "Putri Ayu"


def test_a_contact_whom_ari_has_not_met(company: Company, convex_client: ConvexClient) -> None:
    made = {"created_at": 1_700_000_000_000, "updated_at": 1_700_000_000_000}
    seeder, workspace = company.cast.seeder, {"id": company.cast.source_workspace}
    contact = {"id": f"c0417ac7-0000-4000-8000-{company.workspace[:12]}", "phone": "+628110000"}
    lead = {"lead_score": 0, "lead_status": "new"}
    row = {"supabaseId": contact["id"], "workspace_id": workspace, "phone": contact["phone"], **lead, **made}
    seeder.add("contacts", row)
    talk = {"status": "open", "unread_count": 0, "last_message_at": 1_700_000_000_000}
    ids = {"supabaseId": contact["id"], "workspace_id": workspace, "contact_id": contact}
    seeder.add("conversations", {**ids, **talk, **made})
    (conversation,) = company.must("GET", LIST)["conversations"]

    detail = company.owner.send("GET", f"/api/ari/{LIST}/{conversation['id']}/").body
    log = company.owner.send("GET", f"/api/ari/{LIST}/{conversation['id']}/log/").body

    assert (detail["ari"], detail["conversation"]["window_closes_at"]) == (None, None)
    assert log == {"log": [], "next_cursor": None}


def test_the_window_closes_a_day_after_the_last_message(talk: Callable[..., Talk]) -> None:
    written = datetime.now(UTC) - timedelta(hours=3)
    begun = talk("budi", "Halo", sent_at=written)

    closes = datetime.fromisoformat(begun.detail()["conversation"]["window_closes_at"])

    assert abs(closes - written - timedelta(hours=24)) < timedelta(seconds=1)


def test_everybody_of_the_workspace_reads(company: Company, talk: Callable[..., Talk]) -> None:
    begun = talk("budi")
    for caller in {**company.configurers, **company.onlookers}.values():
        assert company.ask("GET", LIST, by=caller).status == 200
        for tail in ("", "messages/", "events/", "log/"):
            assert caller.send("GET", f"{begun.path}{tail}").status == 200


@pytest.mark.parametrize(
    "query",
    [
        {"status": "new"},
        {"state": "asleep"},
        {"temperature": "lukewarm"},
        {"unread": "1"},
        {"search": "x" * 101},
        {"limit": "0"},
        {"colour": "red"},
    ],
)
def test_a_parameter_that_is_none(company: Company, query: dict[str, str]) -> None:
    answer = company.owner.send("GET", company.url(LIST, **query))

    assert (answer.status, list(answer.body["fields"])) == (422, list(query))


def test_a_cursor_of_another_list_is_refused(company: Company, talk: Callable[..., Talk]) -> None:
    begun = talk("budi", "Satu", "Dua")
    talk("sari")
    cursor = company.owner.send("GET", company.url(LIST, limit="1")).body["next_cursor"]

    other = company.owner.send("GET", company.url(LIST, limit="1", status="open", cursor=cursor))
    messages = company.owner.send("GET", f"{begun.path}messages/?cursor={cursor}")

    assert (said(other), said(messages)) == ((422, "bad_cursor"), (422, "bad_cursor"))


READS = ("", "messages/", "events/", "log/")


def test_outsiders_and_missing_workspaces(company: Company, talk: Callable[..., Talk]) -> None:
    begun = talk("budi", "Rahasia dapur kami")
    refuses_outsiders(company, "GET", LIST)
    refuses_missing_workspaces(company, "GET", LIST)
    refuses_parameters(company, "GET", LIST)
    for tail in READS:
        for outsider in (company.stranger, company.neighbour):
            answer = outsider.send("GET", f"{begun.path}{tail}")
            assert said(answer) == (404, "conversation_not_found")
        assert company.nobody.send("GET", f"{begun.path}{tail}").status == 401


@pytest.mark.parametrize("conversation_id", ["nothing", "k" * 32, "%F0%9F%98%80"])
def test_a_conversation_that_there_is_not(company: Company, conversation_id: str) -> None:
    for tail in READS:
        answer = company.owner.send("GET", f"/api/ari/{LIST}/{conversation_id}/{tail}")
        assert said(answer) == (404, "conversation_not_found")


def test_methods_that_it_does_not_take(company: Company, talk: Callable[..., Talk]) -> None:
    begun = talk("budi")
    refuses_methods(company, LIST, "POST", "PUT", "PATCH", "DELETE")
    for tail, methods in (("", ("POST", "PUT", "DELETE")), ("messages/", ("PUT",)), ("log/", ("POST",))):
        for method in methods:
            answer = company.owner.send(method, f"{begun.path}{tail}", {})
            assert said(answer) == (405, "method_not_allowed")
