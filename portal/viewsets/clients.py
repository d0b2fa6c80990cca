"""What a requester finds under the paths of the portal API: their own tickets, and nothing of the console."""

from collections.abc import Sequence

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from config.authentication import principal_of
from config.errors import ConflictError, InvalidInputError
from config.idempotency import read_idempotency
from config.identity.principal import Capacity, Membership
from config.paging import read_page_request
from config.viewsets import read_body, read_query, show_all
from portal.request_serializers import ClientCommentBodySerializer, OpenTicketSerializer, PageQuerySerializer
from portal.serializers import ClientCommentSerializer, ClientTicketSerializer
from portal.viewsets.callers import HubStaffOnlyError
from tickets.answers import read_discussion_page
from tickets.domain import TicketFilter, TicketId, WorkspaceId
from tickets.repository import TicketRepository, Write


class NoWorkspaceError(ConflictError):
    """The caller belongs to no workspace, so there is none whose ticket it would be."""

    code = "no_workspace"
    default_detail = "You belong to no workspace yet. Ask somebody of yours to invite you, then open the ticket."


class RequesterDesk:
    """Answers a requester. Every question goes to Convex in that capacity, so it shows what a requester may see."""

    def __init__(self, request: Request, tickets: TicketRepository) -> None:
        self.request, self.tickets = request, tickets
        self.caller = principal_of(request)
        self.requester = self.caller.acting_as(Capacity.REQUESTER)

    def list(self) -> Response:
        """Answer a page of the caller's tickets, newest first."""
        read_query(PageQuerySerializer, self.request)
        page = read_page_request(self.request, question={"own": self.caller.user_id})
        wanted = TicketFilter(is_own=True)
        found = self.tickets.list_matching(wanted, asker=self.requester, cursor=page.cursor, limit=page.limit)
        return Response(page.body("tickets", show_all(ClientTicketSerializer, found.tickets), found.cursor))

    def open(self) -> Response:
        """Open a ticket that the support hub works."""
        body = read_body(OpenTicketSerializer, self.request)
        if unasked := {"requester_id", "route_to_hub"} & body.keys():
            raise InvalidInputError(fields={name: ["This is for the staff of the support hub."] for name in unasked})
        workspace_id = body.pop("workspace_id", None) or only_workspace(self.caller.standing.memberships)
        write = Write(actor=self.caller, idempotency=read_idempotency(self.request))
        ticket = self.tickets.create(workspace_id, **body, route_to_hub=True, write=write)
        return Response({"ticket": ClientTicketSerializer(ticket).data}, status=status.HTTP_201_CREATED)

    def show(self, ticket_id: TicketId) -> Response:
        """Answer one of the caller's tickets."""
        ticket = self.tickets.get(ticket_id, asker=self.requester)
        return Response({"ticket": ClientTicketSerializer(ticket).data})

    def list_comments(self, ticket_id: TicketId) -> Response:
        """Answer a page of the public discussion, oldest first."""
        page = read_discussion_page(self.request, question={"comments": ticket_id})
        found = self.tickets.list_comments(ticket_id, asker=self.requester, cursor=page.cursor, limit=page.limit)
        return Response(page.body("comments", show_all(ClientCommentSerializer, found.comments), found.cursor))

    def comment(self, ticket_id: TicketId) -> Response:
        """Write a public comment, as long as the ticket is open."""
        body = read_body(ClientCommentBodySerializer, self.request)
        write = Write(actor=self.requester, idempotency=read_idempotency(self.request))
        added = self.tickets.comment(ticket_id, body["content"], is_internal=False, write=write)
        answer = {"comment": ClientCommentSerializer(added.comment).data}
        return Response(answer, status=status.HTTP_201_CREATED)

    def refuse(self, ticket_id: str | None) -> None:
        """Refuse what only the console has: as not found where the ticket is not the caller's.

        Raises:
            NotFoundError: the ticket is not the caller's.
            HubStaffOnlyError: it is, or no ticket was named.
        """
        if ticket_id is not None:
            self.tickets.get(TicketId(ticket_id), asker=self.requester)
        raise HubStaffOnlyError


def only_workspace(memberships: Sequence[Membership]) -> WorkspaceId:
    """Return the workspace of who belongs to one.

    Raises:
        NoWorkspaceError: they belong to none.
        InvalidInputError: they belong to several, so they must name one.
    """
    if not memberships:
        raise NoWorkspaceError
    if len(memberships) > 1:
        raise InvalidInputError(fields={"workspaceId": ["You belong to several workspaces. Name one."]})
    return WorkspaceId(memberships[0].workspace_id)
