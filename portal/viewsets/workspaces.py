"""`/api/portal/workspaces/`: the workspaces that the caller may see."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from config.authentication import principal_of
from config.paging import read_page_request
from portal.repositories.workspaces import PortalWorkspaceRepository, get_workspaces
from portal.request_serializers import WorkspaceListQuerySerializer
from portal.serializers import (
    PortalWorkspaceSerializer,
    RequesterListAnswer,
    RequesterSerializer,
    WorkspaceAnswer,
    WorkspaceListAnswer,
)
from portal.viewsets.callers import PortalApiView
from tickets.answers import read_query, show_all
from tickets.domain import WorkspaceId


class PortalWorkspaceViewSet(PortalApiView):
    """The workspaces granted to the caller; for superusers, and those who lead the hub, all."""

    @property
    def workspaces(self) -> PortalWorkspaceRepository:
        """The workspaces in Convex."""
        return get_workspaces()

    @extend_schema(
        operation_id="portal_workspaces_list",
        summary="List workspaces",
        parameters=[WorkspaceListQuerySerializer],
        responses={200: WorkspaceListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of workspaces."""
        asker = principal_of(request)
        query = read_query(WorkspaceListQuerySerializer, request)
        search = query.get("search")
        page = read_page_request(request, question={"workspaces": asker.user_id, "search": search})
        found = self.workspaces.list_granted(
            asker=asker, search=search, cursor=page.cursor, limit=page.limit, with_counts=query.get("counts", False)
        )
        return Response(page.body("workspaces", show_all(PortalWorkspaceSerializer, found.workspaces), found.cursor))

    @extend_schema(
        operation_id="portal_workspaces_retrieve", summary="Show a workspace", responses={200: WorkspaceAnswer}
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one workspace."""
        workspace = self.workspaces.get(WorkspaceId(pk), asker=principal_of(request))
        return Response({"workspace": PortalWorkspaceSerializer(workspace).data})

    @extend_schema(
        operation_id="portal_workspaces_requesters",
        summary="Show on whose behalf a ticket can be opened",
        responses={200: RequesterListAnswer},
    )
    @action(detail=True, methods=["get"])
    def requesters(self, request: Request, pk: str) -> Response:
        """Answer the members of the workspace."""
        found = self.workspaces.list_requesters(WorkspaceId(pk), asker=principal_of(request))
        return Response({"requesters": show_all(RequesterSerializer, found)})
