"""/api/portal/grants/."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.portal.api.staff import Staff, path_of
from tests.tickets.cast import Cast

pytestmark = pytest.mark.django_db
PATH = "/api/portal/grants/"


@pytest.fixture
def guest(cast: Cast, db: None) -> Staff:
    """A staff account without any grant."""
    return Staff(cast.seeder.convex)


def path_for(cast: Cast, account: Staff) -> str:
    return f"{PATH}{account.user_id}/{cast.workspace}/"


def test_a_superuser_grants_and_the_account_sees_at_once(cast: Cast, superuser: Staff, guest: Staff) -> None:
    ticket = cast.open_routed_ticket()
    assert guest.get(path_of(ticket)).status == 404

    answer = superuser.send("PUT", path_for(cast, guest), {"can_act": False})

    grant = answer.body["grant"]
    assert (answer.status, grant["user_id"], grant["can_act"], grant["expires_at"]) == (200, guest.user_id, False, None)
    assert (grant["workspace"]["id"], grant["granted_by"]["id"]) == (cast.workspace, superuser.user_id)
    assert guest.get(path_of(ticket)).status == 200
    assert guest.post(path_of(ticket, "transition/"), {"toStage": "discuss"}).status == 403


def test_a_grant_is_replaced_and_taken_away_with_the_next_request(cast: Cast, superuser: Staff, guest: Staff) -> None:
    ticket = cast.open_routed_ticket()
    superuser.send("PUT", path_for(cast, guest), {"can_act": False})
    superuser.send("PUT", path_for(cast, guest), {"can_act": True})
    assert guest.post(path_of(ticket, "transition/"), {"toStage": "discuss"}).status == 200

    assert superuser.send("DELETE", path_for(cast, guest)).status == 204

    assert guest.get(path_of(ticket)).status == 404
    again = superuser.send("DELETE", path_for(cast, guest))
    assert (again.status, again.body["code"]) == (404, "grant_not_found")


def test_a_grant_that_ends_ends_with_the_next_request(cast: Cast, superuser: Staff, guest: Staff) -> None:
    ticket = cast.open_routed_ticket()
    ends_at = datetime.now(UTC) + timedelta(seconds=3)
    set_to_end = {"can_act": True, "expires_at": ends_at.isoformat()}
    assert superuser.send("PUT", path_for(cast, guest), set_to_end).status == 200
    assert guest.get(path_of(ticket)).status == 200

    time.sleep(max(0.0, (ends_at - datetime.now(UTC)).total_seconds()) + 0.01)

    for answer in (
        guest.get(path_of(ticket)),
        guest.post(path_of(ticket, "comments/"), {"content": "Masih di sini?"}),
        guest.get(f"/api/portal/tickets/?workspace={cast.workspace}"),
        guest.get(f"/api/portal/workspaces/{cast.workspace}/"),
    ):
        assert answer.status == 404
    assert guest.get("/api/portal/tickets/").body["tickets"] == []


def test_grants_are_listed_for_a_workspace_and_for_an_account(cast: Cast, superuser: Staff, guest: Staff) -> None:
    guest.grant(cast.workspace, can_act=True)
    guest.grant(cast.next_workspace, can_act=False)
    by_workspace = superuser.get(f"{PATH}?workspace={cast.workspace}").body
    first = superuser.get(f"{PATH}?user={guest.user_id}&limit=1").body
    second = superuser.get(f"{PATH}?user={guest.user_id}&limit=1&cursor={first['next_cursor']}").body

    assert [grant["user_id"] for grant in by_workspace["grants"]] == [guest.user_id]
    names = {grant["workspace"]["name"] for page in (first, second) for grant in page["grants"]}
    assert names == {"Kopi Nusantara", "Teh Wangi"}
    assert superuser.get(PATH).status == 200


def test_what_is_done_with_grants_is_in_the_audit(cast: Cast, superuser: Staff, guest: Staff) -> None:
    superuser.send("PUT", path_for(cast, guest), {"can_act": True})
    superuser.send("DELETE", path_for(cast, guest))

    records = superuser.get(f"/api/portal/audit/?workspace={cast.workspace}").body["records"]
    assert [(record["act"], record["target"]) for record in records] == [
        ("revoke_grant", guest.user_id),
        ("set_grant", guest.user_id),
    ]


def test_nobody_but_superusers(cast: Cast, acting: Staff) -> None:
    for method, path, body in [
        ("GET", PATH, b""),
        ("PUT", path_for(cast, acting), {"can_act": True}),
        ("DELETE", path_for(cast, acting), b""),
    ]:
        assert acting.send(method, path, body).body["code"] == "forbidden"
        assert cast.hub_admin.send(method, path, body).body["code"] == "forbidden"
        assert cast.neighbour.send(method, path, body).body["code"] == "hub_staff_only"
        assert cast.nobody.send(method, path, body).status == 401


def test_a_missing_workspace_and_a_missing_account(cast: Cast, superuser: Staff, guest: Staff) -> None:
    nowhere = superuser.send("PUT", f"{PATH}{guest.user_id}/nothing/", {"can_act": True})
    assert (nowhere.status, nowhere.body["code"]) == (404, "workspace_not_found")
    User.objects.create(username="bukan-staf")
    for account in ("staff:tidak-ada", "staff:bukan-staf", cast.member.user_id, "staff:"):
        answer = superuser.send("PUT", f"{PATH}{account}/{cast.workspace}/", {"can_act": True})
        assert (answer.status, list(answer.body["fields"])) == (422, ["user_id"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "can_act"),
        ({"can_act": "yes"}, "can_act"),
        ({"can_act": True, "expires_at": "soon"}, "expires_at"),
        ({"can_act": True, "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"can_act": True, "until": None}, "until"),
    ],
)
def test_a_body_that_breaks_a_rule(
    cast: Cast, superuser: Staff, guest: Staff, body: dict[str, Any], field: str
) -> None:
    answer = superuser.send("PUT", path_for(cast, guest), body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_a_wrong_method_and_parameters_that_break_a_rule(superuser: Staff) -> None:
    assert superuser.post(PATH, {}).status == 405
    answer = superuser.get(f"{PATH}?account=x")
    assert (answer.status, list(answer.body["fields"])) == (422, ["account"])
