"""The refusals of booking that are caught by name, or answered in a way of their own; Convex words all others.

StartRefusedError                409  the start cannot be booked; `alternatives` are the nearest that can
├── SlotInactiveError                 its hours are switched off
├── NotAStartError                    no consultation begins then
├── DayClosedError                    a holiday, or an exception
├── InThePastError
├── TooSoonError                      within the lead time
├── BeyondWindowError                 farther ahead than the hours may be booked
├── SlotFullError                     somebody else was faster
├── ConsultantBusyError               another appointment of the consultant's is too near
└── AppointmentOpenError              the lead has an open appointment, `appointment`
StatusConflictError              409  what is asked for does not follow the present status
HolidaysNotLoadedError           409  Convex does not know the national holidays of a year yet
LinkUsedError                    409  the link was used, or the appointment was changed since
LinkInvalidError                 403  the link was altered, or not made here
├── LinkExpiredError                  the appointment has begun
└── LinkMismatchError                 the link is for something else
"""

from collections.abc import Mapping
from typing import Any, Self

from ari.appointments import Appointment, FreeStart
from ari.booking_documents import appointment_from, free_start_from
from config.errors import ConflictError, ForbiddenError


class StartRefusedError(ConflictError):
    """The start cannot be booked. `alternatives` are free ones, the nearest first."""

    alternatives: tuple[FreeStart, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Keep the alternatives, which travel with the refusal."""
        refusal = super().from_data(data)
        refusal.alternatives = tuple(free_start_from(start) for start in data.get("alternatives", ()))
        return refusal


class SlotInactiveError(StartRefusedError):
    """The hours are switched off."""

    code = "slot_inactive"


class NotAStartError(StartRefusedError):
    """No consultation begins at that time."""

    code = "not_a_start"


class DayClosedError(StartRefusedError):
    """The day, or the time of it, is closed: a holiday, or an exception."""

    code = "day_closed"


class InThePastError(StartRefusedError):
    """The time is past."""

    code = "in_the_past"


class TooSoonError(StartRefusedError):
    """The time is within the lead time."""

    code = "too_soon"


class BeyondWindowError(StartRefusedError):
    """The time is farther ahead than the hours may be booked."""

    code = "beyond_window"


class SlotFullError(StartRefusedError):
    """Somebody else was faster."""

    code = "slot_full"


class ConsultantBusyError(StartRefusedError):
    """Another appointment of the consultant's is too near."""

    code = "consultant_busy"


class AppointmentOpenError(StartRefusedError):
    """The lead has an open appointment."""

    code = "appointment_open"
    appointment: Appointment | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Keep the appointment that there is."""
        refusal = super().from_data(data)
        refusal.appointment = appointment_from(data["appointment"])
        return refusal


class StatusConflictError(ConflictError):
    """What is asked for does not follow the present status."""

    code = "status_conflict"


class HolidaysNotLoadedError(ConflictError):
    """Convex does not know the national holidays of `country` in these years yet."""

    code = "holidays_not_loaded"
    country: str = ""
    years: tuple[int, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Keep which years they are."""
        refusal = super().from_data(data)
        refusal.country = data["country"]
        refusal.years = tuple(int(year) for year in data["years"])
        return refusal


class LinkUsedError(ConflictError):
    """The link was used, or the appointment was changed since it was made."""

    code = "link_used"


class LinkInvalidError(ForbiddenError):
    """The link was altered, or was not made here."""

    code = "link_invalid"
    default_detail = "This link is not valid. Use the whole link from the message."


class LinkExpiredError(LinkInvalidError):
    """The link was good until the appointment began."""

    code = "link_expired"
    default_detail = "This link has expired: the appointment has begun."


class LinkMismatchError(LinkInvalidError):
    """The link is good, for something else."""

    code = "link_mismatch"
    default_detail = "This link is for something else."
