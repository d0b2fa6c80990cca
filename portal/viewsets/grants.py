"""`/api/portal/grants/`: what staff accounts may do in which workspace, for superusers."""

from django.contrib.auth import get_user_model
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from config.authentication import principal_of
from config.errors import InvalidInputError, NotFoundError
from config.identity.tokens import STAFF_PREFIX
from config.paging import read_page_request
from portal.repositories.grants import GrantRepository, get_grants
from portal.request_serializers import GrantListQuerySerializer, SetGrantSerializer
from portal.serializers import GrantAnswer, GrantListAnswer, GrantSerializer
from portal.viewsets.callers import PortalApiView
from tickets.answers import read_body, read_query, show_all
from tickets.domain import WorkspaceId

IDS_IN_PATH = [
    OpenApiParameter("user_id", str, OpenApiParameter.PATH, description="`staff:` and the username."),
    OpenApiParameter("workspace_id", str, OpenApiParameter.PATH),
]


class GrantNotFoundError(NotFoundError):
    """The account has no grant in the workspace."""

    code = "grant_not_found"
    default_detail = "This account has no grant in this workspace."


class GrantView(PortalApiView):
    """The base of what superusers do with grants."""

    @property
    def grants(self) -> GrantRepository:
        """The grants in Convex."""
        return get_grants()


class GrantListViewSet(GrantView):
    """All grants."""

    @extend_schema(
        operation_id="portal_grants_list",
        summary="List grants",
        description="Of all accounts, of one, or for one workspace. By superusers.",
        parameters=[GrantListQuerySerializer],
        responses={200: GrantListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of grants."""
        query = read_query(GrantListQuerySerializer, request)
        user_id, workspace_id = query.get("user"), query.get("workspace")
        question = {"grants": principal_of(request).user_id, "user": user_id, "workspace": workspace_id}
        page = read_page_request(request, question=question)
        found = self.grants.list_for(
            asker=principal_of(request),
            user_id=user_id,
            workspace_id=workspace_id,
            cursor=page.cursor,
            limit=page.limit,
        )
        return Response(page.body("grants", show_all(GrantSerializer, found.grants), found.cursor))


class GrantViewSet(GrantView):
    """The grant of one account in one workspace."""

    lookup_url_kwarg = "workspace_id"

    @extend_schema(
        operation_id="portal_grants_update",
        summary="Let a staff account see a workspace, or act in it",
        description="What the account had there before is replaced. By superusers.",
        parameters=IDS_IN_PATH,
        request=SetGrantSerializer,
        responses={200: GrantAnswer},
    )
    def update(self, request: Request, user_id: str, workspace_id: str) -> Response:
        """Set the grant."""
        actor = principal_of(request)
        body = read_body(SetGrantSerializer, request)
        if actor.is_superuser:
            check_account(user_id)
        grant = self.grants.set(
            user_id,
            WorkspaceId(workspace_id),
            can_act=body["can_act"],
            expires_at=body.get("expires_at"),
            actor=actor,
        )
        return Response({"grant": GrantSerializer(grant).data})

    @extend_schema(
        operation_id="portal_grants_destroy",
        summary="Take a grant away",
        parameters=IDS_IN_PATH,
        responses={204: None},
    )
    def destroy(self, request: Request, user_id: str, workspace_id: str) -> Response:
        """Revoke the grant."""
        if not self.grants.revoke(user_id, WorkspaceId(workspace_id), actor=principal_of(request)):
            raise GrantNotFoundError
        return Response(status=status.HTTP_204_NO_CONTENT)


def check_account(user_id: str) -> None:
    """Refuse a grant for an account that there is not: whoever got that name later would find it waiting.

    Raises:
        InvalidInputError: it is no id of a staff account.
    """
    username = user_id.removeprefix(STAFF_PREFIX)
    is_staff_id = user_id.startswith(STAFF_PREFIX)
    if not is_staff_id or not get_user_model().objects.filter(username=username, is_staff=True).exists():
        raise InvalidInputError(fields={"user_id": ["There is no staff account of this name."]})
