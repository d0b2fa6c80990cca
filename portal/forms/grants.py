"""The form that lets a staff account see or work in a workspace."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.domain import PortalWorkspace
from portal.forms.texts import offer
from portal.forms.widgets import LongSelect
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import Person

SEE, ACT = "see", "act"


class GrantForm(forms.Form):
    """Who, where, what, until when. A grant that there is already is replaced."""

    account = forms.ChoiceField(label=_("Staff account"))
    workspace = forms.ChoiceField(label=_("Workspace"), widget=LongSelect)
    may = forms.ChoiceField(
        label=_("Allowed to"), choices=[(SEE, _("see its tickets")), (ACT, _("see them and work on them"))]
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("The last day; empty: without an end."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        accounts: Iterable[Person],
        workspaces: Iterable[PortalWorkspace],
        name_of: Naming,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"auto_id": "grant_%s", "label_suffix": "", **kwargs})
        people: list[tuple[str, Words]] = [("", _("Choose an account"))]
        offer(self, "account", [*people, *((person.id, name_of(person)) for person in accounts)])
        places: list[tuple[str, Words]] = [("", _("Choose a workspace"))]
        offer(self, "workspace", [*places, *((str(place.id), place.name) for place in workspaces)])

    def clean_until(self) -> Any:
        """Refuse a day that is past: the grant would be none."""
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("This day is past."))
        return until
