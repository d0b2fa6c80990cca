"""The numbers of tickets: given once each, however many are opened at a time."""

import pytest

from tests.portal.api.staff import Staff
from tests.tickets.cast import TICKET, Cast
from tests.tickets.test_races import all_at_once, outcomes

pytestmark = pytest.mark.django_db
MANY = 40


def test_of_many_that_are_opened_at_once_each_has_a_number_of_its_own(cast: Cast, superuser: Staff) -> None:
    body = {"workspaceId": cast.workspace, **TICKET}

    answers = all_at_once(lambda caller, _number: caller.post("/api/tickets/", body), cast.requester, MANY)

    assert outcomes(answers) == {201: MANY}
    listed = superuser.get(f"/api/portal/tickets/?workspace={cast.workspace}&limit=100").body["tickets"]
    numbers = [ticket["number"] for ticket in listed]
    assert len(set(numbers)) == MANY
    # Newest first; of two that were opened in one millisecond the later one has the higher number too.
    assert numbers == sorted(numbers, reverse=True)


def test_a_number_is_not_given_again_when_its_ticket_is_deleted(cast: Cast, superuser: Staff) -> None:
    first = cast.open_ticket()
    number = superuser.get(f"/api/portal/tickets/{first['id']}/").body["ticket"]["number"]
    superuser.send("DELETE", f"/api/portal/tickets/{first['id']}/")

    second = cast.open_ticket()

    assert superuser.get(f"/api/portal/tickets/{second['id']}/").body["ticket"]["number"] > number
