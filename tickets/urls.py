"""The addresses of the ticket API, for inclusion under `/api/`."""

from config.routing import ApiRouter
from tickets.attachment_viewset import AttachmentViewSet
from tickets.viewsets import TicketViewSet

router = ApiRouter()
router.register("tickets", TicketViewSet, basename="ticket")
router.register("tickets/(?P<ticket_id>[^/]{1,100})/attachments", AttachmentViewSet, basename="attachment")

urlpatterns = router.urls
