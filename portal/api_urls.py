"""The addresses of the portal API, for inclusion under `/api/portal/`."""

from config.routing import ApiRouter
from portal.viewsets.attachments import PortalAttachmentViewSet
from portal.viewsets.audit import AuditViewSet
from portal.viewsets.grants import GrantListViewSet, GrantViewSet
from portal.viewsets.tickets import PortalTicketViewSet
from portal.viewsets.views import SavedViewViewSet
from portal.viewsets.workspaces import PortalWorkspaceViewSet

router = ApiRouter()
router.register("tickets", PortalTicketViewSet, basename="portal-ticket")
router.register("tickets/(?P<ticket_id>[^/]{1,100})/attachments", PortalAttachmentViewSet, basename="portal-attachment")
router.register("workspaces", PortalWorkspaceViewSet, basename="portal-workspace")
router.register("grants", GrantListViewSet, basename="portal-grant-list")
router.register("grants/(?P<user_id>[^/]{1,200})", GrantViewSet, basename="portal-grant")
router.register("audit", AuditViewSet, basename="portal-audit")
router.register("views", SavedViewViewSet, basename="portal-view")

urlpatterns = router.urls
