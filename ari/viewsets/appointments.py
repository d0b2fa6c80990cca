"""`/api/ari/appointments/` and `/api/ari/availability/`: consultations, and when one can be booked."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import PageQuerySerializer, WorkspaceQuerySerializer, read_change, read_workspace
from ari.appointments import Appointment, AppointmentFilter, AppointmentId
from ari.booking_answers import BookingApiView
from ari.domain import WorkspaceId
from ari.invitations import CONTENT_TYPE, write_invitation
from ari.repositories.appointments import AppointmentRepository, get_appointments
from ari.serializers.appointments import (
    AppointmentAnswer,
    AppointmentHistoryAnswer,
    AppointmentHistoryRowSerializer,
    AppointmentListAnswer,
    AppointmentQuerySerializer,
    AppointmentSerializer,
    AssignConsultantSerializer,
    AvailabilityAnswer,
    AvailabilityQuerySerializer,
    BookedAnswer,
    BookSerializer,
    CancelSerializer,
    EditAppointmentSerializer,
    FreeStartSerializer,
    HolidaySerializer,
    MoveSerializer,
    NoteSerializer,
)
from config.authentication import principal_of
from config.fields import MomentField
from config.paging import read_page_request
from config.viewsets import read_query, show_all

REFUSED = OpenApiResponse(
    description="The start cannot be booked: `code` says why, `alternatives` are the nearest that can."
)


class AvailabilityViewSet(BookingApiView):
    """What is free."""

    @extend_schema(
        operation_id="ari_availability_list",
        summary="Show when a consultation can be booked",
        parameters=[AvailabilityQuerySerializer],
        responses={200: AvailabilityAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer the free starts of a window."""
        asker = principal_of(request)
        query = read_query(AvailabilityQuerySerializer, request)
        workspace_id = WorkspaceId(query.pop("workspace_id"))
        found = get_appointments().free_starts(workspace_id, asker=asker, **query)
        at = found.next_from
        return Response(
            {
                "starts": show_all(FreeStartSerializer, found.starts),
                "next_from": None if at is None else MomentField().to_representation(at),
                "time_zone": found.zone.key,
                "holidays": show_all(HolidaySerializer, found.holidays),
            }
        )


class AppointmentViewSet(BookingApiView):
    """The consultations of a workspace."""

    @property
    def appointments(self) -> AppointmentRepository:
        """The consultations in Convex."""
        return get_appointments()

    @extend_schema(
        operation_id="ari_appointments_list",
        summary="List appointments",
        parameters=[AppointmentQuerySerializer],
        responses={200: AppointmentListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of appointments."""
        asker = principal_of(request)
        query = read_query(AppointmentQuerySerializer, request)
        workspace_id = WorkspaceId(query["workspace_id"])
        wanted = filter_from(query, asker.user_id)
        question = {"list": "appointments", "asker": asker.user_id, "workspace": workspace_id, "wanted": wanted}
        page = read_page_request(request, question=question)
        found = self.appointments.list_matching(workspace_id, wanted, asker=asker, cursor=page.cursor, limit=page.limit)
        return Response(page.body("appointments", show_all(AppointmentSerializer, found.appointments), found.cursor))

    @extend_schema(
        operation_id="ari_appointments_create",
        summary="Book a consultation",
        description="One transaction checks the hours, the window, the lead time, capacity, the consultant, and that "
        "the lead has no other open appointment. The same lead and start again give the same appointment.",
        parameters=[WorkspaceQuerySerializer],
        request=BookSerializer,
        responses={201: BookedAnswer, 200: BookedAnswer, 409: REFUSED},
    )
    def create(self, request: Request) -> Response:
        """Book a start."""
        body, write = read_change(BookSerializer, request)
        booked = self.appointments.book(write=write, **body)
        answer = {"appointment": AppointmentSerializer(booked.appointment).data, "created": booked.is_new}
        return Response(answer, status=status.HTTP_201_CREATED if booked.is_new else status.HTTP_200_OK)

    @extend_schema(
        operation_id="ari_appointments_retrieve",
        summary="Show an appointment",
        parameters=[WorkspaceQuerySerializer],
        responses={200: AppointmentAnswer},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one appointment."""
        return shown(self._get(request, pk))

    @extend_schema(
        operation_id="ari_appointments_partial_update",
        summary="Change the meeting link or the notes",
        parameters=[WorkspaceQuerySerializer],
        request=EditAppointmentSerializer,
        responses={200: AppointmentAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the meeting link or the notes."""
        changes, write = read_change(EditAppointmentSerializer, request)
        return shown(self.appointments.edit(AppointmentId(pk), changes, write=write))

    @extend_schema(
        operation_id="ari_appointments_move",
        summary="Move an appointment",
        description="One transaction: the old start is free and the new one taken, or nothing changes. A confirmed "
        "appointment must be confirmed again.",
        parameters=[WorkspaceQuerySerializer],
        request=MoveSerializer,
        responses={200: AppointmentAnswer, 409: REFUSED},
    )
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Move to another start."""
        body, write = read_change(MoveSerializer, request)
        return shown(self.appointments.move(AppointmentId(pk), write=write, **body))

    @extend_schema(
        operation_id="ari_appointments_cancel",
        summary="Cancel an appointment",
        description="Its time is free at once, and nobody is reminded of it. Lead and consultant are told.",
        parameters=[WorkspaceQuerySerializer],
        request=CancelSerializer,
        responses={200: AppointmentAnswer},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel."""
        body, write = read_change(CancelSerializer, request)
        return shown(self.appointments.cancel(AppointmentId(pk), write=write, **body))

    @extend_schema(
        operation_id="ari_appointments_confirm",
        summary="Note that the lead will come",
        parameters=[WorkspaceQuerySerializer],
        request=NoteSerializer,
        responses={200: AppointmentAnswer},
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Confirm."""
        _body, write = read_change(NoteSerializer, request)
        return shown(self.appointments.confirm(AppointmentId(pk), write=write))

    @extend_schema(
        operation_id="ari_appointments_complete",
        summary="Note that the consultation took place",
        description="From its start on. What was noted as missed by mistake can be put right.",
        parameters=[WorkspaceQuerySerializer],
        request=NoteSerializer,
        responses={200: AppointmentAnswer},
    )
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: str) -> Response:
        """Complete."""
        _body, write = read_change(NoteSerializer, request)
        return shown(self.appointments.complete(AppointmentId(pk), write=write))

    @extend_schema(
        operation_id="ari_appointments_no_show",
        summary="Note that the lead did not come",
        description="From its start on.",
        parameters=[WorkspaceQuerySerializer],
        request=NoteSerializer,
        responses={200: AppointmentAnswer},
    )
    @action(detail=True, methods=["post"], url_path="no-show")
    def no_show(self, request: Request, pk: str) -> Response:
        """Note a no-show."""
        _body, write = read_change(NoteSerializer, request)
        return shown(self.appointments.mark_no_show(AppointmentId(pk), write=write))

    @extend_schema(
        operation_id="ari_appointments_assign",
        summary="Give an appointment to a consultant",
        description="To one who is free then, to nobody, or to whoever has the least to do on that day.",
        parameters=[WorkspaceQuerySerializer],
        request=AssignConsultantSerializer,
        responses={200: AppointmentAnswer},
    )
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Assign."""
        body, write = read_change(AssignConsultantSerializer, request)
        if body["least_loaded"]:
            return shown(self.appointments.assign_least_loaded(AppointmentId(pk), write=write))
        return shown(self.appointments.assign(AppointmentId(pk), body["consultant_id"], write=write))

    @extend_schema(
        operation_id="ari_appointments_history",
        summary="Show what happened to an appointment",
        parameters=[PageQuerySerializer],
        responses={200: AppointmentHistoryAnswer},
    )
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: str) -> Response:
        """Answer a page of the history."""
        asker = principal_of(request)
        workspace_id = WorkspaceId(read_query(PageQuerySerializer, request)["workspace_id"])
        page = read_page_request(request, question={"history": pk, "asker": asker.user_id})
        found = self.appointments.list_history(
            AppointmentId(pk), workspace_id=workspace_id, asker=asker, cursor=page.cursor, limit=page.limit
        )
        return Response(page.body("history", show_all(AppointmentHistoryRowSerializer, found.history), found.cursor))

    @extend_schema(
        operation_id="ari_appointments_calendar",
        summary="Download an appointment for a calendar",
        parameters=[WorkspaceQuerySerializer],
        responses={(200, "text/calendar"): OpenApiTypes.STR},
    )
    @action(detail=True, methods=["get"])
    def calendar(self, request: Request, pk: str) -> HttpResponse:
        """Answer the appointment as iCalendar."""
        return HttpResponse(write_invitation(self._get(request, pk)), content_type=CONTENT_TYPE)

    def _get(self, request: Request, pk: str) -> Appointment:
        asker = principal_of(request)
        return self.appointments.get(AppointmentId(pk), workspace_id=read_workspace(request), asker=asker)


def shown(appointment: Appointment) -> Response:
    """Return the appointment as an answer."""
    return Response({"appointment": AppointmentSerializer(appointment).data})


def filter_from(query: dict[str, Any], user_id: str) -> AppointmentFilter:
    """Return the filter that a validated query string means for this user; `me` is them, `none` is nobody."""
    consultant = query.get("consultant")
    return AppointmentFilter(
        statuses=tuple(query.get("statuses", ())),
        consultant_id=None if consultant == "none" else user_id if consultant == "me" else consultant,
        is_unassigned=consultant == "none",
        ari_conversation_id=query.get("ari_conversation_id"),
        contact_id=query.get("contact_id"),
        starts_from=query.get("starts_from"),
        starts_before=query.get("starts_before"),
        is_descending=query.get("order") == "desc",
    )
