"""The principal: who is calling, and where they belong. What they may do is decided in Convex, by the same facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar, cast

from config.convex.client import ConvexClient
from config.identity.tokens import STAFF_PREFIX


class PrincipalKind(StrEnum):
    """A user signs in with a session token, staff with an account of the portal."""

    USER = "user"
    STAFF = "staff"


class Capacity(StrEnum):
    """In which of their roles alone somebody acts: as staff of the support hub, or as a requester."""

    HUB = "hub"
    REQUESTER = "requester"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The place of a user in a workspace. The role is owner, admin or member; `is_hub` tells the support hub."""

    workspace_id: str
    workspace_name: str
    workspace_slug: str
    role: str
    is_hub: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a staff account was granted in a workspace: to see its tickets, and with `can_act` to work on them."""

    workspace_id: str
    workspace_name: str
    workspace_slug: str
    can_act: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a principal belongs, and what is known of them as a person."""

    full_name: str | None
    email: str | None
    language: str | None
    memberships: tuple[Membership, ...]
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The caller of a request. Their standing costs one Convex call, made when something first asks for it.

    `capacity` None: they act in all of their roles.
    """

    user_id: str
    kind: PrincipalKind
    is_superuser: bool = False
    capacity: Capacity | None = None
    load_standing: Callable[[], Standing] = field(repr=False, compare=False)

    # Django REST framework asks a user for this.
    is_authenticated: ClassVar[bool] = True

    @property
    def standing(self) -> Standing:
        """Where the principal belongs."""
        return self.load_standing()

    @property
    def roles(self) -> Mapping[str, str]:
        """The principal's role in each of their workspaces, by workspace id."""
        return {membership.workspace_id: membership.role for membership in self.standing.memberships}

    @property
    def is_hub_staff(self) -> bool:
        """Whether the principal is a staff account, or a member of the support hub."""
        return self.kind is PrincipalKind.STAFF or any(place.is_hub for place in self.standing.memberships)

    def acting_as(self, capacity: Capacity) -> "Principal":
        """Return the principal in one of their roles alone."""
        return replace(self, capacity=capacity)

    def as_actor(self) -> dict[str, str | bool]:
        """Return the argument `actor` of Convex functions, as `vActor` there wants it."""
        actor: dict[str, str | bool] = {"user_id": self.user_id, "kind": self.kind.value}
        if self.is_superuser:
            actor["superuser"] = True
        if self.capacity is not None:
            actor["capacity"] = self.capacity.value
        return actor


class PrincipalRepository:
    """Principals whose standing is read from Convex, once each and only when somebody asks for it."""

    def __init__(self, convex: Callable[[], ConvexClient]) -> None:
        self._convex = convex

    def user(self, user_id: str) -> Principal:
        """Return the principal of a user who signed in."""
        return self._principal(user_id, PrincipalKind.USER)

    def staff(self, username: str, *, is_superuser: bool) -> Principal:
        """Return the principal of a staff account of the portal."""
        return self._principal(f"{STAFF_PREFIX}{username}", PrincipalKind.STAFF, is_superuser=is_superuser)

    def _principal(self, user_id: str, kind: PrincipalKind, *, is_superuser: bool = False) -> Principal:
        load_standing = _StandingOnce(self._convex, user_id)
        return Principal(user_id=user_id, kind=kind, is_superuser=is_superuser, load_standing=load_standing)


class _StandingOnce:
    """Reads a standing when it is first asked for. Most requests never ask, so it costs nothing to make."""

    __slots__ = ("_convex", "_standing", "_user_id")

    def __init__(self, convex: Callable[[], ConvexClient], user_id: str) -> None:
        self._convex, self._user_id = convex, user_id
        self._standing: Standing | None = None

    def __call__(self) -> Standing:
        """Return the standing."""
        if self._standing is None:
            self._standing = standing_from(self._convex().query("tickets:getMemberships", {"user_id": self._user_id}))
        return self._standing


def standing_from(answer: object) -> Standing:
    """Cast the answer of `tickets:getMemberships`; the only place that knows its shape."""
    document = cast(Mapping[str, Any], answer)
    return Standing(
        full_name=document["user"].get("full_name"),
        email=document["user"].get("email"),
        language=document.get("language"),
        memberships=tuple(
            Membership(**_workspace_of(entry), role=entry["role"], is_hub=entry["is_hub"])
            for entry in document["memberships"]
        ),
        grants=tuple(Grant(**_workspace_of(entry), can_act=entry["can_act"]) for entry in document["grants"]),
    )


def _workspace_of(entry: Mapping[str, Any]) -> dict[str, str]:
    workspace = entry["workspace"]
    return {
        "workspace_id": workspace["id"],
        "workspace_name": workspace["name"],
        "workspace_slug": workspace["slug"],
    }
