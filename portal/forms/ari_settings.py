"""How ARI works in a workspace, as its pages accept it: persona, switch, scoring, rules of booking."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ari.domain import ScoringConfig
from ari.fields import LINK_MAX_LENGTH, zone_names
from ari.national_holidays import is_known_country
from ari.repositories.settings import SCORING_FIELDS
from ari.schedule import BookingSettings
from ari.settings import Config, GreetingStyle, Language
from portal.forms.seen import SeenForm
from portal.forms.texts import long_text, offer
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import Person

MICROS = 1_000_000
WEEK_MINUTES = 7 * 1_440
MAX_MINUTES = 4 * WEEK_MINUTES
MAX_OFFSETS = 10
TEMPLATE_NAME = r"^[a-z0-9_]+\Z"
# The rules that are stored as they are typed, and those that are stored where something is typed.
PLAIN_RULES = ("lead_time_minutes", "buffer_minutes", "hold_minutes", "observes_holidays", "holiday_country")
TEMPLATES = ("reminder_template", "notice_template")
TIME_OF_DAY = r"^(([01]\d|2[0-3]):[0-5]\d)$"

STYLES: Mapping[str, Words] = {
    GreetingStyle.PROFESSIONAL: _("Professional"),
    GreetingStyle.FRIENDLY: _("Friendly"),
    GreetingStyle.CASUAL: _("Casual"),
    GreetingStyle.FORMAL: _("Formal"),
}
LANGUAGES: Mapping[str, Words] = {Language.INDONESIAN: _("Indonesian"), Language.ENGLISH: _("English")}


class SwitchForm(SeenForm):
    """Whether ARI answers."""

    turn = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])


class PersonaForm(SeenForm):
    """Who ARI is to a lead, and what it may cost."""

    bot_name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What ARI calls itself."))
    greeting_style = forms.ChoiceField(label=_("Style"))
    language = forms.ChoiceField(label=_("Language that ARI begins in"))
    supportive = forms.BooleanField(label=_("supportive"), required=False)
    clear = forms.BooleanField(label=_("clear"), required=False)
    encouraging = forms.BooleanField(label=_("encouraging"), required=False)
    description = long_text(_("Tone in your own words"), rows=2, required=False, max_length=500)
    greeting_template = long_text(_("First greeting"), rows=3, required=False, max_length=500)
    community_link = forms.URLField(
        label=_("Link to the community"), required=False, max_length=LINK_MAX_LENGTH, assume_scheme="https"
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text=_("Such as Asia/Jakarta (WIB), Asia/Makassar (WITA) or Asia/Jayapura (WIT)."),
    )
    grok_weight = forms.IntegerField(
        label=_("Leads that Grok answers, in percent"),
        min_value=0,
        max_value=100,
        help_text=_("The others are answered by Sea-Lion."),
    )
    daily_budget = forms.DecimalField(
        label=_("Budget of a day in US dollars"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        decimal_places=6,
        help_text=_("What the models may cost; empty: without a limit. When it is used up, ARI answers without them."),
    )

    def __init__(self, *args: Any, config: Config, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "persona_%s", **kwargs})
        for name, known in (("greeting_style", STYLES), ("language", LANGUAGES)):
            stored = getattr(config, name)
            migrated = [] if stored in known else [(stored, stored)]
            offer(self, name, [*known.items(), *migrated])

    def clean_time_zone(self) -> str:
        """Refuse a zone that there is not."""
        name: str = self.cleaned_data["time_zone"]
        if name not in zone_names():
            raise forms.ValidationError(_("There is no such time zone. Use a name such as Asia/Jakarta."))
        return name

    def changes(self) -> dict[str, object]:
        """Return what is saved. A migrated style or language that was kept is not sent: it could not be saved anew."""
        values = self.cleaned_data
        budget: Decimal | None = values["daily_budget"]
        tone = {name: values[name] for name in ("supportive", "clear", "encouraging")}
        chosen = {"greeting_style": STYLES, "language": LANGUAGES}
        return {
            "bot_name": values["bot_name"],
            "tone": {**tone, "description": values["description"] or None},
            "greeting_template": values["greeting_template"] or None,
            "community_link": values["community_link"] or None,
            "time_zone": values["time_zone"],
            "grok_weight": values["grok_weight"],
            "daily_budget_micros": None if budget is None else int(budget * MICROS),
            **{name: values[name] for name, known in chosen.items() if values[name] in known},
        }


def persona_initial(config: Config) -> dict[str, Any]:
    """Return the config as its form shows it."""
    texts = ("bot_name", "greeting_style", "language", "greeting_template", "community_link", "time_zone")
    budget = config.daily_budget_micros
    tone = config.tone
    return {
        **{name: getattr(config, name) for name in (*texts, "grok_weight")},
        **{name: getattr(tone, name) for name in ("supportive", "clear", "encouraging", "description")},
        "daily_budget": None if budget is None else (Decimal(budget) / MICROS).normalize(),
    }


def percent(label: Any, least: int = 0, most: int = 100) -> forms.IntegerField:
    """Return a field for a number of points."""
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class ScoringForm(SeenForm):
    """From which score a lead is hot or warm, and what the parts of the score weigh."""

    hot_threshold = percent(_("Hot from"), least=1)
    warm_threshold = percent(_("Warm from"), most=99)
    weight_basic = percent(_("Basic data"))
    weight_qualification = percent(_("Qualification"))
    weight_document = percent(_("Documents"))
    weight_engagement = percent(_("Engagement"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "scoring_%s", **kwargs})

    def clean(self) -> dict[str, Any]:
        """Refuse what makes no sense together."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        hot, warm = values.get("hot_threshold"), values.get("warm_threshold")
        if hot is not None and warm is not None and hot <= warm:
            self.add_error("hot_threshold", _("Hot must begin above warm."))
        weights = [values[name] for name in SCORING_FIELDS if name.startswith("weight_") and name in values]
        if len(weights) == 4 and sum(weights) != 100:
            said = {"total": sum(weights)}
            self.add_error(None, _("The four weights must add up to 100; they add up to %(total)d.") % said)
        return values

    def config(self) -> ScoringConfig:
        """Return the thresholds and weights that were chosen."""
        return ScoringConfig(**{name: self.cleaned_data[name] for name in SCORING_FIELDS})


def minutes(label: Any, most: int, least: int = 0, **kwargs: Any) -> forms.IntegerField:
    """Return a field for a number of minutes."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, **kwargs)


def time_of_day(
    label: Any, *, pattern: str = TIME_OF_DAY, required: bool = True, help_text: Any = ""
) -> forms.RegexField:
    """Return a field for a time of day on the clock of the workspace."""
    return forms.RegexField(
        pattern,
        label=label,
        required=required,
        help_text=help_text,
        max_length=5,
        widget=forms.TextInput(attrs={"placeholder": "09:00", "inputmode": "numeric"}),
        error_messages={"invalid": _("Write a time of day, such as 09:00.")},
    )


def template_name(label: Any, *, help_text: Any) -> forms.RegexField:
    """Return a field for Meta's name of an approved template."""
    return forms.RegexField(
        TEMPLATE_NAME,
        label=label,
        required=False,
        help_text=help_text,
        max_length=512,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("Use small letters, digits and underscores only.")},
    )


class RulesForm(SeenForm):
    """How the workspace takes bookings, and reminds of them."""

    lead_time_minutes = minutes(
        _("Lead time in minutes"), MAX_MINUTES, help_text=_("How long before its start a consultation may be booked.")
    )
    buffer_minutes = minutes(
        _("Buffer in minutes"), 480, help_text=_("What a consultation keeps free before and after it.")
    )
    hold_minutes = minutes(
        _("Hold in minutes"), 120, least=1, help_text=_("How long an offered time is kept for a lead.")
    )
    reminder_offsets = forms.CharField(
        label=_("Reminders, in minutes before the start"),
        required=False,
        max_length=120,
        help_text=_("Separated by commas: 1440, 60 reminds a day and an hour before. Empty: nobody is reminded."),
    )
    window_opens = minutes(
        _("Instead a single reminder, at the earliest"),
        WEEK_MINUTES,
        least=1,
        required=False,
        help_text=_("In minutes before the start, such as 75. With it nobody is reminded at the times above."),
    )
    window_closes = minutes(
        _("and at the latest"), WEEK_MINUTES, required=False, help_text=_("In minutes before the start, such as 45.")
    )
    quiet_start = time_of_day(_("Quiet from"), required=False, help_text=_("Nobody is reminded in quiet hours."))
    quiet_end = time_of_day(_("Quiet until"), required=False, help_text=_("Before the start: on the next day."))
    reminder_template = template_name(
        _("WhatsApp template of reminders"),
        help_text=_(
            "For leads who have not written for 24 hours: its name in WhatsApp Manager. Its body has four blanks: "
            "name, day, time, business. Empty: they are reminded by mail."
        ),
    )
    notice_template = template_name(
        _("WhatsApp template of confirmations"),
        help_text=_("The same for what is booked, moved or cancelled."),
    )
    observes_holidays = forms.BooleanField(label=_("Closed on national holidays"), required=False)
    holiday_country = forms.CharField(
        label=_("Country of the holidays"), min_length=2, max_length=2, help_text=_("Two letters, such as ID.")
    )
    consultants = forms.MultipleChoiceField(
        label=_("Who is given the hours of nobody"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody chosen: every member of the workspace."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], name_of: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "rules_%s", **kwargs})
        offer(self, "consultants", [(person.id, name_of(person)) for person in people])

    def clean_reminder_offsets(self) -> list[int]:
        """Return the offsets, the earliest reminder first."""
        parts = [part.strip() for part in self.cleaned_data["reminder_offsets"].split(",") if part.strip()]
        if any(not (part.isascii() and part.isdigit() and 5 <= int(part[:9]) <= MAX_MINUTES) for part in parts):
            raise forms.ValidationError(
                _("Write whole minutes from 5 to %(most)d, separated by commas."), params={"most": MAX_MINUTES}
            )
        offsets = sorted({int(part) for part in parts}, reverse=True)
        if len(offsets) < len(parts) or len(offsets) > MAX_OFFSETS:
            raise forms.ValidationError(_("Name each once, and at most %(count)d."), params={"count": MAX_OFFSETS})
        return offsets

    def clean_holiday_country(self) -> str:
        """Refuse a country whose holidays nobody knows."""
        country = str(self.cleaned_data["holiday_country"]).upper()
        if not is_known_country(country):
            raise forms.ValidationError(_("The holidays of no such country are known. Use two letters, such as ID."))
        return country

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of quiet hours, and of the window of a single reminder."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = self._pair(values, "quiet_start", "quiet_end")
        if start is not None and start == end:
            self.add_error("quiet_end", _("The end must be another time than the start."))
        opens, closes = self._pair(values, "window_opens", "window_closes")
        if opens is not None and closes is not None and opens <= closes:
            self.add_error("window_closes", _("This must be nearer to the start than the earliest."))
        return values

    def _pair(self, values: dict[str, Any], first: str, second: str) -> tuple[Any, Any]:
        """Return both values, None for what is empty; where one alone is given, ask for the other."""
        pair = tuple(None if values.get(name) == "" else values.get(name) for name in (first, second))
        missing = [name for name, value in zip((first, second), pair, strict=True) if value is None]
        if len(missing) == 1 and not {first, second} & self.errors.keys():
            self.add_error(missing[0], _("Give both, or neither."))
        return pair[0], pair[1]

    def changes(self) -> dict[str, object]:
        """Return what is saved."""
        values = self.cleaned_data
        quiet = {"start": values["quiet_start"], "end": values["quiet_end"]} if values["quiet_start"] else None
        opens, closes = values["window_opens"], values["window_closes"]
        return {
            **{name: values[name] for name in PLAIN_RULES},
            **{name: values[name] or None for name in TEMPLATES},
            "reminder_window": None if opens is None else {"opens_minutes": opens, "closes_minutes": closes},
            "reminder_offsets_minutes": values["reminder_offsets"],
            "quiet_hours": quiet,
            "consultant_ids": values["consultants"] or None,
        }


def rules_initial(rules: BookingSettings) -> dict[str, Any]:
    """Return the rules of booking as their form shows them."""
    quiet, window = rules.quiet_hours, rules.reminder_window
    return {
        **{name: getattr(rules, name) for name in PLAIN_RULES},
        **{name: getattr(rules, name) or "" for name in TEMPLATES},
        "window_opens": window.opens_minutes if window else None,
        "window_closes": window.closes_minutes if window else None,
        "reminder_offsets": ", ".join(map(str, rules.reminder_offsets_minutes)),
        "quiet_start": quiet.start if quiet else "",
        "quiet_end": quiet.end if quiet else "",
        "consultants": list(rules.consultant_ids or ()),
    }
