"""The appointments of one lead, as the pages of their conversation and of their tickets list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ari.appointments import Appointment, AppointmentFilter
from ari.domain import ContactId, WorkspaceId
from ari.repositories.appointments import get_appointments
from config.identity.principal import Principal

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAppointments:
    """`coming` are open and not over, the next one first; `others` are over or called off, the latest first.

    `has_more`: there are older ones than these.
    """

    coming: Sequence[Appointment]
    others: Sequence[Appointment]
    has_more: bool

    @property
    def listed(self) -> Sequence[Appointment]:
        """All of them in the order in which they are shown."""
        return [*self.coming, *self.others]

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of the workspace, in which the times are shown; None where there is nothing to show."""
        return next((one.zone for one in self.listed), None)

    @property
    def may_book(self) -> bool:
        """Whether the lead can be booked another: nobody has two that lie ahead."""
        return not self.coming


def read_lead_appointments(
    contact_id: ContactId, workspace_id: WorkspaceId, *, asker: Principal, now: datetime
) -> LeadAppointments:
    """Return the latest appointments of the contact in the workspace; that the asker may see it is checked there."""
    wanted = AppointmentFilter(contact_id=contact_id, is_descending=True)
    page = get_appointments().list_matching(workspace_id, wanted, asker=asker, limit=SHOWN)
    coming = [one for one in reversed(page.appointments) if one.is_open and one.ends_at > now]
    others = [one for one in page.appointments if one not in coming]
    return LeadAppointments(coming=coming, others=others, has_more=page.cursor is not None)
