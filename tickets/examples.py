"""Examples for the pages of the API."""

from drf_spectacular.utils import OpenApiExample

_PERSON = {"id": "user_2hQ", "full_name": "Ayu Lestari", "email": "ayu@kopi.example"}
_LISTED_TICKET: dict[str, object] = {
    "id": "k5790z7w1m3x2yc8t4r6n0vbqd7a1e5h",
    "workspace_id": "j97aq3m4d8x2r6t0v5n1c7y9kbw3e5hz",
    "admin_workspace_id": None,
    "is_routed": False,
    "requester_id": "user_2hQ",
    "assigned_to": None,
    "title": "Tombol simpan tidak bereaksi",
    "description": "Setelah mengubah harga, tombol simpan tidak bereaksi.",
    "category": "bug",
    "priority": "medium",
    "stage": "report",
    "pending_approval": False,
    "pending_stage": None,
    "approval_requested_at": None,
    "closed_at": None,
    "created_at": "2026-01-23T08:15:00.000Z",
    "updated_at": "2026-01-23T08:15:00.000Z",
    "last_public_comment_at": None,
    "version": 1,
    "requester": _PERSON,
    "assignee": None,
    "workspace": {"id": "j97aq3m4d8x2r6t0v5n1c7y9kbw3e5hz", "name": "Kopi Nusantara", "slug": "kopi"},
}
_TICKET = {
    **_LISTED_TICKET,
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


def _request(name: str, value: dict[str, object]) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


TICKET = OpenApiExample("A ticket as its requester sees it", value={"ticket": _TICKET}, response_only=True)
TICKET_LIST = OpenApiExample(
    "The last page", value={"tickets": [_LISTED_TICKET], "next_cursor": None}, response_only=True, status_codes=["200"]
)
CREATE_TICKET = _request(
    "A fault",
    {
        "workspaceId": "j97aq3m4d8x2r6t0v5n1c7y9kbw3e5hz",
        "title": "Tombol simpan tidak bereaksi",
        "description": "Setelah mengubah harga, tombol simpan tidak bereaksi.",
        "category": "bug",
        "priority": "medium",
        "route_to_hub": True,
    },
)
ASSIGN_TICKET = _request("Assign", {"assigned_to": "user_2hQ", "notifyParticipants": True})
EDIT_TICKET = _request("Edit", {"priority": "high", "version": 3})
ADD_COMMENT = _request("A public comment", {"content": "Sudah kami periksa.", "notifyParticipants": True})
STEP = _request("The next step", {"toStage": "discuss", "comment": "Kami periksa.", "notifyParticipants": True})
WITHDRAW = _request("Withdraw a request for a skip", {"withdraw": True, "reason": "Belum perlu."})
STAGE_CONFLICT = OpenApiExample(
    "Somebody else was first",
    value={
        "code": "stage_conflict",
        "detail": "The ticket is in the stage discuss, from which it cannot move to discuss.",
        "stage": "discuss",
        "to_stage": "discuss",
    },
    response_only=True,
    status_codes=["409"],
)
APPROVE = _request("Approve", {"approved": True, "pendingStage": "closed"})
REOPEN = _request("By the link in the mail", {"token": "WyJrNTc5MHo3dzFt…", "reason": "Masalahnya muncul lagi."})
BULK_ASSIGN = _request(
    "Assign two tickets",
    {"action": "assign", "ids": ["k5790z7w1m3x2yc8t4r6n0vbqd7a1e5h", "k57c1"], "assigned_to": "user_2hQ"},
)
