"""A principal costs a Convex call only where somebody asks where they belong, and then one."""

from typing import Any

from config.convex.client import ConvexClient
from config.identity.principal import Grant, Membership, PrincipalRepository
from tests.config.stand_in import StandIn, success

ANSWER: dict[str, Any] = {
    "user": {"id": "user_1", "full_name": "Sari"},
    "language": "id",
    "memberships": [
        {"workspace": {"id": "w1", "name": "Rumah", "slug": "rumah"}, "role": "owner", "is_hub": False},
        {"workspace": {"id": "w2", "name": "Hub", "slug": "my21staff"}, "role": "member", "is_hub": True},
    ],
    "grants": [{"workspace": {"id": "w3", "name": "Toko", "slug": "toko"}, "can_act": True}],
}


def test_who_somebody_is_costs_nothing(client: ConvexClient, stand_in: StandIn) -> None:
    principal = PrincipalRepository(lambda: client).user("user_1")
    assert principal.as_actor() == {"user_id": "user_1", "kind": "user"}
    assert stand_in.requests == []


def test_where_somebody_belongs_costs_one_call(client: ConvexClient, stand_in: StandIn) -> None:
    stand_in.plays(success(ANSWER))
    principal = PrincipalRepository(lambda: client).user("user_1")
    assert principal.roles == {"w1": "owner", "w2": "member"}
    assert principal.is_hub_staff
    assert (principal.standing.full_name, principal.standing.email, principal.standing.language) == ("Sari", None, "id")
    assert principal.standing.memberships[0] == Membership(
        workspace_id="w1", workspace_name="Rumah", workspace_slug="rumah", role="owner", is_hub=False
    )
    assert principal.standing.grants == (
        Grant(workspace_id="w3", workspace_name="Toko", workspace_slug="toko", can_act=True),
    )
    assert len(stand_in.requests) == 1


def test_staff_are_hub_staff_and_only_superusers_say_so(client: ConvexClient) -> None:
    principals = PrincipalRepository(lambda: client)
    staff = principals.staff("rina", is_superuser=False)
    assert staff.is_hub_staff
    assert staff.as_actor() == {"user_id": "staff:rina", "kind": "staff"}
    assert principals.staff("rina", is_superuser=True).as_actor()["superuser"] is True
