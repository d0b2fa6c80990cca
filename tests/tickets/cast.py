"""The people of the ticket tests, in workspaces of their own for each test, and what they commonly do first."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from django.conf import settings

from config.convex.client import ConvexClient
from config.convex.documents import Args
from config.identity.local_issuer import LOCAL_ISSUER, key_id_of
from config.identity.tokens import ALGORITHM
from config.launch.deployment import EmbeddedDeployment
from tests.config.api_client import Answer, Caller
from tests.config.identity.issuer import key_named

HUB_SLUG = "my21staff"
HUB_ID = "00000000-0000-4000-8000-000000000021"
MADE = {"created_at": 1_700_000_000_000, "updated_at": 1_700_000_000_000}
TICKET = {
    "title": "Tombol simpan",
    "description": "Tombol simpan tidak bereaksi.",
    "category": "bug",
    "priority": "medium",
}


class Seeder:
    """Puts workspaces and people into the deployment by its bulk import."""

    def __init__(self, deployment: EmbeddedDeployment, convex: ConvexClient) -> None:
        self._key, self.convex = deployment.migration_key, convex

    def add(self, table: str, *records: Mapping[str, Any]) -> None:
        body = json.dumps({"records": list(records)}).encode()
        answer = self.convex.post_site(f"/migrate/{table}", body, bearer=self._key)
        assert answer.status == 200, answer.body
        report = json.loads(answer.body)
        assert (report["skipped"], report["failed"]) == ([], []), answer.body

    def add_workspaces(self, *workspaces: tuple[str, str, str]) -> None:
        """Add workspaces, each by its source id, its slug and its name."""
        made = {"owner_id": "user_owner", **MADE}
        self.add(
            "workspaces", *({"supabaseId": key, "slug": slug, "name": name, **made} for key, slug, name in workspaces)
        )

    def add_users(self, *users: tuple[str, str, str, str]) -> None:
        """Add users, each by id, name, the source id of a workspace, and their role there."""
        people, members = [], []
        for user_id, name, workspace_id, role in users:
            email = f"{name.split()[0].lower()}@example.com"
            person = {"clerk_id": user_id, "full_name": name, "email": email}
            people.append({"supabaseId": str(uuid.uuid4()), **person, **MADE})
            member = {"user_id": user_id, "role": role, "workspace_id": {"id": workspace_id}}
            members.append({"supabaseId": str(uuid.uuid4()), **member, "created_at": MADE["created_at"]})
        self.add("users", *people)
        self.add("workspaceMembers", *members)

    def delete_users(self, *user_ids: str) -> None:
        """Delete users as Clerk's webhook does."""
        for user_id in user_ids:
            event: Args = {"event_id": f"msg_{uuid.uuid4().hex}", "event_type": "user.deleted"}
            event |= {"occurred_at": time.time() * 1000, "clerk_id": user_id}
            self.convex.mutation("users:applyClerkEvent", event)

    def workspace_of(self, user_id: str, slug: str) -> str:
        """Return the Convex id of a workspace of the user."""
        found = self.convex.query("tickets:getMemberships", {"user_id": user_id})
        return next(
            str(entry["workspace"]["id"]) for entry in found["memberships"] if entry["workspace"]["slug"] == slug
        )


@dataclass(kw_only=True)
class Cast:
    """Kopi Nusantara with its people, the neighbour Teh Wangi with its admin, the support hub, and a stranger.

    `source_workspace` is what Kopi was called in Supabase.

    `admin` leads Kopi, `member` and `requester` belong to it; `neighbour` leads Teh; `hub_admin` and `hub_member`
    belong to the hub; `nobody` has not signed in.
    """

    seeder: Seeder
    workspace: str = ""
    source_workspace: str = ""
    next_workspace: str = ""
    hub: str = ""
    slug: str = ""
    admin: Caller = field(default_factory=Caller)
    member: Caller = field(default_factory=Caller)
    requester: Caller = field(default_factory=Caller)
    neighbour: Caller = field(default_factory=Caller)
    hub_admin: Caller = field(default_factory=Caller)
    hub_member: Caller = field(default_factory=Caller)
    nobody: Caller = field(default_factory=lambda: Caller(user_id=""))

    def open_ticket(self, caller: Caller | None = None, **changes: Any) -> dict[str, Any]:
        """Return a new ticket of Kopi as its requester sees it."""
        body = {"workspaceId": self.workspace, **TICKET, **changes}
        return ticket_in((caller or self.requester).post("/api/tickets/", body), 201)

    def open_routed_ticket(self, **changes: Any) -> dict[str, Any]:
        return self.open_ticket(route_to_hub=True, **changes)

    def move(self, ticket: Mapping[str, Any], *stages: str, by: Caller | None = None) -> dict[str, Any]:
        """Return the ticket after the steps."""
        moved = dict(ticket)
        for stage in stages:
            moved = ticket_in((by or self.admin).post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": stage}))
        return moved

    def close(self, ticket: Mapping[str, Any]) -> dict[str, Any]:
        """Return the ticket, which was in `report`, closed."""
        return self.move(ticket, "discuss", "outcome", "implementation", "closed")

    def ask_for_skip(self, ticket: Mapping[str, Any], stage: str = "closed") -> dict[str, Any]:
        """Return the ticket with a pending approval."""
        answer = self.admin.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": stage})
        assert answer.body["pendingApproval"] is True
        return ticket_in(answer)

    def history_of(self, ticket: Mapping[str, Any]) -> list[str]:
        """Return the events of the ticket, oldest first."""
        answer = self.admin.get(f"/api/tickets/{ticket['id']}/history/")
        assert answer.status == 200, answer.body
        return [row["event"] for row in answer.body["history"]]


def sign_in(user_id: str) -> Caller:
    """Return a caller with a session token of this machine, signed as `manage.py issue_token` signs it.

    The issuer reads its key from the file for each token, which for a cast of seven takes longer than a test.
    """
    key, now = key_named("this machine"), int(time.time())
    claims: dict[str, str | int] = {
        "iss": LOCAL_ISSUER,
        "azp": settings.PUBLIC_URL,
        "sub": user_id,
        "sid": f"sess_{uuid.uuid4().hex}",
    }
    claims |= {"iat": now, "nbf": now, "exp": now + 600}
    token = jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id_of(key.public_key())})
    return Caller(user_id=user_id, _token=token)


def ticket_in(answer: Answer, status: int = 200) -> dict[str, Any]:
    assert answer.status == status, answer.body
    ticket: dict[str, Any] = answer.body["ticket"]
    return ticket


def assemble_cast(seeder: Seeder) -> Cast:
    """Make the workspaces and the people of one test."""
    mark = uuid.uuid4().hex[:10]
    kopi, teh = str(uuid.uuid4()), str(uuid.uuid4())
    seeder.add_workspaces(
        (kopi, f"kopi-{mark}", "Kopi Nusantara"), (teh, f"teh-{mark}", "Teh Wangi"), (HUB_ID, HUB_SLUG, "my21staff")
    )
    places = {
        "admin": ("Sari Dewi", kopi, "admin"),
        "member": ("Budi Santoso", kopi, "member"),
        "requester": ("Ayu Lestari", kopi, "member"),
        "neighbour": ("Joko Widodo", teh, "admin"),
        "hub_admin": ("Rina Hartono", HUB_ID, "admin"),
        "hub_member": ("Dian Putri", HUB_ID, "member"),
    }
    seeder.add_users(*((f"user_{person}_{mark}", *place) for person, place in places.items()))
    callers = {person: sign_in(f"user_{person}_{mark}") for person in places}
    return Cast(
        seeder=seeder,
        source_workspace=kopi,
        workspace=seeder.workspace_of(f"user_admin_{mark}", f"kopi-{mark}"),
        next_workspace=seeder.workspace_of(f"user_neighbour_{mark}", f"teh-{mark}"),
        hub=seeder.workspace_of(f"user_hub_admin_{mark}", HUB_SLUG),
        slug=f"kopi-{mark}",
        **callers,
    )
