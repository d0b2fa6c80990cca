"""A business with a WhatsApp number and ARI switched on, and what happens to it in tests: webhooks, workers, staff."""

import hmac
import itertools
import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.test import Client

from ari.domain import ConversationId, Decision, Reply, State, Turn, WorkspaceId
from ari.inbox import Conversation, ConversationFilter, Inbound, InboxMessage
from ari.repositories.conversations import ConversationRepository
from ari.repositories.inbox import InboxRepository
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.turns import TurnRepository
from ari.webhooks.meta import parse_body
from config.convex.documents import Args
from config.identity.principal import Principal, PrincipalKind, Standing
from tests.config.api_client import Answer, new_client, read
from tests.tickets.cast import MADE, Cast, Seeder

SECRET = "a secret that only Kapso knows"
NOBODY = Standing(full_name=None, email=None, language=None, memberships=(), grants=())
NUMBERS = itertools.count(10_000_000)


def principal(user_id: str) -> Principal:
    """Return the user as who they are after signing in."""
    return Principal(user_id=user_id, kind=PrincipalKind.USER, load_standing=lambda: NOBODY)


@dataclass(kw_only=True)
class Business:
    """Kopi Nusantara of the cast, with a number of its own for each test."""

    cast: Cast
    number_id: str
    turns: TurnRepository
    outbox: WhatsAppOutboxRepository
    inbox: InboxRepository
    conversations: ConversationRepository
    client: Client = field(default_factory=new_client)

    @property
    def workspace(self) -> WorkspaceId:
        return WorkspaceId(self.cast.workspace)

    @property
    def admin(self) -> Principal:
        return principal(self.cast.admin.user_id)

    def deliver(self, body: object, *, secret: str = SECRET, **headers: str) -> Answer:
        """Send a webhook; what is not bytes is sent as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = {"x-kapso-signature": hmac.digest(secret.encode(), raw, "sha256").hex(), **headers}
        return read(self.client.generic("POST", "/webhooks/kapso/", raw, "application/json", headers=signed))

    def write(self, lead: "Lead", *texts: str) -> list[str]:
        """Let the lead write; each text is a webhook of its own. Returns the ids of the messages."""
        ids = []
        for text in texts:
            message = text_message(lead, text)
            answer = self.deliver(webhook(self.number_id, messages=[message], contacts=[lead.as_contact()]))
            assert answer.status == 200, answer.body
            ids.append(str(message["id"]))
        return ids

    def say(self, lead: "Lead", *texts: str) -> ConversationId:
        """Let the lead say something that is ready to be answered at once. Returns the conversation."""
        ready = [replace(message, wait=timedelta(0), limit=timedelta(0)) for message in self.parse(lead, *texts)]
        return self.inbox.receive(ready).conversation_ids[0]

    def parse(self, lead: "Lead", *texts: str) -> list[Inbound]:
        """Return what the lead writes as the webhook's parser hands it on."""
        messages = [text_message(lead, text) for text in texts]
        return parse_body(webhook(self.number_id, messages=messages, contacts=[lead.as_contact()])).messages

    def conversation_of(self, lead: "Lead") -> Conversation:
        """Return the conversation with the lead."""
        page = self.conversations.list_for_workspace(
            self.workspace, ConversationFilter(search=f"+{lead.wa_id}"), asker=self.admin
        )
        (conversation,) = page.conversations
        return self.conversations.get(conversation.id, asker=self.admin)

    def messages_with(self, lead: "Lead") -> list[InboxMessage]:
        """Return the messages of the conversation with the lead, oldest first."""
        conversation = self.conversation_of(lead)
        page = self.conversations.list_messages(conversation.id, asker=self.admin, limit=200)
        messages = [*page.messages]
        while page.cursor is not None:
            page = self.conversations.list_messages(conversation.id, asker=self.admin, cursor=page.cursor, limit=200)
            messages += page.messages
        return messages[::-1]

    def texts_with(self, lead: "Lead") -> list[str | None]:
        return [message.text for message in self.messages_with(lead)]


@dataclass(kw_only=True)
class Lead:
    """Somebody who writes on WhatsApp."""

    wa_id: str = field(default_factory=lambda: f"62813{next(NUMBERS)}")
    name: str = "Sari 🌸"

    def as_contact(self) -> dict[str, Any]:
        return {"wa_id": self.wa_id, "profile": {"name": self.name}}


def text_message(lead: Lead, text: str, **more: Any) -> dict[str, Any]:
    """Return a message in the shape of Meta's API."""
    return {"from": lead.wa_id, "id": f"wamid.{uuid.uuid4().hex}", "type": "text", "text": {"body": text}, **more}


def webhook(number_id: str, **value: Any) -> dict[str, Any]:
    """Return a body with one change; `value` has its messages, contacts and statuses."""
    metadata = {"display_phone_number": "+62 21 555", "phone_number_id": number_id}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def status(provider_id: str, word: str, **more: Any) -> dict[str, Any]:
    return {"id": provider_id, "status": word, "timestamp": "1764000000", "recipient_id": "62813", **more}


def echo(turn: Turn) -> Decision:
    """Answer with what was said: a brain that any test can predict."""
    said = " + ".join(message.text for message in turn.messages)
    return Decision(
        state=State.QUALIFYING, memory={"turns": count_turns(turn) + 1}, replies=(Reply(text=f"Re: {said}"),)
    )


def count_turns(turn: Turn) -> int:
    return int(turn.memory.get("turns", 0))


def open_business(cast: Cast, seeder: Seeder) -> Business:
    """Give the cast's workspace a number and switch ARI on."""
    number_id = f"number-{uuid.uuid4().hex[:12]}"
    convex = seeder.convex
    place = {"supabaseId": cast.source_workspace, "slug": cast.slug, "name": "Kopi Nusantara", "owner_id": "user_owner"}
    seeder.add("workspaces", {**place, "kapso_phone_id": number_id, **MADE})
    switch: Args = {
        "actor": principal(cast.admin.user_id).as_actor(),
        "workspace_id": cast.workspace,
        "is_enabled": True,
    }
    convex.mutation("ariSettings:saveConfig", switch)
    return Business(
        cast=cast,
        number_id=number_id,
        turns=TurnRepository(convex),
        outbox=WhatsAppOutboxRepository(convex),
        inbox=InboxRepository(convex),
        conversations=ConversationRepository(convex),
    )
