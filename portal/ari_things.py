"""The kinds of things that a workspace keeps for ARI, each by how it is listed, made, changed and deleted.

The pages of all of them are the same (`portal/views/ari_things.py`): a list with a form for a new one, and a form for
each.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ari.national_holidays import holidays_of
from ari.repositories.calls import Write
from ari.repositories.destinations import get_destinations
from ari.repositories.flow_stages import get_flow_stages
from ari.repositories.knowledge import get_knowledge
from ari.repositories.schedule import get_schedule
from ari.repositories.slots import get_slots
from ari.schedule import ExceptionId, SlotId
from ari.settings import CategoryId, DestinationId, EntryId, StageId
from config.errors import NotFoundError
from portal.forms.ari_things import CategoryForm, DayForm, DestinationForm, EntryForm, SlotForm, StageForm, ThingForm
from portal.wording import Words
from portal.workplaces import Workplace

ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One of the things: its id, when it was last changed, and what its form begins with."""

    id: str
    updated_at: datetime | None
    initial: Mapping[str, Any]


class Kind(ABC):
    """A kind of things. `route` names its pages, its template and its place among the tabs."""

    route: ClassVar[str]
    # The tab that is the kind's, where it is another's.
    tab: ClassVar[str] = ""
    name: ClassVar[Words]
    new: ClassVar[Words]
    edit_title: ClassVar[Words]
    form: ClassVar[type[ThingForm]]

    def form_options(self, place: Workplace, *, is_new: bool) -> dict[str, Any]:
        """Return what the form must know of the workspace."""
        return {}

    @abstractmethod
    def list_context(self, place: Workplace, query: QueryDict) -> dict[str, Any]:
        """Return what the list shows."""

    @abstractmethod
    def find(self, place: Workplace, thing_id: str) -> Thing:
        """Return one of them, or raise NotFoundError."""

    @abstractmethod
    def create(self, fields: Mapping[str, Any], write: Write) -> object:
        """Make one."""

    @abstractmethod
    def edit(self, thing_id: str, changes: Mapping[str, Any], write: Write) -> object:
        """Change one."""

    @abstractmethod
    def delete(self, thing_id: str, write: Write) -> None:
        """Delete one."""


def fields_of(thing: object, form: type[ThingForm]) -> dict[str, Any]:
    """Return what a form of the thing begins with: its fields of the same names."""
    names = [name for name in form.base_fields if hasattr(thing, name)]
    return {name: getattr(thing, name) for name in names}


class StageKind(Kind):
    """The stages of the talk."""

    route = "flow"
    name, new, edit_title = _("Flow"), _("A new stage"), _("Edit the stage")
    form = StageForm

    def list_context(self, place: Workplace, query: QueryDict) -> dict[str, Any]:
        """Show the stages in their order."""
        return {"stages": get_flow_stages().list_all(place.id, asker=place.asker)}

    def find(self, place: Workplace, thing_id: str) -> Thing:
        """Find a stage among the few that there are."""
        stages = get_flow_stages().list_all(place.id, asker=place.asker).stages
        stage = next((stage for stage in stages if stage.id == thing_id), None)
        if stage is None:
            raise NotFoundError
        return Thing(id=stage.id, updated_at=stage.updated_at, initial=fields_of(stage, self.form))

    def create(self, fields: Mapping[str, Any], write: Write) -> object:
        """Put a stage behind the others."""
        return get_flow_stages().create(fields, write=write)

    def edit(self, thing_id: str, changes: Mapping[str, Any], write: Write) -> object:
        """Change a stage."""
        return get_flow_stages().edit(StageId(thing_id), changes, write=write)

    def delete(self, thing_id: str, write: Write) -> None:
        """Delete a stage."""
        get_flow_stages().delete(StageId(thing_id), write=write)


class CategoryKind(Kind):
    """The categories of the knowledge."""

    route, tab = "categories", "knowledge"
    name, new, edit_title = _("Categories"), _("A new category"), _("Edit the category")
    form = CategoryForm

    def list_context(self, place: Workplace, query: QueryDict) -> dict[str, Any]:
        """Show the categories in their order."""
        return {"categories": get_knowledge().list_categories(place.id, asker=place.asker)}

    def find(self, place: Workplace, thing_id: str) -> Thing:
        """Find a category among those that there are."""
        found = get_knowledge().list_categories(place.id, asker=place.asker)
        category = next((each for each in found if each.id == thing_id), None)
        if category is None:
            raise NotFoundError
        return Thing(id=category.id, updated_at=category.updated_at, initial=fields_of(category, self.form))

    def create(self, fields: Mapping[str, Any], write: Write) -> object:
        """Add a category."""
        return get_knowledge().create_category(fields, write=write)

    def edit(self, thing_id: str, changes: Mapping[str, Any], write: Write) -> object:
        """Change a category."""
        return get_knowledge().edit_category(CategoryId(thing_id), changes, write=write)

    def delete(self, thing_id: str, write: Write) -> None:
        """Delete a category with its entries."""
        get_knowledge().delete_category(CategoryId(thing_id), write=write)


class EntryKind(Kind):
    """The entries of the knowledge."""

    route = "knowledge"
    name, new, edit_title = _("Knowledge"), _("A new entry"), _("Edit the entry")
    form = EntryForm

    def form_options(self, place: Workplace, *, is_new: bool) -> dict[str, Any]:
        """Offer the categories."""
        return {"categories": get_knowledge().list_categories(place.id, asker=place.asker)}

    def list_context(self, place: Workplace, query: QueryDict) -> dict[str, Any]:
        """Show the entries, newest first, or those of one category."""
        asked = query.get("category", "")
        found = get_knowledge().list_entries(
            place.id,
            asker=place.asker,
            cursor=query.get("cursor") or None,
            limit=ROWS,
            category_id=CategoryId(asked) if asked not in ("", "none") else None,
            is_uncategorised=asked == "none",
        )
        categories = get_knowledge().list_categories(place.id, asker=place.asker)
        names = {category.id: category.name for category in categories}
        entries = [(entry, names.get(entry.category_id) if entry.category_id else None) for entry in found.entries]
        return {"entries": entries, "cursor": found.cursor, "categories": categories, "asked": asked}

    def find(self, place: Workplace, thing_id: str) -> Thing:
        """Find an entry."""
        entry = get_knowledge().entry(EntryId(thing_id), place.id, asker=place.asker)
        return Thing(id=entry.id, updated_at=entry.updated_at, initial=fields_of(entry, self.form))

    def create(self, fields: Mapping[str, Any], write: Write) -> object:
        """Add an entry."""
        return get_knowledge().create_entry(fields, write=write)

    def edit(self, thing_id: str, changes: Mapping[str, Any], write: Write) -> object:
        """Change an entry."""
        return get_knowledge().edit_entry(EntryId(thing_id), changes, write=write)

    def delete(self, thing_id: str, write: Write) -> None:
        """Delete an entry."""
        get_knowledge().delete_entry(EntryId(thing_id), write=write)


class DestinationKind(Kind):
    """The universities that the workspace sends students to."""

    route = "destinations"
    name, new, edit_title = _("Destinations"), _("A new destination"), _("Edit the destination")
    form = DestinationForm

    def list_context(self, place: Workplace, query: QueryDict) -> dict[str, Any]:
        """Show them, promoted ones first."""
        cursor = query.get("cursor") or None
        found = get_destinations().list_matching(place.id, asker=place.asker, cursor=cursor, limit=ROWS)
        return {"destinations": found.destinations, "cursor": found.cursor}

    def find(self, place: Workplace, thing_id: str) -> Thing:
        """Find a destination."""
        stored = get_destinations().get(DestinationId(thing_id), place.id, asker=place.asker)
        destination = stored.destination
        known = {name: value for name, value in destination.requirements.items() if name in self.form.base_fields}
        programs = "\n".join(destination.programs)
        initial = {**fields_of(destination, self.form), **known, "programs": programs}
        return Thing(id=destination.id, updated_at=stored.updated_at, initial=initial)

    def create(self, fields: Mapping[str, Any], write: Write) -> object:
        """Add a destination."""
        asked = {name: value for name, value in fields["requirements"].items() if value is not None}
        return get_destinations().create({**fields, "requirements": asked}, write=write)

    def edit(self, thing_id: str, changes: Mapping[str, Any], write: Write) -> object:
        """Change a destination."""
        return get_destinations().edit(DestinationId(thing_id), changes, write=write)

    def delete(self, thing_id: str, write: Write) -> None:
        """Delete a destination."""
        get_destinations().delete(DestinationId(thing_id), write=write)


class SlotKind(Kind):
    """The weekly hours of consultants."""

    route = "hours"
    name, new, edit_title = _("Consultant hours"), _("New hours"), _("Edit the hours")
    form = SlotForm

    def form_options(self, place: Workplace, *, is_new: bool) -> dict[str, Any]:
        """Offer the people of the workspace."""
        return {"people": place.members, "name_of": place.name_of}

    def list_context(self, place: Workplace, query: QueryDict) -> dict[str, Any]:
        """Show the hours, from Monday on."""
        slots = get_slots().list_all(place.id, asker=place.asker)
        zone = get_schedule().settings(place.id, asker=place.asker).time_zone
        return {"slots": sorted(slots, key=lambda slot: ((slot.day_of_week - 1) % 7, slot.start_time)), "zone": zone}

    def find(self, place: Workplace, thing_id: str) -> Thing:
        """Find hours."""
        slot = get_slots().get(SlotId(thing_id), workspace_id=place.id, asker=place.asker)
        return Thing(id=slot.id, updated_at=slot.updated_at, initial=fields_of(slot, self.form))

    def create(self, fields: Mapping[str, Any], write: Write) -> object:
        """Add hours."""
        return get_slots().create(fields, write=write)

    def edit(self, thing_id: str, changes: Mapping[str, Any], write: Write) -> object:
        """Change hours."""
        return get_slots().edit(SlotId(thing_id), changes, write=write)

    def delete(self, thing_id: str, write: Write) -> None:
        """Delete hours."""
        get_slots().delete(SlotId(thing_id), write=write)


class DayKind(Kind):
    """Days off, days with other hours, and the national holidays beside them."""

    route = "days"
    name, new, edit_title = _("Days off"), _("Another day"), _("Edit the day")
    form = DayForm

    def form_options(self, place: Workplace, *, is_new: bool) -> dict[str, Any]:
        """Offer the people of the workspace."""
        return {"people": place.members, "name_of": place.name_of, "is_new": is_new}

    def list_context(self, place: Workplace, query: QueryDict) -> dict[str, Any]:
        """Show the days by date, and the holidays of this year and the next."""
        cursor = query.get("cursor") or None
        found = get_schedule().list_exceptions(
            place.id, asker=place.asker, first=place.today, cursor=cursor, limit=ROWS
        )
        rules = get_schedule().settings(place.id, asker=place.asker)
        years = (place.today.year, place.today.year + 1)
        holidays = [
            day for year in years for day in holidays_of(rules.holiday_country, year) if day.date >= place.today
        ]
        return {"exceptions": found.exceptions, "cursor": found.cursor, "rules": rules, "holidays": holidays}

    def find(self, place: Workplace, thing_id: str) -> Thing:
        """Find a day."""
        day = get_schedule().get_exception(ExceptionId(thing_id), workspace_id=place.id, asker=place.asker)
        return Thing(id=day.id, updated_at=day.updated_at, initial=fields_of(day, self.form))

    def create(self, fields: Mapping[str, Any], write: Write) -> object:
        """Add a day."""
        return get_schedule().create_exception(fields, write=write)

    def edit(self, thing_id: str, changes: Mapping[str, Any], write: Write) -> object:
        """Change a day."""
        return get_schedule().edit_exception(ExceptionId(thing_id), changes, write=write)

    def delete(self, thing_id: str, write: Write) -> None:
        """Delete a day: it is as its weekday again."""
        get_schedule().delete_exception(ExceptionId(thing_id), write=write)


KINDS: tuple[Kind, ...] = (StageKind(), EntryKind(), CategoryKind(), DestinationKind(), SlotKind(), DayKind())
