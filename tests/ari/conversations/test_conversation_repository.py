"""Conversations as people read and work them, through the real functions."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest

from ari.domain import ContactId, ConversationId, Decision, Score, State, Temperature
from ari.inbox import Claim, ConversationFilter, Template
from ari.whatsapp import ConsoleGateway
from ari.worker import Worker
from config.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from config.idempotency import Idempotency
from tests.ari.conversations.business import Business, Lead, echo, principal

HOT = Score(
    basic=25,
    qualification=30,
    document=20.5,
    engagement=5,
    total=80,
    temperature=Temperature.HOT,
    reasons=("Siap berangkat",),
)


def answer(business: Business, conversation_id: ConversationId, decision: Decision | None = None) -> None:
    claim = business.turns.claim(conversation_id, lease=timedelta(seconds=30), even_if_not_due=True)
    assert isinstance(claim, Claim)
    business.turns.commit(claim, decision or echo(claim.turn))


def found(business: Business, **wanted: object) -> list[ConversationId]:
    filters = ConversationFilter(**wanted)  # type: ignore[arg-type]
    page = business.conversations.list_for_workspace(business.workspace, filters, asker=business.admin)
    return [conversation.id for conversation in page.conversations]


def test_a_list_is_found_by_name_number_state_and_assignee(business: Business) -> None:
    dewi, budi = Lead(name="Dewi Lestari"), Lead(name="Budi")
    first, second = business.say(dewi, "halo"), business.say(budi, "halo")
    answer(business, first, Decision(state=State.BOOKING, memory={}, score=HOT, lead_status="hot_lead"))
    business.conversations.take_over(second, actor=business.admin)

    assert found(business) == [second, first]
    assert found(business, search="lesta") == [first]
    assert found(business, search=f"0{budi.wa_id.removeprefix('62')}", status="handover") == [second]
    assert found(business, search=f"+{budi.wa_id}") == [second]
    assert found(business, state="booking", temperature="hot") == [first]
    assert found(business, assigned_to=business.admin.user_id) == [second]
    assert found(business, is_unassigned=True) == [first]
    assert found(business, unread=True) == [second, first]
    conversation = business.conversation_of(dewi)
    assert (conversation.temperature, conversation.contact.lead_score) == ("hot", 80)
    assert conversation.contact.lead_status == "hot_lead"


def test_pages_follow_one_another(business: Business) -> None:
    made = [business.say(Lead(), "halo") for _ in range(5)]
    repository, seen, cursor = business.conversations, [], None
    while True:
        page = repository.list_for_workspace(
            business.workspace, ConversationFilter(), asker=business.admin, cursor=cursor, limit=2
        )
        seen += [conversation.id for conversation in page.conversations]
        if (cursor := page.cursor) is None:
            break
    assert seen == made[::-1]


def test_a_person_takes_over_writes_and_hands_back(business: Business) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "halo")
    repository, admin = business.conversations, business.admin
    key = Idempotency(key="k1", fingerprint="f")
    taken = repository.take_over(conversation_id, actor=admin, reason="lead lama")
    message, conversation = repository.send(conversation_id, "Halo, saya Sari", actor=admin, key=key)
    again, _conversation = repository.send(conversation_id, "Halo, saya Sari", actor=admin, key=key)

    assert (taken.status, taken.assignee.id if taken.assignee else None) == ("handover", admin.user_id)
    assert (message.sender_type, message.delivery_status, message.id) == ("user", "queued", again.id)
    assert message.sender is not None
    assert message.sender.full_name == "Sari Dewi"
    assert conversation.unread_count == 0
    assert repository.hand_back(conversation_id, actor=admin).status == "open"
    events = repository.list_events(conversation_id, asker=admin).events
    assert [(event.event, event.reason) for event in events] == [("handed_back", None), ("taken_over", "lead lama")]


def test_a_conversation_is_read_assigned_and_closed(business: Business) -> None:
    conversation_id = business.say(Lead(), "halo")
    repository, admin, member = business.conversations, business.admin, business.cast.member.user_id
    assert repository.mark_read(conversation_id, actor=admin).unread_count == 0
    assigned = repository.assign(conversation_id, member, actor=admin)
    assert assigned.assignee is not None
    assert assigned.assignee.full_name == "Budi Santoso"
    assert repository.assign(conversation_id, None, actor=admin).assignee is None
    assert repository.close(conversation_id, actor=admin).status == "closed"
    with pytest.raises(InvalidInputError):
        repository.assign(conversation_id, "user_nobody", actor=admin)


def test_what_ari_keeps_is_seen_and_set(business: Business) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "halo")
    repository, admin = business.conversations, business.admin
    contact_id = business.conversation_of(lead).contact.id
    assert repository.find_ari_record(contact_id, workspace_id=business.workspace, asker=admin) is None
    answer(business, conversation_id, Decision(state=State.SCORING, memory={"format": 1}, score=HOT, model="grok"))
    record = repository.find_ari_record(contact_id, workspace_id=business.workspace, asker=admin)
    assert record is not None
    assert (record.state, record.lead_score, record.memory, record.model) == (State.SCORING, 80, {"format": 1}, "grok")
    assert repository.set_state(conversation_id, State.QUALIFYING, actor=admin) is State.QUALIFYING
    rows = repository.list_log(contact_id, workspace_id=business.workspace, asker=admin).rows
    assert [(row.role, row.content) for row in rows] == [("system", ""), ("user", "halo")]
    assert rows[0].metadata["score"]["document"] == 20.5
    assert repository.set_lead_status(conversation_id, "client", actor=admin).contact.lead_status == "client"


def test_a_contact_who_opted_out_is_not_written_to(business: Business) -> None:
    conversation_id = business.say(Lead(), "stop")
    with pytest.raises(ConflictError) as caught:
        business.conversations.send(conversation_id, "Halo", actor=business.admin)
    assert caught.value.code == "contact_opted_out"


def test_a_template_leaves_in_place_of_its_text(business: Business) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "halo")
    template = Template(name="pengingat", components=({"type": "body", "parameters": []},))
    business.conversations.send(conversation_id, "Pengingat: besok", actor=business.admin, template=template)
    delivery = business.outbox.claim(conversation_id, lease=timedelta(seconds=5))
    assert delivery is not None
    assert (delivery.template, delivery.text) == (template, None)
    assert business.texts_with(lead) == ["halo", "Pengingat: besok"]


def test_nobody_else_sees_or_does_anything(business: Business) -> None:
    lead = Lead()
    conversation_id = business.say(lead, "rahasia")
    repository = business.conversations
    for stranger in (principal(business.cast.neighbour.user_id), principal("user_nobody")):
        for attempt in (
            lambda who: repository.get(conversation_id, asker=who),
            lambda who: repository.list_messages(conversation_id, asker=who),
            lambda who: repository.take_over(conversation_id, actor=who),
            lambda who: repository.send(conversation_id, "Halo", actor=who),
            lambda who: repository.list_for_workspace(business.workspace, ConversationFilter(), asker=who),
        ):
            with pytest.raises(NotFoundError):
                attempt(stranger)
    with pytest.raises(NotFoundError):
        repository.get(ConversationId("nonsense"), asker=business.admin)
    with pytest.raises(NotFoundError):
        repository.find_ari_record(ContactId("x"), workspace_id=business.workspace, asker=business.admin)


def test_who_tries_ari_out_reaches_nobody(business: Business) -> None:
    real, admin = Lead(), business.admin
    business.say(real, "halo, saya asli")
    member = principal(business.cast.member.user_id)
    with pytest.raises(ForbiddenError):
        business.inbox.receive_simulated(business.workspace, business.parse(real, "halo"), actor=member)
    received = business.inbox.receive_simulated(business.workspace, business.parse(real, "halo"), actor=admin)
    (conversation_id,) = received.conversation_ids
    assert conversation_id != business.conversation_of(real).id
    answer(business, conversation_id)
    out = StringIO()
    assert Worker(business.turns, business.outbox, ConsoleGateway(out), echo).deliver(conversation_id) == Counter()
    assert out.getvalue() == ""
    again = business.inbox.receive_chat(business.workspace, business.parse(real, "lagi"))
    assert again.conversation_ids == (conversation_id,)
