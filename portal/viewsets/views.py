"""`/api/portal/views/`: the lists that the caller comes back to."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from config.authentication import principal_of
from config.idempotency import read_idempotency
from portal import examples
from portal.repositories.views import SavedViewRepository, get_views
from portal.request_serializers import SaveViewSerializer, ViewListQuerySerializer
from portal.serializers import SavedViewSerializer, ViewAnswer, ViewListAnswer
from portal.viewsets.callers import PortalApiView
from tickets.answers import read_body, read_query, show_all


class SavedViewViewSet(PortalApiView):
    """The caller's own views; nobody else sees them."""

    @property
    def views(self) -> SavedViewRepository:
        """The views in Convex."""
        return get_views()

    @extend_schema(
        operation_id="portal_views_list",
        summary="List saved views",
        parameters=[ViewListQuerySerializer],
        responses={200: ViewListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer the views by name."""
        query = read_query(ViewListQuerySerializer, request)
        views = self.views.list_own(asker=principal_of(request), with_counts=query.get("counts", False))
        return Response({"views": show_all(SavedViewSerializer, views)})

    @extend_schema(
        operation_id="portal_views_save",
        summary="Save a view",
        description="A view of the same name is replaced.",
        request=SaveViewSerializer,
        responses={200: ViewAnswer},
        examples=[examples.SAVE_VIEW],
    )
    def create(self, request: Request) -> Response:
        """Save a view."""
        actor = principal_of(request)
        body = read_body(SaveViewSerializer, request)
        view = self.views.save(body["name"], body["query"], actor=actor, idempotency=read_idempotency(request))
        return Response({"view": SavedViewSerializer(view).data})

    @extend_schema(operation_id="portal_views_destroy", summary="Delete a saved view", responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a view."""
        self.views.delete(pk, actor=principal_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
