"""The filter of the list of appointments: between its address, its form, and what the repository is asked."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ari.appointments import AppointmentStatus, Way
from portal.booking_words import STATUSES
from portal.consultations import ConsultationFilter
from portal.domain import Span
from portal.forms.appointments import EARLIEST, LATEST
from portal.forms.filters import split, start_of, with_several
from portal.forms.texts import offer
from portal.moments import is_midnight
from portal.wording import Words
from tickets.domain import WorkspaceId, WorkspaceRef

EARLIEST_FIRST = "earliest"
WAYS: Mapping[str, Words] = {Way.ARI: _("Booked by ARI"), Way.API: _("Booked by staff")}


class DayOrMomentField(forms.Field):
    """A day of the site's zone, which stands for its first moment, or a moment to the millisecond."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; None where none is given."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            moment = start_of(date.fromisoformat(text)) if len(text) == len("2026-01-31") else read_moment(text)
        except ValueError:
            raise forms.ValidationError(_("Write a date, such as 2026-01-31, or a moment.")) from None
        if not EARLIEST <= moment.date() < LATEST:
            raise forms.ValidationError(_("Choose a date of this century."))
        return moment


def read_moment(text: str) -> datetime:
    """Return the moment of a text with its zone, or raise ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def text_of(moment: datetime | None) -> str:
    """Return how an address names the moment: by its day where that begins with it."""
    if moment is None:
        return ""
    if is_midnight(moment):
        return timezone.localtime(moment).date().isoformat()
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class ConsultationFilterForm(forms.Form):
    """Which appointments are listed, and in which order."""

    workspace = forms.ChoiceField(label=_("Workspace"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    way = forms.ChoiceField(
        label=_("Booked by"),
        required=False,
        choices=[("", _("Booked by anybody")), *WAYS.items()],
    )
    sort = forms.ChoiceField(
        label=_("Sort"), required=False, choices=[("", _("Latest first")), (EARLIEST_FIRST, _("Earliest first"))]
    )
    # What has no place in the bar: links lead here with it, and the page shows it as something to take away.
    starts_from = DayOrMomentField()
    starts_before = DayOrMomentField()
    booked_from = DayOrMomentField()
    booked_before = DayOrMomentField()

    def __init__(self, data: Mapping[str, Any], *, workspaces: Iterable[WorkspaceRef]) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        places: list[tuple[str, Words]] = [("", _("All workspaces"))]
        places += [(str(place.id), place.name) for place in workspaces]
        offer(self, "workspace", with_several(places, data.get("workspace", "")))
        statuses: list[tuple[str, Words]] = [("", _("Any status")), *STATUSES.items()]
        offer(self, "status", with_several(statuses, data.get("status", "")))

    def as_filter(self) -> ConsultationFilter:
        """Return what the repository is asked. Fields with a mistake are left out, and their messages tell it."""
        self.full_clean()
        values = self.cleaned_data
        return ConsultationFilter(
            workspaces=tuple(WorkspaceId(part) for part in split(values.get("workspace", ""))),
            statuses=tuple(AppointmentStatus(part) for part in split(values.get("status", ""))),
            starts=Span(begins_at=values.get("starts_from"), ends_at=values.get("starts_before")),
            way=Way(values["way"]) if values.get("way") else None,
            booked=Span(begins_at=values.get("booked_from"), ends_at=values.get("booked_before")),
            is_descending=values.get("sort") != EARLIEST_FIRST,
        )


def query_from(wanted: ConsultationFilter) -> dict[str, str]:
    """Return the query of the address that means this filter."""
    query = {
        "workspace": ",".join(wanted.workspaces),
        "status": ",".join(wanted.statuses),
        "way": wanted.way or "",
        "sort": "" if wanted.is_descending else EARLIEST_FIRST,
        "starts_from": text_of(wanted.starts.begins_at),
        "starts_before": text_of(wanted.starts.ends_at),
        "booked_from": text_of(wanted.booked.begins_at),
        "booked_before": text_of(wanted.booked.ends_at),
    }
    return {name: str(value) for name, value in query.items() if value}
