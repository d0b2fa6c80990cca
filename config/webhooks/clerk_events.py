"""Read Clerk's events: which Convex function each one is for, and its arguments. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

JsonObject = Mapping[str, Any]

USER_EVENTS = frozenset({"user.created", "user.updated", "user.deleted"})
ORGANIZATION_EVENTS = frozenset({"organization.created", "organization.updated", "organization.deleted"})
MEMBERSHIP_EVENTS = frozenset(
    {"organizationMembership.created", "organizationMembership.updated", "organizationMembership.deleted"}
)


class MalformedEventError(Exception):
    """A signed event lacks what every event of its type has; the text names the field and holds no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCall:
    """A Convex mutation and its arguments."""

    function: str
    args: dict[str, Any]


def call_for(event_id: str, event: object) -> FunctionCall:
    """Return the mutation that carries the event out. Events of other types are recorded and change nothing.

    Raises:
        MalformedEventError: it lacks something.
    """
    if not isinstance(event, Mapping):
        raise MalformedEventError("the event is no object")
    event_type = _text(event, "type")
    envelope = {"event_id": event_id, "event_type": event_type[:100], "occurred_at": _moment_or(event, "timestamp", 0)}
    if event_type in USER_EVENTS:
        return FunctionCall(function="users:applyClerkEvent", args={**envelope, **_user_args(event_type, event)})
    if event_type in ORGANIZATION_EVENTS:
        args = {**envelope, **_organization_args(event_type, event)}
        return FunctionCall(function="organizations:applyClerkEvent", args=args)
    if event_type in MEMBERSHIP_EVENTS:
        args = {**envelope, **_membership_args(event_type, event)}
        return FunctionCall(function="organizations:applyClerkMembershipEvent", args=args)
    return FunctionCall(function="users:recordIgnoredClerkEvent", args=envelope)


def _user_args(event_type: str, event: JsonObject) -> dict[str, Any]:
    data = _object(event, "data")
    args: dict[str, Any] = {"clerk_id": _text(data, "id")}
    return args if event_type.endswith(".deleted") else {**args, "user": _user_of(data)}


def _user_of(data: JsonObject) -> dict[str, Any]:
    name = " ".join(part for key in ("first_name", "last_name") if (part := _text_or_empty(data, key)))
    found = {
        "email": _primary_email(data),
        "full_name": name or _text_or_empty(data, "username"),
        "avatar_url": _text_or_empty(data, "image_url"),
        "external_id": _text_or_empty(data, "external_id"),
    }
    times = {"created_at": _moment(data, "created_at"), "updated_at": _moment(data, "updated_at")}
    return {**times, **{key: value for key, value in found.items() if value}}


def _primary_email(data: JsonObject) -> str:
    """Return the address that the user made their primary one; the first when they named none."""
    entries = data.get("email_addresses")
    addresses = [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []
    primary_id = data.get("primary_email_address_id")
    primary = next((entry for entry in addresses if entry.get("id") == primary_id), None)
    chosen = primary or (addresses[0] if addresses else {})
    return _text_or_empty(chosen, "email_address")


def _organization_args(event_type: str, event: JsonObject) -> dict[str, Any]:
    data = _object(event, "data")
    args: dict[str, Any] = {"clerk_org_id": _text(data, "id")}
    return args if event_type.endswith(".deleted") else {**args, "organization": _organization_of(data)}


def _organization_of(data: JsonObject) -> dict[str, Any]:
    return {
        "name": _text(data, "name"),
        # Clerk leaves the slug out where the instance has slugs switched off.
        "slug": _text_or_empty(data, "slug"),
        "created_at": _moment(data, "created_at"),
        "updated_at": _moment(data, "updated_at"),
    }


def _membership_args(event_type: str, event: JsonObject) -> dict[str, Any]:
    data = _object(event, "data")
    organization = _object(data, "organization")
    return {
        "clerk_org_id": _text(organization, "id"),
        "organization": _organization_of(organization),
        "clerk_user_id": _text(_object(data, "public_user_data"), "user_id"),
        "role": _text(data, "role"),
        "created_at": _moment(data, "created_at"),
        "updated_at": _moment(data, "updated_at"),
        "is_deleted": event_type.endswith(".deleted"),
    }


def _object(parent: JsonObject, name: str) -> JsonObject:
    value = parent.get(name)
    if not isinstance(value, Mapping):
        raise MalformedEventError(f"{name} is missing or no object")
    return value


def _text(parent: JsonObject, name: str) -> str:
    value = parent.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedEventError(f"{name} is missing or no text")
    return value


def _text_or_empty(parent: JsonObject, name: str) -> str:
    value = parent.get(name)
    return value.strip() if isinstance(value, str) else ""


def _moment(parent: JsonObject, name: str) -> int:
    """Return a moment in milliseconds since 1970."""
    value = parent.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise MalformedEventError(f"{name} is missing or no time in milliseconds")
    return value


def _moment_or(parent: JsonObject, name: str, default: int) -> int:
    return default if parent.get(name) is None else _moment(parent, name)
