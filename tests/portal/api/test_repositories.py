"""What the console asks for beyond the API: figures with their lists, changes, presence, canned replies."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import ForbiddenError, NotFoundError
from config.identity.principal import Principal, PrincipalRepository
from portal.domain import Figure, PortalFilter, colour_of
from portal.repositories.canned_replies import get_canned_replies
from portal.repositories.dashboard import get_dashboard
from portal.repositories.presence import get_presence
from portal.repositories.tickets import get_portal_tickets
from tests.portal.api.staff import Staff
from tests.tickets.cast import Cast
from tickets.domain import Stage, TicketId, WorkspaceId

pytestmark = pytest.mark.django_db


def principal_of(account: Staff) -> Principal:
    principals = PrincipalRepository(lambda: account.convex)
    return principals.staff(account.account.username, is_superuser=account.account.is_superuser)


@pytest.fixture
def rina(acting: Staff) -> Principal:
    return principal_of(acting)


@pytest.fixture
def dian(seeing: Staff) -> Principal:
    return principal_of(seeing)


def figures(asker: Principal, *workspaces: WorkspaceId) -> Iterator[Figure]:
    """Yield every figure of the dashboard."""
    shown = get_dashboard().show(workspaces, asker=asker)
    yield from shown.stages.values()
    yield shown.open
    for busy in shown.workspaces:
        yield from busy.stages.values()
        yield busy.open
    for day in shown.days:
        yield from (day.opened, day.closed, day.replied)
    yield from (shown.first_reply.figure, shown.closing.figure)


def test_every_figure_opens_the_list_that_it_counts(cast: Cast, rina: Principal) -> None:
    closed = cast.close(cast.open_ticket())
    cast.open_ticket()
    routed = cast.open_routed_ticket()
    for ticket, by in ((closed, cast.admin), (routed, cast.hub_admin)):
        by.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Kami periksa."})

    found = list(figures(rina)) + list(figures(rina, WorkspaceId(cast.workspace)))

    tickets = get_portal_tickets()
    for figure in found:
        counted = tickets.count_matching(figure.filters, asker=rina)
        assert (counted.count, counted.is_exact) == (figure.count, True), figure
    assert sum(figure.count for figure in found) > 20


def test_the_dashboard_tells_how_long_clients_waited(cast: Cast, rina: Principal) -> None:
    ticket = cast.open_routed_ticket()
    cast.hub_admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Kami periksa."})

    shown = get_dashboard().show(asker=rina)

    assert shown.first_reply.mean is not None
    assert timedelta() <= shown.first_reply.mean < timedelta(minutes=1)
    assert (shown.closing.mean, shown.open.count, shown.stages[Stage.REPORT].count) == (None, 1, 1)
    assert (len(shown.days), shown.days[-1].opened.count) == (30, 1)
    assert shown.days[-1].begins_at <= datetime.now(UTC) < shown.days[-1].ends_at
    assert [busy.workspace.id for busy in shown.workspaces] == [cast.workspace]


def test_changes_are_told_once_they_are_made_and_whether_they_fit_the_list(cast: Cast, rina: Principal) -> None:
    tickets, asked = get_portal_tickets(), PortalFilter(stages=(Stage.REPORT,))
    first, second = cast.open_ticket(), cast.open_ticket()
    begin = datetime.fromisoformat(first["created_at"])
    told = tickets.changes_since(begin, asked, asker=rina)
    assert [(change.ticket.id, change.matches) for change in told.changes] == [
        (first["id"], True),
        (second["id"], True),
    ]
    assert told.cursor is None

    cast.move(first, "discuss")

    news = tickets.changes_since(told.since, asked, asker=rina)
    versions = {change.ticket.id: (change.ticket.version, change.matches) for change in news.changes}
    assert versions[TicketId(first["id"])] == (2, False)
    with pytest.raises(NotFoundError):
        tickets.changes_since(begin, PortalFilter(workspaces=(WorkspaceId(cast.hub),)), asker=rina)


def test_two_at_one_ticket_know_of_each_other(cast: Cast, rina: Principal, dian: Principal) -> None:
    presence, ticket_id = get_presence(), TicketId(cast.open_ticket()["id"])
    assert presence.beat(ticket_id, actor=rina) == ()
    (seen,) = presence.beat(ticket_id, actor=dian, is_typing=True)
    (writing,) = presence.list_on([ticket_id], asker=rina)

    assert (seen.person.id, seen.is_typing) == (rina.user_id, False)
    assert (writing.person.id, writing.is_typing, writing.ticket_id) == (dian.user_id, True, ticket_id)
    presence.leave(ticket_id, actor=dian)
    assert presence.list_on([ticket_id], asker=rina) == ()


def test_a_canned_reply_is_kept_changed_used_and_deleted(cast: Cast, rina: Principal, dian: Principal) -> None:
    replies, workspace_id = get_canned_replies(), WorkspaceId(cast.workspace)
    kept = replies.save(workspace_id, title="Salam", content="Halo!", actor=rina)
    changed = replies.save(workspace_id, title="Salam", content="Hai!", actor=rina, reply_id=kept.id)

    seen = [reply for reply in replies.list_for(workspace_id, asker=dian) if reply.workspace.id == workspace_id]
    assert [(reply.id, reply.content, reply.can_edit) for reply in seen] == [(kept.id, "Hai!", False)]
    assert changed.id == kept.id
    assert kept.id not in {reply.id for reply in replies.list_for(None, asker=dian)}
    with pytest.raises(ForbiddenError):
        replies.delete(kept.id, actor=dian)
    replies.delete(kept.id, actor=rina)
    with pytest.raises(NotFoundError):
        replies.delete(kept.id, actor=rina)


def test_a_workspace_has_the_same_colour_everywhere() -> None:
    assert colour_of("j97aq3m4d8x2r6t0v5n1c7y9kbw3e5hz") == 4
    assert {colour_of(f"workspace {number}") for number in range(200)} == set(range(12))
