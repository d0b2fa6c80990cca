"""Staff of the portal, who call the API with their Django session."""

import json
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config.convex.documents import Args
from tests.config.api_client import Answer, read
from tests.tickets.cast import Cast, ticket_in

pytestmark = pytest.mark.django_db(transaction=True)
SUPERUSER = {"user_id": "staff:root", "kind": "staff", "superuser": True}


class Session:
    """A browser in which somebody has logged in to the portal."""

    def __init__(self, *, is_superuser: bool = False) -> None:
        name = f"rina{time.time_ns()}"
        self.account = User.objects.create(username=name, is_staff=True, is_superuser=is_superuser)
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.account)
        self.csrf = "x" * 32
        self.client.cookies["csrftoken"] = self.csrf

    def grant(self, cast: Cast, *, can_act: bool) -> None:
        args: Args = {"actor": SUPERUSER, "workspace_id": cast.workspace, "can_act": can_act}
        cast.seeder.convex.mutation("staffGrants:setGrant", {**args, "user_id": f"staff:{self.account.username}"})

    def get(self, path: str) -> Answer:
        return read(self.client.get(path))

    def post(self, path: str, body: object, *, with_csrf: bool = True) -> Answer:
        headers = {"X-CSRFToken": self.csrf} if with_csrf else {}
        return read(self.client.post(path, json.dumps(body), "application/json", headers=headers))


def path_of(ticket: dict[str, Any], route: str = "") -> str:
    return f"/api/tickets/{ticket['id']}/{route}"


def test_without_a_grant_nothing_is_seen(cast: Cast) -> None:
    assert Session().get(path_of(cast.open_routed_ticket())).status == 404


def test_a_grant_to_see_shows_and_does_not_let_act(cast: Cast) -> None:
    session, ticket = Session(), cast.open_routed_ticket()
    session.grant(cast, can_act=False)

    assert ticket_in(session.get(path_of(ticket)))["allowed_transitions"] == []
    assert session.post(path_of(ticket, "transition/"), {"toStage": "discuss"}).status == 403


def test_a_grant_to_act_works_routed_tickets(cast: Cast) -> None:
    session, ticket = Session(), cast.open_routed_ticket()
    session.grant(cast, can_act=True)

    moved = session.post(path_of(ticket, "transition/"), {"toStage": "discuss"})

    assert ticket_in(moved)["stage"] == "discuss"
    history = session.get(path_of(ticket, "history/")).body["history"]
    assert history[-1]["changed_by_person"]["full_name"] == session.account.username


def test_a_superuser_sees_every_workspace(cast: Cast) -> None:
    session = Session(is_superuser=True)
    ticket = cast.open_ticket()

    assert ticket_in(session.get(path_of(ticket)))["can_assign"] is True


def test_what_writes_needs_the_token_against_forged_requests(cast: Cast) -> None:
    session, ticket = Session(is_superuser=True), cast.open_ticket()

    answer = session.post(path_of(ticket, "transition/"), {"toStage": "discuss"}, with_csrf=False)

    assert (answer.status, answer.body["code"]) == (403, "csrf_failed")
    assert cast.history_of(ticket) == ["created"]
