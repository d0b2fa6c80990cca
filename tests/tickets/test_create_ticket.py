"""POST /api/tickets/."""

from typing import Any

import pytest

from tests.tickets.cast import TICKET, Cast, ticket_in

PATH = "/api/tickets/"


def body_for(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {"workspaceId": cast.workspace, **TICKET, **changes}


def test_a_member_opens_a_ticket(cast: Cast) -> None:
    ticket = ticket_in(cast.requester.post(PATH, body_for(cast, title="  Tombol simpan \n")), 201)

    requester = {"id": cast.requester.user_id, "full_name": "Ayu Lestari", "email": "ayu@example.com"}
    changing = {name: ticket.pop(name) for name in ("id", "created_at", "updated_at")}
    assert changing["created_at"].endswith("Z")
    assert ticket == {
        "workspace_id": cast.workspace,
        "admin_workspace_id": None,
        "is_routed": False,
        "requester_id": cast.requester.user_id,
        "assigned_to": None,
        **TICKET,
        "stage": "report",
        "pending_approval": False,
        "pending_stage": None,
        "approval_requested_at": None,
        "closed_at": None,
        "last_public_comment_at": None,
        "version": 1,
        "requester": requester,
        "assignee": None,
        "workspace": {"id": cast.workspace, "name": "Kopi Nusantara", "slug": cast.slug},
        "can_edit": True,
        "can_assign": False,
        "can_comment": True,
        "can_comment_internally": False,
        "can_read_internal": False,
        "can_transition": False,
        "can_request_skip": False,
        "can_withdraw_approval": False,
        "can_approve": False,
        "can_reopen": False,
        "can_attach": True,
        "can_delete": False,
        "allowed_transitions": [],
    }


def test_a_routed_ticket_goes_to_the_hub(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()

    assert (ticket["admin_workspace_id"], ticket["is_routed"]) == (cast.hub, True)
    assert ticket_in(cast.hub_admin.get(f"{PATH}{ticket['id']}/"))["can_transition"] is True


def test_the_path_answers_without_its_slash(cast: Cast) -> None:
    assert cast.requester.post("/api/tickets", body_for(cast)).status == 201


def test_the_same_request_again_gets_its_first_answer(cast: Cast) -> None:
    first = cast.requester.post(PATH, body_for(cast), Idempotency_Key="once")
    again = cast.requester.post(PATH, body_for(cast), Idempotency_Key="once")

    assert (again.status, again.body) == (201, first.body)
    listed = cast.requester.get(f"{PATH}?workspaceId={cast.workspace}")
    assert len(listed.body["tickets"]) == 1


def test_another_request_with_the_same_key_is_refused(cast: Cast) -> None:
    cast.requester.post(PATH, body_for(cast), Idempotency_Key="once")
    other = cast.requester.post(PATH, body_for(cast, title="Yang lain"), Idempotency_Key="once")

    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")


def test_the_key_of_another_caller_is_another_key(cast: Cast) -> None:
    first = cast.requester.post(PATH, body_for(cast), Idempotency_Key="once")
    other = cast.member.post(PATH, body_for(cast), Idempotency_Key="once")

    assert other.status == 201
    assert other.body["ticket"]["id"] != first.body["ticket"]["id"]


def test_nobody_else_is_asked_for_their_word(cast: Cast) -> None:
    """A requester is always the caller: no field says otherwise."""
    answer = cast.requester.post(PATH, body_for(cast, requester_id=cast.admin.user_id))

    assert (answer.status, answer.body["fields"]) == (422, {"requester_id": ["There is no such field."]})


def test_somebody_who_has_not_signed_in(cast: Cast) -> None:
    answer = cast.nobody.post(PATH, body_for(cast))

    assert (answer.status, answer.body["code"]) == (401, "not_authenticated")
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_neighbour_workspace_does_not_exist(cast: Cast) -> None:
    answer = cast.neighbour.post(PATH, body_for(cast))

    assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


@pytest.mark.parametrize("workspace_id", ["nothing", "k" * 32, "00000000-0000-4000-8000-000000000000", "😀", "a/b"])
def test_a_workspace_that_there_is_not(cast: Cast, workspace_id: str) -> None:
    answer = cast.requester.post(PATH, body_for(cast, workspaceId=workspace_id))

    assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_method_that_the_list_does_not_take(cast: Cast, method: str) -> None:
    answer = cast.requester.send(method, PATH, body_for(cast))

    assert (answer.status, answer.body["code"], answer.headers["Allow"]) == (
        405,
        "method_not_allowed",
        "GET, POST, HEAD, OPTIONS",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "ab"),
        ("title", "   "),
        ("title", "x" * 256),
        ("title", "\x00abc"),
        ("title", 12345),
        ("title", None),
        ("title", ["abc"]),
        ("description", ""),
        ("description", " \n\t "),
        ("description", "x" * 10_001),
        ("category", "complaint"),
        ("category", "BUG"),
        ("category", None),
        ("priority", "urgent"),
        ("priority", 1),
        ("priority", {"level": "high"}),
        ("workspaceId", ""),
        ("workspaceId", 7),
        ("route_to_hub", "yes"),
        ("route_to_hub", 1),
        ("route_to_hub", None),
        ("stage", "closed"),
        ("admin_workspace_id", "anything"),
    ],
)
def test_a_value_that_breaks_a_rule(cast: Cast, field: str, value: object) -> None:
    answer = cast.requester.post(PATH, body_for(cast, **{field: value}))

    assert (answer.status, answer.body["code"], list(answer.body["fields"])) == (422, "invalid_input", [field])


@pytest.mark.parametrize("field", ["workspaceId", *TICKET])
def test_a_field_that_is_missing(cast: Cast, field: str) -> None:
    body = body_for(cast)
    del body[field]
    answer = cast.requester.post(PATH, body)

    assert (answer.status, answer.body["fields"]) == (422, {field: ["This field is required."]})


def test_texts_at_their_limits_are_taken(cast: Cast) -> None:
    ticket = ticket_in(cast.requester.post(PATH, body_for(cast, title="😀" * 255, description="é" * 10_000)), 201)

    assert (len(ticket["title"]), len(ticket["description"])) == (255, 10_000)


@pytest.mark.parametrize("content", [b"{", b"[]", b'"text"', b"nul", b'{"title": NaN}', b"\xff", b"[" * 5000])
def test_malformed_json(cast: Cast, content: bytes) -> None:
    answer = cast.requester.post(PATH, content)

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_another_content_type(cast: Cast, content_type: str) -> None:
    answer = cast.requester.post(PATH, b"<a/>", Content_Type=content_type)

    assert (answer.status, answer.body["code"]) == (415, "unsupported_media_type")
