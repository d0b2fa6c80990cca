"""The pages behind the links of messages: a lead cancels or moves an appointment without signing in.

Looking at a page changes nothing, for mail programs look at links; a button does, by POST. The token in the address is
what authorises, so no cookie is read and none is set.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ari.appointment_links import AppointmentLink, Purpose, issue_token, read_token
from ari.appointment_messages.moments import clock_text, day_text, span_text, zone_text
from ari.appointment_page_words import WORDINGS, PageWording
from ari.appointments import Appointment, Audience, FreeStart, Language, Way
from ari.booking_errors import LinkUsedError, StartRefusedError
from ari.invitations import CONTENT_TYPE, FILE_NAME, write_invitation
from ari.repositories.appointments import LeadWrite, get_appointments
from ari.schedule import SlotId
from config.convex.documents import moment_from_ms, ms_from_moment
from config.convex.errors import UnavailableError
from config.errors import InvalidInputError, RefusalError

# What an availability may span, and how many starts one page shows.
WINDOW = timedelta(days=62)
PAGE_STARTS = 60
MAX_REASON_LENGTH = 500
# Until the year 2999; a number beyond is no moment that anybody was offered.
MAX_MS = 32_472_144_000_000

Context = dict[str, object]


class MissingChoiceError(InvalidInputError):
    """No time was chosen, or what was sent is none."""

    code = "missing_choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request with a good link: the appointment as it is now, and the words of the page."""

    request: HttpRequest
    link: AppointmentLink
    appointment: Appointment
    workspace_name: str
    language: Language
    now: datetime

    @property
    def wording(self) -> PageWording:
        """The texts of the page."""
        return WORDINGS[self.language]

    @property
    def write(self) -> LeadWrite:
        """The lead's write by this link."""
        return LeadWrite(way=Way.LINK, expected_sequence=self.link.sequence)

    def show(
        self, *, title: str, status: int = 200, appointment: Appointment | None = None, **more: object
    ) -> HttpResponse:
        """Return the page, with the appointment as it is, or as it became."""
        context: Context = {
            "language": self.language.value,
            "wording": self.wording,
            "title": title,
            "workspace": self.workspace_name,
            "facts": facts_of(appointment or self.appointment, self.language),
            **more,
        }
        return render(self.request, "ari/appointment.html", context, status=status)


@csrf_exempt  # The token in the address is what authorises; no cookie is read.
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to cancel; on POST, cancel."""
    return _serve(request, token, Purpose.CANCEL, _cancel if request.method == "POST" else _ask_to_cancel)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, token: str) -> HttpResponse:
    """Offer free times; on POST, move to the chosen one."""
    return _serve(request, token, Purpose.MOVE, _move if request.method == "POST" else _offer_times)


@csrf_exempt
@require_safe
def download_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the appointment, as it is now, for a calendar. Any link of the appointment's will do, also a used one."""
    return _serve(request, token, None, _calendar)


def _serve(
    request: HttpRequest, token: str, purpose: Purpose | None, act: Callable[[Visit], HttpResponse]
) -> HttpResponse:
    """Open the link and act, or show why not."""
    language = _language_of(request.GET.get("lang", ""))
    try:
        response = act(_open(request, token, purpose, language))
    except (RefusalError, UnavailableError) as error:
        response = _refuse(request, language, error)
    # The address holds the token: no other site may learn it, no search engine keep it, no cache answer for it.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _open(request: HttpRequest, token: str, purpose: Purpose | None, language: Language) -> Visit:
    now = timezone.now()
    link = read_token(token, now=now, purpose=purpose)
    appointment, workspace_name = get_appointments().get_for_link(link.appointment_id)
    if purpose is not None and appointment.sequence != link.sequence:
        raise LinkUsedError
    return Visit(
        request=request,
        link=link,
        appointment=appointment,
        workspace_name=workspace_name,
        language=language,
        now=now,
    )


def _ask_to_cancel(visit: Visit) -> HttpResponse:
    return visit.show(title=visit.wording.cancel_title, step=Purpose.CANCEL.value)


def _cancel(visit: Visit) -> HttpResponse:
    reason = visit.request.POST.get("reason", "").strip()[:MAX_REASON_LENGTH]
    cancelled = get_appointments().cancel(visit.appointment.id, write=visit.write, reason=reason or None)
    return visit.show(title=visit.wording.cancel_title, appointment=cancelled, done=visit.wording.cancelled)


def _offer_times(visit: Visit) -> HttpResponse:
    return _show_times(visit)


def _move(visit: Visit) -> HttpResponse:
    try:
        slot_id, scheduled_at = read_choice(visit.request.POST.get("start", ""))
        moved = get_appointments().move(
            visit.appointment.id, slot_id=slot_id, scheduled_at=scheduled_at, write=visit.write
        )
    except MissingChoiceError as error:
        return _show_times(visit, problem=visit.wording.missing_choice, status=error.status_code)
    except StartRefusedError as refusal:
        problem = sentence_for(refusal.code, visit.wording)
        return _show_times(visit, problem=problem, status=refusal.status_code, nearest=refusal.alternatives)
    # The link is used up; who wants to change it once more gets a new one.
    token = issue_token(moved, Purpose.MOVE)
    again, calendar = (_address(name, token, visit.language) for name in ("move", "calendar"))
    done = visit.wording.moved
    return visit.show(title=visit.wording.move_title, appointment=moved, done=done, again=again, calendar=calendar)


def _show_times(
    visit: Visit, *, problem: str | None = None, status: int = 200, nearest: Sequence[FreeStart] = ()
) -> HttpResponse:
    """Show what is free, from now on or from where the last page ended, after the alternatives of a refusal."""
    first = _read_first(visit.request.GET.get("from", ""), visit.now)
    found = get_appointments().free_starts(
        visit.appointment.workspace_id,
        starts_from=first,
        starts_before=first + WINDOW,
        ari_conversation_id=visit.appointment.ari_conversation_id,
        appointment_id=visit.appointment.id,
        limit=PAGE_STARTS,
    )
    query = {"lang": visit.language.value}
    following = None if found.next_from is None else {**query, "from": ms_from_moment(found.next_from)}
    return visit.show(
        title=visit.wording.move_title,
        status=status,
        step=Purpose.MOVE.value,
        problem=problem,
        nearest=days_of(nearest, visit.appointment, visit.language),
        days=days_of(found.starts, visit.appointment, visit.language),
        following=None if following is None else f"?{urlencode(following)}",
        beginning=None if first == visit.now else f"?{urlencode(query)}",
    )


def _calendar(visit: Visit) -> HttpResponse:
    content = write_invitation(
        visit.appointment, workspace_name=visit.workspace_name, audience=Audience.LEAD, language=visit.language
    )
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def days_of(starts: Sequence[FreeStart], appointment: Appointment, language: Language) -> list[Context]:
    """Return the starts as the page lists them: by day, each moment once, in the appointment's zone.

    The appointment's own is none to move to. Of several at one moment, the one with the consultant whom the lead has
    already is offered.
    """
    zone = appointment.zone
    best: dict[datetime, FreeStart] = {}
    others = [start for start in starts if start.scheduled_at != appointment.scheduled_at]
    for start in sorted(others, key=lambda one: (one.scheduled_at, one.consultant_id != appointment.consultant_id)):
        best.setdefault(start.scheduled_at, start)
    days = groupby(best.values(), key=lambda one: day_text(one.scheduled_at, zone, language))
    return [
        {
            "day": day,
            "times": [
                {
                    "value": f"{start.slot_id}@{ms_from_moment(start.scheduled_at)}",
                    "text": f"{clock_text(start.scheduled_at, zone, language)} {zone_text(start.scheduled_at, zone)}",
                }
                for start in times
            ],
        }
        for day, times in days
    ]


def read_choice(text: str) -> tuple[SlotId, datetime]:
    """Return the hours and the start that a line of the list stands for.

    Raises:
        MissingChoiceError: the text is none of a list.
    """
    slot_id, _, at = text.partition("@")
    if not slot_id or (ms := _read_ms(at)) is None:
        raise MissingChoiceError
    return SlotId(slot_id), moment_from_ms(ms)


def facts_of(appointment: Appointment, language: Language) -> Mapping[str, str]:
    """Return what the page tells of the appointment."""
    zone = appointment.zone
    return {
        "day": day_text(appointment.scheduled_at, zone, language),
        "time": span_text(appointment.scheduled_at, appointment.ends_at, zone, language),
        "consultant": (appointment.consultant.full_name if appointment.consultant else None) or "",
    }


def sentence_for(code: str, wording: PageWording) -> str:
    """Return what the page says to a refusal."""
    return wording.refusals.get(code, wording.refusals[""])


def _read_first(text: str, now: datetime) -> datetime:
    ms = _read_ms(text)
    return now if ms is None else max(now, moment_from_ms(ms))


def _read_ms(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_MS))
    return int(text) if is_number and int(text) < MAX_MS else None


def _language_of(text: str) -> Language:
    return Language(text) if text in tuple(Language) else Language.INDONESIAN


def _address(name: str, token: str, language: Language) -> str:
    return f"{reverse(f'appointments:{name}', args=[token])}?{urlencode({'lang': language.value})}"


def _refuse(request: HttpRequest, language: Language, error: RefusalError | UnavailableError) -> HttpResponse:
    wording = WORDINGS[language]
    refusal = sentence_for(error.code, wording)
    context: Context = {"language": language.value, "wording": wording, "title": wording.problem_title}
    return render(request, "ari/appointment.html", context | {"refusal": refusal}, status=error.status_code)
