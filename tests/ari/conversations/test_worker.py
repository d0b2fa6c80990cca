"""From the webhook to WhatsApp: a message is stored, answered and sent, through the real functions."""

import io
import logging
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from ari.domain import ConversationId, Decision, Handoff, Reply, State, Turn
from ari.inbox import Claim, DeliveryStatus
from ari.ports import Respond
from ari.whatsapp import ConsoleGateway, KapsoGateway
from ari.worker import Worker
from tests.ari.conversations.business import Business, Lead, echo, status, webhook
from tests.config.stand_in import StandIn, answer, hang_up

LEASE = timedelta(seconds=30)
URGENT = "saya mau manusia asli"


def worker_of(business: Business, out: io.StringIO, respond: Respond = echo, lease: timedelta = LEASE) -> Worker:
    return Worker(business.turns, business.outbox, ConsoleGateway(out), respond, lease=lease)


def claim_now(business: Business, lead: Lead, lease: timedelta = LEASE) -> Claim:
    claim = business.turns.claim(business.conversation_of(lead).id, lease=lease, even_if_not_due=True)
    assert isinstance(claim, Claim), claim
    return claim


def answer_when_due(worker: Worker, conversation_id: ConversationId) -> Counter[str]:
    """Ask the worker until the burst is over. The list of what is due may be full of other tests' work."""
    for _ in range(400):
        if ended := worker.answer(conversation_id):
            return ended
        time.sleep(0.02)
    raise AssertionError("The burst was never due.")


def test_a_burst_is_answered_and_sent(business: Business) -> None:
    lead, out = Lead(), io.StringIO()
    business.write(lead, "halo", URGENT)
    conversation = business.conversation_of(lead)
    assert (conversation.status, conversation.unread_count) == ("open", 2)

    assert answer_when_due(worker_of(business, out), conversation.id) == Counter(committed=1, sent=1)

    assert out.getvalue() == f"WhatsApp to +{lead.wa_id}: Re: halo + {URGENT}\n"
    assert [message.delivery_status for message in business.messages_with(lead)] == [None, None, DeliveryStatus.SENT]
    assert worker_of(business, out).answer(conversation.id) == Counter()


def test_the_turn_has_what_was_said_before(business: Business) -> None:
    lead = Lead()
    business.write(lead, "satu")
    claim = claim_now(business, lead)
    assert claim.turn.contact.profile_name == "Sari 🌸"
    business.turns.commit(claim, echo(claim.turn))
    business.write(lead, "dua")
    turn = claim_now(business, lead).turn

    assert [message.text for message in turn.messages] == ["dua"]
    assert [(message.sender, message.text) for message in turn.history] == [("contact", "satu"), ("bot", "Re: satu")]
    assert (turn.state, turn.memory, turn.settings.is_enabled) == (State.QUALIFYING, {"turns": 1}, True)


def test_a_burst_that_cannot_be_answered_is_given_back_and_logged(
    business: Business, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(turn: Turn) -> Decision:
        raise ZeroDivisionError(turn.messages[0].text)

    lead = Lead()
    conversation_id = business.say(lead, URGENT)

    assert worker_of(business, io.StringIO(), fail).answer(conversation_id) == Counter(failed=1)
    assert "could not be answered, attempt 1" in caplog.text
    assert business.turns.claim(conversation_id, lease=LEASE) == "not_ready"
    assert business.texts_with(lead) == [URGENT]


def test_a_decision_that_breaks_a_rule_is_a_failure(business: Business) -> None:
    lead = Lead()
    conversation_id = business.say(lead, URGENT)

    def mute(turn: Turn) -> Decision:
        return Decision(state=State.HANDOFF, memory=turn.memory)

    assert worker_of(business, io.StringIO(), mute).answer(conversation_id) == Counter(failed=1)


def test_a_slow_brain_keeps_its_claim(business: Business) -> None:
    lead, out = Lead(), io.StringIO()
    conversation_id = business.say(lead, URGENT)
    lease = timedelta(seconds=1.5)

    def think(turn: Turn) -> Decision:
        time.sleep(2.5)
        assert business.turns.claim(conversation_id, lease=lease) == "not_ready"
        return echo(turn)

    assert worker_of(business, out, think, lease).answer(conversation_id) == Counter(committed=1, sent=1)


def test_a_message_that_comes_while_the_reply_is_worded_is_answered_with_it(business: Business) -> None:
    lead, out = Lead(), io.StringIO()
    conversation_id = business.say(lead, URGENT)

    def interrupted(turn: Turn) -> Decision:
        business.say(lead, "gawat, ditipu")
        return echo(turn)

    assert worker_of(business, out, interrupted).answer(conversation_id) == Counter(superseded=1)
    worker_of(business, out).answer(conversation_id)
    assert business.texts_with(lead)[2:] == [f"Re: {URGENT} + gawat, ditipu"]


def test_no_reply_is_sent_after_a_takeover(business: Business) -> None:
    lead, out = Lead(), io.StringIO()
    conversation_id = business.say(lead, URGENT)

    def taken(turn: Turn) -> Decision:
        business.conversations.take_over(conversation_id, actor=business.admin)
        return echo(turn)

    assert worker_of(business, out, taken).answer(conversation_id) == Counter(with_human=1)
    assert (out.getvalue(), business.texts_with(lead)) == ("", [URGENT])
    business.conversations.hand_back(conversation_id, actor=business.admin)
    assert worker_of(business, out).answer(conversation_id) == Counter(committed=1, sent=1)


def test_a_handoff_says_its_last_word_and_no_more(business: Business) -> None:
    lead, out = Lead(), io.StringIO()
    conversation_id = business.say(lead, URGENT)

    def hand_off(turn: Turn) -> Decision:
        handoff = Handoff(reason="human_requested", summary="Ingin bicara dengan orang.", tag="butuh-orang")
        return Decision(
            state=State.HANDOFF, memory=turn.memory, replies=(Reply(text="Sebentar ya kak."),), handoff=handoff
        )

    worker_of(business, out, hand_off).answer(conversation_id)
    business.write(lead, "halo?")
    conversation = business.conversation_of(lead)
    assert (conversation.status, conversation.handoff_reason) == ("handover", "human_requested")
    assert conversation.assignee is not None
    assert conversation.contact.tags == ("butuh-orang",)
    assert business.turns.claim(conversation_id, lease=LEASE, even_if_not_due=True) == "not_ready"
    assert out.getvalue() == f"WhatsApp to +{lead.wa_id}: Sebentar ya kak.\n"


def test_several_workers_at_once_answer_a_burst_once(business: Business) -> None:
    leads, out = [Lead() for _ in range(6)], io.StringIO()
    conversation_ids = [business.say(lead, URGENT) for lead in leads]
    ended: list[Counter[str]] = []

    def work() -> None:
        for conversation_id in conversation_ids:
            ended.append(worker_of(business, out).answer(conversation_id))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(ended, Counter[str]()) == Counter(committed=6, sent=6)
    assert len(out.getvalue().splitlines()) == 6


def test_messages_leave_by_kapso_in_their_order_and_their_statuses_come_back(business: Business) -> None:
    lead = Lead()
    business.write(lead, "halo")
    claim = claim_now(business, lead)
    decision = Decision(state=State.QUALIFYING, memory={}, replies=(Reply(text="satu"), Reply(text="dua")))
    committed = business.turns.commit(claim, decision)
    with StandIn() as stand_in:
        stand_in.plays(*(answer(200, {"messages": [{"id": f"out.{number}.{lead.wa_id}"}]}) for number in (1, 2)))
        gateway = KapsoGateway(base_url=stand_in.url, api_key="key")
        worker = Worker(business.turns, business.outbox, gateway, echo)
        assert worker.deliver(claim.turn.conversation_id) == Counter(sent=2)
        sent = [request.json for request in stand_in.requests]
    assert [body["text"]["body"] for body in sent] == ["satu", "dua"]
    assert [body["biz_opaque_callback_data"] for body in sent] == list(committed.message_ids)
    business.deliver(webhook(business.number_id, statuses=[status(f"out.1.{lead.wa_id}", "read")]))
    assert [message.delivery_status for message in business.messages_with(lead)] == [None, "read", "sent"]


def test_a_message_whose_sending_has_an_unknown_end_is_settled_by_its_status(
    business: Business, caplog: pytest.LogCaptureFixture
) -> None:
    lead = Lead()
    business.write(lead, "halo")
    claim = claim_now(business, lead)
    (message_id,) = business.turns.commit(claim, echo(claim.turn)).message_ids
    with StandIn() as stand_in:
        stand_in.plays(hang_up())
        worker = Worker(business.turns, business.outbox, KapsoGateway(base_url=stand_in.url, api_key="key"), echo)
        assert worker.deliver(claim.turn.conversation_id) == Counter(pending=1)
        told = status(f"out.{lead.wa_id}", "delivered", biz_opaque_callback_data=message_id)
        business.deliver(webhook(business.number_id, statuses=[told]))
        assert worker.deliver(claim.turn.conversation_id) == Counter()
        assert len(stand_in.requests) == 1
    assert business.messages_with(lead)[1].delivery_status is DeliveryStatus.DELIVERED
    assert "was not sent at attempt 1: Kapso gave no whole answer" in caplog.text
    assert lead.wa_id not in caplog.text


def test_the_log_of_a_failure_holds_no_word_of_the_lead(business: Business, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    lead = Lead()
    conversation_id = business.say(lead, f"rahasia {URGENT}")
    worker_of(business, io.StringIO()).answer(conversation_id)
    assert "rahasia" not in caplog.text
