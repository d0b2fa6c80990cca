"""Every combination of grants over two workspaces, and every other kind of caller, at every route of the portal.

What must come of it is said here once more, in a few lines that know nothing of how it is decided.
"""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.config.api_client import Answer, Caller
from tests.portal.api.staff import Staff
from tests.tickets.cast import TICKET, Cast

pytestmark = pytest.mark.django_db
STATES = ("none", "see", "act", "expired")
COMBINATIONS = tuple("/".join(pair) for pair in itertools.product(STATES, STATES))
OTHERS = ("superuser", "hub_admin", "hub_member", "requester", "neighbour", "nobody")
KINDS = ("internal", "routed")
Somebody = Staff | Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a caller may do with a ticket."""

    sees: bool = False
    works: bool = False


NOTHING, EVERYTHING = Held(), Held(sees=True, works=True)


def held_by(hold: str, kind: str) -> Held:
    """Say what a hold on a workspace means for its tickets of that kind."""
    is_routed = kind == "routed"
    by_hold: Mapping[str, Held] = {
        "see": Held(sees=True),
        "act": Held(sees=True, works=is_routed),
        "all": EVERYTHING,
        "lead": EVERYTHING if is_routed else NOTHING,
    }
    return by_hold.get(hold, NOTHING)


def meets(hold: str) -> bool:
    """Say if the workspace itself is shown."""
    return hold in ("see", "act", "all", "lead")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A workspace with a ticket of each kind, and what the caller is there."""

    workspace: str
    requester: str
    tickets: Mapping[str, str]
    hold: str


HOLDS: Mapping[str, tuple[str, str]] = {"superuser": ("all", "all"), "hub_admin": ("lead", "lead")}
# Long enough for the call that grants it to arrive on a busy machine.
ENDING = timedelta(seconds=2)


class Stage:
    """The cast with tickets in two workspaces, and the caller that the parameter names."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.cast = cast
        first, second = name.split("/") if "/" in name else HOLDS.get(name, ("none", "none"))
        workspaces = {cast.workspace: first, cast.next_workspace: second}
        self.caller: Somebody = self._caller(name, workspaces)
        granted_at = time.monotonic()
        self.places = tuple(
            Place(workspace=workspace, requester=by.user_id, tickets=self._open(by, workspace), hold=hold)
            for (workspace, hold), by in zip(workspaces.items(), (cast.admin, cast.neighbour), strict=True)
        )
        if "expired" in (first, second):
            time.sleep(max(0.0, granted_at + ENDING.total_seconds() + 0.01 - time.monotonic()))

    def _open(self, by: Caller, workspace: str) -> dict[str, str]:
        body = {"workspaceId": workspace, **TICKET}
        return {
            kind: by.post("/api/tickets/", {**body, "route_to_hub": kind == "routed"}).body["ticket"]["id"]
            for kind in KINDS
        }

    def _caller(self, name: str, workspaces: Mapping[str, str]) -> Somebody:
        if name in OTHERS and name != "superuser":
            caller: Caller = getattr(self.cast, name)
            return caller
        account = Staff(self.cast.seeder.convex, is_superuser=name == "superuser")
        for workspace, hold in workspaces.items():
            if hold in ("see", "act"):
                account.grant(workspace, can_act=hold == "act")
            elif hold == "expired":
                account.grant(workspace, can_act=True, lasting=ENDING)
        return account


Attempt = Callable[[Somebody, str], Answer]


def at(method: str, tail: str, body: Any = b"") -> Attempt:
    return lambda caller, ticket: caller.send(method, f"/api/portal/tickets/{ticket}/{tail}", body)


# What reads a ticket, and what works it; each of these leaves the ticket so that the next can be tried.
READING: Mapping[str, Attempt] = {
    "show": at("GET", ""),
    "comments": at("GET", "comments/"),
    "history": at("GET", "history/"),
    "files": at("GET", "attachments/"),
}
WORKING: Mapping[str, Attempt] = {
    "comment": at("POST", "comments/", {"content": "Halo"}),
    "note": at("POST", "comments/", {"content": "Halo", "is_internal": True}),
    "rewrite": at("PUT", "", TICKET),
    "edit": at("PATCH", "", {"priority": "low"}),
    "unassign": at("PATCH", "", {"assigned_to": None}),
    "assignees": at("GET", "assignees/"),
    "ask for a skip": at("POST", "transition/", {"toStage": "closed"}),
    "withdraw it": at("POST", "transition/", {"withdraw": True}),
    "step": at("POST", "transition/", {"toStage": "discuss"}),
    "delete": at("DELETE", ""),
}


def expected(*, sees: bool, may: bool) -> str:
    return "done" if may else "forbidden" if sees else "ticket_not_found"


def outcome(answer: Answer) -> str:
    if answer.status < 300:
        return "done"
    assert answer.status in (401, 403, 404), answer
    code: str = answer.body["code"]
    return code


@pytest.mark.parametrize("name", [*COMBINATIONS, "superuser", "hub_admin", "hub_member"])
def test_staff_do_what_the_reference_says(cast: Cast, name: str) -> None:
    stage = Stage(cast, name)
    caller = stage.caller
    is_token = isinstance(caller, Caller)

    for place in stage.places:
        met = meets(place.hold) or is_token
        acts = held_by(place.hold, "routed").works
        path = f"/api/portal/workspaces/{place.workspace}/"
        listed = caller.get(f"/api/portal/tickets/?workspace={place.workspace}&counts=true")
        seen = {place.tickets[kind] for kind in KINDS if held_by(place.hold, kind).sees}
        assert outcome(listed) == ("done" if met else "workspace_not_found")
        if met:
            assert {ticket["id"] for ticket in listed.body["tickets"]} == seen
            assert listed.body["counts"]["total"] == len(seen)
        assert outcome(caller.get(path)) == ("done" if met else "workspace_not_found")
        people = outcome(caller.get(f"{path}requesters/"))
        assert people == ("done" if acts else "forbidden" if met else "workspace_not_found")
        for_client = {"workspaceId": place.workspace, "requester_id": place.requester, **TICKET}
        opened = outcome(caller.post("/api/portal/tickets/", for_client))
        assert opened == ("done" if acts else "forbidden" if meets(place.hold) else "workspace_not_found")
        for kind, ticket in place.tickets.items():
            held = held_by(place.hold, kind)
            for deed, attempt in READING.items():
                assert (deed, outcome(attempt(caller, ticket))) == (deed, expected(sees=held.sees, may=held.sees))
            bulk = {"action": "comment", "ids": [ticket], "content": "Halo"}
            (result,) = caller.post("/api/portal/tickets/bulk/", bulk).body["results"]
            assert result.get("code", "done") == expected(sees=held.sees, may=held.works)
            for deed, attempt in WORKING.items():
                assert (deed, outcome(attempt(caller, ticket))) == (deed, expected(sees=held.sees, may=held.works))
    superuser_only = "done" if name == "superuser" else "forbidden"
    for path in ("grants/", "audit/"):
        assert outcome(caller.get(f"/api/portal/{path}")) == superuser_only
    assert outcome(caller.get("/api/portal/views/")) == "done"


@pytest.mark.parametrize("name", COMBINATIONS)
def test_the_whole_list_has_what_is_granted_and_nothing_else(cast: Cast, name: str) -> None:
    stage = Stage(cast, name)

    listed = stage.caller.get("/api/portal/tickets/?counts=true").body
    workspaces = stage.caller.get("/api/portal/workspaces/").body["workspaces"]

    held = [place for place in stage.places if meets(place.hold)]
    tickets = {ticket for place in held for ticket in place.tickets.values()}
    assert {ticket["id"] for ticket in listed["tickets"]} == tickets
    assert (listed["counts"]["total"], listed["next_cursor"]) == (len(tickets), None)
    assert {workspace["id"]: workspace["can_act"] for workspace in workspaces} == {
        place.workspace: place.hold == "act" for place in held
    }


@pytest.mark.parametrize("name", ["requester", "neighbour", "nobody"])
def test_who_is_no_staff_finds_no_console(cast: Cast, name: str) -> None:
    stage = Stage(cast, name)
    caller = stage.caller
    refused = "not_authenticated" if name == "nobody" else "hub_staff_only"

    for path in ("workspaces/", f"workspaces/{cast.workspace}/", "grants/", "audit/", "views/"):
        assert outcome(caller.get(f"/api/portal/{path}")) == refused
    for place in stage.places:
        for ticket in place.tickets.values():
            is_own = caller.user_id == place.requester
            for deed, attempt in {**READING, **WORKING}.items():
                is_theirs = deed in ("show", "comments", "comment")
                wanted = ("done" if is_theirs else refused) if is_own else "ticket_not_found"
                if deed == "note" and caller.user_id:
                    continue  # A field that requesters do not have: test_requesters.py.
                assert (deed, outcome(attempt(caller, ticket))) == (deed, refused if name == "nobody" else wanted)
