"""The Calendar of the booking dialogue over the consultations in Convex: what the lead of one turn sees and does."""

from collections.abc import Callable, Sequence
from datetime import datetime

from ari.appointments import Appointment, AppointmentId, AppointmentStatus, FreeStart, Way
from ari.booking_dialogue import Appointment as LeadsAppointment
from ari.booking_dialogue import Booked, Calendar, Offer, Refused
from ari.booking_errors import StatusConflictError
from ari.domain import Turn
from ari.repositories.appointments import AppointmentRepository, LeadWrite, get_appointments
from ari.schedule import SlotId
from config.errors import ConflictError, NotFoundError


def get_calendar(turn: Turn) -> Calendar:
    """Return the Calendar of the turn's conversation, in the deployment that the settings name."""
    return LeadCalendar(get_appointments(), turn)


class LeadCalendar:
    """The consultations of the workspace for one lead. Convex decides each deed at its own clock.

    `now` is the clock of tests.
    """

    def __init__(self, appointments: AppointmentRepository, turn: Turn, *, now: datetime | None = None) -> None:
        self._appointments, self._now = appointments, now
        self._workspace, self._conversation = turn.workspace.id, turn.ari_conversation_id
        self._write = LeadWrite(
            way=Way.ARI, ari_conversation_id=self._conversation, workspace_id=self._workspace, now=now
        )

    def free_starts(
        self, first: datetime, before: datetime, *, moving: LeadsAppointment | None = None
    ) -> Sequence[Offer]:
        """Return the free starts of the window, however many pages that takes."""
        found: list[Offer] = []
        starts_from: datetime | None = first
        while starts_from is not None:
            page = self._appointments.free_starts(
                self._workspace,
                starts_from=starts_from,
                starts_before=before,
                ari_conversation_id=self._conversation,
                appointment_id=_id_of(moving),
                now=self._now,
            )
            found += [_offer(start) for start in page.starts]
            starts_from = page.next_from
        return found

    def hold(self, offer: Offer, *, moving: LeadsAppointment | None = None) -> Refused | None:
        """Keep the start for some minutes."""

        def hold() -> None:
            self._appointments.hold(
                self._workspace,
                self._conversation,
                slot_id=SlotId(offer.slot_id),
                scheduled_at=offer.start,
                appointment_id=_id_of(moving),
                now=self._now,
            )

        return _refusal_of(hold)

    def release(self) -> None:
        """Give up what the conversation holds."""
        self._appointments.release(self._workspace, self._conversation)

    def book(self, offer: Offer) -> Booked | Refused:
        """Book the start."""

        def book() -> Appointment:
            return self._appointments.book(
                slot_id=SlotId(offer.slot_id), scheduled_at=offer.start, write=self._write
            ).appointment

        return _booked(book)

    def move(self, appointment: LeadsAppointment, offer: Offer) -> Booked | Refused:
        """Move the appointment."""

        def move() -> Appointment:
            return self._appointments.move(
                AppointmentId(appointment.id),
                slot_id=SlotId(offer.slot_id),
                scheduled_at=offer.start,
                write=self._write,
            )

        return _booked(move)

    def cancel(self, appointment: LeadsAppointment) -> Refused | None:
        """Cancel the appointment; one that is cancelled already is."""
        try:
            self._appointments.cancel(AppointmentId(appointment.id), write=self._write)
        except StatusConflictError as refusal:
            is_cancelled = refusal.facts.get("status") == AppointmentStatus.CANCELLED
            return None if is_cancelled else Refused(code=refusal.code)
        except (ConflictError, NotFoundError) as refusal:
            return _refused(refusal)
        return None

    def current(self) -> LeadsAppointment | None:
        """Return the conversation's open appointment."""
        found = self._appointments.current(self._workspace, self._conversation, now=self._now)
        return None if found is None else _appointment(found)


def _booked(deed: Callable[[], Appointment]) -> Booked | Refused:
    try:
        return Booked(appointment=_appointment(deed()))
    except (ConflictError, NotFoundError) as refusal:
        return _refused(refusal)


def _refusal_of(deed: Callable[[], None]) -> Refused | None:
    try:
        deed()
    except (ConflictError, NotFoundError) as refusal:
        return _refused(refusal)
    return None


def _refused(refusal: ConflictError | NotFoundError) -> Refused:
    """Return what Convex refused; hours that are gone altogether name no alternatives."""
    alternatives: tuple[FreeStart, ...] = getattr(refusal, "alternatives", ())
    return Refused(code=refusal.code, alternatives=tuple(_offer(start) for start in alternatives))


def _offer(start: FreeStart) -> Offer:
    return Offer(
        start=start.scheduled_at,
        minutes=start.duration_minutes,
        slot_id=start.slot_id,
        consultant=start.consultant_name,
    )


def _appointment(found: Appointment) -> LeadsAppointment:
    return LeadsAppointment(
        id=found.id,
        start=found.scheduled_at,
        minutes=found.duration_minutes,
        slot_id=found.slot_id,
        consultant=found.consultant.full_name if found.consultant else None,
    )


def _id_of(moving: LeadsAppointment | None) -> AppointmentId | None:
    return AppointmentId(moving.id) if moving is not None else None
