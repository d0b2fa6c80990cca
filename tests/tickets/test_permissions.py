"""Who may do what: every role on every kind of ticket, held against the table of the design, over the wire.

The table is written down here once more, as a function of its own; that the functions in Convex agree with it is the
test. Each action is tried on a ticket in the state that it needs.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any

import pytest

from tests.config.api_client import Answer, Caller
from tests.tickets.cast import Cast, ticket_in

Ticket = dict[str, Any]


class Answered(Enum):
    """What an action comes to."""

    DONE = "done"
    FORBIDDEN = "forbidden"
    UNSEEN = "ticket_not_found"


ROLES = ("requester", "member", "assignee", "admin", "hub_admin", "hub_member", "neighbour")
KINDS = ("internal", "routed")
PUBLIC = {"read", "history", "comments", "files"}
TALKING = {"comment"}
WORKING = {"note", "step"}
MANAGING = {"assign", "assignees", "skip", "withdraw", "delete"}
DECIDING = {"approve", "reject", "reopen"}
EDITING = {"edit in report", "edit later"}
ACTIONS = sorted(PUBLIC | TALKING | WORKING | MANAGING | DECIDING | EDITING)


def expected(role: str, kind: str, action: str) -> Answered:
    """Say what the table says. An assignee is a member of whoever works the ticket: the workspace, or the hub."""
    leads = role == ("hub_admin" if kind == "routed" else "admin")
    works = leads or role == "assignee"
    if not works and role not in ("requester", "member", "admin"):
        return Answered.UNSEEN
    is_allowed = (
        action in PUBLIC | TALKING
        or (action in WORKING and works)
        or (action in MANAGING and leads)
        or (action in DECIDING and role == "requester")
        or (action == "edit in report" and (works or role == "requester"))
        or (action == "edit later" and works)
    )
    return Answered.DONE if is_allowed else Answered.FORBIDDEN


class Stagehand:
    """Puts a ticket of the kind into the state that an action needs, and tries the action."""

    def __init__(self, cast: Cast, role: str, kind: str) -> None:
        self.cast, self.kind = cast, kind
        self.lead = cast.hub_admin if kind == "routed" else cast.admin
        self.assignee = cast.hub_member if kind == "routed" else cast.member
        self.actor: Caller = self.assignee if role == "assignee" else getattr(cast, role)
        self.is_assigned = role == "assignee"

    def ticket(self, *stages: str) -> Ticket:
        ticket = self.cast.open_ticket(route_to_hub=self.kind == "routed")
        if self.is_assigned:
            body = {"assigned_to": self.assignee.user_id}
            ticket = ticket_in(self.lead.send("PATCH", f"/api/tickets/{ticket['id']}/", body))
        return self.cast.move(ticket, *stages, by=self.lead)

    def pending(self) -> Ticket:
        ticket = self.ticket()
        assert self.lead.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": "closed"}).status == 200
        return ticket

    def closed(self) -> Ticket:
        return self.ticket("discuss", "outcome", "implementation", "closed")

    def post(self, ticket: Ticket, route: str, body: object) -> Answer:
        return self.actor.post(f"/api/tickets/{ticket['id']}/{route}/", body)

    def get(self, ticket: Ticket, route: str = "") -> Answer:
        return self.actor.get(f"/api/tickets/{ticket['id']}/{route}")

    def patch(self, ticket: Ticket, body: object) -> Answer:
        return self.actor.send("PATCH", f"/api/tickets/{ticket['id']}/", body)


ATTEMPTS: dict[str, Callable[[Stagehand], Answer]] = {
    "read": lambda hand: hand.get(hand.ticket()),
    "history": lambda hand: hand.get(hand.ticket(), "history/"),
    "comments": lambda hand: hand.get(hand.ticket(), "comments/"),
    "files": lambda hand: hand.get(hand.ticket(), "attachments/"),
    "comment": lambda hand: hand.post(hand.ticket(), "comments", {"content": "Satu"}),
    "note": lambda hand: hand.post(hand.ticket(), "comments", {"content": "Satu", "is_internal": True}),
    "step": lambda hand: hand.post(hand.ticket(), "transition", {"toStage": "discuss"}),
    "skip": lambda hand: hand.post(hand.ticket(), "transition", {"toStage": "closed"}),
    "withdraw": lambda hand: hand.post(hand.pending(), "transition", {"withdraw": True}),
    "assign": lambda hand: hand.patch(hand.ticket(), {"assigned_to": hand.assignee.user_id}),
    "assignees": lambda hand: hand.get(hand.ticket(), "assignees/"),
    "delete": lambda hand: hand.actor.send("DELETE", f"/api/tickets/{hand.ticket()['id']}/"),
    "approve": lambda hand: hand.post(hand.pending(), "approval", {"approved": True}),
    "reject": lambda hand: hand.post(hand.pending(), "approval", {"approved": False}),
    "reopen": lambda hand: hand.post(hand.closed(), "reopen", {"reason": "Satu"}),
    "edit in report": lambda hand: hand.patch(hand.ticket(), {"priority": "low"}),
    "edit later": lambda hand: hand.patch(hand.ticket("discuss"), {"priority": "low"}),
}


def answered(answer: Answer) -> Answered:
    if answer.status < 300:
        return Answered.DONE
    # A requester who edits too late is told the state, not that they are nobody.
    return Answered.FORBIDDEN if answer.body["code"] == "stage_conflict" else Answered(answer.body["code"])


def test_every_action_is_tried() -> None:
    assert sorted(ATTEMPTS) == ACTIONS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ROLES)
def test_the_answers_are_those_of_the_table(cast: Cast, role: str, kind: str) -> None:
    hand = Stagehand(cast, role, kind)

    answers = {action: answered(attempt(hand)) for action, attempt in ATTEMPTS.items()}

    assert answers == {action: expected(role, kind, action) for action in ATTEMPTS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ROLES)
def test_what_a_ticket_says_one_may_do_is_what_one_may_do(cast: Cast, role: str, kind: str) -> None:
    hand = Stagehand(cast, role, kind)
    if expected(role, kind, "read") is Answered.UNSEEN:
        assert hand.get(hand.ticket()).status == 404
        return

    told = ticket_in(hand.get(hand.ticket()))
    pending = ticket_in(hand.get(hand.pending()))
    closed = ticket_in(hand.get(hand.closed()))

    promised = {
        "comment": told["can_comment"],
        "note": told["can_comment_internally"],
        "step": told["can_transition"],
        "skip": told["can_request_skip"],
        "assign": told["can_assign"],
        "delete": told["can_delete"],
        "edit in report": told["can_edit"],
        "withdraw": pending["can_withdraw_approval"],
        "approve": pending["can_approve"],
        "reopen": closed["can_reopen"],
    }
    assert promised == {action: expected(role, kind, action) is Answered.DONE for action in promised}
    assert (pending["can_transition"], pending["allowed_transitions"]) == (False, [])
