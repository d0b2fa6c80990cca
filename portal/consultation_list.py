"""The list of appointments as a page shows it: which ones, and how the list goes on."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from config.identity.principal import Principal
from config.paging import open_cursor, seal_cursor
from portal.consultations import Consultation, ConsultationFilter
from portal.domain import PortalWorkspace, Span
from portal.forms.consultations import ConsultationFilterForm
from portal.moments import is_midnight, word_date, word_moment
from portal.repositories.consultations import get_consultations
from portal.staff import Naming
from portal.wording import Words
from portal.workspace_menu import offer_workspaces
from tickets.domain import WorkspaceRef

ROWS = 40
# A page without a row would look like the end: so many pages are asked for before the reader is.
MAX_PAGES_ASKED = 4
FIELDS = tuple(ConsultationFilterForm.base_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Some appointments of the list. `cursor` leads on, sealed for this list."""

    consultations: Sequence[Consultation]
    cursor: str


class ConsultationList:
    """One list of appointments for one asker, as an address names it."""

    def __init__(self, query: QueryDict, asker: Principal) -> None:
        self.asker = asker
        self.name_of = Naming()
        self.query: Mapping[str, str] = {name: value for name in FIELDS if (value := query.get(name, "").strip())}

    @cached_property
    def workspaces(self) -> Sequence[PortalWorkspace]:
        """The workspaces that the filter offers."""
        return offer_workspaces(self.asker, self.query.get("workspace", ""))

    @cached_property
    def form(self) -> ConsultationFilterForm:
        """The filter to be filled in."""
        places = [WorkspaceRef(id=place.id, name=place.name, slug=place.slug) for place in self.workspaces]
        return ConsultationFilterForm(self.query, workspaces=places)

    @cached_property
    def filter(self) -> ConsultationFilter:
        """What the repository is asked."""
        return self.form.as_filter()

    @property
    def address(self) -> str:
        """The query of the address of the whole list, from its beginning."""
        return urlencode(self.query)

    def read_rows(self, sealed: str) -> Rows:
        """Return a page of the list, or raise BadCursorError."""
        cursor = open_cursor(sealed, self._scope) if sealed else None
        found: list[Consultation] = []
        for _page in range(MAX_PAGES_ASKED):
            page = get_consultations().list_matching(
                self.filter, asker=self.asker, cursor=cursor, limit=ROWS - len(found)
            )
            found.extend(page.consultations)
            if (cursor := page.cursor) is None or len(found) >= ROWS // 2:
                break
        return Rows(consultations=found, cursor=seal_cursor(cursor, self._scope) if cursor else "")

    def list_extras(self) -> list[tuple[Words, str]]:
        """Return what narrows the list and has no field in the bar, each with the address without it."""
        spans = {
            "starts": (_("Start %(span)s"), self.filter.starts),
            "booked": (_("Booked %(span)s"), self.filter.booked),
        }
        return [
            (sentence % {"span": word_span(span)}, self._address_without(f"{name}_from", f"{name}_before"))
            for name, (sentence, span) in spans.items()
            if span != Span()
        ]

    def _address_without(self, *names: str) -> str:
        return urlencode({name: value for name, value in self.query.items() if name not in names})

    @property
    def _scope(self) -> bytes:
        question = {"asker": self.asker.user_id, **self.query}
        return hashlib.sha256(b"consultations" + orjson.dumps(question, option=orjson.OPT_SORT_KEYS)).digest()


def word_span(span: Span) -> str:
    """Return the span from its first day or moment to its last day, or the moment before which it ends."""
    first = "…" if span.begins_at is None else word_bound(span.begins_at)
    last = "…" if span.ends_at is None else word_bound(span.ends_at, is_end=True)
    return first if first == last else f"{first} – {last}"  # noqa: RUF001 - of dates.


def word_bound(moment: datetime, *, is_end: bool = False) -> str:
    """Return the moment, or where a day begins with it that day: of an end, the day before."""
    if not is_midnight(moment):
        return word_moment(moment)
    return word_date((localtime(moment) - timedelta(days=1 if is_end else 0)).date())
