"""Fields that several forms share."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.wording import Words
from tickets.domain import REASON_MAX_LENGTH, TEXT_MAX_LENGTH


def long_text(
    label: Any, *, rows: int = 4, required: bool = True, max_length: int = TEXT_MAX_LENGTH
) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label, required=required, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows})
    )


def reason_text(label: Any, *, required: bool = False) -> forms.CharField:
    """Return a field for a reason."""
    return long_text(label, rows=2, required=required, max_length=REASON_MAX_LENGTH)


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Words]]) -> None:
    """Let a field of the form be one of these, which only the request knows."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field with choices.")
    field.choices = list(choices)


def new_key() -> str:
    """Return a key for one sending of one form."""
    return uuid.uuid4().hex


class WritingForm(forms.Form):
    """A form that writes to a ticket.

    `key` makes a second sending of the same form harmless; `version` is the version of the ticket that its writer saw,
    so that nobody overwrites what they have not seen.
    """

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class NotifyMixin(forms.Form):
    """The choice of telling the participants by mail, below all else. It is never made for the writer."""

    notify = forms.BooleanField(label=_("Tell the participants by mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "notify"])
