"""Booking a consultation for a lead, and moving one: choose the lead, then a free time of a week."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ari.appointments import Appointment, AppointmentId
from ari.booking_errors import AppointmentOpenError, StartRefusedError
from ari.domain import ConversationId
from ari.inbox import Conversation, ConversationFilter
from ari.repositories.appointments import get_appointments
from ari.repositories.calls import Write
from ari.repositories.conversations import get_conversations
from ari.repositories.schedule import get_schedule
from ari.zones import zone_named
from config.errors import ConflictError, ForbiddenError, InvalidInputError
from portal.agenda import begin_of, group_by_day
from portal.booking_words import word_zone
from portal.forms.appointments import BookForm, CalendarForm, MoveForm, StartForm
from portal.forms.seen import seen_text
from portal.seen_writes import show_in_form, write_of
from portal.showing import show
from portal.views.appointments import open_appointment, word_booked
from portal.workplaces import Workplace, open_workplace

DAYS = 7
MAX_LEADS = 20
# No wider than a page that is read: a week of many consultants has thousands of starts.
MAX_STARTS = 400


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, workspace_id: str) -> HttpResponse:
    """Find the lead; show free times for them; on POST, book one."""
    place = open_workplace(request, workspace_id)
    require_change(place)
    asked = request.POST.get("conversation") or request.GET.get("conversation") or ""
    if not asked:
        return show_leads(request, place)
    lead = get_conversations().get(ConversationId(asked), asker=place.asker, workspace_id=place.id)
    form = BookForm(request.POST or None, auto_id="book_%s")

    def carry_out(write: Write) -> Appointment:
        notes = form.cleaned_data["notes"] or None
        booked = get_appointments().book(
            slot_id=form.slot_id,
            scheduled_at=form.scheduled_at,
            write=write,
            contact_id=lead.contact.id,
            notes=notes,
        )
        return booked.appointment

    return choose_start(request, place, form, carry_out, {"title": _("Book an appointment"), "lead": lead})


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, workspace_id: str, appointment_id: str) -> HttpResponse:
    """Show other free times for an appointment; on POST, move it to one."""
    reader = open_appointment(request, workspace_id, appointment_id)
    require_change(reader.place)
    moved = reader.appointment
    form = MoveForm(request.POST or None, initial={"seen": seen_text(moved.updated_at)}, auto_id="move_%s")

    def carry_out(write: Write) -> Appointment:
        return get_appointments().move(
            AppointmentId(appointment_id),
            slot_id=form.slot_id,
            scheduled_at=form.scheduled_at,
            write=write,
            reason=form.cleaned_data["reason"] or None,
        )

    context = {"title": _("Move the appointment"), "appointment": moved}
    return choose_start(request, reader.place, form, carry_out, context)


def require_change(place: Workplace) -> None:
    """Refuse who may only see."""
    if not place.can_change:
        raise ForbiddenError


def show_leads(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Show the search for the lead, with who was found; the latest conversations where nothing is searched for."""
    words = request.GET.get("q", "").strip()[:100]
    found = get_conversations().list_for_workspace(
        place.id, ConversationFilter(search=words or None), asker=place.asker, limit=MAX_LEADS
    )
    context = {**place.context(), "title": _("Book an appointment"), "found": found.conversations, "words": words}
    return show(request, "portal/appointments/leads.html", {**context, "day": request.GET.get("day", "")})


def choose_start(
    request: HttpRequest,
    place: Workplace,
    form: StartForm,
    carry_out: Callable[[Write], Appointment],
    about: dict[str, Any],
) -> HttpResponse:
    """Take a start that was chosen; else show those that are free, and why the chosen one was not."""
    status, refused = 200, {}
    if request.method == "POST":
        status = InvalidInputError.status_code
        if form.is_valid():
            try:
                taken = carry_out(write_of(request, form, place.id))
            except (ConflictError, InvalidInputError) as refusal:
                status, refused = refusal.status_code, refused_context(refusal)
                moved: Appointment | None = about.get("appointment")
                if moved is not None:
                    about["appointment"] = moved = open_appointment(request, place.id, moved.id).appointment
                show_in_form(form, refusal, seen=None if moved is None else seen_text(moved.updated_at))
            else:
                messages.success(request, word_booked(taken))
                return redirect("portal:appointment", workspace_id=place.id, appointment_id=taken.id)
    context = {**place.context(), **starts_context(request, place, about), **about, **refused, "form": form}
    return show(request, "portal/appointments/starts.html", context, status=status)


def refused_context(refusal: ConflictError | InvalidInputError) -> dict[str, Any]:
    """Return what helps on: other starts, or the appointment that the lead has."""
    if isinstance(refusal, AppointmentOpenError):
        return {"open_appointment": refusal.appointment}
    return {"alternatives": refusal.alternatives} if isinstance(refusal, StartRefusedError) else {}


def starts_context(request: HttpRequest, place: Workplace, about: dict[str, Any]) -> dict[str, Any]:
    """Return the free starts of the week from the day that the address names, by day."""
    zone = zone_named(get_schedule().settings(place.id, asker=place.asker).time_zone)
    now = timezone.now()
    today = now.astimezone(zone).date()
    first = max(first_day(request) or today, today)
    moved: Appointment | None = about.get("appointment")
    lead: Conversation | None = about.get("lead")
    found = get_appointments().free_starts(
        place.id,
        asker=place.asker,
        starts_from=begin_of(first, zone),
        starts_before=begin_of(first + timedelta(days=DAYS), zone),
        appointment_id=moved.id if moved else None,
        limit=MAX_STARTS,
    )
    about_lead = {"conversation": str(lead.id)} if lead else {}
    return {
        "groups": list(group_by_day(found.starts, zone).items()),
        "holidays": found.holidays,
        "zone": zone,
        "zone_name": word_zone(zone, now=now),
        "now": now,
        "first": first,
        "last": first + timedelta(days=DAYS - 1),
        "earlier": week_address(about_lead, first - timedelta(days=DAYS)) if first > today else "",
        "later": week_address(about_lead, first + timedelta(days=DAYS)),
        "is_cut": found.next_from is not None,
    }


def first_day(request: HttpRequest) -> date | None:
    """Return the day that the address names; None where it names none that there is."""
    form = CalendarForm(request.GET)
    form.full_clean()
    return form.cleaned_data.get("day")


def week_address(about: dict[str, str], day: date) -> str:
    """Return the query of the address of a week of free starts."""
    return f"?{urlencode({**about, 'day': day.isoformat()})}"
