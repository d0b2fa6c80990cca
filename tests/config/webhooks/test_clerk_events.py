"""What is read of Clerk's events, and what is not."""

from typing import Any

import pytest

from config.webhooks.clerk_events import FunctionCall, MalformedEventError, call_for

USER: dict[str, Any] = {
    "id": "user_1",
    "object": "user",
    "first_name": "Sari",
    "last_name": "Dewi",
    "username": None,
    "image_url": "https://img.example.com/1",
    "external_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "primary_email_address_id": "idn_2",
    "email_addresses": [
        {"id": "idn_1", "email_address": "old@example.com"},
        {"id": "idn_2", "email_address": "sari@example.com"},
    ],
    "created_at": 1000,
    "updated_at": 2000,
    "private_metadata": {"secret": 1},
}
ORGANIZATION = {
    "id": "org_1",
    "object": "organization",
    "name": "Rumah",
    "slug": "rumah",
    "created_at": 1,
    "updated_at": 2,
}
MEMBERSHIP = {
    "id": "orgmem_1",
    "object": "organization_membership",
    "role": "org:admin",
    "created_at": 3,
    "updated_at": 4,
    "organization": ORGANIZATION,
    "public_user_data": {"user_id": "user_1", "identifier": "sari@example.com"},
}
KEPT = {"name": "Rumah", "slug": "rumah", "created_at": 1, "updated_at": 2}


def event(event_type: str, data: object, **rest: object) -> dict[str, Any]:
    return {"type": event_type, "object": "event", "timestamp": 5000, "data": data, **rest}


def envelope(event_type: str) -> dict[str, Any]:
    return {"event_id": "msg_1", "event_type": event_type, "occurred_at": 5000}


def test_a_user_is_read_with_name_primary_address_and_source_id() -> None:
    assert call_for("msg_1", event("user.created", USER)) == FunctionCall(
        function="users:applyClerkEvent",
        args={
            **envelope("user.created"),
            "clerk_id": "user_1",
            "user": {
                "full_name": "Sari Dewi",
                "email": "sari@example.com",
                "avatar_url": "https://img.example.com/1",
                "external_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
                "created_at": 1000,
                "updated_at": 2000,
            },
        },
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"last_name": None}, {"full_name": "Sari"}),
        ({"first_name": " ", "last_name": None, "username": "sari"}, {"full_name": "sari"}),
        ({"first_name": None, "last_name": None}, {"full_name": None}),
        ({"primary_email_address_id": None}, {"email": "old@example.com"}),
        ({"primary_email_address_id": "idn_9"}, {"email": "old@example.com"}),
        ({"email_addresses": []}, {"email": None}),
        ({"email_addresses": None}, {"email": None}),
        ({"image_url": "", "external_id": None}, {"avatar_url": None, "external_id": None}),
    ],
)
def test_what_a_user_lacks_is_absent(change: dict[str, Any], expected: dict[str, Any]) -> None:
    user = call_for("msg_1", event("user.updated", {**USER, **change})).args["user"]
    assert {name: user.get(name) for name in expected} == expected
    assert None not in user.values()


def test_a_deleted_user_or_organisation_is_only_an_id() -> None:
    user = call_for("msg_1", event("user.deleted", {"id": "user_1", "object": "user", "deleted": True}))
    assert user.args == {**envelope("user.deleted"), "clerk_id": "user_1"}
    organization = call_for("msg_1", event("organization.deleted", {"id": "org_1", "deleted": True}))
    assert organization.args == {**envelope("organization.deleted"), "clerk_org_id": "org_1"}


def test_an_organisation_may_have_no_slug() -> None:
    data = {name: value for name, value in ORGANIZATION.items() if name != "slug"}
    call = call_for("msg_1", event("organization.created", data))
    assert call.function == "organizations:applyClerkEvent"
    assert call.args["organization"] == {**KEPT, "slug": ""}


@pytest.mark.parametrize("deed", ["created", "updated", "deleted"])
def test_a_membership_is_read_with_its_organisation(deed: str) -> None:
    call = call_for("msg_1", event(f"organizationMembership.{deed}", MEMBERSHIP))
    assert call.function == "organizations:applyClerkMembershipEvent"
    assert call.args == {
        **envelope(f"organizationMembership.{deed}"),
        "clerk_org_id": "org_1",
        "organization": KEPT,
        "clerk_user_id": "user_1",
        "role": "org:admin",
        "created_at": 3,
        "updated_at": 4,
        "is_deleted": deed == "deleted",
    }


def test_other_types_are_only_recorded() -> None:
    call = call_for("msg_1", event("session.created", {"id": "sess_1", "user_id": "user_1"}))
    assert call == FunctionCall(function="users:recordIgnoredClerkEvent", args=envelope("session.created"))


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        [],
        {},
        {"type": 5},
        {"type": "user.created"},
        event("user.created", []),
        event("user.created", {**USER, "id": ""}),
        event("user.created", {**USER, "updated_at": None}),
        event("user.created", {**USER, "updated_at": True}),
        event("user.created", {**USER, "updated_at": -1}),
        event("user.created", {**USER, "updated_at": 2**60}),
        event("user.created", USER, timestamp="now"),
        event("organization.created", {**ORGANIZATION, "name": None}),
        event("organizationMembership.created", {**MEMBERSHIP, "organization": None}),
        event("organizationMembership.created", {**MEMBERSHIP, "public_user_data": {}}),
        event("organizationMembership.deleted", {"id": "orgmem_1", "deleted": True}),
    ],
)
def test_an_event_that_lacks_something_is_malformed_and_its_values_stay_unsaid(malformed: Any) -> None:
    with pytest.raises(MalformedEventError) as caught:
        call_for("msg_1", malformed)
    assert "Sari" not in str(caught.value)
