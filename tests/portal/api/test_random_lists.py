"""Lists across many tenants over the wire, against a reference that filters and sorts everything in memory.

`PORTAL_EXAMPLES=2000` asks for a longer campaign.
"""

import os
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.convex.client import ConvexClient
from config.convex.documents import Args
from config.identity.principal import Principal, PrincipalRepository
from config.launch.deployment import EmbeddedDeployment
from portal.domain import PortalFilter, TicketRows
from portal.queries import query_of, read_filter
from portal.repositories.tickets import PortalTicketRepository
from tests.portal.api.staff import ROOT
from tests.tickets.cast import HUB_ID, HUB_SLUG, Seeder
from tests.tickets.conftest import convex_client  # noqa: F401 - a fixture.
from tickets.domain import Category, Order, Priority, Sort, Stage, WaitingOn, WorkspaceId

EXAMPLES = int(os.environ.get("PORTAL_EXAMPLES", "60"))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
WORKSPACES, TICKETS, MOMENTS = 60, 500, 40
REQUESTERS = ("user_a", "user_b", "user_c")
ASSIGNEES = (None, "user_x", "staff:somebody")
PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)

Row = Mapping[str, Any]


def moment(number: int) -> datetime:
    """Return one of few moments, so that many tickets share each."""
    return BEGIN + timedelta(minutes=number)


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@dataclass(frozen=True, kw_only=True)
class World:
    """Tickets in sixty workspaces, most of them in the first twenty, and callers who see some of these.

    `sees` says for each caller's name which workspaces are granted; who sees all is asked about twenty at a time.
    """

    tickets: PortalTicketRepository
    workspaces: tuple[WorkspaceId, ...]
    rows: tuple[Row, ...]
    callers: Mapping[str, Principal]
    sees: Mapping[str, frozenset[WorkspaceId]]

    def ask(self, name: str, wanted: PortalFilter, limit: int) -> list[str]:
        """Return the titles of all pages."""
        titles: list[str] = []
        cursor: str | None = None
        for _page in range(500):
            found: TicketRows = self.tickets.list_matching(wanted, asker=self.callers[name], cursor=cursor, limit=limit)
            assert len(found.tickets) <= limit
            titles += [ticket.title for ticket in found.tickets]
            if (cursor := found.cursor) is None:
                return titles
        raise AssertionError("The pages do not end.")

    def reference(self, name: str, wanted: PortalFilter) -> list[str]:
        """Return the titles that the list must have, in its order."""
        assignee = self.callers[name].user_id if wanted.assignee == "me" else wanted.assignee
        tests: list[Callable[[Row], bool]] = [
            lambda row: row["workspace"] in (set(wanted.workspaces) or self.sees[name]),
            lambda row: row["workspace"] in self.sees[name],
            lambda row: name != "lead" or row["routed"],
            lambda row: not wanted.stages or row["stage"] in wanted.stages,
            lambda row: wanted.category in (None, row["category"]),
            lambda row: wanted.priority in (None, row["priority"]),
            lambda row: not wanted.is_unassigned or row["assignee"] is None,
            lambda row: assignee in (None, row["assignee"]),
            lambda row: wanted.requester in (None, row["requester"]),
            lambda row: wanted.routed in (None, row["routed"]),
            lambda row: wanted.pending_approval in (None, row["pending"]),
            lambda row: wanted.waiting_on in (None, waiting_on(row)),
            lambda row: is_within(row["created"], wanted.created_from, wanted.created_before),
            lambda row: is_within(row["updated"], wanted.updated_from, wanted.updated_before),
            lambda row: happened(row["closed"], wanted.closed_from, wanted.closed_before),
            lambda row: happened(None, wanted.replied_from, wanted.replied_before),
        ]
        rows = [row for row in self.rows if all(test(row) for test in tests)]
        rows.sort(key=order_of(wanted.sort), reverse=wanted.order is Order.DESCENDING)
        return [row["title"] for row in rows]


def waiting_on(row: Row) -> WaitingOn:
    """Say whose turn it is: nobody has spoken on an imported ticket."""
    if row["stage"] is Stage.CLOSED:
        return WaitingOn.NOBODY
    return WaitingOn.REQUESTER if row["pending"] else WaitingOn.STAFF


def is_within(at: datetime, begin: datetime | None, end: datetime | None) -> bool:
    return (begin is None or begin <= at) and (end is None or at < end)


def happened(at: datetime | None, begin: datetime | None, end: datetime | None) -> bool:
    return (begin is None and end is None) or (at is not None and is_within(at, begin, end))


def order_of(sort: Sort) -> Callable[[Row], tuple[Any, ...]]:
    if sort is Sort.UPDATED:
        return lambda row: (row["updated"], row["number"])
    if sort is Sort.PRIORITY:
        return lambda row: (PRIORITIES.index(row["priority"]), row["created"], row["number"])
    return lambda row: (row["created"], row["number"])


@pytest.fixture(scope="module")
def world(convex: EmbeddedDeployment, convex_client: ConvexClient) -> World:  # noqa: F811 - the fixture.
    seeder, draw = Seeder(convex, convex_client), random.Random(7)
    mark = uuid.uuid4().hex[:10]
    sources = [(str(uuid.uuid4()), f"dunia-{mark}-{number:02}", f"Dunia {number}") for number in range(WORKSPACES)]
    seeder.add_workspaces((HUB_ID, HUB_SLUG, "my21staff"), *sources)
    seeder.add_users((f"user_lead_{mark}", "Rina Hartono", HUB_ID, "owner"))
    ids = ids_of(convex_client, mark)
    rows = [random_row(draw, number, mark, ids) for number in range(TICKETS)]
    slugs = {workspace_id: slug for slug, workspace_id in ids.items()}
    keys = {slug: key for key, slug, _name in sources}
    seeder.add("tickets", *(record_of(row, keys[slugs[row["workspace"]]]) for row in rows))
    workspaces = tuple(ids[slug] for _key, slug, _name in sources)
    principals = PrincipalRepository(lambda: convex_client)
    granted = {"few": workspaces[:4], "many": workspaces[:45], "sparse": workspaces[20:56]}
    for name, held in granted.items():
        for workspace_id in held:
            grant: Args = {"actor": ROOT, "user_id": f"staff:{name}-{mark}", "workspace_id": workspace_id}
            convex_client.mutation("staffGrants:setGrant", grant | {"can_act": True})
    callers = {name: principals.staff(f"{name}-{mark}", is_superuser=False) for name in granted}
    callers |= {"superuser": principals.staff("root", is_superuser=True), "lead": principals.user(f"user_lead_{mark}")}
    sees = {name: frozenset(held) for name, held in granted.items()}
    sees |= {"superuser": frozenset(workspaces), "lead": frozenset(workspaces)}
    tickets = PortalTicketRepository(convex_client)
    return World(tickets=tickets, workspaces=workspaces, rows=tuple(rows), callers=callers, sees=sees)


def ids_of(client: ConvexClient, mark: str) -> dict[str, WorkspaceId]:
    """Return the ids of the workspaces by their slugs."""
    found: dict[str, WorkspaceId] = {}
    cursor: str | None = None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        args: dict[str, Any] = {"actor": ROOT, "search": f"dunia-{mark}", "limit": 100, **more}
        page: Any = client.query("portal:listWorkspaces", args)
        found |= {entry["slug"]: WorkspaceId(entry["id"]) for entry in page["workspaces"]}
        cursor = page.get("cursor")
        if cursor is None:
            return found


def random_row(draw: random.Random, number: int, mark: str, ids: Mapping[str, WorkspaceId]) -> Row:
    place = draw.randrange(20) if draw.random() < 0.85 else draw.randrange(20, WORKSPACES)
    created = draw.randrange(MOMENTS)
    updated = created + draw.randrange(MOMENTS)
    stage = draw.choice(list(Stage))
    return {
        "number": number,
        "title": f"Tiket {mark} {number}",
        "workspace": ids[f"dunia-{mark}-{place:02}"],
        "stage": stage,
        "category": draw.choice(list(Category)),
        "priority": draw.choice(PRIORITIES),
        "assignee": draw.choice(ASSIGNEES),
        "requester": draw.choice(REQUESTERS),
        "routed": draw.random() < 0.5,
        "pending": stage is not Stage.CLOSED and draw.random() < 0.2,
        "created": moment(created),
        "updated": moment(updated),
        "closed": moment(draw.randint(created, updated)) if stage is Stage.CLOSED else None,
    }


def record_of(row: Row, workspace_key: str) -> dict[str, Any]:
    """Return the ticket as the migration sends it."""
    optional = {
        "assigned_to": row["assignee"],
        "admin_workspace_id": {"id": HUB_ID} if row["routed"] else None,
        "closed_at": None if row["closed"] is None else ms(row["closed"]),
    }
    return {
        "supabaseId": f"00000000-0000-4000-8000-{row['number']:012}{uuid.uuid4().hex}",
        "workspace_id": {"id": workspace_key},
        "requester_id": row["requester"],
        "title": row["title"],
        "description": "Isi",
        "category": row["category"],
        "priority": row["priority"],
        "stage": row["stage"],
        "pending_approval": row["pending"],
        "created_at": ms(row["created"]),
        "updated_at": ms(row["updated"]),
        **{name: value for name, value in optional.items() if value is not None},
    }


maybe_moment = st.none() | st.none() | st.integers(0, 2 * MOMENTS).map(moment)
filters = st.builds(
    PortalFilter,
    stages=st.lists(st.sampled_from(Stage), unique=True, max_size=4).map(tuple),
    category=st.none() | st.none() | st.sampled_from(Category),
    priority=st.none() | st.none() | st.sampled_from(Priority),
    assignee=st.none() | st.none() | st.sampled_from(["user_x", "staff:somebody", "me"]),
    requester=st.none() | st.none() | st.sampled_from(REQUESTERS),
    routed=st.none() | st.none() | st.booleans(),
    pending_approval=st.none() | st.none() | st.booleans(),
    waiting_on=st.none() | st.none() | st.sampled_from(WaitingOn),
    created_from=maybe_moment,
    created_before=maybe_moment,
    updated_from=maybe_moment,
    updated_before=maybe_moment,
    closed_from=maybe_moment,
    closed_before=maybe_moment,
    sort=st.sampled_from(Sort),
    order=st.sampled_from(Order),
)
wider_filters = st.builds(
    PortalFilter,
    stages=st.lists(st.sampled_from(Stage), unique=True, max_size=4).map(tuple),
    is_unassigned=st.booleans(),
    sort=st.sampled_from(Sort),
    order=st.sampled_from(Order),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    name=st.sampled_from(["few", "many", "sparse", "superuser", "lead"]),
    wanted=filters | wider_filters,
    limit=st.sampled_from([7, 25, 100]),
    places=st.lists(st.integers(0, WORKSPACES - 1), max_size=20, unique=True),
)
def test_a_list_has_what_the_reference_has(
    world: World, name: str, wanted: PortalFilter, limit: int, places: list[int]
) -> None:
    seen = [world.workspaces[place] for place in places if world.workspaces[place] in world.sees[name]]
    # Who sees the whole deployment would also see what other tests left there.
    is_bounded = name in ("few", "many", "sparse")
    named = seen if seen or is_bounded else list(world.workspaces[:20])
    wanted = replace(wanted, workspaces=tuple(named))

    assert world.ask(name, wanted, limit) == world.reference(name, wanted)


@settings(max_examples=EXAMPLES, deadline=None)
@given(name=st.sampled_from(["few", "many", "sparse"]), wanted=filters, up_to=st.integers(1, 120))
def test_a_count_is_that_of_the_list(world: World, name: str, wanted: PortalFilter, up_to: int) -> None:
    size = len(world.reference(name, wanted))

    counted = world.tickets.count_matching(wanted, asker=world.callers[name], up_to=up_to)

    assert counted.count <= min(size, up_to)
    # A count that ended early may have met every match: it cannot know that nothing behind it matches.
    assert counted.count == size or not counted.is_exact


@pytest.mark.parametrize("name", ["few", "many", "sparse"])
def test_the_counts_by_stage_are_those_of_the_lists(world: World, name: str) -> None:
    counts = world.tickets.count_by_stage(asker=world.callers[name]).counts

    by_stage = {stage: len(world.reference(name, PortalFilter(stages=(stage,)))) for stage in Stage}
    assert {stage: getattr(counts, stage) for stage in Stage} == by_stage
    assert counts.total == sum(by_stage.values())


@given(wanted=filters | wider_filters, search=st.none() | st.text("abc &=?#%+é", min_size=1).filter(str.strip))
def test_a_filter_survives_its_address(wanted: PortalFilter, search: str | None) -> None:
    wanted = replace(
        wanted, search=search.strip() if search else None, workspaces=(WorkspaceId("w1"), WorkspaceId("w2"))
    )

    assert read_filter(query_of(wanted)) == wanted
