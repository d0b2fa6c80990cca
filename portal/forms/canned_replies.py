"""The form of a canned reply."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.domain import PortalWorkspace
from portal.forms.texts import WritingForm, long_text, offer
from portal.forms.widgets import LongSelect
from portal.wording import Words


class CannedReplyForm(WritingForm):
    """A text that is sent often, and for which workspace."""

    workspace = forms.ChoiceField(label=_("For"), widget=LongSelect)
    title = forms.CharField(label=_("Title"), min_length=3, max_length=255)
    content = long_text(_("Text"), rows=6)

    def __init__(self, *args: Any, workspaces: Iterable[PortalWorkspace], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "reply_%s", **kwargs})
        places: list[tuple[str, Words]] = [
            (str(place.id), _("All workspaces") if place.is_hub else place.name) for place in workspaces
        ]
        offer(self, "workspace", places)
