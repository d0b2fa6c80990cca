"""Conversations for the tests of pages: a business with WhatsApp, its leads, and staff with grants of every kind."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from ari.domain import ConversationId, Handoff, State
from ari.inbox import Claim
from ari.processor import make_respond
from config.convex.documents import Args
from tests.ari.conversations.business import Business, Lead
from tests.portal.conftest import LogIn
from tests.tickets.cast import Cast

SUPERUSER = {"user_id": "staff:root", "kind": "staff", "superuser": True}
LEASE = timedelta(seconds=30)


def log_in_granted(cast: Cast, log_in: LogIn, can_act: bool | None) -> Client:
    """Return a browser of a staff account that may see, or act in, Kopi Nusantara; None: it holds no grant."""
    name = f"staf-{uuid.uuid4().hex[:8]}"
    User.objects.create(username=name, is_staff=True)
    if can_act is not None:
        args: Args = {"actor": SUPERUSER, "user_id": f"staff:{name}", "can_act": can_act}
        cast.seeder.convex.mutation("staffGrants:setGrant", {**args, "workspace_id": cast.workspace})
    return log_in(name, is_superuser=False)


def claim(business: Business, conversation_id: str) -> Claim:
    """Claim what the lead said last."""
    claimed = business.turns.claim(ConversationId(conversation_id), lease=LEASE, even_if_not_due=True)
    assert isinstance(claimed, Claim)
    return claimed


def let_ari_answer(business: Business, conversation_id: str) -> None:
    """Let ARI answer what the lead said last."""
    claimed = claim(business, conversation_id)
    business.turns.commit(claimed, make_respond()(claimed.turn))


def hand_off(business: Business, conversation_id: str, summary: str) -> None:
    """Let ARI hand the conversation over."""
    claimed = claim(business, conversation_id)
    handoff = Handoff(reason="legal", summary=summary)
    decision = replace(make_respond()(claimed.turn), state=State.HANDOFF, handoff=handoff)
    business.turns.commit(claimed, decision)


def write_at(business: Business, lead: Lead, text: str, sent_at: datetime) -> str:
    """Let the lead have written at a moment; nobody answers. Returns the conversation."""
    messages = [replace(message, sent_at=sent_at) for message in business.parse(lead, text)]
    return str(business.inbox.receive(messages).conversation_ids[0])


def text_of(answer: Any) -> str:
    """Return the page."""
    return str(answer.content.decode())
