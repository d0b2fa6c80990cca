"""The filter of the list: an address and what the repository is asked mean the same, both ways."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.domain import ME, PortalFilter
from portal.forms.filters import DAYS, OPEN_STAGES, SORTS, FilterForm, query_from
from portal.staff import Naming
from tickets.domain import Category, Person, Priority, Stage, WaitingOn, WorkspaceId, WorkspaceRef

PLACES = [
    WorkspaceRef(id=WorkspaceId(f"w{number}"), name=f"Toko {number}", slug=f"toko-{number}") for number in range(3)
]
STAFF = [Person(id="user_dian", full_name="Dian")]


def filter_of(**query: str) -> PortalFilter:
    return FilterForm(query, workspaces=PLACES, staff=STAFF, name_of=Naming()).as_filter()


def maybe(values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(list(values))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(midnight)


@st.composite
def filters(draw: st.DrawFn) -> PortalFilter:
    _words, sort, order = draw(st.sampled_from(list(SORTS.values())))
    stages = draw(st.sampled_from([(), OPEN_STAGES]) | st.lists(st.sampled_from(list(Stage)), min_size=1, unique=True))
    chosen = tuple(stage for stage in Stage if stage in stages)
    assignee = draw(st.sampled_from([None, ME, "user_dian", "nobody"]))
    moments: dict[str, Any] = {name: draw(days) for name in DAYS}
    return PortalFilter(
        workspaces=tuple(draw(st.lists(st.sampled_from([place.id for place in PLACES]), unique=True))),
        stages=() if len(chosen) == len(Stage) else chosen,
        category=draw(maybe(Category)),
        priority=draw(maybe(Priority)),
        assignee=None if assignee == "nobody" else assignee,
        is_unassigned=assignee == "nobody",
        requester=draw(st.sampled_from([None, "user_ayu"])),
        routed=draw(maybe([True, False])),
        pending_approval=draw(maybe([True, False])),
        waiting_on=draw(maybe(WaitingOn)),
        search=draw(st.sampled_from([None, "kopi susu", "#12", "a&b=c"])),
        sort=sort,
        order=order,
        **moments,
    )


# On a busy machine a draw now and then waits for its turn.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filters())
def test_a_filter_survives_its_address(wanted: PortalFilter) -> None:
    assert filter_of(**query_from(wanted)) == wanted


def test_an_empty_address_means_the_open_tickets_newest_first() -> None:
    assert filter_of() == PortalFilter(stages=OPEN_STAGES)
    assert query_from(PortalFilter(stages=OPEN_STAGES)) == {}


def test_what_is_wrong_is_left_out_and_told() -> None:
    form = FilterForm(
        {"priority": "urgent", "category": "bug", "created_from": "yesterday", "q": "x" * 201},
        workspaces=PLACES,
        staff=STAFF,
        name_of=Naming(),
    )

    assert form.as_filter() == PortalFilter(stages=OPEN_STAGES, category=Category.BUG)
    assert set(form.errors) == {"priority", "created_from", "q"}


def test_somebody_without_an_account_here_can_be_the_assignee() -> None:
    assert filter_of(assignee="user_clerk").assignee == "user_clerk"
