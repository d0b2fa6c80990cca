"""Leads of whom ARI knows something, without a talk."""

import uuid
from typing import Any

from ari.domain import Fact, FactSource, Field
from ari.memory import Memory
from tests.tickets.cast import MADE, Cast


def add_known_lead(cast: Cast, name: str, **facts: Any) -> None:
    """Add a lead of Kopi Nusantara of whom ARI knows these facts."""
    known = {Field(key): Fact(value=value, words=str(value), source=FactSource.STAFF) for key, value in facts.items()}
    contact_id, place = str(uuid.uuid4()), {"workspace_id": {"id": cast.source_workspace}}
    phone = f"+6281{uuid.uuid4().int % 10**9:09}"
    scored = {**place, "lead_score": 0, **MADE}
    cast.seeder.add(
        "contacts", {"supabaseId": contact_id, "phone": phone, "name": name, "lead_status": "new", **scored}
    )
    memory = Memory(facts=known).to_json()
    ari = {"contact_id": {"id": contact_id}, "state": "qualifying", "context": memory}
    cast.seeder.add("ariConversations", {"supabaseId": str(uuid.uuid4()), **ari, **scored})
