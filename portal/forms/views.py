"""The form that keeps a list under a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ViewForm(forms.Form):
    """A name, and the query of the address of the list."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "view_%s", **kwargs})
