"""Examples for the pages of the API."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_REQUESTER = {"id": "user_2hQ", "full_name": "Ayu Lestari", "email": "ayu@kopi.example"}
_STAFF = {"id": "staff:rina", "full_name": "rina", "email": None}
_OWN_TICKET: dict[str, Any] = {
    "id": "k5790z7w1m3x2yc8t4r6n0vbqd7a1e5h",
    "title": "Tombol simpan tidak bereaksi",
    "description": "Setelah mengubah harga, tombol simpan tidak bereaksi.",
    "category": "bug",
    "priority": "medium",
    "stage": "discuss",
    "created_at": "2026-01-23T08:15:00.000Z",
    "updated_at": "2026-01-23T09:02:11.000Z",
    "closed_at": None,
    "pending_approval": False,
    "pending_stage": None,
}
_LISTED_TICKET: dict[str, Any] = {
    **_OWN_TICKET,
    "workspace_id": "j97aq3m4d8x2r6t0v5n1c7y9kbw3e5hz",
    "admin_workspace_id": "j97c0h4k8m2p6r1t5v9x3z7bdfgqwnyes",
    "is_routed": True,
    "requester_id": "user_2hQ",
    "assigned_to": "staff:rina",
    "approval_requested_at": None,
    "last_public_comment_at": "2026-01-23T09:02:11.000Z",
    "version": 4,
    "requester": _REQUESTER,
    "assignee": _STAFF,
    "workspace": {
        "id": "j97aq3m4d8x2r6t0v5n1c7y9kbw3e5hz",
        "name": "Kopi Nusantara",
        "slug": "kopi",
        "colour": 4,
    },
    "number": 1042,
    "code": "#1042",
    "last_reply": {"at": "2026-01-23T09:02:11.000Z", "by": _STAFF, "side": "staff"},
    "waiting_on": "requester",
}
_TICKET = {
    **_LISTED_TICKET,
    "can_edit": True,
    "can_assign": True,
    "can_comment": True,
    "can_comment_internally": True,
    "can_read_internal": True,
    "can_transition": True,
    "can_request_skip": True,
    "can_withdraw_approval": False,
    "can_approve": False,
    "can_reopen": False,
    "can_attach": True,
    "can_delete": True,
    "allowed_transitions": [
        {"to_stage": "outcome", "kind": "step"},
        {"to_stage": "implementation", "kind": "skip"},
        {"to_stage": "closed", "kind": "skip"},
    ],
}
_WORDS = {
    "title": "Tombol simpan tidak bereaksi",
    "description": "Setelah mengubah harga, tombol simpan tidak bereaksi.",
    "category": "bug",
    "priority": "medium",
}


def _answer(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=["200", "201"])


TICKET = _answer("For staff of the support hub", {"ticket": _TICKET})
OWN_TICKET = _answer("For its requester", {"ticket": _OWN_TICKET})
TICKET_LIST = _answer("The last page", {"tickets": [_LISTED_TICKET], "next_cursor": None})
OPEN_FOR_CLIENT = OpenApiExample(
    "On behalf of a client",
    value={"workspaceId": "j97aq3m4d8x2r6t0v5n1c7y9kbw3e5hz", "requester_id": "user_2hQ", **_WORDS},
    request_only=True,
)
OPEN_OWN = OpenApiExample("By a requester", value=_WORDS, request_only=True)
SAVE_VIEW = OpenApiExample(
    "My open tickets",
    value={"name": "Mine, open", "query": "assignee=me&stage=report&stage=discuss&sort=updated"},
    request_only=True,
)
