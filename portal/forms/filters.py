"""The filter of the list of tickets: between the address of the page, its form, and what the repository is asked.

An address names only what differs from the usual: without a stage it means all open ones, without a sort the newest
first. Several stages or workspaces are joined by commas. Days are those of the site's zone.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import wording
from portal.domain import ME, PortalFilter
from portal.forms.texts import offer
from portal.forms.widgets import LongSelect
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import Category, Order, Person, Priority, Sort, Stage, WaitingOn, WorkspaceId, WorkspaceRef

OPEN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
ALL, NONE = "all", "none"
SORTS: Mapping[str, tuple[Words, Sort, Order]] = {
    "": (_("Newest first"), Sort.CREATED, Order.DESCENDING),
    "oldest": (_("Oldest first"), Sort.CREATED, Order.ASCENDING),
    "changed": (_("Last changed first"), Sort.UPDATED, Order.DESCENDING),
    "untouched": (_("Longest untouched first"), Sort.UPDATED, Order.ASCENDING),
    "priority": (_("Highest priority first"), Sort.PRIORITY, Order.DESCENDING),
}
DAYS = (
    "created_from",
    "created_before",
    "updated_from",
    "updated_before",
    "closed_from",
    "closed_before",
    "replied_from",
    "replied_before",
)
MAX_SEARCH_LENGTH = 200


class FilterForm(forms.Form):
    """Which tickets are listed, and in which order."""

    q = forms.CharField(label=_("Search"), required=False, max_length=MAX_SEARCH_LENGTH)
    workspace = forms.ChoiceField(label=_("Workspace"), required=False, widget=LongSelect)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("Any priority")), *wording.PRIORITIES.items()]
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Any category")), *wording.CATEGORIES.items()]
    )
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    waiting = forms.ChoiceField(
        label=_("Waiting on"), required=False, choices=[("", _("Waiting on anybody")), *wording.WAITING.items()]
    )
    sort = forms.ChoiceField(
        label=_("Sort"), required=False, choices=[(name, words) for name, (words, _sort, _order) in SORTS.items()]
    )
    # What has no place in the bar: links lead here with it, and the page shows it as something to take away.
    pending = forms.ChoiceField(required=False, choices=[("", ""), ("yes", ""), ("no", "")])
    kind = forms.ChoiceField(required=False, choices=[("", ""), ("routed", ""), ("internal", "")])
    requester = forms.CharField(required=False, max_length=200)
    created_from = forms.DateField(required=False)
    created_before = forms.DateField(required=False)
    updated_from = forms.DateField(required=False)
    updated_before = forms.DateField(required=False)
    closed_from = forms.DateField(required=False)
    closed_before = forms.DateField(required=False)
    replied_from = forms.DateField(required=False)
    replied_before = forms.DateField(required=False)

    def __init__(
        self, data: Mapping[str, Any], *, workspaces: Iterable[WorkspaceRef], staff: Iterable[Person], name_of: Naming
    ) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        known: list[tuple[str, Words]] = [("", _("All workspaces"))]
        known += [(str(place.id), place.name) for place in workspaces]
        offer(self, "workspace", with_several(known, data.get("workspace", "")))
        stages: list[tuple[str, Words]] = [("", _("Open")), *wording.STAGES.items(), (ALL, _("Open and closed"))]
        offer(self, "stage", with_several(stages, data.get("stage", "")))
        people = ((person.id, name_of(person)) for person in staff)
        assignees: list[tuple[str, Words]] = [("", _("Any assignee")), (ME, _("Me")), (NONE, _("Nobody")), *people]
        asked = data.get("assignee", "")
        known_ids = {value for value, _words in assignees}
        # Somebody of the hub who has no account here, such as a member who signs in with Clerk.
        more: list[tuple[str, Words]] = [(asked, asked)] if asked and asked not in known_ids else []
        offer(self, "assignee", [*assignees, *more])

    def as_filter(self) -> PortalFilter:
        """Return what the repository is asked. Fields with a mistake are left out, and their messages tell it."""
        self.full_clean()
        values = self.cleaned_data
        assignee = values.get("assignee") or None
        _words, sort, order = SORTS[values.get("sort", "")]
        return PortalFilter(
            workspaces=tuple(WorkspaceId(part) for part in split(values.get("workspace", ""))),
            stages=stages_from(values.get("stage", "")),
            category=Category(values["category"]) if values.get("category") else None,
            priority=Priority(values["priority"]) if values.get("priority") else None,
            assignee=None if assignee == NONE else assignee,
            is_unassigned=assignee == NONE,
            requester=values.get("requester") or None,
            routed={"routed": True, "internal": False}.get(values.get("kind", "")),
            pending_approval={"yes": True, "no": False}.get(values.get("pending", "")),
            waiting_on=WaitingOn(values["waiting"]) if values.get("waiting") else None,
            search=values.get("q") or None,
            sort=sort,
            order=order,
            **{name: start_of(values[name]) for name in DAYS if values.get(name)},
        )


def with_several(choices: list[tuple[str, Words]], asked: str) -> list[tuple[str, Words]]:
    """Return the choices, with another for the several that an address may ask for at once."""
    names = dict(choices)
    parts = split(asked)
    if len(parts) < 2 or any(part not in names for part in parts):
        return choices
    return [*choices, (asked, ", ".join(str(names[part]) for part in parts))]


def split(joined: str) -> list[str]:
    """Return the parts of a value that is joined by commas."""
    return [part for part in joined.split(",") if part]


def stages_from(text: str) -> tuple[Stage, ...]:
    """Return the stages that an address means."""
    if text == ALL:
        return ()
    return tuple(Stage(part) for part in split(text)) or OPEN_STAGES


def start_of(day: date) -> datetime:
    """Return the first moment of the day in the zone of the site."""
    return timezone.make_aware(datetime.combine(day, time.min))


def query_from(wanted: PortalFilter) -> dict[str, str]:
    """Return the query of the address that means this filter."""
    query = {
        "q": wanted.search or "",
        "workspace": ",".join(wanted.workspaces),
        "stage": stage_query(wanted.stages),
        "priority": wanted.priority or "",
        "category": wanted.category or "",
        "assignee": NONE if wanted.is_unassigned else wanted.assignee or "",
        "waiting": wanted.waiting_on or "",
        "sort": next((name for name, (_words, *how) in SORTS.items() if how == [wanted.sort, wanted.order]), ""),
        "pending": {True: "yes", False: "no", None: ""}[wanted.pending_approval],
        "kind": {True: "routed", False: "internal", None: ""}[wanted.routed],
        "requester": wanted.requester or "",
    }
    for name in DAYS:
        moment: datetime | None = getattr(wanted, name)
        query[name] = "" if moment is None else timezone.localtime(moment).date().isoformat()
    return {name: str(value) for name, value in query.items() if value}


def stage_query(stages: tuple[Stage, ...]) -> str:
    """Return how an address names these stages."""
    if not stages or set(stages) == set(Stage):
        return ALL
    return "" if set(stages) == set(OPEN_STAGES) else ",".join(stages)
