"""`/api/portal/tickets/`: the tickets of all tenants for staff of the support hub, their own for requesters."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from config.authentication import principal_of
from config.errors import InvalidInputError
from config.paging import read_page_request
from config.viewsets import read_body, read_query, show_all
from portal import examples
from portal.queries import filter_from
from portal.repositories.tickets import PortalTicketRepository, get_portal_tickets
from portal.request_serializers import OpenTicketSerializer, PortalListQuerySerializer
from portal.serializers import (
    PortalBulkAnswer,
    PortalChangedAnswer,
    PortalCommentAnswer,
    PortalCommentListAnswer,
    PortalListedTicketSerializer,
    PortalTicketAnswer,
    PortalTicketListAnswer,
    PortalTicketSerializer,
    PortalTransitionAnswer,
    StageCountsSerializer,
)
from portal.viewsets.callers import PortalApiView, is_hub_staff
from portal.viewsets.clients import RequesterDesk
from tickets.answers import read_write
from tickets.domain import TicketId
from tickets.request_serializers import (
    AddCommentSerializer,
    DeleteQuerySerializer,
    PageQuerySerializer,
    PatchTicketSerializer,
    ReplaceTicketSerializer,
    TransitionSerializer,
)
from tickets.serializers import AssigneeListAnswer, HistoryAnswer
from tickets.viewsets import BULK_REQUEST, WorkedTicketViewSet

# What the paths have for requesters; everything else under them is the console's.
REQUESTER_ACTIONS = frozenset({"list", "create", "retrieve", "comments", "add_comment"})


@extend_schema_view(
    update=extend_schema(
        operation_id="portal_tickets_update",
        summary="Rewrite a ticket",
        request=ReplaceTicketSerializer,
        responses={200: PortalTicketAnswer},
    ),
    partial_update=extend_schema(
        operation_id="portal_tickets_partial_update",
        summary="Assign a ticket, or edit some of it",
        request=PatchTicketSerializer,
        responses={200: PortalChangedAnswer},
    ),
    destroy=extend_schema(
        operation_id="portal_tickets_destroy",
        summary="Delete a ticket",
        parameters=[DeleteQuerySerializer],
        responses={204: None},
    ),
    history=extend_schema(
        operation_id="portal_tickets_history",
        summary="Show what happened to a ticket",
        parameters=[PageQuerySerializer],
        responses={200: HistoryAnswer},
    ),
    assignees=extend_schema(
        operation_id="portal_tickets_assignees",
        summary="Show who can be assigned",
        responses={200: AssigneeListAnswer},
    ),
    comments=extend_schema(
        operation_id="portal_tickets_comments",
        summary="Show the discussion",
        description="Requesters are answered its public part.",
        parameters=[PageQuerySerializer],
        responses={200: PortalCommentListAnswer},
    ),
    transition=extend_schema(
        operation_id="portal_tickets_transition",
        summary="Move a ticket, ask for a skip, or withdraw the request",
        request=TransitionSerializer,
        responses={200: PortalTransitionAnswer},
    ),
    bulk=extend_schema(
        operation_id="portal_tickets_bulk",
        summary="Assign, move or comment on many tickets",
        description="Each ticket is changed by itself and has an answer of its own; one refusal stops no other.",
        request=BULK_REQUEST,
        responses={200: PortalBulkAnswer},
    ),
)
class PortalTicketViewSet(PortalApiView, WorkedTicketViewSet):
    """The tickets of all workspaces that the caller may see."""

    shown: ClassVar[type[PortalTicketSerializer]] = PortalTicketSerializer

    @property
    def rows(self) -> PortalTicketRepository:
        """The tickets of all tenants."""
        return get_portal_tickets()

    def meet_requester(self, request: Request, *_args: Any, **kwargs: Any) -> None:
        """Let a requester do what the paths have for them."""
        desk = RequesterDesk(request, self.tickets)
        if self.action not in REQUESTER_ACTIONS:
            desk.refuse(kwargs.get("pk"))

    @extend_schema(
        operation_id="portal_tickets_list",
        summary="List tickets of all workspaces",
        description="A cursor page of the tickets that the caller may see as staff of the support hub, newest first. "
        "Requesters are answered their own tickets, and take no filters.",
        parameters=[PortalListQuerySerializer],
        responses={200: PortalTicketListAnswer},
        examples=[examples.TICKET_LIST],
    )
    def list(self, request: Request) -> Response:
        """Answer a page of tickets."""
        if not is_hub_staff(request):
            return RequesterDesk(request, self.tickets).list()
        asker = principal_of(request)
        query = read_query(PortalListQuerySerializer, request)
        wanted = filter_from(query)
        page = read_page_request(request, question={"portal": asker.user_id, "wanted": wanted})
        found = self.rows.list_matching(
            wanted, asker=asker, cursor=page.cursor, limit=page.limit, with_counts=query.get("counts", False)
        )
        body = page.body("tickets", show_all(PortalListedTicketSerializer, found.tickets), found.cursor)
        if found.counts is not None:
            body["counts"] = StageCountsSerializer(found.counts).data
        return Response(body)

    @extend_schema(
        operation_id="portal_tickets_create",
        summary="Open a ticket",
        description="Staff of the support hub open it on behalf of a member of a workspace, who becomes its requester. "
        "A requester opens their own; it goes to the support hub.",
        request=OpenTicketSerializer,
        responses={201: PortalTicketAnswer},
        examples=[examples.OPEN_FOR_CLIENT, examples.OPEN_OWN],
    )
    def create(self, request: Request) -> Response:
        """Open a ticket."""
        if not is_hub_staff(request):
            return RequesterDesk(request, self.tickets).open()
        body = read_body(OpenTicketSerializer, request)
        if missing := [name for name in ("workspace_id", "requester_id") if name not in body]:
            raise InvalidInputError(fields={name: ["Name it: you open the ticket for a client."] for name in missing})
        workspace_id, is_routed = body.pop("workspace_id"), body.pop("route_to_hub", True)
        ticket = self.tickets.create(workspace_id, **body, route_to_hub=is_routed, write=read_write(request))
        return Response({"ticket": self.shown(ticket).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="portal_tickets_retrieve",
        summary="Show a ticket",
        responses={200: PortalTicketAnswer},
        examples=[examples.TICKET, examples.OWN_TICKET],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one ticket."""
        if not is_hub_staff(request):
            return RequesterDesk(request, self.tickets).show(TicketId(pk))
        return super().retrieve(request, pk)

    def show_comments(self, request: Request, ticket_id: TicketId) -> Response:
        """Answer a page of the discussion."""
        if not is_hub_staff(request):
            return RequesterDesk(request, self.tickets).list_comments(ticket_id)
        return super().show_comments(request, ticket_id)

    def write_comment(self, request: Request, ticket_id: TicketId) -> Response:
        """Write a comment or a note."""
        if not is_hub_staff(request):
            return RequesterDesk(request, self.tickets).comment(ticket_id)
        return super().write_comment(request, ticket_id)

    @extend_schema(
        operation_id="portal_tickets_add_comment",
        summary="Comment on a ticket",
        description="Requesters send `content` alone; their comments are public, and closed tickets take none.",
        request=AddCommentSerializer,
        responses={201: PortalCommentAnswer},
    )
    def add_comment(self, request: Request, pk: str) -> Response:
        """Write a comment or a note. The route is inherited; only its description is not."""
        return super().add_comment(request, pk)
