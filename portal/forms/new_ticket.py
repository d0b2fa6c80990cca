"""The form that opens a ticket on behalf of somebody."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import wording
from portal.domain import Requester
from portal.forms.texts import WritingForm, long_text, offer
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import TITLE_MAX_LENGTH, TITLE_MIN_LENGTH, Category, Priority


class NewTicketForm(WritingForm):
    """Who asked, and for what."""

    requester = forms.ChoiceField(label=_("Requester"))
    title = forms.CharField(label=_("Title"), min_length=TITLE_MIN_LENGTH, max_length=TITLE_MAX_LENGTH)
    description = long_text(_("Description"), rows=8)
    category = forms.ChoiceField(
        label=_("Category"), choices=list(wording.CATEGORIES.items()), initial=Category.QUESTION
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=list(wording.PRIORITIES.items()), initial=Priority.MEDIUM)

    def __init__(self, *args: Any, requesters: Iterable[Requester], name_of: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: list[tuple[str, Words]] = [("", _("Choose a person"))]
        offer(self, "requester", [*people, *((each.person.id, name_of(each.person)) for each in requesters)])
