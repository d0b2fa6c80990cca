"""A pleasant set of data for screenshots and browser tests: seven small businesses and what they ask the hub for.

What happened stands in `demonstration.json`, its times as hours ago. It is written by the bulk import, which alone can
set times: ages and last replies differ. All of it follows from `now`: two runs at one moment make the same data.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.tickets.cast import HUB_ID, HUB_SLUG, Seeder

NAMESPACE = uuid.UUID("00000000-0000-4000-8000-0000000000aa")
STAGES = ("report", "discuss", "outcome", "implementation", "closed")
# The staff accounts, by username.
STAFF: Mapping[str, tuple[str, str]] = {
    "rina": ("Rina", "Hartono"),
    "bayu": ("Bayu", "Pratama"),
    "dian": ("Dian", "Putri"),
}
ROOT: dict[str, Any] = {"user_id": "staff:rina", "kind": "staff", "superuser": True}
DATA: Mapping[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text())
BUSINESSES: list[dict[str, Any]] = DATA["businesses"]
TICKETS: list[dict[str, Any]] = DATA["tickets"]


def seed_demonstration(seeder: Seeder, now: datetime) -> None:
    """Write everything."""
    workspaces = [(source_id(business["slug"]), business["slug"], business["name"]) for business in BUSINESSES]
    seeder.add_workspaces(*workspaces, (HUB_ID, HUB_SLUG, "my21staff"))
    seeder.add_users(*_people())
    seeder.add("tickets", *(_ticket(place, story, now) for place, story in enumerate(TICKETS)))
    seeder.add("ticketComments", *(row for place, story in enumerate(TICKETS) for row in _comments(place, story, now)))
    seeder.add(
        "ticketStatusHistory", *(row for place, story in enumerate(TICKETS) for row in _history(place, story, now))
    )


def seed_desk(seeder: Seeder) -> None:
    """Write what staff keep: canned replies for all workspaces, and what one account may do."""
    hub = seeder.convex.query("portal:listWorkspaces", {"actor": ROOT, "search": HUB_SLUG})["workspaces"][0]["id"]
    for reply in DATA["replies"]:
        seeder.convex.mutation("portal:saveReply", {"actor": ROOT, "workspace_id": hub, **reply})
    # A superuser needs no grant to see; with one to act, handoffs are told to them.
    granted = (("kopi-nusantara", True), ("batik-laras", True), ("klinik-bunda", False))
    for username, slug, can_act in (*(("dian", *each) for each in granted), ("rina", "rumah-kuliah", True)):
        found = seeder.convex.query("portal:listWorkspaces", {"actor": ROOT, "search": slug})["workspaces"][0]
        grant: dict[str, Any] = {"user_id": f"staff:{username}", "workspace_id": found["id"], "can_act": can_act}
        seeder.convex.mutation("staffGrants:setGrant", {"actor": ROOT, **grant})


def source_id(name: str) -> str:
    """Return what Supabase would have called something."""
    return str(uuid.uuid5(NAMESPACE, name))


def user_id(business: str, person: str) -> str:
    """Return the id of one of the people of a business; of a staff account its own."""
    return f"staff:{person}" if person in STAFF else f"user_{business}_{person.split()[-1].lower()}"


def _people() -> Iterator[tuple[str, str, str, str]]:
    for business in BUSINESSES:
        for place, person in enumerate(business["people"]):
            role = "member" if place else "admin"
            yield user_id(business["slug"], person), person, source_id(business["slug"]), role


def moment_ago(now: datetime, hours_ago: float) -> int:
    """Return the moment so long ago in milliseconds."""
    return round((now - timedelta(hours=hours_ago)).timestamp() * 1000)


def _changed_hours_ago(story: Mapping[str, Any]) -> float:
    if "closed_hours_ago" in story:
        return float(story["closed_hours_ago"])
    said = [float(line["hours_ago"]) for line in story.get("said", [])]
    return min([*said, float(story["hours_ago"]) * 0.6])


def _ticket(place: int, story: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    changed = moment_ago(now, _changed_hours_ago(story))
    pending = {"pending_stage": story["skip_to"], "approval_requested_at": changed} if "skip_to" in story else {}
    return {
        "supabaseId": source_id(f"ticket {place}"),
        "workspace_id": {"id": source_id(story["business"])},
        "admin_workspace_id": {"id": HUB_ID, "slug": HUB_SLUG},
        "requester_id": user_id(story["business"], story["by"]),
        **{name: story[name] for name in ("title", "description", "category", "priority", "stage")},
        "pending_approval": bool(pending),
        "created_at": moment_ago(now, story["hours_ago"]),
        "updated_at": changed,
        **({"assigned_to": f"staff:{story['assignee']}"} if "assignee" in story else {}),
        **pending,
        **({"closed_at": changed} if story["stage"] == "closed" else {}),
    }


def _comments(place: int, story: Mapping[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(story.get("said", [])):
        yield {
            "supabaseId": source_id(f"comment {place} {number}"),
            "ticket_id": {"id": source_id(f"ticket {place}")},
            "author_id": user_id(story["business"], line["by"]),
            "content": line["text"],
            "is_internal": line.get("is_note", False),
            "created_at": moment_ago(now, line["hours_ago"]),
        }


def _history(place: int, story: Mapping[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the way through the stages, evenly over the life of the ticket."""
    reached = STAGES.index(story["stage"])
    for step in range(reached + 1):
        by = story["by"] if step == 0 else story.get("assignee", "rina")
        yield {
            "supabaseId": source_id(f"history {place} {step}"),
            "ticket_id": {"id": source_id(f"ticket {place}")},
            "changed_by": user_id(story["business"], by),
            "to_stage": STAGES[step],
            **({"from_stage": STAGES[step - 1]} if step else {}),
            "created_at": moment_ago(now, story["hours_ago"] * (1 - step / (reached + 1.5))),
        }
