"""What pages send to the repositories of ARI: who writes on what they saw, and refusals put into the form."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ari.domain import WorkspaceId
from ari.errors import StaleWriteError
from ari.repositories.calls import Write
from config.errors import RefusalError
from config.idempotency import Idempotency
from portal.asking import asker_of
from portal.forms.seen import SeenForm
from portal.forms.texts import new_key
from portal.wording import word_refusal


def write_of(request: HttpRequest, form: SeenForm, workspace_id: str) -> Write:
    """Return who writes where, on what they saw, under which key.

    The fingerprint tells other words under the same key, from a page that was gone back to, from a repetition.
    """
    key = form.cleaned_data["key"]
    said = [(name, str(value)) for name, value in sorted(form.said().items())]
    digest = hashlib.sha256(f"{request.path}\n{said}".encode()).hexdigest()
    return Write(
        actor=asker_of(request),
        workspace_id=WorkspaceId(workspace_id),
        idempotency=Idempotency(key=f"console {key}", fingerprint=digest) if key else None,
        is_checked=form.is_checked,
        seen_at=form.seen_at,
    )


def show_in_form(form: SeenForm, refusal: RefusalError, *, seen: str | None = None) -> None:
    """Put the refusal into the form: beside the inputs that it names, else above them.

    The form gets a key of its own, and with `seen` the present version: who sends it again has been told.
    """
    sent = QueryDict(mutable=True)
    sent.update(form.data)
    sent["key"] = new_key()
    if seen is not None:
        sent["seen"] = seen
    form.data = sent
    shown = [field for field in refusal.fields if field in form.fields and not is_hidden(form, field)]
    for field in shown:
        form.add_error(field, str(word_refusal(refusal)))
    if not shown:
        form.add_error(None, str(word_refusal(refusal)))


def list_differences(form: SeenForm, present: Mapping[str, Any], refusal: RefusalError) -> list[tuple[Any, str]]:
    """Return the fields that stand otherwise now than the reader typed them, each with what stands there.

    `present` has them as the form would show them. Where nothing was changed meanwhile there is nothing to tell.
    """
    if not isinstance(refusal, StaleWriteError):
        return []
    return [
        (form.fields[name].label, word_value(form.fields[name], value))
        for name, value in present.items()
        if name in form.fields and not is_hidden(form, name) and form.fields[name].has_changed(value, form[name].data)
    ]


def word_value(field: forms.Field, value: Any) -> str:
    """Return the value of a field in words; of nothing, a dash."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    # No form that writes on what was seen has choices in groups.
    offered: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    choices: dict[Any, Any] = dict(offered)
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(str(choices.get(each, each)) for each in values if each not in (None, "")) or "–"  # noqa: RUF001 - a dash.


def is_hidden(form: forms.Form, field: str) -> bool:
    """Test if nobody would see a message beside the input."""
    hidden: bool = form.fields[field].widget.is_hidden
    return hidden
