"""`/api/ari/slots/`: the weekly hours in which consultations can be booked."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import DeleteQuerySerializer, WorkspaceQuerySerializer, read_change, read_deletion, read_workspace
from ari.booking_answers import BookingApiView
from ari.repositories.slots import SlotRepository, get_slots
from ari.schedule import SlotId
from ari.serializers.slots import (
    CreateSlotSerializer,
    EditSlotSerializer,
    SlotAnswer,
    SlotListAnswer,
    SlotSerializer,
)
from config.authentication import principal_of
from config.viewsets import show_all


class SlotViewSet(BookingApiView):
    """The slots of a workspace."""

    @property
    def slots(self) -> SlotRepository:
        """The slots in Convex."""
        return get_slots()

    @extend_schema(
        operation_id="ari_slots_list",
        summary="Show the slots",
        parameters=[WorkspaceQuerySerializer],
        responses={200: SlotListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer all slots."""
        asker = principal_of(request)
        found = self.slots.list_all(read_workspace(request), asker=asker)
        return Response({"slots": show_all(SlotSerializer, found)})

    @extend_schema(
        operation_id="ari_slots_create",
        summary="Add a slot",
        description="A consultant, or nobody, has one slot that begins at a time of a weekday.",
        parameters=[WorkspaceQuerySerializer],
        request=CreateSlotSerializer,
        responses={201: SlotAnswer},
    )
    def create(self, request: Request) -> Response:
        """Add a slot."""
        fields, write = read_change(CreateSlotSerializer, request)
        slot = self.slots.create(fields, write=write)
        return Response({"slot": SlotSerializer(slot).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_slots_retrieve",
        summary="Show a slot",
        parameters=[WorkspaceQuerySerializer],
        responses={200: SlotAnswer},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one slot."""
        asker = principal_of(request)
        slot = self.slots.get(SlotId(pk), workspace_id=read_workspace(request), asker=asker)
        return Response({"slot": SlotSerializer(slot).data})

    @extend_schema(
        operation_id="ari_slots_partial_update",
        summary="Change a slot",
        parameters=[WorkspaceQuerySerializer],
        request=EditSlotSerializer,
        responses={200: SlotAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some of a slot."""
        changes, write = read_change(EditSlotSerializer, request)
        slot = self.slots.edit(SlotId(pk), changes, write=write)
        return Response({"slot": SlotSerializer(slot).data})

    @extend_schema(
        operation_id="ari_slots_destroy",
        summary="Delete a slot",
        description="Appointments that were booked on it stay, and keep their time taken.",
        parameters=[DeleteQuerySerializer],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a slot."""
        self.slots.delete(SlotId(pk), write=read_deletion(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
