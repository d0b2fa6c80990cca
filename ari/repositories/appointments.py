"""The consultations in Convex: what is free, and every act on an appointment, each of them one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ari.appointments import (
    Appointment,
    AppointmentFilter,
    AppointmentId,
    AppointmentPage,
    Availability,
    Booked,
    HistoryPage,
    Hold,
    Way,
)
from ari.booking_documents import (
    appointment_from,
    availability_from,
    history_row_from,
    hold_from,
)
from ari.domain import AriConversationId, ContactId, WorkspaceId
from ari.repositories.calls import Write, ask
from ari.repositories.holidays import with_holidays
from ari.schedule import SlotId
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, ms_from_moment, present
from config.identity.principal import Principal


def get_appointments() -> "AppointmentRepository":
    """Return the consultations in the deployment that the settings name."""
    return AppointmentRepository(get_client())


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadWrite:
    """A write of the lead's own: through ARI in their conversation, or by a link that was verified.

    `expected_sequence` is what the link was made for. `now` is the clock of tests; None: the deployment's own.
    """

    way: Way
    ari_conversation_id: AriConversationId | None = None
    workspace_id: WorkspaceId | None = None
    expected_sequence: int | None = None
    now: datetime | None = None

    def as_args(self) -> Args:
        """Return the arguments that every act on an appointment takes."""
        return {
            "way": self.way.value,
            **present(
                {
                    "ari_conversation_id": self.ari_conversation_id,
                    "workspace_id": self.workspace_id,
                    "expected_sequence": self.expected_sequence,
                    "now": _ms(self.now),
                }
            ),
        }

    @property
    def is_repeatable(self) -> bool:
        """Whether the act may be made again when its outcome is unknown; see `AppointmentRepository`."""
        return self.way is Way.ARI


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedWrite(Write):
    """A write of a person as if it were another moment: of tests, and of what a sample is made of."""

    now: datetime

    def as_args(self) -> Args:
        """Return the arguments of the write, with the clock that it goes by."""
        # The class is made anew for its slots, so `super()` without arguments would not know it.
        return {**Write.as_args(self), "now": ms_from_moment(self.now)}


AnyWrite = Write | LeadWrite


class AppointmentRepository:
    """Asks and changes consultations, for people of a workspace, for ARI in a conversation, or for a lead's link.

    Booking and moving say the same when they are repeated, and change nothing more. The other acts are refused the
    second time (`StatusConflictError`), so they are repeated only under an idempotency key.

    Raises everywhere: NotFoundError, ForbiddenError, ConflictError, InvalidInputError (`config.errors`) with the codes
    that Convex gives, those of `ari.booking_errors`, and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def free_starts(
        self,
        workspace_id: WorkspaceId,
        *,
        starts_from: datetime,
        starts_before: datetime,
        asker: Principal | None = None,
        consultant_id: str | None = None,
        slot_id: SlotId | None = None,
        limit: int | None = None,
        ari_conversation_id: AriConversationId | None = None,
        appointment_id: AppointmentId | None = None,
        now: datetime | None = None,
    ) -> Availability:
        """Return what is free in the half-open window, 62 days at most, by time.

        Without `asker` the lead asks: their own hold is no hindrance, nor is the appointment that they move. A `limit`
        cuts the answer between moments.
        """
        args: Args = {
            "workspace_id": workspace_id,
            "from": ms_from_moment(starts_from),
            "before": ms_from_moment(starts_before),
            **present(
                {
                    "actor": asker.as_actor() if asker else None,
                    "consultant_id": consultant_id,
                    "slot_id": slot_id,
                    "limit": limit,
                    "ari_conversation_id": ari_conversation_id,
                    "appointment_id": appointment_id,
                    "now": _ms(now),
                }
            ),
        }
        return with_holidays(
            self._convex, lambda: availability_from(as_document(self._convex.query("ari:getAvailableSlots", args)))
        )

    def hold(
        self,
        workspace_id: WorkspaceId,
        ari_conversation_id: AriConversationId,
        *,
        slot_id: SlotId,
        scheduled_at: datetime,
        appointment_id: AppointmentId | None = None,
        now: datetime | None = None,
    ) -> Hold:
        """Keep a start for the conversation for some minutes; what it held before is given up.

        Raises:
            StartRefusedError: it cannot be booked.
        """
        args: Args = {
            "workspace_id": workspace_id,
            "ari_conversation_id": ari_conversation_id,
            "slot_id": slot_id,
            "scheduled_at": ms_from_moment(scheduled_at),
            **present({"appointment_id": appointment_id, "now": _ms(now)}),
        }
        # To hold what is held only makes the hold last longer.
        return with_holidays(
            self._convex,
            lambda: hold_from(as_document(self._convex.mutation("ari:holdSlot", args, idempotent=True))),
        )

    def release(self, workspace_id: WorkspaceId, ari_conversation_id: AriConversationId) -> None:
        """Give up what the conversation holds."""
        args: Args = {"workspace_id": workspace_id, "ari_conversation_id": ari_conversation_id}
        self._convex.mutation("ari:releaseSlot", args, idempotent=True)

    def current(
        self, workspace_id: WorkspaceId, ari_conversation_id: AriConversationId, *, now: datetime | None = None
    ) -> Appointment | None:
        """Return the conversation's appointment that is open and not over, None where there is none."""
        args: Args = {"workspace_id": workspace_id, "ari_conversation_id": ari_conversation_id}
        answer = as_document(self._convex.query("ari:getCurrentAppointment", args | present({"now": _ms(now)})))
        document = answer.get("appointment")
        return None if document is None else appointment_from(document)

    def book(
        self,
        *,
        slot_id: SlotId,
        scheduled_at: datetime,
        write: AnyWrite,
        contact_id: ContactId | None = None,
        ari_conversation_id: AriConversationId | None = None,
        notes: str | None = None,
    ) -> Booked:
        """Book a start for a lead: named by the contact or by the conversation, which a `LeadWrite` has itself.

        Raises:
            StartRefusedError: it cannot be booked, with the nearest alternatives.
        """
        lead = present({"contact_id": contact_id, "ari_conversation_id": ari_conversation_id, "notes": notes})
        args: Args = {"slot_id": slot_id, "scheduled_at": ms_from_moment(scheduled_at), **lead}
        answer = self._act("ari:createAppointment", args, write, is_repeatable=True)
        return Booked(appointment=appointment_from(answer["appointment"]), is_new=answer["created"])

    def move(
        self,
        appointment_id: AppointmentId,
        *,
        slot_id: SlotId,
        scheduled_at: datetime,
        write: AnyWrite,
        reason: str | None = None,
    ) -> Appointment:
        """Move an open appointment: the old start is free and the new one taken, or nothing changes.

        Raises:
            StartRefusedError: the new start cannot be booked, with the nearest alternatives.
        """
        target: Args = {"slot_id": slot_id, "scheduled_at": ms_from_moment(scheduled_at)}
        args: Args = {"appointment_id": appointment_id, **target, **present({"reason": reason})}
        # By a link it would be refused the second time: the first has used the link up.
        is_repeatable = isinstance(write, Write) or write.is_repeatable
        return appointment_from(
            self._act("ari:moveAppointment", args, write, is_repeatable=is_repeatable)["appointment"]
        )

    def cancel(self, appointment_id: AppointmentId, *, write: AnyWrite, reason: str | None = None) -> Appointment:
        """Cancel an open appointment: its time is free at once."""
        args: Args = {"appointment_id": appointment_id, **present({"reason": reason})}
        return appointment_from(self._act("ari:cancelAppointment", args, write)["appointment"])

    def confirm(self, appointment_id: AppointmentId, *, write: AnyWrite) -> Appointment:
        """Note that the lead will come."""
        return self._note("ari:confirmAppointment", appointment_id, write)

    def complete(self, appointment_id: AppointmentId, *, write: Write) -> Appointment:
        """Note that the consultation took place."""
        return self._note("ari:completeAppointment", appointment_id, write)

    def mark_no_show(self, appointment_id: AppointmentId, *, write: Write) -> Appointment:
        """Note that the lead did not come."""
        return self._note("ari:markNoShow", appointment_id, write)

    def assign(self, appointment_id: AppointmentId, consultant_id: str | None, *, write: Write) -> Appointment:
        """Give the appointment to a consultant who is free then, or to nobody."""
        # Null is a value here: it takes the appointment from whoever has it.
        args: Args = {"appointment_id": appointment_id, "consultant_id": consultant_id}
        return appointment_from(self._act("ari:assignConsultant", args, write)["appointment"])

    def assign_least_loaded(self, appointment_id: AppointmentId, *, write: Write) -> Appointment:
        """Give the appointment to the consultant with the least to do on its day."""
        return self._note("ari:assignConsultant", appointment_id, write)

    def edit(self, appointment_id: AppointmentId, changes: Args, *, write: Write) -> Appointment:
        """Change the meeting link or the notes; null removes them."""
        args: Args = {"appointment_id": appointment_id, **changes}
        return appointment_from(self._act("ari:updateAppointment", args, write)["appointment"])

    def get(self, appointment_id: AppointmentId, *, workspace_id: WorkspaceId, asker: Principal) -> Appointment:
        """Return an appointment of the workspace."""
        answer = ask(self._convex, "ari:getAppointment", workspace_id, asker, {"appointment_id": appointment_id})
        return appointment_from(answer["appointment"])

    def get_for_link(self, appointment_id: AppointmentId) -> tuple[Appointment, str]:
        """Return the appointment that a verified link is for, and the name of the workspace."""
        answer = as_document(self._convex.query("ari:getAppointment", {"appointment_id": appointment_id}))
        return appointment_from(answer["appointment"]), answer["workspace_name"]

    def list_matching(
        self,
        workspace_id: WorkspaceId,
        wanted: AppointmentFilter,
        *,
        asker: Principal,
        cursor: str | None = None,
        limit: int = 25,
    ) -> AppointmentPage:
        """Return a page of the workspace's appointments by start."""
        args = {"limit": limit, **filter_args(wanted), **present({"cursor": cursor})}
        answer = ask(self._convex, "ari:listAppointments", workspace_id, asker, args)
        appointments = tuple(appointment_from(document) for document in answer["appointments"])
        return AppointmentPage(appointments=appointments, cursor=answer.get("cursor"))

    def list_history(
        self,
        appointment_id: AppointmentId,
        *,
        workspace_id: WorkspaceId,
        asker: Principal,
        cursor: str | None = None,
        limit: int = 100,
    ) -> HistoryPage:
        """Return a page of what happened to the appointment, oldest first."""
        args = {"appointment_id": appointment_id, "limit": limit, **present({"cursor": cursor})}
        answer = ask(self._convex, "ari:getAppointmentHistory", workspace_id, asker, args)
        history = tuple(history_row_from(document) for document in answer["history"])
        return HistoryPage(history=history, cursor=answer.get("cursor"))

    def purge_holds(self, *, limit: int = 500, now: datetime | None = None) -> int:
        """Delete holds that have run out, `limit` at most; return how many were."""
        args: Args = {"limit": limit, **present({"now": _ms(now)})}
        return int(as_document(self._convex.mutation("ari:purgeExpiredHolds", args, idempotent=True))["purged"])

    def _note(self, function: str, appointment_id: AppointmentId, write: AnyWrite) -> Appointment:
        return appointment_from(self._act(function, {"appointment_id": appointment_id}, write)["appointment"])

    def _act(self, function: str, args: Args, write: AnyWrite, *, is_repeatable: bool = False) -> Document:
        """Run an act. What may be repeated is, while its outcome is unknown."""
        named: dict[str, Any] = {**write.as_args(), **args}
        is_safe = is_repeatable or (isinstance(write, Write) and write.idempotency is not None)
        return with_holidays(
            self._convex, lambda: as_document(self._convex.mutation(function, named, idempotent=is_safe))
        )


def filter_args(wanted: AppointmentFilter) -> Args:
    """Return the arguments of `ari:listAppointments` that say which appointments and in which order."""
    args = present(
        {
            "statuses": list(wanted.statuses) or None,
            "consultant_id": wanted.consultant_id,
            "ari_conversation_id": wanted.ari_conversation_id,
            "contact_id": wanted.contact_id,
            "from": _ms(wanted.starts_from),
            "before": _ms(wanted.starts_before),
            "order": "desc" if wanted.is_descending else None,
        }
    )
    # Null asks for the appointments of nobody.
    return args | {"consultant_id": None} if wanted.is_unassigned else args


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else ms_from_moment(moment)
