"""The consultations of all workspaces, as staff of the support hub see them. Single ones are `ari.repositories`'s."""

from ari.booking_documents import appointment_from
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, ms_from_moment, present
from config.identity.principal import Principal
from portal.consultations import Consultation, ConsultationFilter, ConsultationPage
from portal.domain import Span
from tickets.documents import workspace_from


def get_consultations() -> "ConsultationRepository":
    """Return the consultations of the deployment that the settings name."""
    return ConsultationRepository(get_client())


class ConsultationRepository:
    """Lists consultations across tenants.

    Raises: ForbiddenError for who is no staff of the hub, NotFoundError for a workspace that the asker may not see, and
    the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_matching(
        self, wanted: ConsultationFilter, *, asker: Principal, cursor: str | None = None, limit: int = 25
    ) -> ConsultationPage:
        """Return a page of consultations; without workspaces, of all that the asker may see."""
        args: Args = {"actor": asker.as_actor(), "limit": limit, **filter_args(wanted), **present({"cursor": cursor})}
        answer = as_document(self._convex.query("portal:listAppointments", args))
        return ConsultationPage(
            consultations=[_consultation_from(row) for row in answer["rows"]], cursor=answer.get("cursor")
        )


def filter_args(wanted: ConsultationFilter) -> Args:
    """Return the arguments of `portal:listAppointments` that say which appointments and in which order."""
    return {
        "order": "desc" if wanted.is_descending else "asc",
        **present(
            {
                "workspaces": list(wanted.workspaces) or None,
                "statuses": [status.value for status in wanted.statuses] or None,
                "booked_way": wanted.way.value if wanted.way else None,
            }
        ),
        **span_args(wanted.starts, "from", "before"),
        **span_args(wanted.booked, "booked_from", "booked_before"),
    }


def span_args(span: Span, first: str, before: str) -> Args:
    """Return the bounds that the span has, by the names of their arguments."""
    bounds = {first: span.begins_at, before: span.ends_at}
    return {name: ms_from_moment(moment) for name, moment in bounds.items() if moment is not None}


def _consultation_from(document: Document) -> Consultation:
    return Consultation(
        appointment=appointment_from(document["appointment"]), workspace=workspace_from(document["workspace"])
    )
