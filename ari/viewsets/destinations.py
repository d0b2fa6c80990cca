"""`/api/ari/destinations/`: the universities that a workspace sends students to."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import (
    AriApiView,
    DeleteQuerySerializer,
    WorkspaceQuerySerializer,
    read_change,
    read_deletion,
    read_workspace,
)
from ari.domain import WorkspaceId
from ari.repositories.destinations import DestinationRepository, get_destinations
from ari.serializers.destinations import (
    CreateDestinationSerializer,
    DestinationAnswer,
    DestinationListAnswer,
    DestinationQuerySerializer,
    DestinationSerializer,
    EditDestinationSerializer,
)
from ari.settings import DestinationId
from config.authentication import principal_of
from config.paging import read_page_request
from config.viewsets import read_query, show_all


class DestinationViewSet(AriApiView):
    """The destinations of a workspace."""

    @property
    def destinations(self) -> DestinationRepository:
        """The destinations in Convex."""
        return get_destinations()

    @extend_schema(
        operation_id="ari_destinations_list",
        summary="Show the destinations",
        parameters=[DestinationQuerySerializer],
        responses={200: DestinationListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of destinations."""
        asker = principal_of(request)
        query = read_query(DestinationQuerySerializer, request)
        wanted = {"country": query.get("country"), "is_promoted": query.get("is_promoted")}
        workspace_id = WorkspaceId(query["workspace_id"])
        page = read_page_request(request, question={"asker": asker.user_id, "workspace": workspace_id, **wanted})
        found = self.destinations.list_matching(
            workspace_id, asker=asker, cursor=page.cursor, limit=page.limit, **wanted
        )
        return Response(page.body("destinations", show_all(DestinationSerializer, found.destinations), found.cursor))

    @extend_schema(
        operation_id="ari_destinations_create",
        summary="Add a destination",
        parameters=[WorkspaceQuerySerializer],
        request=CreateDestinationSerializer,
        responses={201: DestinationAnswer},
    )
    def create(self, request: Request) -> Response:
        """Add a destination."""
        fields, write = read_change(CreateDestinationSerializer, request)
        destination = self.destinations.create(fields, write=write)
        return Response({"destination": DestinationSerializer(destination).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_destinations_retrieve",
        summary="Show a destination",
        parameters=[WorkspaceQuerySerializer],
        responses={200: DestinationAnswer},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one destination."""
        asker = principal_of(request)
        destination = self.destinations.get(DestinationId(pk), read_workspace(request), asker=asker)
        return Response({"destination": DestinationSerializer(destination).data})

    @extend_schema(
        operation_id="ari_destinations_partial_update",
        summary="Change a destination",
        parameters=[WorkspaceQuerySerializer],
        request=EditDestinationSerializer,
        responses={200: DestinationAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some of a destination."""
        changes, write = read_change(EditDestinationSerializer, request)
        destination = self.destinations.edit(DestinationId(pk), changes, write=write)
        return Response({"destination": DestinationSerializer(destination).data})

    @extend_schema(
        operation_id="ari_destinations_destroy",
        summary="Delete a destination",
        parameters=[DeleteQuerySerializer],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a destination."""
        self.destinations.delete(DestinationId(pk), write=read_deletion(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
