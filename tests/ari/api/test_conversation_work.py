"""/api/ari/conversations/…: taking over, writing, handing back, and what else people do."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.ari.api.company import MALFORMED, Company, said
from tests.ari.api.leads import Talk, begin_talk
from tests.config.api_client import Caller
from tests.tickets.test_races import all_at_once, outcomes

DEEDS: dict[str, object] = {
    "take-over": {"reason": "Saya kenal"},
    "hand-back": {},
    "messages": {"text": "Halo dari kami"},
    "read": {},
    "assign": {"assignee": None},
    "close": {},
    "lead-status": {"lead_status": "client"},
    "state": {"state": "qualifying"},
}


@pytest.fixture
def talk(company: Company) -> Talk:
    """A talk in which ARI has answered once."""
    return begin_talk(company, "budi", "Halo, saya Budi")


def test_who_takes_over_has_it_and_ari_is_silent(company: Company, talk: Talk) -> None:
    taken = talk.post("take-over", {"reason": "Saya kenal"})["conversation"]

    assert (taken["status"], taken["assignee"]["full_name"]) == ("handover", "Putri Ayu")
    again = company.must("POST", "simulator", {"text": "Halo?", "lead": "budi"})
    assert (again["conversation_id"], again["outcome"]) == (talk.id, "with_human")


def test_handed_back_ari_answers_again(company: Company, talk: Talk) -> None:
    talk.post("take-over")

    back = talk.post("hand-back")["conversation"]

    assert (back["status"], back["assignee"]) == ("open", None)
    again = company.must("POST", "simulator", {"text": "Halo?", "lead": "budi"})
    assert again["outcome"] == "committed"


def test_a_person_writes_in_their_own_name_and_has_the_conversation_then(talk: Talk) -> None:
    sent = talk.send("messages", {"text": "  Halo Budi, saya Putri.  "})

    assert sent.status == 201
    message, conversation = sent.body["message"], sent.body["conversation"]
    assert (message["text"], message["direction"], message["sender_type"]) == (
        "Halo Budi, saya Putri.",
        "outbound",
        "user",
    )
    assert message["sender"]["full_name"] == "Putri Ayu"
    assert (conversation["status"], conversation["unread_count"]) == ("handover", 0)
    assert conversation["last_message_preview"] == "Halo Budi, saya Putri."
    assert talk.pages("messages")[0] == [message]


def test_a_day_after_the_last_message_only_templates_leave(company: Company) -> None:
    late = begin_talk(company, "sari", sent_at=datetime.now(UTC) - timedelta(hours=25))

    refused = late.send("messages", {"text": "Masih berminat?"})

    assert said(refused) == (409, "outside_service_window")
    assert late.status() == "open"
    template = {"name": "follow_up", "language": "id", "components": [{"type": "body", "parameters": []}]}
    sent = late.send("messages", {"text": "Masih berminat?", "template": template})
    assert (sent.status, sent.body["message"]["kind"]) == (201, "template")


def test_who_opted_out_is_not_written_to(company: Company) -> None:
    silent = begin_talk(company, "tono", "stop")

    assert said(silent.send("messages", {"text": "Halo"})) == (409, "contact_opted_out")


def test_the_same_message_sent_again_leaves_once(talk: Talk) -> None:
    first = talk.send("messages", {"text": "Halo"}, Idempotency_Key="k1")
    again = talk.send("messages", {"text": "Halo"}, Idempotency_Key="k1")

    assert (again.status, again.body) == (201, first.body)
    assert [page[0]["text"] for page in talk.pages("messages")].count("Halo") == 1


def test_of_twenty_who_take_over_at_once_one_has_it(company: Company, talk: Talk) -> None:
    """All are told so; whose it is, the first decided."""
    path = f"{talk.path}take-over/"

    answers = all_at_once(lambda caller, _number: caller.post(path, {}), company.cast.member, 20)

    assert outcomes(answers) == {200: 20}
    events = [page[0]["event"] for page in talk.pages("events")]
    assert events == ["taken_over"]


def test_reading_takes_the_count_away_and_lets_ari_go_on(talk: Talk) -> None:
    read = talk.post("read")["conversation"]

    assert (read["unread_count"], read["status"]) == (0, "open")


def test_a_conversation_is_given_to_a_member_or_to_nobody(company: Company, talk: Talk) -> None:
    member = company.cast.member.user_id

    given = talk.post("assign", {"assignee": member})["conversation"]
    assert (given["assignee"]["id"], given["status"]) == (member, "open")
    assert talk.post("assign", {"assignee": None})["conversation"]["assignee"] is None

    for outsider in (company.cast.neighbour.user_id, "user_nobody"):
        refused = talk.send("assign", {"assignee": outsider})
        assert (refused.status, list(refused.body["fields"])) == (422, ["assignee"])


def test_a_closed_conversation_opens_when_the_lead_writes(company: Company, talk: Talk) -> None:
    assert talk.post("close", {"reason": "Selesai"})["conversation"]["status"] == "closed"

    assert company.must("POST", "simulator", {"text": "Halo lagi", "lead": "budi"})["outcome"] == "committed"
    assert talk.status() == "open"


def test_a_lead_status_that_a_person_chose_stays(company: Company, talk: Talk) -> None:
    """The original lowered a client to a cold lead as soon as they said hello."""
    chosen = talk.post("lead-status", {"lead_status": "client"})["conversation"]
    assert chosen["contact"]["lead_status"] == "client"

    company.must("POST", "simulator", {"text": "Halo", "lead": "budi"})

    assert talk.detail()["conversation"]["contact"]["lead_status"] == "client"


def test_ari_is_put_into_a_state(talk: Talk) -> None:
    assert talk.post("state", {"state": "booking", "reason": "Sudah siap"}) == {"state": "booking"}
    assert talk.detail()["ari"]["state"] == "booking"


def test_members_work_and_who_only_sees_does_not(company: Company, talk: Talk) -> None:
    for caller in {**company.configurers, "member": company.member}.values():
        for deed, body in DEEDS.items():
            assert talk.send(deed, body, by=caller).status in (200, 201), deed
    for deed, body in DEEDS.items():
        assert said(talk.send(deed, body, by=company.sees)) == (403, "forbidden"), deed


@pytest.mark.parametrize(
    ("deed", "body", "field"),
    [
        ("take-over", {"reason": "x" * 2_001}, "reason"),
        ("take-over", {"reason": 5}, "reason"),
        ("take-over", {"why": "x"}, "why"),
        ("hand-back", {"reason": None}, "reason"),
        ("messages", {"text": ""}, "text"),
        ("messages", {}, "text"),
        ("messages", {"text": "x" * 4_097}, "text"),
        ("messages", {"text": "x", "template": {}}, "template.name"),
        ("messages", {"text": "x", "template": {"name": "a", "components": [1]}}, "template.components.0"),
        ("messages", {"text": "x", "to": "+62811"}, "to"),
        ("read", {"now": True}, "now"),
        ("assign", {}, "assignee"),
        ("assign", {"assignee": ""}, "assignee"),
        ("lead-status", {"lead_status": "rich"}, "lead_status"),
        ("lead-status", {}, "lead_status"),
        ("state", {"state": "asleep"}, "state"),
    ],
)
def test_a_value_that_breaks_a_rule(talk: Talk, deed: str, body: object, field: str) -> None:
    answer = talk.send(deed, body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_outsiders_are_told_nothing_and_change_nothing(company: Company, talk: Talk) -> None:
    before = talk.detail()
    for deed, body in DEEDS.items():
        for outsider in (company.stranger, company.neighbour):
            assert said(talk.send(deed, body, by=outsider)) == (404, "conversation_not_found"), deed
        assert said(talk.send(deed, body, by=company.nobody)) == (401, "not_authenticated"), deed
    assert talk.detail() == before


@pytest.mark.parametrize("conversation_id", ["nothing", "k" * 32, "%F0%9F%98%80"])
def test_a_conversation_that_there_is_not(company: Company, conversation_id: str) -> None:
    missing = Talk(company=company, id=conversation_id)

    for deed, body in DEEDS.items():
        assert said(missing.send(deed, body)) == (404, "conversation_not_found"), deed


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed != "messages"])
def test_methods_that_it_does_not_take(company: Company, talk: Talk, deed: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = company.owner.send(method, f"{talk.path}{deed}/", {})
        assert said(answer) == (405, "method_not_allowed")


@pytest.mark.parametrize("deed", DEEDS)
def test_malformed_json(talk: Talk, deed: str) -> None:
    for content in MALFORMED:
        assert said(talk.send(deed, content)) == (400, "malformed_body")


def test_a_deed_without_reason_needs_no_body(talk: Talk) -> None:
    caller = talk.company.cast.admin
    assert isinstance(caller, Caller)

    assert caller.post(f"{talk.path}take-over/").status == 200
