"""The workspaces that menus offer, where there are more than a menu holds."""

import pytest

from config.authentication import principals
from portal.repositories.workspaces import get_workspaces
from portal.workspace_menu import offer_workspaces
from tests.tickets.cast import Cast


def test_the_hub_and_what_is_named_are_offered_beside_the_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.workspace_menu.MAX_WORKSPACES", 1)

    offered = offer_workspaces(principals.staff("root", is_superuser=True), cast.workspace)

    assert sum(place.is_hub for place in offered) == 1
    assert cast.workspace in {place.id for place in offered}
    assert len({place.id for place in offered}) == len(offered) <= 3


def test_the_palette_finds_the_best_by_its_words_among_many(cast: Cast) -> None:
    word = f"warung{cast.slug.rpartition('-')[2]}"
    names = [*(f"{word} Nomor {number}" for number in range(40)), f"{word} Senja"]
    cast.seeder.add_workspaces(*((f"{word}-{at}", f"{word}-{at}", name) for at, name in enumerate(names)))
    root = principals.staff("root", is_superuser=True)

    best, *_others = get_workspaces().find(f"{word} senja", asker=root, limit=4)
    unfinished = get_workspaces().find(f"{word} sen", asker=root, limit=4)

    assert best.name == f"{word} Senja"
    assert best.name in {place.name for place in unfinished}
