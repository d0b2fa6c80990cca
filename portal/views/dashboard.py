"""The dashboard: where the tickets stand, what the last days brought, how long clients waited, what came of leads.

Every figure leads to the list that it counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.asking import asker_of
from portal.consultations import ConsultationFigure, HandoffFigure, LeadFigures
from portal.domain import BusyWorkspace, Dashboard, DayFigures, Figure, MatchCount
from portal.forms.consultations import query_from as consultation_query
from portal.forms.consultations import text_of
from portal.forms.filters import OPEN_STAGES, query_from
from portal.moments import word_date, word_span
from portal.plots import Column, draw_columns, draw_shares
from portal.repositories.dashboard import get_dashboard
from portal.showing import show
from portal.wording import STAGES
from portal.workspace_menu import offer_workspaces
from tickets.domain import Stage, WorkspaceId

# A mark below each seventh day.
WEEK = 7


@require_safe
def show_dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures of everything the reader may see, or of one workspace."""
    asker = asker_of(request)
    asked = request.GET.get("workspace", "")
    named = (WorkspaceId(asked),) if asked else ()
    figures, leads = get_dashboard().show(named, asker=asker), get_dashboard().show_leads(named, asker=asker)
    context = {
        "title": _("Dashboard"),
        "workspaces": offer_workspaces(asker, request.GET.get("workspace", "")),
        "asked": asked,
        "tiles": tiles_of(figures),
        "stages": stages_of(figures.stages),
        "busiest": busiest_of(figures.workspaces),
        "consultations": consultations_of(leads),
        "ari": ari_of(leads),
        "days": [day_of(day) for day in figures.days],
        "plot": draw_columns([column_of(day) for day in figures.days], every=WEEK),
        "count": len(figures.days),
    }
    return show(request, "portal/dashboard.html", context)


def address_of(figure: Figure) -> str:
    """Return the address of the list that the figure counts."""
    return f"{reverse('portal:tickets')}?{urlencode(query_from(figure.filters))}"


def sum_of(days: Sequence[DayFigures], event: str) -> Figure:
    """Return the figure of all days together, which follow one another."""
    first, last = getattr(days[0], event).filters, getattr(days[-1], event).filters
    before = f"{'created' if event == 'opened' else event}_before"
    filters = replace(first, **{before: getattr(last, before)})
    return Figure(count=sum(getattr(day, event).count for day in days), filters=filters)


def tiles_of(figures: Dashboard) -> list[dict[str, Any]]:
    """Return the figures at the top, each with its name, its list, and for waits the number of them."""
    first_reply, closing = figures.first_reply, figures.closing
    opened, closed = sum_of(figures.days, "opened"), sum_of(figures.days, "closed")
    return [
        {"name": _("Open now"), "value": figures.open.count, "address": address_of(figures.open)},
        {"name": _("Opened"), "value": opened.count, "address": address_of(opened)},
        {"name": _("Closed"), "value": closed.count, "address": address_of(closed)},
        {
            "name": _("To the first reply"),
            "value": word_mean(first_reply.mean),
            "of": word_of(first_reply.figure.count),
            "address": address_of(first_reply.figure),
        },
        {
            "name": _("From opening to closing"),
            "value": word_mean(closing.mean),
            "of": word_of(closing.figure.count),
            "address": address_of(closing.figure),
        },
    ]


def word_mean(mean: timedelta | None) -> str:
    """Return a mean wait in words; a dash where nothing was waited for."""
    return "–" if mean is None else word_span(mean)  # noqa: RUF001 - a dash.


def word_of(count: int) -> str:
    """Return how many tickets a mean is of."""
    return ngettext("mean of %(count)d ticket", "mean of %(count)d tickets", count) % {"count": count}


def stages_of(stages: Mapping[Stage, Figure]) -> list[dict[str, Any]]:
    """Return the open stages with their counts and their share of the fullest."""
    most = max(stages[stage].count for stage in OPEN_STAGES)
    return [
        {
            "stage": stage,
            "count": stages[stage].count,
            "address": address_of(stages[stage]),
            "shares": draw_shares([(f"stage-{stage}", stages[stage].count)], whole=most),
        }
        for stage in OPEN_STAGES
    ]


def busiest_of(workspaces: Sequence[BusyWorkspace]) -> list[dict[str, Any]]:
    """Return the workspaces with the most open tickets, by stage."""
    most = max((each.open.count for each in workspaces), default=0)
    return [
        {
            "workspace": each.workspace,
            "open": each.open.count,
            "address": address_of(each.open),
            "shares": draw_shares([(f"stage-{stage}", each.stages[stage].count) for stage in OPEN_STAGES], whole=most),
            "words": ", ".join(f"{STAGES[stage]} {each.stages[stage].count}" for stage in OPEN_STAGES),
        }
        for each in workspaces
    ]


def consultations_of(leads: LeadFigures) -> list[dict[str, Any]]:
    """Return what came of the consultations, and those that lie ahead."""
    return shared(
        [
            (_("Took place"), "completed", leads.completed.count, consultations_address(leads.completed)),
            (_("No-shows"), "no-show", leads.no_show.count, consultations_address(leads.no_show)),
            (_("Cancelled"), "cancelled", leads.cancelled.count, consultations_address(leads.cancelled)),
            (_("Not marked yet"), "unmarked", leads.unmarked.count, consultations_address(leads.unmarked)),
            (_("Upcoming"), "upcoming", leads.upcoming.count, consultations_address(leads.upcoming)),
        ]
    )


def ari_of(leads: LeadFigures) -> list[dict[str, Any]]:
    """Return what ARI handed to humans, and what it booked."""
    handed, booked = leads.handed_off, leads.booked_by_ari
    return shared(
        [
            (_("Handed to a human"), "handed-off", handed.count, handoffs_address(handed)),
            (_("Consultations booked"), "upcoming", booked.count, consultations_address(booked)),
        ]
    )


def shared(rows: Sequence[tuple[str, str, MatchCount, str]]) -> list[dict[str, Any]]:
    """Return figures by name, kind, count and address, each with its share of the greatest."""
    most = max(counted.count for _name, _kind, counted, _address in rows)
    return [
        {
            "name": name,
            "count": counted.count,
            "is_exact": counted.is_exact,
            "address": address,
            "shares": draw_shares([(kind, counted.count)], whole=most),
        }
        for name, kind, counted, address in rows
    ]


def consultations_address(figure: ConsultationFigure) -> str:
    """Return the address of the list of appointments that the figure counts."""
    return f"{reverse('portal:appointment_list')}?{urlencode(consultation_query(figure.filters))}"


def handoffs_address(figure: HandoffFigure) -> str:
    """Return the address of the list of conversations that the figure counts."""
    query = {
        "workspace": ",".join(figure.workspaces),
        "handed_off_from": text_of(figure.span.begins_at),
        "handed_off_before": text_of(figure.span.ends_at),
    }
    return f"{reverse('portal:conversations')}?{urlencode({name: value for name, value in query.items() if value})}"


def day_of(day: DayFigures) -> dict[str, Any]:
    """Return a day as the table below the plot shows it."""
    figures = (day.opened, day.closed, day.replied)
    name = word_date(timezone.localtime(day.begins_at).date())
    return {"name": name, "figures": [(figure.count, address_of(figure)) for figure in figures]}


def column_of(day: DayFigures) -> Column:
    """Return a day as the plot shows it."""
    date = timezone.localtime(day.begins_at).date()
    facts = {"day": word_date(date), "opened": day.opened.count, "closed": day.closed.count}
    return Column(
        mark=formats.date_format(date, _("j M")),
        counts=(
            ("opened", day.opened.count, _("%(day)s: %(opened)d opened") % facts, address_of(day.opened)),
            ("closed", day.closed.count, _("%(day)s: %(closed)d closed") % facts, address_of(day.closed)),
        ),
    )
