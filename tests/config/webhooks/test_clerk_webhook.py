"""`POST /webhooks/clerk/`: signed events in, users and members in Convex out."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from config.convex.connection import close_client, get_client
from config.identity.principal import Standing, standing_from
from config.launch.deployment import EmbeddedDeployment
from config.webhooks.signatures import sign
from tests.config.api_client import Answer, read

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
Deliver = Callable[..., Answer]


@pytest.fixture
def webhook(settings: Settings, convex: EmbeddedDeployment) -> Iterator[Deliver]:
    for name, value in convex.environment().items():
        setattr(settings, name, value)
    settings.CLERK_WEBHOOK_SECRET = SECRET

    def deliver(event: object, *, message_id: str = "", secret: str = SECRET, sent_at: int = 0) -> Answer:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        message_id = message_id or f"msg_{uuid4().hex}"
        timestamp = str(sent_at or int(time.time()))
        headers = {
            "svix-id": message_id,
            "svix-timestamp": timestamp,
            "svix-signature": sign(body, message_id=message_id, timestamp=timestamp, secret=secret),
        }
        client = Client(raise_request_exception=False)
        return read(client.generic("POST", "/webhooks/clerk/", body, "application/json", headers=headers))

    yield deliver
    close_client()


def unique(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex[:20]}"


def user_event(user_id: str, name: str, *, at: int, deed: str = "created") -> dict[str, Any]:
    data = {"id": user_id, "first_name": name, "email_addresses": [], "created_at": 1, "updated_at": at}
    return {
        "type": f"user.{deed}",
        "timestamp": at,
        "data": {"id": user_id, "deleted": True} if deed == "deleted" else data,
    }


def membership_event(user_id: str, org_id: str, role: str, *, at: int, deed: str = "created") -> dict[str, Any]:
    organization = {"id": org_id, "name": "Rumah", "slug": "", "created_at": 1, "updated_at": 1}
    data = {
        "id": f"orgmem_{user_id}",
        "role": role,
        "created_at": 10,
        "updated_at": at,
        "organization": organization,
        "public_user_data": {"user_id": user_id},
    }
    return {"type": f"organizationMembership.{deed}", "timestamp": at, "data": data}


def standing_of(user_id: str) -> Standing:
    return standing_from(get_client().query("tickets:getMemberships", {"user_id": user_id}))


@pytest.fixture
def organization(webhook: Deliver, convex: EmbeddedDeployment) -> str:
    """An organisation to which a migrated workspace belongs."""
    org_id = unique("org")
    migrate_workspace(convex, org_id)
    return org_id


def migrate_workspace(convex: EmbeddedDeployment, org_id: str) -> None:
    record = {
        "supabaseId": str(uuid4()),
        "name": "Rumah",
        "slug": unique("rumah"),
        "owner_id": "user_owner",
        "clerk_org_id": org_id,
    }
    body = json.dumps({"records": [record]}).encode()
    answer = get_client().post_site("/migrate/workspaces", body, bearer=convex.migration_key)
    assert json.loads(answer.body)["inserted"] == 1


def test_a_user_is_kept_current_and_an_older_event_changes_nothing(webhook: Deliver) -> None:
    user_id = unique("user")
    assert webhook(user_event(user_id, "Sari", at=2000)).body == {"outcome": "applied"}
    assert webhook(user_event(user_id, "Older", at=1000, deed="updated")).body == {"outcome": "stale"}
    assert standing_of(user_id).full_name == "Sari"
    assert webhook(user_event(user_id, "", at=3000, deed="deleted")).body == {"outcome": "applied"}
    assert webhook(user_event(user_id, "Back", at=4000)).body == {"outcome": "stale"}
    assert standing_of(user_id).full_name is None


def test_a_membership_makes_a_member_of_the_workspace_until_it_ends(webhook: Deliver, organization: str) -> None:
    user_id = unique("user")
    assert webhook(membership_event(user_id, organization, "org:admin", at=20)).status == 200
    assert [place.role for place in standing_of(user_id).memberships] == ["admin"]
    webhook(membership_event(user_id, organization, "org:member", at=30, deed="updated"))
    assert [place.role for place in standing_of(user_id).memberships] == ["member"]
    webhook(membership_event(user_id, organization, "org:member", at=40, deed="deleted"))
    webhook(membership_event(user_id, organization, "org:admin", at=20))
    assert standing_of(user_id).memberships == ()


def test_the_end_of_an_organisation_ends_its_memberships(webhook: Deliver, organization: str) -> None:
    user_id = unique("user")
    webhook(membership_event(user_id, organization, "org:admin", at=20))
    webhook({"type": "organization.deleted", "timestamp": 50, "data": {"id": organization, "deleted": True}})
    webhook(membership_event(user_id, organization, "org:admin", at=60, deed="updated"))
    assert standing_of(user_id).memberships == ()


def test_a_workspace_that_comes_later_gets_its_members_by_a_command(
    webhook: Deliver, convex: EmbeddedDeployment
) -> None:
    org_id, user_id = unique("org"), unique("user")
    webhook(membership_event(user_id, org_id, "org:admin", at=20))
    migrate_workspace(convex, org_id)
    assert standing_of(user_id).memberships == ()
    call_command("link_organizations", stdout=StringIO())
    assert [place.role for place in standing_of(user_id).memberships] == ["admin"]
    out = StringIO()
    call_command("link_organizations", stdout=out)
    assert out.getvalue() == "linked 0 organisations to their workspaces\n"


def test_an_event_that_comes_twenty_times_at_once_is_carried_out_once(webhook: Deliver) -> None:
    event, message_id = user_event(unique("user"), "Sari", at=2000), f"msg_{uuid4().hex}"
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: webhook(event, message_id=message_id), range(20)))
    outcomes = [answer.body.get("outcome") for answer in answers if answer.status == 200]
    assert outcomes.count("applied") == 1
    assert set(outcomes) == {"applied", "repeated"}
    assert {answer.status for answer in answers} <= {200, 503}


def test_an_event_of_another_type_changes_nothing_and_is_not_repeated(webhook: Deliver) -> None:
    assert webhook({"type": "session.created", "timestamp": 1, "data": {}}).body == {"outcome": "ignored"}


@pytest.mark.parametrize("event", [b"{", [], {"type": "user.created", "data": {"id": "user_1"}}])
def test_a_genuine_event_that_cannot_be_read_is_noted_and_refused(webhook: Deliver, event: object) -> None:
    answer = webhook(event)
    assert (answer.status, answer.body["code"]) == (422, "malformed_event")


def test_what_is_not_genuine_is_refused_before_it_is_read(webhook: Deliver) -> None:
    event = user_event(unique("user"), "Mallory", at=1)
    assert webhook(event, secret="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").status == 401
    assert webhook(event, sent_at=int(time.time()) - 400).body["code"] == "webhook_too_old"
    unsigned = read(Client().generic("POST", "/webhooks/clerk/", b"{}", "application/json"))
    assert (unsigned.status, unsigned.body["code"]) == (401, "webhook_unsigned")


def test_the_address_answers_without_the_slash_and_to_post_alone(webhook: Deliver) -> None:
    assert Client().post("/webhooks/clerk").status_code == 401
    assert Client().get("/webhooks/clerk/").status_code == 405


def test_without_a_secret_every_event_is_refused(webhook: Deliver, settings: Settings) -> None:
    settings.CLERK_WEBHOOK_SECRET = ""
    answer = webhook(user_event("user_1", "Sari", at=1))
    assert (answer.status, answer.body["code"]) == (503, "webhook_not_configured")


def test_while_convex_is_down_the_sender_is_asked_to_come_back(webhook: Deliver, settings: Settings) -> None:
    settings.CONVEX_URL = "http://127.0.0.1:9"
    assert webhook(user_event("user_1", "Sari", at=1)).status == 503


def test_an_event_that_is_too_large_is_refused(webhook: Deliver) -> None:
    assert webhook(b'{"pad": "' + b"x" * 600_000 + b'"}').status == 413
