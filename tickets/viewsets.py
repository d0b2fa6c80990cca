"""`/api/tickets/`: each action reads the request, makes one call and shows what came of it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from config.authentication import find_principal, principal_of
from config.idempotency import read_idempotency
from config.paging import read_page_request
from config.serializers import PersonSerializer
from config.viewsets import read_body, read_query, show_all
from tickets import examples
from tickets.answers import TicketApiView, email_sent, read_discussion_page, read_write
from tickets.bulk import run_bulk
from tickets.domain import TicketFilter, TicketId
from tickets.errors import ReopenTokenInvalidError
from tickets.reopen_tokens import check_reopen_token
from tickets.repository import TicketRepository, get_tickets
from tickets.request_serializers import (
    AddCommentSerializer,
    ApprovalSerializer,
    BulkAssignSerializer,
    BulkCommentSerializer,
    BulkTransitionSerializer,
    CreateTicketSerializer,
    DeleteQuerySerializer,
    ListQuerySerializer,
    PageQuerySerializer,
    PatchTicketSerializer,
    ReopenSerializer,
    ReplaceTicketSerializer,
    TransitionSerializer,
)
from tickets.serializers import (
    ApprovalAnswer,
    AssignedAnswer,
    AssigneeListAnswer,
    BulkAnswer,
    CommentAnswer,
    CommentListAnswer,
    CommentSerializer,
    CountsSerializer,
    HistoryAnswer,
    HistoryRowSerializer,
    ListedTicketSerializer,
    ReopenAnswer,
    TicketAnswer,
    TicketListAnswer,
    TransitionAnswer,
)

BULK_REQUEST = PolymorphicProxySerializer(
    component_name="BulkRequest",
    serializers={
        "assign": BulkAssignSerializer,
        "transition": BulkTransitionSerializer,
        "comment": BulkCommentSerializer,
    },
    resource_type_field_name="action",
)


def filter_from(query: dict[str, Any], user_id: str) -> TicketFilter:
    """Return the filter that a validated query string means for this user; `me` is them, `none` is nobody."""
    values = {name: value for name, value in query.items() if name not in ("counts", "cursor", "limit")}
    assignee, requester = values.pop("assignee", None), values.pop("requester", None)
    is_own = requester == "me"
    return TicketFilter(
        **{**values, "stages": tuple(values.get("stages", ()))},
        is_own=is_own,
        requester_id=None if is_own else requester,
        assignee=user_id if assignee == "me" else None if assignee == "none" else assignee,
        is_unassigned=assignee == "none",
    )


class WorkedTicketViewSet(TicketApiView):
    """What is done with single tickets, and with many at once."""

    @property
    def tickets(self) -> TicketRepository:
        """The tickets in Convex."""
        return get_tickets()

    @extend_schema(
        operation_id="tickets_retrieve",
        summary="Show a ticket",
        responses={200: TicketAnswer},
        examples=[examples.TICKET],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one ticket."""
        ticket = self.tickets.get(TicketId(pk), asker=principal_of(request))
        return Response({"ticket": self.shown(ticket).data})

    @extend_schema(
        operation_id="tickets_update",
        summary="Rewrite a ticket",
        description="By its requester while it is in `report`, and by those who work it.",
        request=ReplaceTicketSerializer,
        responses={200: TicketAnswer},
    )
    def update(self, request: Request, pk: str) -> Response:
        """Change everything that the ticket says."""
        principal_of(request)
        body = read_body(ReplaceTicketSerializer, request)
        ticket = self.tickets.edit(TicketId(pk), write=read_write(request, body.pop("version", None)), **body)
        return Response({"ticket": self.shown(ticket).data})

    @extend_schema(
        operation_id="tickets_partial_update",
        summary="Assign a ticket, or edit some of it",
        description="Either `assigned_to` alone, or any of title, description, category and priority.",
        request=PatchTicketSerializer,
        responses={200: AssignedAnswer},
        examples=[examples.ASSIGN_TICKET, examples.EDIT_TICKET],
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Assign, or edit."""
        principal_of(request)
        body = read_body(PatchTicketSerializer, request)
        write, notify = read_write(request, body.pop("version", None)), body.pop("notify")
        if "assigned_to" not in body:
            ticket = self.tickets.edit(TicketId(pk), write=write, **body)
            return Response({"ticket": self.shown(ticket).data})
        change = self.tickets.assign(TicketId(pk), body["assigned_to"], notify=notify, write=write)
        return Response({"ticket": self.shown(change.ticket).data, **email_sent(notify, change.notified)})

    @extend_schema(
        operation_id="tickets_destroy",
        summary="Delete a ticket",
        description="With its comments, history and files. By owners and admins of whoever works it.",
        parameters=[DeleteQuerySerializer],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete the ticket."""
        principal_of(request)
        query = read_query(DeleteQuerySerializer, request)
        self.tickets.delete(TicketId(pk), write=read_write(request, query.get("version")))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        operation_id="tickets_history",
        summary="Show what happened to a ticket",
        parameters=[PageQuerySerializer],
        responses={200: HistoryAnswer},
    )
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: str) -> Response:
        """Answer a page of the history."""
        page = read_discussion_page(request, question={"history": pk})
        found = self.tickets.list_history(
            TicketId(pk), asker=principal_of(request), cursor=page.cursor, limit=page.limit
        )
        return Response(page.body("history", show_all(HistoryRowSerializer, found.history), found.cursor))

    @extend_schema(
        operation_id="tickets_assignees", summary="Show who can be assigned", responses={200: AssigneeListAnswer}
    )
    @action(detail=True, methods=["get"])
    def assignees(self, request: Request, pk: str) -> Response:
        """Answer whom the caller can assign."""
        people = self.tickets.list_assignees(TicketId(pk), asker=principal_of(request))
        return Response({"assignees": show_all(PersonSerializer, people)})

    @extend_schema(
        operation_id="tickets_comments",
        summary="Show the discussion",
        description="Internal notes are shown to those who work the ticket alone.",
        parameters=[PageQuerySerializer],
        responses={200: CommentListAnswer},
    )
    @action(detail=True, methods=["get"])
    def comments(self, request: Request, pk: str) -> Response:
        """Answer a page of the discussion."""
        return self.show_comments(request, TicketId(pk))

    def show_comments(self, request: Request, ticket_id: TicketId) -> Response:
        """Answer what of the discussion the caller may read."""
        page = read_discussion_page(request, question={"comments": ticket_id})
        found = self.tickets.list_comments(ticket_id, asker=principal_of(request), cursor=page.cursor, limit=page.limit)
        return Response(page.body("comments", show_all(CommentSerializer, found.comments), found.cursor))

    @extend_schema(
        operation_id="tickets_add_comment",
        summary="Comment on a ticket",
        request=AddCommentSerializer,
        responses={201: CommentAnswer},
        examples=[examples.ADD_COMMENT],
    )
    @comments.mapping.post
    def add_comment(self, request: Request, pk: str) -> Response:
        """Write a comment or a note."""
        return self.write_comment(request, TicketId(pk))

    def write_comment(self, request: Request, ticket_id: TicketId) -> Response:
        """Write what the caller may write."""
        principal_of(request)
        body = read_body(AddCommentSerializer, request)
        write = read_write(request, body.pop("version", None))
        added = self.tickets.comment(ticket_id, **body, write=write)
        answer = {"comment": CommentSerializer(added.comment).data, **email_sent(body["notify"], added.notified)}
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="tickets_transition",
        summary="Move a ticket",
        description="A step goes at once. A longer jump is a skip: the ticket stays where it is until its requester "
        "approves. `withdraw` takes such a request back.",
        request=TransitionSerializer,
        responses={200: TransitionAnswer},
        examples=[examples.STEP, examples.WITHDRAW, examples.STAGE_CONFLICT],
    )
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """Move, ask for a skip, or withdraw the request."""
        principal_of(request)
        body = read_body(TransitionSerializer, request)
        write = read_write(request, body.pop("version", None))
        move = self.tickets.withdraw_approval if body.pop("withdraw") else self.tickets.transition
        change = move(TicketId(pk), **body, write=write)
        pending = {"pendingApproval": True} if change.pending_approval else {}
        ticket = self.shown(change.ticket).data
        sent = email_sent(body["notify"], change.notified)
        return Response({"success": True, **pending, **sent, "ticket": ticket})

    @extend_schema(
        operation_id="tickets_bulk",
        summary="Assign, move or comment on many tickets",
        description="Each ticket is changed by itself and has an answer of its own; one refusal stops no other.",
        request=BULK_REQUEST,
        responses={200: BulkAnswer},
        examples=[examples.BULK_ASSIGN],
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Change many tickets."""
        write = read_write(request)
        return Response({"results": run_bulk(self.tickets, request.data, write=write, shown=self.shown)})


class TicketViewSet(WorkedTicketViewSet):
    """The tickets of a workspace, or of the caller."""

    @extend_schema(
        operation_id="tickets_list",
        summary="List tickets",
        description="A cursor page of the tickets of a workspace that the caller may see, newest first. Staff of the "
        "support hub name the hub and see what is routed to it.",
        parameters=[ListQuerySerializer],
        responses={200: TicketListAnswer},
        examples=[examples.TICKET_LIST],
    )
    def list(self, request: Request) -> Response:
        """Answer a page of tickets."""
        asker = principal_of(request)
        query = read_query(ListQuerySerializer, request)
        wanted = filter_from(query, asker.user_id)
        page = read_page_request(request, question={"asker": asker.user_id, "wanted": wanted})
        found = self.tickets.list_matching(
            wanted, asker=asker, cursor=page.cursor, limit=page.limit, with_counts=query.get("counts", False)
        )
        body = page.body("tickets", show_all(ListedTicketSerializer, found.tickets), found.cursor)
        if found.counts is not None:
            body["counts"] = CountsSerializer(found.counts).data
        return Response(body)

    @extend_schema(
        operation_id="tickets_create",
        summary="Open a ticket",
        description="The caller becomes its requester. `route_to_hub` sends it to the support hub.",
        request=CreateTicketSerializer,
        responses={201: TicketAnswer},
        examples=[examples.CREATE_TICKET, examples.TICKET],
    )
    def create(self, request: Request) -> Response:
        """Open a ticket."""
        write = read_write(request)
        ticket = self.tickets.create(**read_body(CreateTicketSerializer, request), write=write)
        return Response({"ticket": self.shown(ticket).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="tickets_approval",
        summary="Approve or reject a skip",
        description="By the requester alone.",
        request=ApprovalSerializer,
        responses={200: ApprovalAnswer},
        examples=[examples.APPROVE],
    )
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, pk: str) -> Response:
        """Decide on the skip."""
        principal_of(request)
        body = read_body(ApprovalSerializer, request)
        write = read_write(request, body.pop("version", None))
        change = self.tickets.decide_approval(TicketId(pk), **body, write=write)
        sent = email_sent(body["notify"], change.notified)
        ticket = self.shown(change.ticket).data
        return Response({"success": True, "approved": body["approved"], **sent, "ticket": ticket})

    @extend_schema(
        operation_id="tickets_reopen",
        summary="Reopen a closed ticket",
        description="By its requester, signed in, at any time; or without signing in by the token of the mail that "
        "told of the closing: for seven days, once.",
        request=ReopenSerializer,
        responses={200: ReopenAnswer},
        examples=[examples.REOPEN],
    )
    @action(detail=True, methods=["post"], permission_classes=[AllowAny])
    def reopen(self, request: Request, pk: str) -> Response:
        """Reopen by token or by the requester."""
        body = read_body(ReopenSerializer, request)
        token, version = body.pop("token", None), body.pop("version", None)
        if token is not None:
            try:
                return self._reopen_by_token(request, TicketId(pk), token, body["reason"], version)
            except ReopenTokenInvalidError:
                # A signed-in requester needs no token, so an old one in the address does no harm.
                if find_principal(request) is None:
                    raise
        ticket = self.tickets.reopen(TicketId(pk), **body, write=read_write(request, version))
        return Response({"success": True, "ticket": self.shown(ticket).data})

    def _reopen_by_token(
        self, request: Request, ticket_id: TicketId, token: str, reason: str, version: int | None
    ) -> Response:
        found = check_reopen_token(token, ticket_id, now=timezone.now())
        self.tickets.reopen_by_nonce(
            ticket_id,
            requester_id=found.requester_id,
            nonce=found.nonce,
            reason=reason,
            expected_version=version,
            idempotency=read_idempotency(request),
        )
        return Response({"success": True})
