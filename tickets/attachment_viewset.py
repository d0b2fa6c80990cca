"""`/api/tickets/{id}/attachments/`: images of a ticket, read and written through a check of the ticket itself."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from config.authentication import principal_of
from config.json_bodies import TooLargeError
from config.viewsets import read_body, show_all
from tickets.answers import TicketApiView, read_write
from tickets.attachment_repository import AttachmentRepository, Upload, get_attachments
from tickets.domain import Attachment, AttachmentId, TicketId
from tickets.images import MAX_BYTES, recognise_image
from tickets.request_serializers import UploadSerializer
from tickets.serializers import AttachmentListAnswer, AttachmentSerializer, UploadAnswer

# A form is larger than its file. Up to here a file is read far enough to say how large it is; beyond, not at all.
MAX_FORM_BYTES = 2 * MAX_BYTES
# A file never changes, but whether the caller may see it does: browsers keep it and ask each time.
CACHE_CONTROL = "private, no-cache"
ID_IN_PATH = [OpenApiParameter("ticket_id", str, OpenApiParameter.PATH)]
IDS_IN_PATH = [*ID_IN_PATH, OpenApiParameter("attachment_id", str, OpenApiParameter.PATH)]


class AttachmentViewSet(TicketApiView):
    """The images of one ticket."""

    lookup_url_kwarg = "attachment_id"
    parser_classes = (MultiPartParser,)

    @property
    def attachments(self) -> AttachmentRepository:
        """The files in Convex."""
        return get_attachments()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Answer failures in JSON to who accepts only images: a browser asks for the bytes in that way."""
        return super().perform_content_negotiation(request, force=force or self.action == "retrieve")

    @extend_schema(
        operation_id="attachments_list",
        summary="List the images of a ticket",
        parameters=ID_IN_PATH,
        responses={200: AttachmentListAnswer},
    )
    def list(self, request: Request, ticket_id: str) -> Response:
        """Answer the records of all files."""
        found = self.attachments.list_for_ticket(TicketId(ticket_id), asker=principal_of(request))
        context = {"address_of": self._addresses(request)}
        return Response({"attachments": show_all(AttachmentSerializer, found, context)})

    @extend_schema(
        operation_id="attachments_create",
        summary="Attach an image",
        parameters=ID_IN_PATH,
        request={"multipart/form-data": UploadSerializer},
        responses={200: UploadAnswer},
    )
    def create(self, request: Request, ticket_id: str) -> Response:
        """Store an image."""
        principal_of(request)
        _check_length(request)
        body = read_body(UploadSerializer, request)
        file = body.pop("file")
        image = recognise_image(file, size=file.size)
        upload = Upload(image=image, content=file, file_name=file.name, **body)
        stored = self.attachments.attach(TicketId(ticket_id), upload, write=read_write(request))
        address_of = self._addresses(request)
        record = AttachmentSerializer(stored, context={"address_of": address_of}).data
        path = f"{stored.ticket_id}/{stored.id}"
        return Response({"url": address_of(stored), "path": path, "size": stored.size, "attachment": record})

    @extend_schema(
        operation_id="attachments_retrieve",
        summary="Read an image",
        description="The bytes. `Range`, `If-Range` and `If-None-Match` are honoured.",
        parameters=[*IDS_IN_PATH, OpenApiParameter("Range", str, OpenApiParameter.HEADER)],
        responses={
            (200, "image/*"): OpenApiTypes.BINARY,
            (206, "image/*"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="The caller has it already."),
            416: OpenApiResponse(description="It is shorter than that."),
        },
    )
    def retrieve(self, request: Request, ticket_id: str, attachment_id: str) -> HttpResponseBase:
        """Stream the bytes."""
        record, url = self.attachments.get(
            TicketId(ticket_id), AttachmentId(attachment_id), asker=principal_of(request)
        )
        headers = headers_of(record)
        if request.headers.get("If-None-Match") in (headers["ETag"], "*"):
            return HttpResponse(status=status.HTTP_304_NOT_MODIFIED, headers=headers)
        wanted = request.headers.get("Range")
        if request.headers.get("If-Range", headers["ETag"]) != headers["ETag"]:
            wanted = None
        stored = self.attachments.open_file(url, byte_range=wanted)
        return StreamingHttpResponse(stored, status=stored.status_code, headers=headers | stored.headers)

    @extend_schema(
        operation_id="attachments_destroy",
        summary="Delete an image",
        description="By who uploaded it, and by those who work the ticket.",
        parameters=IDS_IN_PATH,
        responses={204: None},
    )
    def destroy(self, request: Request, ticket_id: str, attachment_id: str) -> Response:
        """Delete the file and its record."""
        self.attachments.delete(TicketId(ticket_id), AttachmentId(attachment_id), write=read_write(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _addresses(self, request: Request) -> Any:
        def address_of(attachment: Attachment) -> str:
            kwargs = {"ticket_id": attachment.ticket_id, "attachment_id": attachment.id}
            return str(reverse("attachment-detail", kwargs=kwargs, request=request))

        return address_of


def headers_of(record: Attachment) -> dict[str, str]:
    """Return the headers of a file: it is shown as the image it was recognised as, and never as anything else."""
    return {
        "Content-Type": record.content_type,
        "Content-Disposition": content_disposition_header(False, record.file_name) or "inline",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": CACHE_CONTROL,
        "ETag": f'"{record.id}"',
    }


def _check_length(request: Request) -> None:
    """Refuse a form that nobody would send in good faith before its body is read."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > MAX_FORM_BYTES:
        raise TooLargeError
