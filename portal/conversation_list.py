"""The list of conversations as a page shows it: which ones, and how the list goes on."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from config.errors import InvalidInputError
from config.identity.principal import Principal
from config.paging import open_cursor, seal_cursor
from portal.domain import MatchCount, PortalWorkspace
from portal.forms.conversations import ConversationFilterForm
from portal.forms.filters import split
from portal.inbox import word_span_of_days
from portal.repositories.conversations import ConversationRow, get_portal_conversations
from portal.staff import Naming
from portal.wording import Words
from portal.workspace_menu import offer_workspaces
from tickets.domain import WorkspaceId, WorkspaceRef

ROWS = 40
# A page without a row would look like the end: so many pages are asked for before the reader is.
MAX_PAGES_ASKED = 4
FIELDS = tuple(ConversationFilterForm.base_fields)
HANDED_OFF = ("handed_off_from", "handed_off_before")
# Workspaces that stand above the list with how many of their conversations are unread.
MAX_SHORTCUTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Some conversations of the list. `cursor` leads on, sealed for this list."""

    rows: Sequence[ConversationRow]
    cursor: str

    @property
    def digest(self) -> str:
        """A mark that changes whenever something that the rows show does."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()[:16]


class ConversationList:
    """One list of conversations for one asker, as an address names it."""

    def __init__(self, query: QueryDict, asker: Principal) -> None:
        self.asker = asker
        self.name_of = Naming()
        self.query: Mapping[str, str] = {name: value for name in FIELDS if (value := query.get(name, "").strip())}

    @cached_property
    def workspaces(self) -> Sequence[PortalWorkspace]:
        """The workspaces that the filter offers."""
        return offer_workspaces(self.asker, self.query.get("workspace", ""))

    @cached_property
    def form(self) -> ConversationFilterForm:
        """The filter to be filled in."""
        places = [WorkspaceRef(id=place.id, name=place.name, slug=place.slug) for place in self.workspaces]
        return ConversationFilterForm(self.query, workspaces=places, staff=self.name_of.staff(), name_of=self.name_of)

    @property
    def address(self) -> str:
        """The query of the address of the whole list, from its beginning."""
        return urlencode(self.query)

    @property
    def asked_workspaces(self) -> Sequence[WorkspaceId]:
        """The workspaces that the address names."""
        return [WorkspaceId(part) for part in split(self.query.get("workspace", ""))]

    def read_rows(self, sealed: str) -> Rows:
        """Return a page of the list, or raise BadCursorError. A search that is refused is told in the form."""
        cursor = open_cursor(sealed, self._scope) if sealed else None
        wanted, handed_off = self.form.as_filter(self.asker.user_id), self.form.handed_off()
        found: list[ConversationRow] = []
        try:
            for _page in range(MAX_PAGES_ASKED):
                page = get_portal_conversations().list_matching(
                    wanted,
                    workspaces=self.asked_workspaces,
                    handed_off=handed_off,
                    asker=self.asker,
                    cursor=cursor,
                    limit=ROWS - len(found),
                )
                found.extend(page.rows)
                if (cursor := page.cursor) is None or len(found) >= ROWS // 2:
                    break
        except InvalidInputError as refusal:
            if "search" not in refusal.fields:
                raise
            self.form.add_error("q", _("Choose a workspace to search in: you hold too many to look through all."))
            return Rows(rows=(), cursor="")
        return Rows(rows=found, cursor=seal_cursor(cursor, self._scope) if cursor else "")

    def count_unread(self) -> list[tuple[PortalWorkspace, MatchCount]]:
        """Return the workspaces with how many of their conversations are unread, those with any first."""
        places = self.workspaces[:MAX_SHORTCUTS]
        counts = get_portal_conversations().count_unread([place.id for place in places], asker=self.asker)
        counted = [(place, counts[place.id]) for place in places if place.id in counts]
        return sorted(counted, key=lambda pair: (-pair[1].count, pair[0].name.casefold()))

    def list_extras(self) -> list[tuple[Words, str]]:
        """Return what narrows the list and has no field in the bar, each with the address without it."""
        span = [self.query.get(name, "") for name in HANDED_OFF]
        if not any(span):
            return []
        rest = {name: value for name, value in self.query.items() if name not in HANDED_OFF}
        return [(_("Handed off by ARI %(span)s") % {"span": word_span_of_days(*span)}, urlencode(rest))]

    @property
    def _scope(self) -> bytes:
        question = {"asker": self.asker.user_id, **self.query}
        return hashlib.sha256(b"conversations" + orjson.dumps(question, option=orjson.OPT_SORT_KEYS)).digest()
