"""What the ticket views share: who asks, which version, which page, and refusals in the words of the API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rest_framework.request import Request

from config.authentication import principal_of
from config.errors import RefusalError
from config.idempotency import read_idempotency
from config.paging import MAX_LIMIT, PageRequest, read_page_request
from config.viewsets import ApiViewSet, read_query, rename_fields
from tickets.errors import VersionConflictError
from tickets.repository import Write
from tickets.request_serializers import PageQuerySerializer
from tickets.serializers import TicketSerializer

# Arguments of Convex functions that are called something else in requests.
REQUEST_NAMES: Mapping[str, str] = {
    "workspace_id": "workspaceId",
    "to_stage": "toStage",
    "from_stage": "fromStage",
    "pending_stage": "pendingStage",
    "notify_participants": "notifyParticipants",
    "expected_version": "version",
    "assignee": "assigned_to",
}


class TicketApiView(ApiViewSet):
    """The base of the ticket viewsets."""

    def reword(self, refusal: RefusalError) -> None:
        """Word a refusal of Convex with the names of the ticket API."""
        reword_refusal(refusal)


def reword_refusal(refusal: RefusalError) -> None:
    """Name fields as requests do, and show the present ticket of a version conflict as answers show tickets."""
    rename_fields(refusal, REQUEST_NAMES)
    if isinstance(refusal, VersionConflictError) and refusal.ticket is not None:
        refusal.facts["ticket"] = TicketSerializer(refusal.ticket).data


def read_write(request: Request, version: int | None = None) -> Write:
    """Return who writes, on which version, under which key."""
    return Write(actor=principal_of(request), expected_version=version, idempotency=read_idempotency(request))


def read_discussion_page(request: Request, *, question: Mapping[str, Any]) -> PageRequest:
    """Read the page of a list within a ticket.

    Without a limit it is as long as it can be: front ends of the original knew no pages here.
    """
    read_query(PageQuerySerializer, request)
    page = read_page_request(request, question={"user": principal_of(request).user_id, **question})
    return page if request.query_params.get("limit") else replace(page, limit=MAX_LIMIT)


def email_sent(asked: bool, notified: int) -> dict[str, bool]:
    """Return the original's `emailSent`: only where it was asked for, and true if there was anybody to write to."""
    return {"emailSent": notified > 0} if asked else {}
