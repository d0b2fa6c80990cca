"""What the page of a ticket accepts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import wording
from portal.forms.texts import NotifyMixin, WritingForm, long_text, offer, reason_text
from portal.staff import Naming
from tickets.domain import TITLE_MAX_LENGTH, TITLE_MIN_LENGTH, Person, Ticket

MAX_FILES = 5


class ManyFilesInput(forms.ClearableFileInput):
    """A control for several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; none of them is fine too."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files, each checked by itself."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MAX_FILES:
            raise forms.ValidationError(_("Attach at most %(count)d files at a time."), params={"count": MAX_FILES})
        return [super(ManyFilesField, self).clean(file, initial) for file in given]


class CommentForm(WritingForm, NotifyMixin):
    """A public reply, or a note among staff."""

    REPLY, NOTE = "reply", "note"

    kind = forms.ChoiceField(choices=[(REPLY, _("Reply")), (NOTE, _("Internal note"))], widget=forms.RadioSelect)
    content = long_text(_("Your reply"), rows=5)
    images = ManyFilesField(label=_("Images"), required=False)

    @property
    def is_note(self) -> bool:
        """Whether only staff will read it."""
        return bool(self.cleaned_data.get("kind") == self.NOTE)


class MoveForm(WritingForm, NotifyMixin):
    """A step to the next stage, or the request to skip to a later one."""

    to_stage = forms.ChoiceField(label=_("Move to"))
    from_stage = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    comment = long_text(_("Comment"), rows=3, required=False)
    reason = reason_text(_("Reason for the history"))

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A stage that cannot be reached is Convex's to refuse: the ticket may have moved since the page was made.
        reachable = [move.to_stage for move in ticket.permissions.allowed_transitions]
        asked = self.data.get("to_stage")
        known = [*reachable, *(stage for stage in wording.STAGES if stage == asked and stage not in reachable)]
        offer(self, "to_stage", [(stage, wording.STAGES[stage]) for stage in known])


class WithdrawForm(WritingForm, NotifyMixin):
    """Taking back the request for a skip."""

    reason = reason_text(_("Reason"))


class AssignForm(WritingForm, NotifyMixin):
    """Giving the ticket to somebody, or to nobody."""

    assignee = forms.ChoiceField(label=_("Assignee"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], name_of: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assignee", [("", _("Nobody")), *((person.id, name_of(person)) for person in people)])


class SortingForm(WritingForm):
    """Category and priority, which are changed at a glance."""

    category = forms.ChoiceField(label=_("Category"), choices=list(wording.CATEGORIES.items()))
    priority = forms.ChoiceField(label=_("Priority"), choices=list(wording.PRIORITIES.items()))


class EditForm(WritingForm):
    """What the ticket says."""

    title = forms.CharField(label=_("Title"), min_length=TITLE_MIN_LENGTH, max_length=TITLE_MAX_LENGTH)
    description = long_text(_("Description"), rows=10)
    category = forms.ChoiceField(label=_("Category"), choices=list(wording.CATEGORIES.items()))
    priority = forms.ChoiceField(label=_("Priority"), choices=list(wording.PRIORITIES.items()))
