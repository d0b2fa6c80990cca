"""The conversations of the demonstration: what stands in `demonstration_talks.json`, its times as hours ago."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ari.domain import (
    Decision,
    Document,
    Fact,
    FactSource,
    Field,
    Handoff,
    Reply,
    Score,
    State,
    Temperature,
    WorkspaceId,
)
from ari.inbox import Claim, Consent, Inbound
from ari.memory import Memory
from ari.repositories.inbox import InboxRepository
from ari.repositories.turns import TurnRepository
from config.convex.documents import Args
from tests.portal.demonstration import BUSINESSES, moment_ago, source_id
from tests.tickets.cast import MADE, Seeder

TALKS: list[dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text())
SENDERS = ("contact", "bot")
ROOT: dict[str, Any] = {"user_id": "staff:rina", "kind": "staff", "superuser": True}
LEASE, WAIT = timedelta(minutes=1), timedelta(seconds=1)


def seed_talks(seeder: Seeder, now: datetime) -> None:
    """Write the talks: what is past by the bulk import, which can set times, and the last turn of ARI as it happens."""
    numbered = list(enumerate(TALKS))
    seeder.add("contacts", *(_contact(place, talk, now) for place, talk in numbered))
    seeder.add("conversations", *(_conversation(place, talk, now) for place, talk in numbered))
    seeder.add("messages", *(row for place, talk in numbered for row in _messages(place, talk, now)))
    for talk in TALKS:
        if talk["state"]:
            take_turn(seeder, talk, now)


def take_turn(seeder: Seeder, talk: Mapping[str, Any], now: datetime) -> None:
    """Let the lead write the last message, and ARI answer it with what the story says."""
    convex, number = seeder.convex, f"number-{talk['business']}"
    seeder.add("workspaces", {**workspace_in(talk["business"]), "kapso_phone_id": number})
    workspace_id = find_workspace(seeder, talk["business"])
    switch: Args = {"actor": ROOT, "workspace_id": workspace_id, "is_enabled": True}
    convex.mutation("ariSettings:saveConfig", switch)
    _sender, hours_ago, text, *_rest = talk["said"][_last_heard(talk)]
    message = Inbound(
        phone_number_id=number,
        provider_id=f"demonstration.{talk['phone']}",
        phone=talk["phone"],
        phone_spellings=(talk["phone"],),
        kind="text",
        text=text,
        sent_at=now - timedelta(hours=hours_ago),
        consent=Consent.OUT if talk.get("opted_out") else None,
        wait=WAIT,
        limit=WAIT,
    )
    (conversation_id,) = InboxRepository(convex).receive([message]).conversation_ids
    turns = TurnRepository(convex)
    claim = turns.claim(conversation_id, lease=LEASE, even_if_not_due=True)
    if isinstance(claim, Claim):
        turns.commit(claim, decision_in(talk))


def workspace_in(slug: str) -> dict[str, Any]:
    """Return the row of a business, as the source has it."""
    name = next(business["name"] for business in BUSINESSES if business["slug"] == slug)
    return {"supabaseId": source_id(slug), "slug": slug, "name": name, "owner_id": "user_owner", **MADE}


def find_workspace(seeder: Seeder, slug: str) -> WorkspaceId:
    """Return the id of a business."""
    found = seeder.convex.query("portal:listWorkspaces", {"actor": ROOT, "search": slug})["workspaces"]
    return WorkspaceId(str(found[0]["id"]))


def decision_in(talk: Mapping[str, Any]) -> Decision:
    """Return what ARI decides in the last turn of the story."""
    handoff = Handoff(reason=talk["handoff"], summary=talk["summary"]) if "handoff" in talk else None
    replies = tuple(Reply(text=line[2]) for line in talk["said"][_last_heard(talk) + 1 :])
    return Decision(
        state=State(talk["state"]),
        memory=_memory(talk).to_json(),
        replies=replies,
        silence=None if replies else "nothing_to_say",
        score=_score(talk),
        lead_status=talk["lead_status"],
        handoff=handoff,
        consent="out" if talk.get("opted_out") else None,
        trace=({"step": "score", "total": talk["score"]}, {"step": "route", "route": "continue_qualifying"}),
    )


def _score(talk: Mapping[str, Any]) -> Score:
    total = int(talk["score"])
    reasons = ("Negara tujuan jelas: 5 dari 5", "Kelengkapan data: 12 dari 15", "IELTS 6.5 atau lebih: 10 dari 10")
    return Score(
        basic=total // 4,
        qualification=total // 2,
        document=total / 5,
        engagement=total / 20,
        total=total,
        temperature=Temperature(talk["temperature"]),
        reasons=reasons,
    )


def _last_heard(talk: Mapping[str, Any]) -> int:
    return max(place for place, line in enumerate(talk["said"]) if line[0] == "contact")


def _named(place: int, talk: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {
        "supabaseId": source_id(f"{kind} {place}"),
        "workspace_id": {"id": source_id(talk["business"])},
    }


def _span(talk: Mapping[str, Any], now: datetime) -> dict[str, int]:
    said = [float(line[1]) for line in talk["said"]]
    return {"created_at": moment_ago(now, max(said)), "updated_at": moment_ago(now, min(said))}


def _contact(place: int, talk: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    optional = {name: talk[name] for name in ("email",) if name in talk}
    return {
        **_named(place, talk, "contact"),
        **{name: talk[name] for name in ("phone", "name", "lead_status")},
        "phone_normalized": talk["phone"],
        "lead_score": talk["score"],
        **optional,
        **_span(talk, now),
    }


def _conversation(place: int, talk: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    optional = {"assigned_to": f"staff:{talk['assignee']}"} if "assignee" in talk else {}
    return {
        **_named(place, talk, "conversation"),
        "contact_id": {"id": source_id(f"contact {place}")},
        # What ARI is to answer must be with it.
        "status": "open" if talk["state"] else talk["status"],
        "unread_count": talk.get("unread", 0),
        "last_message_at": moment_ago(now, talk["said"][-1][1]),
        "last_message_preview": talk["said"][-1][2][:100],
        **optional,
        **_span(talk, now),
    }


def _messages(place: int, talk: Mapping[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    past = talk["said"][: _last_heard(talk)] if talk["state"] else talk["said"]
    for number, (sender, hours_ago, text, *_delivery) in enumerate(past):
        yield {
            **_named(place, talk, f"message {number} of"),
            "conversation_id": {"id": source_id(f"conversation {place}")},
            "direction": "inbound" if sender == "contact" else "outbound",
            "sender_type": sender if sender in SENDERS else "user",
            **({} if sender in SENDERS else {"sender_id": f"staff:{sender}"}),
            "content": text,
            "message_type": "text",
            "created_at": moment_ago(now, hours_ago),
        }


def _memory(talk: Mapping[str, Any]) -> Memory:
    facts = {
        Field(name): Fact(value=value, words=words, source=FactSource(source))
        for name, (value, words, source) in talk.get("facts", {}).items()
    }
    documents = {Document(name): has for name, has in talk.get("documents", {}).items()}
    return Memory(facts=facts, documents=documents)
