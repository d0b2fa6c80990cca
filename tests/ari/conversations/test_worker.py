"""From the webhook to WhatsApp: a message is stored, answered and sent, through the real functions."""

import io
from datetime import timedelta

from ari.inbox import Claim, DeliveryStatus
from ari.whatsapp import ConsoleGateway
from ari.worker import Worker
from tests.ari.conversations.business import Business, Lead, echo


def make_worker(business: Business, out: io.StringIO) -> Worker:
    return Worker(business.turns, business.outbox, ConsoleGateway(out), echo)


def claim_now(business: Business, lead: Lead) -> Claim:
    claim = business.turns.claim(business.conversation_of(lead).id, lease=timedelta(seconds=30), even_if_not_due=True)
    assert isinstance(claim, Claim), claim
    return claim


def test_a_message_is_stored_answered_and_sent(business: Business) -> None:
    lead, out = Lead(), io.StringIO()
    business.write(lead, "stop dulu ya, tapi saya mau orang", "manusia asli")
    conversation = business.conversation_of(lead)
    assert (conversation.status, conversation.unread_count, conversation.contact.phone) == ("open", 2, f"+{lead.wa_id}")

    claim = claim_now(business, lead)
    committed = business.turns.commit(claim, echo(claim.turn))
    make_worker(business, out).deliver(conversation.id)

    assert committed.outcome == "committed"
    assert out.getvalue() == f"WhatsApp to +{lead.wa_id}: Re: stop dulu ya, tapi saya mau orang + manusia asli\n"
    assert [message.delivery_status for message in business.messages_with(lead)] == [None, None, DeliveryStatus.SENT]
