"""What the ticket views share: who asks, which version, which page, and refusals in the words of the API."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from config.api import StrictSerializer
from config.authentication import principal_of
from config.errors import RefusalError
from config.idempotency import InFlightGuard, read_idempotency
from config.paging import MAX_LIMIT, PageRequest, read_page_request
from tickets.errors import VersionConflictError
from tickets.repository import Write
from tickets.request_serializers import PageQuerySerializer
from tickets.serializers import Serializer, TicketSerializer

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


class TicketApiView(ViewSetMixin, InFlightGuard):
    """The base of the ticket viewsets. `shown` is how their answers show a ticket."""

    shown: ClassVar[type[TicketSerializer]] = TicketSerializer

    def handle_exception(self, exc: Exception) -> Response:
        """Word a refusal of Convex with the names of the API before it is answered."""
        if isinstance(exc, RefusalError):
            reword_refusal(exc, self.shown)
        return super().handle_exception(exc)


def reword_refusal(refusal: RefusalError, shown: type[TicketSerializer]) -> None:
    """Name fields as requests do, and show the present ticket of a version conflict as answers show tickets."""
    refusal.fields = {REQUEST_NAMES.get(name, name): messages for name, messages in refusal.fields.items()}
    if isinstance(refusal, VersionConflictError) and refusal.ticket is not None:
        refusal.facts["ticket"] = shown(refusal.ticket).data


def read_body(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """Return the validated body.

    Raises:
        ValidationError: a value breaks a rule, or a field is unknown.
    """
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    values: dict[str, Any] = body.validated_data
    return values


def read_query(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """Return the validated query string.

    Raises:
        ValidationError: a value breaks a rule, or a parameter is unknown.
    """
    query = serializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    values: dict[str, Any] = query.validated_data
    return values


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


def show_all(
    serializer: type[Serializer], things: Sequence[object], context: Mapping[str, Any] | None = None
) -> list[Any]:
    """Return the things as answers show them."""
    return list(serializer(things, many=True, context=dict(context or {})).data)


def email_sent(asked: bool, notified: int) -> dict[str, bool]:
    """Return the original's `emailSent`: only where it was asked for, and true if there was anybody to write to."""
    return {"emailSent": notified > 0} if asked else {}
