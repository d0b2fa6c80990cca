"""What a change to many tickets asks for."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import wording
from portal.forms.texts import NotifyMixin, WritingForm, long_text, offer, reason_text
from portal.staff import Naming
from tickets.domain import Person


class BulkAssignForm(WritingForm, NotifyMixin):
    """Whom the tickets are given to."""

    title: ClassVar[Any] = _("Assign tickets")

    assignee = forms.ChoiceField(label=_("Assignee"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], name_of: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assignee", [("", _("Nobody")), *((person.id, name_of(person)) for person in people)])


class BulkMoveForm(WritingForm, NotifyMixin):
    """Where the tickets move."""

    title: ClassVar[Any] = _("Move tickets")

    to_stage = forms.ChoiceField(label=_("Move to"), choices=[("", _("Choose a stage")), *wording.STAGES.items()])
    comment = long_text(_("Comment on each"), rows=3, required=False)
    reason = reason_text(_("Reason for the history"))


class BulkCommentForm(WritingForm, NotifyMixin):
    """What is written on the tickets."""

    title: ClassVar[Any] = _("Write on tickets")
    REPLY, NOTE = "reply", "note"

    kind = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[(NOTE, _("Internal note: only staff")), (REPLY, _("Reply: the requester and their workspace"))],
    )
    content = long_text(_("What you write"), rows=5)
