"""What the pages of consultations accept."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ari.appointments import FreeStart
from ari.schedule import SlotId
from portal.agenda import Span
from portal.forms.seen import EPOCH, SeenForm
from portal.forms.texts import long_text, offer
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import Person

NOTES_MAX_LENGTH, REASON_MAX_LENGTH, LINK_MAX_LENGTH = 2_000, 500, 1_000
# Nobody's appointments, and whoever has the least to do, among consultants.
NOBODY, LEAST_LOADED = "none", "least"
# Dates that calendars and zones can be asked for.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day of the calendar."""
    widget = forms.DateInput(attrs={"type": "date", "min": EARLIEST, "max": LATEST}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class CalendarForm(forms.Form):
    """Which part of the calendar is shown."""

    span = forms.ChoiceField(
        label=_("Show"), required=False, choices=[(Span.DAY.value, _("Day")), (Span.WEEK.value, _("Week"))]
    )
    day = day_field(_("Date"))
    consultant = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "calendar_%s", "label_suffix": "", **kwargs})

    def clean_day(self) -> date | None:
        """Refuse days that no calendar goes to."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not EARLIEST <= day < LATEST:
            raise forms.ValidationError(_("Choose a date of this century."))
        return day


class StartForm(SeenForm):
    """A free start, for a new appointment or for one that is moved."""

    start = forms.RegexField(
        r"^[^@\s]{1,100}@\d{1,13}$",
        max_length=120,
        error_messages={"required": _("Choose a time."), "invalid": _("Choose a time.")},
    )

    @property
    def slot_id(self) -> SlotId:
        """The hours that the start belongs to."""
        return SlotId(self.cleaned_data["start"].partition("@")[0])

    @property
    def scheduled_at(self) -> datetime:
        """When the consultation would begin."""
        return EPOCH + timedelta(milliseconds=int(self.cleaned_data["start"].partition("@")[2]))


def start_value(start: FreeStart) -> str:
    """Return how a `StartForm` names the start."""
    return f"{start.slot_id}@{(start.scheduled_at - EPOCH) // timedelta(milliseconds=1)}"


class BookForm(StartForm):
    """A booking for a lead."""

    notes = long_text(_("Notes for the consultant"), rows=2, required=False, max_length=NOTES_MAX_LENGTH)


class MoveForm(StartForm):
    """Another time for an appointment."""

    reason = long_text(_("Reason"), rows=2, required=False, max_length=REASON_MAX_LENGTH)


class CancelForm(SeenForm):
    """A cancellation."""

    reason = long_text(
        _("Reason"),
        rows=2,
        required=False,
        max_length=REASON_MAX_LENGTH,
    )


class AssignForm(SeenForm):
    """Who gives the consultation."""

    consultant = forms.ChoiceField(label=_("Consultant"))

    def __init__(self, *args: Any, people: Iterable[Person], name_of: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fixed: list[tuple[str, Words]] = [(LEAST_LOADED, _("Whoever has the least to do")), (NOBODY, _("Nobody"))]
        offer(self, "consultant", [*((person.id, name_of(person)) for person in people), *fixed])


class DetailsForm(SeenForm):
    """Where the consultation takes place, and what its consultant should know."""

    meeting_link = forms.URLField(
        label=_("Meeting link"), required=False, max_length=LINK_MAX_LENGTH, assume_scheme="https"
    )
    notes = long_text(_("Notes"), rows=3, required=False, max_length=NOTES_MAX_LENGTH)
