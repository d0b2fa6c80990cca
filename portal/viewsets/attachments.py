"""`/api/portal/tickets/{id}/attachments/`: images of tickets, for staff of the support hub."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request

from portal.viewsets.callers import PortalApiView
from portal.viewsets.clients import RequesterDesk
from tickets.attachment_viewset import ID_IN_PATH, IDS_IN_PATH, AttachmentViewSet
from tickets.repository import get_tickets
from tickets.request_serializers import UploadSerializer
from tickets.serializers import AttachmentListAnswer, UploadAnswer


@extend_schema_view(
    list=extend_schema(
        operation_id="portal_attachments_list",
        summary="List the images of a ticket",
        parameters=ID_IN_PATH,
        responses={200: AttachmentListAnswer},
    ),
    create=extend_schema(
        operation_id="portal_attachments_create",
        summary="Attach an image",
        parameters=ID_IN_PATH,
        request={"multipart/form-data": UploadSerializer},
        responses={200: UploadAnswer},
    ),
    retrieve=extend_schema(
        operation_id="portal_attachments_retrieve",
        summary="Read an image",
        parameters=[*IDS_IN_PATH, OpenApiParameter("Range", str, OpenApiParameter.HEADER)],
        responses={
            (200, "image/*"): OpenApiTypes.BINARY,
            (206, "image/*"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="The caller has it already."),
            416: OpenApiResponse(description="It is shorter than that."),
        },
    ),
    destroy=extend_schema(
        operation_id="portal_attachments_destroy",
        summary="Delete an image",
        parameters=IDS_IN_PATH,
        responses={204: None},
    ),
)
class PortalAttachmentViewSet(PortalApiView, AttachmentViewSet):
    """The images of one ticket."""

    detail_name: ClassVar[str] = "portal-attachment-detail"

    def meet_requester(self, request: Request, *_args: Any, **kwargs: Any) -> None:
        """Refuse requesters, who find their images in the ticket API."""
        RequesterDesk(request, get_tickets()).refuse(kwargs["ticket_id"])
