"""/api/ari/simulator/."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from ari.domain import ConversationId, WorkspaceId
from ari.lead_calendar import get_calendar
from ari.processor import make_respond
from ari.repositories.conversations import ConversationRepository, get_conversations
from ari.repositories.inbox import get_inbox
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.simulations import SimulationRepository
from ari.repositories.turns import get_turns
from ari.simulation import SimulatedMessage, apart_from_trials, simulate
from ari.viewsets.simulator import message_id_of, run
from config.convex.client import ConvexClient
from config.convex.retries import NO_RETRIES
from config.idempotency import Idempotency
from tests.ari.api.company import (
    Company,
    refuses_malformed,
    refuses_methods,
    refuses_missing_workspaces,
    refuses_outsiders,
    refuses_parameters,
    said,
)
from tests.ari.conversations.business import principal
from tests.config.stand_in import StandIn, failure, success

ROUTE = "simulator"


def write(company: Company, text: str, **fields: str) -> dict[str, Any]:
    answer: dict[str, Any] = company.must("POST", ROUTE, {"text": text, **fields})
    return answer


def fact(turn: dict[str, Any], name: str) -> Any:
    return next((fact["value"] for fact in turn["facts"] if fact["name"] == name), None)


def test_ari_answers_and_says_why(company: Company) -> None:
    answer = write(company, "Halo kak, saya Budi, mau kuliah S2 di Australia. Budget 300 juta setahun, IELTS 7.0")

    turn = answer["turn"]
    assert answer["outcome"] == "committed"
    assert all(reply["text"] and reply["source"] == "script" for reply in turn["replies"])
    assert turn["replies"]
    assert (turn["state"], turn["silence"], turn["handoff"], turn["model_calls"]) == ("qualifying", None, None, [])
    assert (fact(turn, "name"), fact(turn, "country"), fact(turn, "english_level")) == ("Budi", "Australia", "IELTS 7")
    assert turn["documents"].keys() == {"passport", "cv", "english_test", "transcript"}
    assert 0 < turn["score"]["total"] <= 100
    assert any("Negara tujuan" in reason for reason in turn["score"]["reasons"])
    assert turn["trace"]
    assert all("step" in line for line in turn["trace"])


def test_a_talk_goes_on_with_the_same_lead_and_begins_anew_with_another(company: Company) -> None:
    first = write(company, "Halo, saya mau kuliah di Jepang", lead="budi")
    second = write(company, "Nama saya Budi Santoso", lead="budi")
    other = write(company, "Halo", lead="sari")

    assert second["conversation_id"] == first["conversation_id"] != other["conversation_id"]
    assert (fact(second["turn"], "country"), fact(other["turn"], "country")) == ("Japan", None)


def test_the_leads_of_two_people_are_two(company: Company) -> None:
    mine = write(company, "Halo", lead="budi")
    theirs = company.ask("POST", ROUTE, {"text": "Halo", "lead": "budi"}, by=company.admin).body

    assert mine["conversation_id"] != theirs["conversation_id"]


def test_ari_answers_the_simulator_also_where_it_is_off(company: Company) -> None:
    assert company.must("GET", "config")["config"]["is_enabled"] is False
    assert write(company, "Halo")["outcome"] == "committed"
    assert company.must("GET", "config")["config"]["is_enabled"] is False


def test_knowledge_of_the_workspace_is_used_and_cited(company: Company) -> None:
    entry = {
        "title": "Berapa biaya konsultasi?",
        "content": "Konsultasi pertama dengan tim kami tidak dipungut biaya dan berlangsung empat puluh menit.",
    }
    entry_id = company.must("POST", "knowledge/entries", entry, 201)["entry"]["id"]

    turn = write(company, "Kak, berapa biaya konsultasi?")["turn"]

    assert entry_id in turn["cited_entries"]
    assert any("empat puluh menit" in reply["text"] for reply in turn["replies"])


def test_nothing_leaves_and_nobody_is_told(company: Company, convex_client: ConvexClient) -> None:
    answer = write(company, "Saya mau bicara dengan manusia, tolong")
    turn, conversation_id = answer["turn"], ConversationId(answer["conversation_id"])
    assert (turn["handoff"]["reason"], turn["state"]) == ("human_requested", "handoff")

    outbox, staff = WhatsAppOutboxRepository(convex_client), ConversationRepository(convex_client)

    assert outbox.claim(conversation_id, lease=timedelta(seconds=1)) is None
    for member in (company.cast.admin, company.cast.member, company.cast.requester):
        assert staff.list_notifications(asker=principal(member.user_id)).notifications == ()
    assert staff.get(conversation_id, asker=principal(company.cast.admin.user_id)).assignee is None


def test_after_a_handoff_ari_is_silent_here_too_until_it_is_handed_back(company: Company) -> None:
    conversation_id = write(company, "Saya mau bicara dengan manusia, tolong")["conversation_id"]
    again = write(company, "Halo?")
    assert (again["outcome"], again["turn"]) == ("with_human", None)

    handed = company.owner.send("POST", f"/api/ari/conversations/{conversation_id}/hand-back/", {})
    assert handed.status == 200

    assert write(company, "Halo, saya Budi")["outcome"] == "committed"


def test_an_opt_out_is_confirmed_once(company: Company) -> None:
    first = write(company, "stop")
    second = write(company, "stop")

    assert len(first["turn"]["replies"]) == 1
    assert (second["outcome"], second["turn"]) == ("opted_out", None)


def test_the_same_message_again_is_not_answered_twice(company: Company) -> None:
    body = {"text": "Halo", "lead": "budi"}
    first = company.ask("POST", ROUTE, body, Idempotency_Key="k1")
    again = company.ask("POST", ROUTE, body, Idempotency_Key="k1")

    assert (first.status, again.status) == (200, 200)
    assert first.body["turn"]["replies"]
    assert again.body == first.body
    messages = company.owner.send("GET", f"/api/ari/conversations/{first.body['conversation_id']}/messages/")
    assert [message["text"] for message in messages.body["messages"]].count("Halo") == 1


def test_another_message_under_the_same_key_is_refused(company: Company) -> None:
    first = company.ask("POST", ROUTE, {"text": "Halo", "lead": "budi"}, Idempotency_Key="k1")
    other = company.ask("POST", ROUTE, {"text": "Halo kak", "lead": "budi"}, Idempotency_Key="k1")
    theirs = company.ask("POST", ROUTE, {"text": "Halo", "lead": "budi"}, by=company.admin, Idempotency_Key="k1")

    assert said(other) == (422, "idempotency_key_reused")
    assert theirs.body["conversation_id"] != first.body["conversation_id"]


def test_a_message_whose_answer_was_lost_is_not_answered_twice(company: Company) -> None:
    body, actor = {"text": "Halo", "lead": "budi"}, principal(company.cast.admin.user_id)
    message = SimulatedMessage(
        message_id=message_id_of(Idempotency(key="k1", fingerprint=""), actor), lead="budi", text="Halo"
    )
    run(message, workspace_id=WorkspaceId(company.workspace), actor=actor)

    again = company.ask("POST", ROUTE, body, by=company.admin, Idempotency_Key="k1")

    assert said(again) == (409, "message_repeated")


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with StandIn() as stand_in, ConvexClient(stand_in.url, deploy_key="prod:a|b", retries=NO_RETRIES) as client:
        stand_in.plays(success({}), failure("[Request ID: x] Server Error"))
        monkeypatch.setattr("ari.viewsets.simulator.get_simulations", lambda: SimulationRepository(client))

        answer = company.ask("POST", ROUTE, {"text": "Halo"}, Idempotency_Key="k1")

    assert (answer.status, answer.body["outcome"]) == (200, "committed")
    assert "could not be kept" in caplog.text


def test_those_who_lead_may_simulate(company: Company) -> None:
    for caller in company.configurers.values():
        assert company.ask("POST", ROUTE, {"text": "Halo"}, by=caller).status == 200
    for caller in company.onlookers.values():
        assert said(company.ask("POST", ROUTE, {"text": "Halo"}, by=caller)) == (403, "forbidden")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n "),
        ("text", "x" * 4_097),
        ("text", 5),
        ("text", None),
        ("lead", ""),
        ("lead", "x" * 51),
        ("profile_name", "x" * 201),
        ("phone", "+62811"),
    ],
)
def test_a_value_that_breaks_a_rule(company: Company, field: str, value: object) -> None:
    answer = company.ask("POST", ROUTE, {"text": "Halo", field: value})

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_outsiders_missing_workspaces_methods_and_bodies(company: Company) -> None:
    body = {"text": "Halo"}
    refuses_outsiders(company, "POST", ROUTE, body)
    refuses_missing_workspaces(company, "POST", ROUTE, body)
    refuses_parameters(company, "POST", ROUTE, body)
    refuses_methods(company, ROUTE, "GET", "PUT", "PATCH", "DELETE")
    refuses_malformed(company, "POST", ROUTE)


PLANNED = (
    "Halo, saya Dimas Prasetyo, mau kuliah di luar negeri",
    "dimas.prasetyo@gmail.com",
    "ielts 7.0 kak",
    "sekitar 400-500 juta per tahun",
    "september tahun depan",
    "australia dong",
    "udah ada kok",
    "sudah kak",
    "sudah semua",
    "boleh kak",
)


def talk(company: Company, *texts: str) -> list[str]:
    """Say one thing after the other; return what ARI said last."""
    answers = [write(company, text, lead="dimas") for text in texts]
    return [reply["text"] for reply in answers[-1]["turn"]["replies"]]


def test_a_consultation_is_booked_in_the_talk_and_nowhere_else(company: Company) -> None:
    for weekday in range(7):
        hours = {"day_of_week": weekday, "start_time": "09:00", "end_time": "17:00"}
        company.must("POST", "slots", hours, 201)

    offered = talk(company, *PLANNED)
    booked = talk(company, "yang kedua", "yang paling pagi", "ya")
    asked = talk(company, "kapan jadwal saya?")

    assert any("waktu kosong" in text for text in offered)
    (when,) = re.findall(r"sudah saya jadwalkan: (\w+, \d+ \w+ \d{4} pukul \d\d\.\d\d WIB)", " ".join(booked))
    assert any(when in text for text in asked)
    assert company.must("GET", "appointments")["appointments"] == []

    cancelled = talk(company, "batal deh kak", "ya")

    assert any(f"{when} sudah saya batalkan" in text for text in cancelled)
    assert when not in " ".join(talk(company, "kapan jadwal saya?"))


def test_a_worker_that_meets_an_invented_lead_takes_no_time_either(company: Company) -> None:
    for weekday in range(7):
        hours = {"day_of_week": weekday, "start_time": "09:00", "end_time": "17:00"}
        company.must("POST", "slots", hours, 201)
    respond = apart_from_trials(make_respond(get_calendar))
    said_last: list[str] = []

    for text in (*PLANNED, "yang kedua", "yang paling pagi", "ya"):
        simulated = simulate(
            SimulatedMessage(message_id=uuid.uuid4().hex, lead="dimas", text=text),
            workspace_id=WorkspaceId(company.workspace),
            actor=principal(company.cast.admin.user_id),
            inbox=get_inbox(),
            conversations=get_conversations(),
            turns=get_turns(),
            respond=respond,
        )
        said_last = [reply.text for reply in simulated.decision.replies] if simulated.decision else []

    assert any("sudah saya jadwalkan" in text for text in said_last)
    assert company.must("GET", "appointments")["appointments"] == []


def starts_of(company: Company) -> list[Any]:
    """Return the free starts of the week after next, which no lead time changes meanwhile."""
    first = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
    days = {"starts_from": first.isoformat(), "starts_before": (first + timedelta(days=7)).isoformat()}
    answer = company.owner.send("GET", company.url("availability", **{name: quote(at) for name, at in days.items()}))
    assert answer.status == 200, answer.body
    starts: list[Any] = answer.body["starts"]
    return starts


def test_a_trial_is_moved_and_takes_no_time_from_another_lead(company: Company) -> None:
    for weekday in range(7):
        hours = {"day_of_week": weekday, "start_time": "09:00", "end_time": "10:00", "duration_minutes": 60}
        company.must("POST", "slots", hours, 201)
    before = starts_of(company)

    talk(company, *PLANNED, "yang kedua", "ya")
    moved = talk(company, "mau ganti jadwal kak", "yang ketiga", "ya")

    assert any("sudah saya pindahkan ke" in text for text in moved)
    assert starts_of(company) == before != []
