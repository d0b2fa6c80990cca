"""Webhooks on a bad network: duplicated, reordered, dropped, replayed, forged, damaged.

What is stored in the end is what was validly sent, once, whatever the way it took. `WEBHOOK_FUZZ_SECONDS` says how long
the campaign goes on; it is short in the usual run of the tests.
"""

import hmac
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.ari.conversations.business import SECRET, Business, Lead, text_message, webhook

SECONDS = float(os.environ.get("WEBHOOK_FUZZ_SECONDS", "4"))
ODDITIES = ("😀", "é", "\x00", "<b>", "x", "\u202e")
KINDS: tuple[Callable[[Lead, str], dict[str, Any]], ...] = (
    text_message,
    lambda lead, text: text_message(lead, "", type="image", image={"id": "m", "caption": text}),
    lambda lead, text: text_message(lead, "", type="button", button={"text": text}),
    lambda lead, text: text_message(lead, "", type="interactive", interactive=choice_of(text)),
)


def choice_of(text: str) -> dict[str, Any]:
    return {"type": "list_reply", "list_reply": {"id": "c", "title": text}}


@dataclass
class Network:
    """What leads wrote, and the webhooks that carry it."""

    rng: random.Random
    number_id: str
    leads: list[Lead] = field(default_factory=lambda: [Lead() for _ in range(4)])
    written: dict[str, dict[str, str]] = field(default_factory=dict)
    waiting: list[bytes] = field(default_factory=list)

    def write(self) -> None:
        """Put some messages into a webhook, among malformed ones."""
        messages: list[Any] = []
        for _ in range(self.rng.randint(1, 4)):
            lead = self.rng.choice(self.leads)
            text = f"pesan {len(self.written)} {self.rng.choice(ODDITIES)}"
            message = self.rng.choice(KINDS)(lead, text)
            self.written[message["id"]] = {"lead": lead.wa_id, "text": text}
            messages.append(message)
        for broken in ({}, None, {"from": "628", "type": "text"}):
            if self.rng.random() < 0.2:
                messages.insert(self.rng.randrange(len(messages) + 1), broken)
        self.waiting.append(json.dumps(webhook(self.number_id, messages=messages)).encode())


def damaged(rng: random.Random, raw: bytes) -> bytes:
    """Return the body with some bytes changed on the way."""
    changed = bytearray(raw)
    for _ in range(rng.randint(1, 5)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def sign(raw: bytes, secret: str = SECRET) -> str:
    return hmac.digest(secret.encode(), raw, "sha256").hex()


def deliver_all(business: Business, network: Network) -> Iterator[int]:
    """Deliver what waits in any order, some of it damaged, forged or twice; yield the statuses of the genuine ones."""
    rng = network.rng
    while network.waiting:
        raw = network.waiting.pop(rng.randrange(len(network.waiting)))
        roll = rng.random()
        if roll < 0.15:
            # Dropped: nobody answered, so the sender repeats it later.
            network.waiting.append(raw)
            continue
        if roll < 0.3:
            other = damaged(rng, raw)
            assert other == raw or business.deliver(other, **{"x-kapso-signature": sign(raw)}).status == 401
        if roll < 0.4:
            assert business.deliver(raw, **{"x-kapso-signature": sign(raw, "another secret")}).status == 401
        if roll < 0.5:
            network.waiting.append(raw)
        yield business.deliver(raw).status


def stored_with(business: Business, lead: Lead) -> dict[str | None, int]:
    counted: dict[str | None, int] = {}
    for message in business.messages_with(lead):
        counted[message.text] = counted.get(message.text, 0) + 1
    return counted


@pytest.mark.timeout(SECONDS * 3 + 120)
def test_what_is_stored_is_what_was_validly_sent(business: Business) -> None:
    seed = random.SystemRandom().randrange(10**9)
    network = Network(rng=random.Random(seed), number_id=business.number_id)
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and len(network.written) < 700:
        for _ in range(network.rng.randint(1, 3)):
            network.write()
        assert set(deliver_all(business, network)) == {200}, f"seed {seed}"

    for lead in network.leads:
        sent = [entry["text"] for entry in network.written.values() if entry["lead"] == lead.wa_id]
        if sent:
            assert stored_with(business, lead) == dict.fromkeys(sent, 1), f"seed {seed}"
            assert business.conversation_of(lead).unread_count == len(sent)
