"""The calendar of consultations, and the page of one with what can be done about it.

An act leads back to the page of its appointment and says what it did. A refusal comes back in its form, a start that
cannot be booked with the nearest ones that can.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ari.appointments import (
    Appointment,
    AppointmentFilter,
    AppointmentId,
    AppointmentStatus,
    Availability,
)
from ari.inbox import Conversation
from ari.repositories.appointments import get_appointments
from ari.repositories.calls import Write
from ari.repositories.schedule import get_schedule
from ari.repositories.slots import get_slots
from ari.zones import zone_named
from config.errors import ConflictError, InvalidInputError
from portal.agenda import Range, Span, lay_out, range_of
from portal.booking_words import word_when, word_zone
from portal.forms.appointments import LEAST_LOADED, NOBODY, AssignForm, CalendarForm, CancelForm, DetailsForm
from portal.forms.seen import ActForm, SeenForm, seen_text
from portal.repositories.conversations import get_portal_conversations
from portal.seen_writes import show_in_form, write_of
from portal.showing import show
from portal.templatetags.bookings import as_person
from portal.wording import Words
from portal.workplaces import Workplace, list_workplaces, open_workplace
from tickets.domain import Person

# As many appointments as a calendar shows at once; the API lists more.
PAGE, MAX_SHOWN = 100, 500
MAX_HISTORY = 100


@require_safe
def show_calendar(request: HttpRequest) -> HttpResponse:
    """Show a day or a week of a workspace, on its clock."""
    places = list_workplaces(request)
    asked = request.GET.get("workspace", "")
    if not asked and not places:
        return show(request, "portal/appointments/calendar.html", {"title": _("Appointments")})
    place = open_workplace(request, asked or places[0].id)
    zone = zone_named(get_schedule().settings(place.id, asker=place.asker).time_zone)
    form, now = CalendarForm(request.GET), timezone.now()
    form.full_clean()
    today = now.astimezone(zone).date()
    span = Span(form.cleaned_data.get("span") or Span.WEEK)
    chosen = form.cleaned_data.get("day") or today
    shown = range_of(span, chosen, zone)
    context = {
        **place.context(),
        **calendar_context(place, shown, form.cleaned_data.get("consultant") or ""),
        "title": _("Appointments"),
        "form": form,
        # Of a week, the day that its reader came from: so they go on to it when they ask for one day.
        "chosen": chosen,
        "today": today,
        "now": now,
        "zone_name": word_zone(zone, now=now),
    }
    return show(request, "portal/appointments/calendar.html", context, status=422 if form.errors else 200)


def calendar_context(place: Workplace, shown: Range, consultant: str) -> dict[str, Any]:
    """Return what the calendar shows of the workspace, of one consultant where one is asked for."""
    slots = get_slots().list_all(place.id, asker=place.asker)
    appointments, is_cut = read_appointments(place, shown, consultant)
    free = read_free(place, shown, consultant)
    people = {slot.consultant.id: as_person(slot.consultant) for slot in slots if slot.consultant}
    people |= {one.consultant.id: as_person(one.consultant) for one in appointments if one.consultant}
    own = [slot for slot in slots if not consultant or (slot.consultant_id or NOBODY) == consultant]
    calendar = lay_out(
        shown, appointments, own, free=free.starts if free else (), holidays=free.holidays if free else ()
    )
    return {
        "calendar": calendar,
        "shown": shown,
        "zone": shown.zone,
        "consultant": consultant,
        "consultants": sorted(people.values(), key=lambda person: place.name_of(person).casefold()),
        "people": people,
        "is_cut": is_cut,
        "count": len(appointments),
        "earlier": address_of(place, shown.span, shown.step(-1), consultant),
        "later": address_of(place, shown.span, shown.step(1), consultant),
        "days": [(column, address_of(place, Span.DAY, column.day, consultant)) for column in calendar.columns],
    }


def address_of(place: Workplace, span: Span, day: date, consultant: str) -> str:
    """Return the query of the address of a part of the calendar."""
    query = {"workspace": place.id, "span": span.value, "day": day.isoformat(), "consultant": consultant}
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


def read_appointments(place: Workplace, shown: Range, consultant: str) -> tuple[list[Appointment], bool]:
    """Return the appointments of the range by start, and whether there are more than a page can show."""
    wanted = AppointmentFilter(
        consultant_id=consultant if consultant not in ("", NOBODY) else None,
        is_unassigned=consultant == NOBODY,
        starts_from=shown.begins_at,
        starts_before=shown.ends_at,
    )
    found: list[Appointment] = []
    cursor: str | None = None
    while len(found) < MAX_SHOWN:
        page = get_appointments().list_matching(place.id, wanted, asker=place.asker, cursor=cursor, limit=PAGE)
        found.extend(page.appointments)
        if (cursor := page.cursor) is None:
            break
    return found, cursor is not None


def read_free(place: Workplace, shown: Range, consultant: str) -> Availability | None:
    """Return what of the range can be booked; None of a range that is over."""
    if shown.ends_at <= timezone.now():
        return None
    return get_appointments().free_starts(
        place.id,
        asker=place.asker,
        starts_from=shown.begins_at,
        starts_before=shown.ends_at,
        consultant_id=consultant if consultant not in ("", NOBODY) else None,
    )


@dataclass(frozen=True, kw_only=True)
class AppointmentReader:
    """An appointment with what its page shows."""

    place: Workplace
    appointment: Appointment

    @property
    def assignees(self) -> list[Person]:
        """Who can give the consultation, and who has it now."""
        consultant = self.appointment.consultant
        people = {person.id: person for person in self.place.members}
        people |= {consultant.id: as_person(consultant)} if consultant else {}
        return sorted(people.values(), key=lambda person: self.place.name_of(person).casefold())

    def forms(self) -> dict[str, SeenForm]:
        """Return the empty form of each act."""
        one = self.appointment
        initial = {"seen": seen_text(one.updated_at)}
        details = {"meeting_link": one.meeting_link or "", "notes": one.notes or ""}
        return {
            "cancel": CancelForm(initial=initial, auto_id="cancel_%s"),
            "assign": self.assign_form(None, initial={**initial, "consultant": one.consultant_id or NOBODY}),
            "details": DetailsForm(initial={**initial, **details}, auto_id="details_%s"),
            "act": ActForm(initial=initial, auto_id="act_%s"),
        }

    def assign_form(self, data: Any, **kwargs: Any) -> AssignForm:
        """Return the form of an assignment."""
        people = self.assignees
        return AssignForm(data, people=people, name_of=self.place.name_of, auto_id="assign_%s", **kwargs)

    @property
    def conversation(self) -> Conversation | None:
        """The conversation of who has the appointment; None where they have none, or are gone."""
        lead, place = self.appointment.lead, self.place
        if lead is None:
            return None
        return get_portal_conversations().find_of_contact(lead.id, place.workspace.id, asker=place.asker)

    def context(self) -> dict[str, Any]:
        """Return what the page shows."""
        one, now = self.appointment, timezone.now()
        history = get_appointments().list_history(
            one.id, workspace_id=self.place.id, asker=self.place.asker, limit=MAX_HISTORY
        )
        has_begun = one.scheduled_at <= now
        return {
            **self.place.context(),
            **self.forms(),
            "title": _("Appointment"),
            "appointment": one,
            "conversation": self.conversation,
            "history": history.history,
            "can_confirm": one.status == AppointmentStatus.SCHEDULED and now < one.ends_at,
            "can_complete": has_begun and (one.is_open or one.status == AppointmentStatus.NO_SHOW),
            "can_miss": has_begun and (one.is_open or one.status == AppointmentStatus.COMPLETED),
            "day": one.scheduled_at.astimezone(one.zone).date(),
        }


def open_appointment(request: HttpRequest, workspace_id: str, appointment_id: str) -> AppointmentReader:
    """Return the appointment that an address names, or raise NotFoundError."""
    place = open_workplace(request, workspace_id)
    found = get_appointments().get(AppointmentId(appointment_id), workspace_id=place.id, asker=place.asker)
    return AppointmentReader(place=place, appointment=found)


@require_safe
def show_appointment(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Show one appointment."""
    context = open_appointment(request, workspace_id, appointment_id).context()
    return show(request, "portal/appointments/appointment.html", context)


@require_POST
def cancel(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Cancel: the time is free at once, and the lead is told."""
    form = CancelForm(request.POST, auto_id="cancel_%s")

    def carry_out(write: Write) -> Words:
        reason = form.cleaned_data["reason"] or None
        get_appointments().cancel(AppointmentId(appointment_id), write=write, reason=reason)
        return _("The appointment is cancelled.")

    return answer_act(request, open_appointment(request, workspace_id, appointment_id), "cancel", form, carry_out)


@require_POST
def confirm(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Note that the lead will come."""

    def carry_out(write: Write) -> Words:
        get_appointments().confirm(AppointmentId(appointment_id), write=write)
        return _("The appointment is confirmed.")

    return answer_note(request, workspace_id, appointment_id, carry_out)


@require_POST
def complete(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Note that the consultation took place."""

    def carry_out(write: Write) -> Words:
        get_appointments().complete(AppointmentId(appointment_id), write=write)
        return _("The appointment is done.")

    return answer_note(request, workspace_id, appointment_id, carry_out)


@require_POST
def miss(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Note that the lead did not come."""

    def carry_out(write: Write) -> Words:
        get_appointments().mark_no_show(AppointmentId(appointment_id), write=write)
        return _("The appointment is marked as a no-show.")

    return answer_note(request, workspace_id, appointment_id, carry_out)


@require_POST
def assign(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Give the consultation to somebody, to nobody, or to whoever has the least to do."""
    reader = open_appointment(request, workspace_id, appointment_id)
    form = reader.assign_form(request.POST)

    def carry_out(write: Write) -> Words:
        chosen = form.cleaned_data["consultant"]
        if chosen == LEAST_LOADED:
            assigned = get_appointments().assign_least_loaded(reader.appointment.id, write=write)
        else:
            consultant = None if chosen == NOBODY else chosen
            assigned = get_appointments().assign(reader.appointment.id, consultant, write=write)
        if assigned.consultant is None:
            return _("The appointment is nobody's now.")
        name = reader.place.name_of(as_person(assigned.consultant))
        return _("The appointment is with %(name)s now.") % {"name": name}

    return answer_act(request, reader, "assign", form, carry_out)


@require_POST
def edit_details(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Change the meeting link and the notes."""
    form = DetailsForm(request.POST, auto_id="details_%s")

    def carry_out(write: Write) -> Words:
        changes = {name: form.cleaned_data[name] or None for name in ("meeting_link", "notes")}
        get_appointments().edit(AppointmentId(appointment_id), changes, write=write)
        return _("Saved.")

    return answer_act(request, open_appointment(request, workspace_id, appointment_id), "details", form, carry_out)


def answer_note(
    request: HttpRequest, workspace_id: str, appointment_id: str, carry_out: Callable[[Write], Words]
) -> HttpResponse:
    """Carry out an act that has nothing to say."""
    form = ActForm(request.POST, auto_id="act_%s")
    return answer_act(request, open_appointment(request, workspace_id, appointment_id), "act", form, carry_out)


def answer_act(
    request: HttpRequest, reader: AppointmentReader, name: str, form: SeenForm, carry_out: Callable[[Write], Words]
) -> HttpResponse:
    """Carry out the act of a good form and go back to the page; show a bad one, or one that was refused, there."""
    status = InvalidInputError.status_code
    if form.is_valid():
        try:
            notice = carry_out(write_of(request, form, reader.place.id))
        except (ConflictError, InvalidInputError) as refusal:
            status = refusal.status_code
            reader = open_appointment(request, reader.place.id, reader.appointment.id)
            show_in_form(form, refusal, seen=seen_text(reader.appointment.updated_at))
        else:
            messages.success(request, str(notice))
            return redirect("portal:appointment", workspace_id=reader.place.id, appointment_id=reader.appointment.id)
    context = {**reader.context(), name: form, "wrong": name}
    return show(request, "portal/appointments/appointment.html", context, status=status)


def word_booked(appointment: Appointment) -> str:
    """Return what is said of a time that was taken."""
    return _("Booked for %(when)s.") % {"when": word_when(appointment)}
