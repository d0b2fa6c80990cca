"""The workspaces that menus offer, where there are more than a menu holds."""

import pytest

from config.authentication import principals
from portal.workspace_menu import offer_workspaces
from tests.tickets.cast import Cast


def test_the_hub_and_what_is_named_are_offered_beside_the_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.workspace_menu.MAX_WORKSPACES", 1)

    offered = offer_workspaces(principals.staff("root", is_superuser=True), cast.workspace)

    assert sum(place.is_hub for place in offered) == 1
    assert cast.workspace in {place.id for place in offered}
    assert len({place.id for place in offered}) == len(offered) <= 3
