"""`/api/ari/exceptions/` and `/api/ari/booking-settings/`: what makes dates other than their weekday, and the rules."""

from datetime import date

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import DeleteQuerySerializer, WorkspaceQuerySerializer, read_change, read_deletion, read_workspace
from ari.booking_answers import BookingApiView
from ari.domain import WorkspaceId
from ari.repositories.schedule import ScheduleRepository, get_schedule
from ari.schedule import ExceptionId
from ari.serializers.schedule import (
    BookingSettingsAnswer,
    BookingSettingsSerializer,
    CreateExceptionSerializer,
    EditExceptionSerializer,
    ExceptionAnswer,
    ExceptionListAnswer,
    ExceptionQuerySerializer,
    ExceptionSerializer,
    SaveBookingSettingsSerializer,
)
from config.authentication import principal_of
from config.paging import read_page_request
from config.viewsets import read_query, show_all


class ExceptionViewSet(BookingApiView):
    """The exceptions of a workspace."""

    @property
    def schedule(self) -> ScheduleRepository:
        """The schedule in Convex."""
        return get_schedule()

    @extend_schema(
        operation_id="ari_exceptions_list",
        summary="Show days off and added hours",
        parameters=[ExceptionQuerySerializer],
        responses={200: ExceptionListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of exceptions."""
        asker = principal_of(request)
        query = read_query(ExceptionQuerySerializer, request)
        workspace_id = WorkspaceId(query["workspace_id"])
        dates: dict[str, date | None] = {"first": query.get("first"), "last": query.get("last")}
        question = {"list": "exceptions", "asker": asker.user_id, "workspace": workspace_id, **dates}
        page = read_page_request(request, question=question)
        found = self.schedule.list_exceptions(workspace_id, asker=asker, cursor=page.cursor, limit=page.limit, **dates)
        return Response(page.body("exceptions", show_all(ExceptionSerializer, found.exceptions), found.cursor))

    @extend_schema(
        operation_id="ari_exceptions_create",
        summary="Close a day, add hours, or work on a holiday",
        parameters=[WorkspaceQuerySerializer],
        request=CreateExceptionSerializer,
        responses={201: ExceptionAnswer},
    )
    def create(self, request: Request) -> Response:
        """Add an exception."""
        fields, write = read_change(CreateExceptionSerializer, request)
        exception = self.schedule.create_exception(fields, write=write)
        return Response({"exception": ExceptionSerializer(exception).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_exceptions_retrieve",
        summary="Show an exception",
        parameters=[WorkspaceQuerySerializer],
        responses={200: ExceptionAnswer},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one exception."""
        asker = principal_of(request)
        workspace_id = read_workspace(request)
        exception = self.schedule.get_exception(ExceptionId(pk), workspace_id=workspace_id, asker=asker)
        return Response({"exception": ExceptionSerializer(exception).data})

    @extend_schema(
        operation_id="ari_exceptions_partial_update",
        summary="Change an exception",
        parameters=[WorkspaceQuerySerializer],
        request=EditExceptionSerializer,
        responses={200: ExceptionAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some of an exception."""
        changes, write = read_change(EditExceptionSerializer, request)
        exception = self.schedule.edit_exception(ExceptionId(pk), changes, write=write)
        return Response({"exception": ExceptionSerializer(exception).data})

    @extend_schema(
        operation_id="ari_exceptions_destroy",
        summary="Delete an exception",
        parameters=[DeleteQuerySerializer],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete an exception."""
        self.schedule.delete_exception(ExceptionId(pk), write=read_deletion(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class BookingSettingsViewSet(BookingApiView):
    """The rules of booking and reminding of a workspace."""

    @property
    def schedule(self) -> ScheduleRepository:
        """The schedule in Convex."""
        return get_schedule()

    @extend_schema(
        operation_id="ari_booking_settings_retrieve",
        summary="Show the rules of booking",
        parameters=[WorkspaceQuerySerializer],
        responses={200: BookingSettingsAnswer},
    )
    def retrieve(self, request: Request) -> Response:
        """Answer the rules, or the defaults."""
        asker = principal_of(request)
        found = self.schedule.settings(read_workspace(request), asker=asker)
        return Response({"settings": BookingSettingsSerializer(found).data})

    @extend_schema(
        operation_id="ari_booking_settings_partial_update",
        summary="Change the rules of booking",
        description="Reminders that are planned already follow at the next run of `send_reminders`.",
        parameters=[WorkspaceQuerySerializer],
        request=SaveBookingSettingsSerializer,
        responses={200: BookingSettingsAnswer},
    )
    def partial_update(self, request: Request) -> Response:
        """Change some of the rules."""
        changes, write = read_change(SaveBookingSettingsSerializer, request)
        saved = self.schedule.save_settings(changes, write=write)
        return Response({"settings": BookingSettingsSerializer(saved).data})
