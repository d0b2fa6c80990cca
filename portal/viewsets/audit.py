"""`/api/portal/audit/`: who did what in whose workspace, for superusers."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.authentication import principal_of
from config.paging import read_page_request
from portal.repositories.audit import AuditRepository, get_audit
from portal.request_serializers import AuditQuerySerializer
from portal.serializers import AuditListAnswer, AuditRecordSerializer
from portal.viewsets.callers import PortalApiView
from tickets.answers import read_query, show_all


class AuditViewSet(PortalApiView):
    """The audit records."""

    @property
    def audit(self) -> AuditRepository:
        """The audit in Convex."""
        return get_audit()

    @extend_schema(
        operation_id="portal_audit_list",
        summary="Show the audit",
        description="What people did in workspaces that they do not belong to, the latest first. By superusers.",
        parameters=[AuditQuerySerializer],
        responses={200: AuditListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of the audit."""
        query = read_query(AuditQuerySerializer, request)
        asked = {name: query.get(name) for name in ("workspace", "actor", "since", "before")}
        page = read_page_request(request, question={"audit": principal_of(request).user_id, **asked})
        found = self.audit.list_matching(
            asker=principal_of(request),
            workspace_id=asked["workspace"],
            actor_id=asked["actor"],
            since=asked["since"],
            before=asked["before"],
            cursor=page.cursor,
            limit=page.limit,
        )
        return Response(page.body("records", show_all(AuditRecordSerializer, found.records), found.cursor))
