"""`/api/ari/payments/`: what leads paid for consultations."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import WorkspaceQuerySerializer, read_change, read_workspace
from ari.booking_answers import BookingApiView
from ari.domain import WorkspaceId
from ari.payments import PaymentFilter, PaymentId
from ari.repositories.payments import PaymentRepository, get_payments
from ari.serializers.payments import (
    ChangePaymentSerializer,
    PaymentAnswer,
    PaymentListAnswer,
    PaymentQuerySerializer,
    PaymentSerializer,
    RecordPaymentSerializer,
)
from config.authentication import principal_of
from config.convex.documents import ms_from_moment
from config.paging import read_page_request
from config.viewsets import read_query, show_all


class PaymentViewSet(BookingApiView):
    """The payments of a workspace."""

    @property
    def payments(self) -> PaymentRepository:
        """The payments in Convex."""
        return get_payments()

    @extend_schema(
        operation_id="ari_payments_list",
        summary="List payments",
        parameters=[PaymentQuerySerializer],
        responses={200: PaymentListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of payments."""
        asker = principal_of(request)
        query = read_query(PaymentQuerySerializer, request)
        workspace_id = WorkspaceId(query["workspace_id"])
        names = ("status", "ari_conversation_id", "created_from", "created_before")
        wanted = PaymentFilter(**{name: query.get(name) for name in names})
        question = {"list": "payments", "asker": asker.user_id, "workspace": workspace_id, "wanted": wanted}
        page = read_page_request(request, question=question)
        found = self.payments.list_matching(workspace_id, wanted, asker=asker, cursor=page.cursor, limit=page.limit)
        return Response(page.body("payments", show_all(PaymentSerializer, found.payments), found.cursor))

    @extend_schema(
        operation_id="ari_payments_create",
        summary="Record a payment",
        description="For an appointment, or in a conversation. A transaction of a gateway is recorded once.",
        parameters=[WorkspaceQuerySerializer],
        request=RecordPaymentSerializer,
        responses={201: PaymentAnswer},
    )
    def create(self, request: Request) -> Response:
        """Record a payment."""
        fields, write = read_change(RecordPaymentSerializer, request)
        payment = self.payments.record(with_instants(fields), write=write)
        return Response({"payment": PaymentSerializer(payment).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_payments_retrieve",
        summary="Show a payment",
        parameters=[WorkspaceQuerySerializer],
        responses={200: PaymentAnswer},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one payment."""
        asker = principal_of(request)
        payment = self.payments.get(PaymentId(pk), workspace_id=read_workspace(request), asker=asker)
        return Response({"payment": PaymentSerializer(payment).data})

    @extend_schema(
        operation_id="ari_payments_partial_update",
        summary="Move a payment to another state",
        description="pending becomes success, failed or expired; success becomes refunded. Others are final.",
        parameters=[WorkspaceQuerySerializer],
        request=ChangePaymentSerializer,
        responses={200: PaymentAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Move to another state."""
        changes, write = read_change(ChangePaymentSerializer, request)
        to_status = changes.pop("status")
        payment = self.payments.change_status(PaymentId(pk), to_status, with_instants(changes), write=write)
        return Response({"payment": PaymentSerializer(payment).data})


def with_instants(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with their moments as Convex counts them."""
    return {name: ms_from_moment(value) if isinstance(value, datetime) else value for name, value in fields.items()}
