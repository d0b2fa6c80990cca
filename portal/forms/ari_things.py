"""The things that a workspace keeps for ARI, as pages accept them: stages, knowledge, destinations, hours, days."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ari.schedule import ExceptionKind
from ari.settings import Category
from portal.booking_words import WEEKDAYS
from portal.forms.appointments import day_field
from portal.forms.ari_settings import TIME_OF_DAY, time_of_day
from portal.forms.seen import SeenForm
from portal.forms.texts import long_text, offer
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import Person

DAY_MINUTES = 1_440
MAX_RUPIAH = 100_000_000_000
MAX_PROGRAMS, PROGRAM_MAX_LENGTH = 50, 100
END_OF_DAY = TIME_OF_DAY.replace("^(", "^(24:00|")
KINDS: Mapping[str, Words] = {ExceptionKind.CLOSED: _("closed"), ExceptionKind.OPEN: _("open")}


class ThingForm(SeenForm):
    """A form that makes or changes one of the things. What is left empty is cleared."""

    # Fields of the form that the repositories call something else, or that are made of several.
    own: ClassVar[tuple[str, ...]] = ()

    def changes(self) -> dict[str, Any]:
        """Return what is saved."""
        return {name: None if value == "" else value for name, value in self.said().items() if name not in self.own}


class StageForm(ThingForm):
    """A stage of the talk."""

    name = forms.CharField(label=_("Name"), max_length=100)
    goal = long_text(_("Goal"), rows=2, max_length=1_000)
    sample_script = long_text(_("Example of what ARI says"), rows=4, required=False, max_length=5_000)
    exit_criteria = long_text(_("When the stage is over"), rows=2, required=False, max_length=1_000)
    is_active = forms.BooleanField(label=_("ARI uses this stage"), required=False, initial=True)


class CategoryForm(ThingForm):
    """A category of the knowledge."""

    name = forms.CharField(label=_("Name"), max_length=100)
    description = long_text(_("Description"), rows=2, required=False, max_length=1_000)


class EntryForm(ThingForm):
    """An answer that ARI may give."""

    title = forms.CharField(label=_("Title"), max_length=255)
    content = long_text(_("Answer"), rows=6, max_length=20_000)
    category_id = forms.ChoiceField(label=_("Category"), required=False)
    is_active = forms.BooleanField(label=_("ARI answers from this"), required=False, initial=True)

    def __init__(self, *args: Any, categories: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category_id", [("", _("No category")), *((each.id, each.name) for each in categories)])


class DestinationForm(ThingForm):
    """A university that the workspace sends students to."""

    own = ("ielts_min", "gpa_min", "budget_min", "budget_max", "deadline", "programs")

    country = forms.CharField(label=_("Country"), max_length=100)
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    university_name = forms.CharField(label=_("University"), max_length=255)
    programs = long_text(_("Programmes, one a line"), rows=3, required=False, max_length=6_000)
    ielts_min = forms.FloatField(
        label=_("IELTS from"),
        required=False,
        min_value=0,
        max_value=9,
        step_size=0.5,
    )
    gpa_min = forms.FloatField(label=_("Grade from"), required=False, min_value=0, max_value=100)
    budget_min = forms.IntegerField(
        label=_("Cost of a year in rupiah, from"), required=False, min_value=0, max_value=MAX_RUPIAH
    )
    budget_max = forms.IntegerField(label=_("to"), required=False, min_value=0, max_value=MAX_RUPIAH)
    deadline = forms.CharField(label=_("Deadline"), required=False, max_length=100)
    priority = forms.IntegerField(
        label=_("Priority"), min_value=-1_000, max_value=1_000, initial=0, help_text=_("The highest comes first.")
    )
    is_promoted = forms.BooleanField(label=_("Promoted"), required=False)
    notes = long_text(_("Notes"), rows=2, required=False, max_length=2_000)

    def clean_programs(self) -> list[str]:
        """Return the programmes, each once."""
        lines = [line.strip() for line in self.cleaned_data["programs"].splitlines() if line.strip()]
        programs = list(dict.fromkeys(lines))
        if len(programs) > MAX_PROGRAMS or any(len(line) > PROGRAM_MAX_LENGTH for line in programs):
            params = {"count": MAX_PROGRAMS, "length": PROGRAM_MAX_LENGTH}
            raise forms.ValidationError(_("At most %(count)d programmes of %(length)d characters each."), params=params)
        return programs

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        least, most = values.get("budget_min"), values.get("budget_max")
        if least is not None and most is not None and most < least:
            self.add_error("budget_max", _("This must not be below the other."))
        return values

    def changes(self) -> dict[str, Any]:
        """Return what is saved."""
        values = self.cleaned_data
        asked = {name: values[name] for name in self.own if name != "programs"}
        requirements = {name: None if value == "" else value for name, value in asked.items()}
        return {**super().changes(), "requirements": requirements, "programs": values["programs"]}


class HoursMixin(forms.Form):
    """Hours from a start to an end, in pieces of one consultation."""

    def clean_hours(self, values: Mapping[str, Any]) -> None:
        """Refuse an end that is not after the start, and pieces that do not fit."""
        start, end, duration = (values.get(name) for name in ("start_time", "end_time", "duration_minutes"))
        if not start or not end:
            return
        length = minutes_of(end) - minutes_of(start)
        if length <= 0:
            self.add_error("end_time", _("The end must be after the start."))
        elif duration and duration > length:
            self.add_error("duration_minutes", _("Not even one consultation fits between start and end."))


def minutes_of(text: str) -> int:
    """Return how many minutes after midnight a time of day is."""
    return int(text[:2]) * 60 + int(text[3:])


def duration_field(**kwargs: Any) -> forms.IntegerField:
    """Return a field for the length of a consultation."""
    return forms.IntegerField(label=_("Length in minutes"), min_value=1, max_value=DAY_MINUTES, **kwargs)


def capacity_field(**kwargs: Any) -> forms.IntegerField:
    """Return a field for how many are served at a time."""
    return forms.IntegerField(
        label=_("At a time"),
        min_value=1,
        max_value=1_000,
        help_text=_("Consultations of nobody's hours; leads who share a session of a consultant's."),
        **kwargs,
    )


class ConsultantMixin(forms.Form):
    """Whose hours they are."""

    def offer_people(self, people: Iterable[Person], name_of: Naming, nobody: Words) -> None:
        """Offer everybody of the workspace, and nobody in particular."""
        offer(self, "consultant_id", [("", nobody), *((person.id, name_of(person)) for person in people)])


class SlotForm(ThingForm, HoursMixin, ConsultantMixin):
    """Hours of a weekday."""

    consultant_id = forms.ChoiceField(label=_("Consultant"), required=False)
    day_of_week = forms.TypedChoiceField(
        label=_("Weekday"), coerce=int, choices=[(day, WEEKDAYS[day]) for day in (1, 2, 3, 4, 5, 6, 0)], initial=1
    )
    start_time = time_of_day(_("From"))
    end_time = time_of_day(_("Until"), pattern=END_OF_DAY, help_text=_("At the latest 24:00."))
    duration_minutes = duration_field(initial=60)
    booking_window_days = forms.IntegerField(
        label=_("Bookable so many days ahead"), min_value=1, max_value=365, initial=14
    )
    max_bookings_per_slot = capacity_field(initial=1)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, people: Iterable[Person], name_of: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people(people, name_of, _("Nobody: whoever has the least to do"))

    def clean(self) -> dict[str, Any]:
        """Check the hours."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_hours(values)
        return values


class DayForm(ThingForm, HoursMixin, ConsultantMixin):
    """A date on which the weekly hours do not hold: closed, or with added hours; the whole day without hours."""

    kind = forms.ChoiceField(label=_("The day is"), choices=list(KINDS.items()))
    date = day_field(_("Date"))
    consultant_id = forms.ChoiceField(label=_("For"), required=False)
    start_time = time_of_day(_("From"), required=False, help_text=_("Empty: the whole day."))
    end_time = time_of_day(_("Until"), required=False, pattern=END_OF_DAY)
    duration_minutes = duration_field(required=False, help_text=_("Only of added hours."))
    max_bookings_per_slot = capacity_field(required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, people: Iterable[Person], name_of: Naming, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people(people, name_of, _("Everybody"))
        self.fields["date"].required = True
        # A day that is closed does not become an open one: it is deleted, and another made.
        self.fields["kind"].disabled = not is_new
        self.is_new = is_new

    def clean(self) -> dict[str, Any]:
        """Ask for both ends or neither, and for a length only of added hours."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = values.get("start_time"), values.get("end_time")
        if bool(start) is not bool(end) and not {"start_time", "end_time"} & self.errors.keys():
            self.add_error("end_time" if start else "start_time", _("Give both, or neither."))
        self.clean_hours(values)
        adds_hours = values.get("kind") == ExceptionKind.OPEN and bool(start)
        for name in ("duration_minutes", "max_bookings_per_slot"):
            if values.get(name) is not None and not adds_hours:
                self.add_error(name, _("Only added hours have this: a day that is open, with a start and an end."))
        return values

    def changes(self) -> dict[str, Any]:
        """Return what is saved."""
        changes = super().changes() | {"date": self.cleaned_data["date"].isoformat()}
        return changes if self.is_new else {name: value for name, value in changes.items() if name != "kind"}


class OrderForm(SeenForm):
    """A stage that goes one place up or down."""

    stage = forms.CharField(max_length=100)
    way = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])
