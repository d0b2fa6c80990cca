"""`/api/ari/reminders/`: which reminders were sent, and which are due."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ari.appointments import ReminderFilter
from ari.booking_answers import BookingApiView
from ari.domain import WorkspaceId
from ari.repositories.reminders import get_reminders
from ari.serializers.reminders import ReminderListAnswer, ReminderQuerySerializer, ReminderSerializer
from config.authentication import principal_of
from config.paging import read_page_request
from config.viewsets import read_query, show_all


class ReminderViewSet(BookingApiView):
    """The reminders of a workspace."""

    @extend_schema(
        operation_id="ari_reminders_list",
        summary="List reminders, sent and due",
        parameters=[ReminderQuerySerializer],
        responses={200: ReminderListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of reminders."""
        asker = principal_of(request)
        query = read_query(ReminderQuerySerializer, request)
        workspace_id = WorkspaceId(query["workspace_id"])
        wanted = ReminderFilter(
            statuses=tuple(query.get("statuses", ())),
            appointment_id=query.get("appointment_id"),
            due_from=query.get("due_from"),
            due_before=query.get("due_before"),
            is_descending=query.get("order") == "desc",
        )
        question = {"list": "reminders", "asker": asker.user_id, "workspace": workspace_id, "wanted": wanted}
        page = read_page_request(request, question=question)
        found = get_reminders().list_matching(workspace_id, wanted, asker=asker, cursor=page.cursor, limit=page.limit)
        return Response(page.body("reminders", show_all(ReminderSerializer, found.reminders), found.cursor))
