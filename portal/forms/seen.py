"""Forms that change something which the reader has seen, of which a moment tells the version."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

from portal.forms.texts import new_key

# What stands for a thing that was not stored yet when the page was made.
NOTHING = "none"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seen_text(updated_at: datetime | None) -> str:
    """Return how a form names the version that its page shows."""
    return NOTHING if updated_at is None else str((updated_at - EPOCH) // timedelta(milliseconds=1))


class SeenForm(forms.Form):
    """A form that writes on what its reader saw.

    `key` makes a second sending harmless. `seen` is when the thing was last changed, as the page showed it: what was
    changed since is not overwritten. A form without it makes something new.
    """

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    seen = forms.RegexField(r"^(none|\d{1,15})$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def is_checked(self) -> bool:
        """Whether the reader saw something that must not have changed."""
        return bool(self.cleaned_data.get("seen"))

    @property
    def seen_at(self) -> datetime | None:
        """When that was changed last; None where there was nothing."""
        seen = self.cleaned_data.get("seen")
        return None if seen in (None, "", NOTHING) else EPOCH + timedelta(milliseconds=int(seen))

    def said(self) -> dict[str, Any]:
        """Return what the reader typed and chose, without what the page brought along."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "seen")}


class ActForm(SeenForm):
    """An act that has nothing to say."""
