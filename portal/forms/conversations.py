"""What the pages of conversations and the simulator accept."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ari.inbox import ConversationFilter, Template
from portal import conversation_wording as wording
from portal.domain import ME, Span
from portal.forms.filters import NONE, start_of, with_several
from portal.forms.texts import WritingForm, long_text, offer, reason_text
from portal.forms.widgets import LongSelect
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import Person, WorkspaceRef

# WhatsApp's own limit.
MESSAGE_MAX_LENGTH = 4_096
MAX_SEARCH_LENGTH = 100
MAX_VARIABLES = 10
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]


class ConversationFilterForm(forms.Form):
    """Which conversations are listed."""

    q = forms.CharField(label=_("Search"), required=False, max_length=MAX_SEARCH_LENGTH)
    workspace = forms.ChoiceField(label=_("Workspace"), required=False, widget=LongSelect)
    status = forms.ChoiceField(
        label=_("Who has it"), required=False, choices=[("", _("With anybody")), *wording.STATUSES.items()]
    )
    temperature = forms.ChoiceField(
        label=_("Temperature"), required=False, choices=[("", _("Any temperature")), *wording.TEMPERATURES.items()]
    )
    state = forms.ChoiceField(
        label=_("State of ARI"), required=False, choices=[("", _("Any state")), *wording.STATES.items()]
    )
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    unread = forms.ChoiceField(
        label=_("Read"), required=False, choices=[("", _("Read or not")), ("yes", _("Unread")), ("no", _("Read"))]
    )
    # When ARI handed them off: links lead here with it, and the page shows it as something to take away.
    handed_off_from = forms.DateField(required=False, widget=forms.HiddenInput)
    handed_off_before = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any], *, workspaces: Iterable[WorkspaceRef], staff: Iterable[Person], name_of: Naming
    ) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        places: list[tuple[str, Words]] = [("", _("All workspaces"))]
        places += [(str(place.id), place.name) for place in workspaces]
        offer(self, "workspace", with_several(places, data.get("workspace", "")))
        people = ((person.id, name_of(person)) for person in staff)
        assignees: list[tuple[str, Words]] = [("", _("Any assignee")), (ME, _("Me")), (NONE, _("Nobody")), *people]
        asked = data.get("assignee", "")
        # A member of a workspace, who has no account here.
        more: list[tuple[str, Words]] = [] if asked in dict(assignees) else [(asked, asked)]
        offer(self, "assignee", [*assignees, *more])

    def as_filter(self, own_id: str) -> ConversationFilter:
        """Return what the repository is asked. Fields with a mistake are left out, and their messages tell it."""
        self.full_clean()
        values = self.cleaned_data
        assignee = values.get("assignee") or None
        named = None if assignee == NONE else own_id if assignee == ME else assignee
        return ConversationFilter(
            status=values.get("status") or None,
            state=values.get("state") or None,
            temperature=values.get("temperature") or None,
            assigned_to=named,
            is_unassigned=assignee == NONE,
            unread={"yes": True, "no": False}.get(values.get("unread", "")),
            search=values.get("q") or None,
        )

    def handed_off(self) -> Span | None:
        """Return when ARI handed them off; None: at any time, or never. Days are those of the site's zone."""
        self.full_clean()
        first, before = (self.cleaned_data.get(name) for name in ("handed_off_from", "handed_off_before"))
        if first is None and before is None:
            return None
        return Span(begins_at=first and start_of(first), ends_at=before and start_of(before))


class ReasonForm(WritingForm):
    """Taking over, giving back, closing: why, for the colleagues."""

    reason = reason_text(_("Reason, for the colleagues"))


class ReplyForm(WritingForm):
    """A message to the lead."""

    text = long_text(_("Message"), rows=3, max_length=MESSAGE_MAX_LENGTH)


class TemplateForm(WritingForm):
    """A message that WhatsApp has approved, for when nothing else may be sent."""

    name = forms.RegexField(
        label=_("Name of the template"),
        regex=r"^[a-z0-9_]{1,512}$",
        help_text=_("As in WhatsApp Manager: small letters, digits and underscores."),
    )
    language = forms.ChoiceField(label=_("Language of the template"), choices=LANGUAGES)
    variables = long_text(_("What fills its blanks, a line each"), rows=2, required=False, max_length=4_000)
    text = long_text(_("What it says, for the colleagues who read along"), rows=3, max_length=MESSAGE_MAX_LENGTH)

    def clean_variables(self) -> str:
        """Refuse more lines than a template has blanks."""
        text: str = self.cleaned_data["variables"]
        if len(lines_of(text)) > MAX_VARIABLES:
            raise forms.ValidationError(_("Fill at most %(count)d blanks."), params={"count": MAX_VARIABLES})
        return text

    def as_template(self) -> Template:
        """Return the template in the shape of Meta's API."""
        filled = [{"type": "text", "text": line} for line in lines_of(self.cleaned_data["variables"])]
        components = ({"type": "body", "parameters": filled},) if filled else ()
        values = self.cleaned_data
        return Template(name=values["name"], language=values["language"], components=components)


def lines_of(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class AssignConversationForm(WritingForm):
    """Giving the conversation to somebody, or to nobody."""

    assignee = forms.ChoiceField(label=_("Assignee"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], name_of: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assignee", [("", _("Nobody")), *((person.id, name_of(person)) for person in people)])


class LeadStatusForm(WritingForm):
    """What the lead is."""

    lead_status = forms.ChoiceField(label=_("Lead status"))

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"lead_status": present, **(kwargs.get("initial") or {})}})
        # A migrated contact may have a status of another vocabulary, which is shown until somebody chooses.
        other: list[tuple[str, Words]] = [] if present in wording.LEAD_STATUSES else [(present, present)]
        offer(self, "lead_status", [*wording.LEAD_STATUSES.items(), *other])

    def clean_lead_status(self) -> str:
        """Refuse a status of another vocabulary, which only the migration could set."""
        status: str = self.cleaned_data["lead_status"]
        if status not in wording.LEAD_STATUSES:
            raise forms.ValidationError(_("Choose one of the statuses."))
        return status


class SimulateForm(WritingForm):
    """A message of a lead who does not exist. `lead` tells one's talks apart; `conversation` is set once begun."""

    text = long_text(_("What the lead writes"), rows=2, max_length=MESSAGE_MAX_LENGTH)
    profile_name = forms.CharField(label=_("Name of the lead's WhatsApp profile"), required=False, max_length=200)
    lead = forms.RegexField(regex=re.compile(r"^[A-Za-z0-9_-]{1,50}$"), widget=forms.HiddenInput)
    conversation = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
