"""The dashboard: every figure leads to a list, and the list has that many rows."""

import re
from html import unescape
from typing import Any

from django.test import Client

from config.convex.documents import Args
from tests.portal.conftest import LogIn
from tests.tickets.cast import Cast

PAGE = "/portal/dashboard/"
TILE = re.compile(
    r'<li class="card tile"><a href="([^"]+)"><span class="tile-name">([^<]+)</span>'
    r'<strong class="figure">([^<]+)</strong><span class="hint">([^<]+)</span>'
)
CELL = re.compile(r'<td class="figure"><a href="([^"]+)">([\d,]+)</a></td>')
BAR = re.compile(r'<a href="([^"]+)" tabindex="-1"><rect[^>]*><title>[^:]+: (\d+) ')


def rows_of(client: Client, address: str) -> int:
    """Return how many rows the list has, on all of its pages."""
    count, next_page = 0, unescape(address)
    while next_page:
        text = client.get(next_page).content.decode()
        count += text.count("data-open>")
        found = re.search(r'<a class="button" href="(\?[^"]+)" rel="next">', text)
        next_page = f"/portal/tickets/{unescape(found[1])}" if found else ""
    return count


def make_history(cast: Cast) -> None:
    """Open tickets in every stage; some are answered, some closed."""
    for moves in (0, 1, 2, 3, 4, 4):
        ticket = cast.open_routed_ticket(title=f"Sampai {moves}")
        cast.move(ticket, *("discuss", "outcome", "implementation", "closed")[:moves], by=cast.hub_admin)
        if moves > 1:
            cast.hub_admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Kami bantu."})


def test_every_figure_is_the_length_of_its_list(cast: Cast, log_in: LogIn) -> None:
    make_history(cast)
    client = log_in()
    text = client.get(PAGE, {"workspace": cast.workspace}).content.decode()

    tiles: list[Any] = TILE.findall(text)
    assert [name for _address, name, *_rest in tiles] == [
        "Open now",
        "Opened",
        "Closed",
        "To the first reply",
        "From opening to closing",
    ]
    for address, name, value, hint in tiles:
        count = value if value.isdigit() else re.search(r"\d+", hint)[0]  # type: ignore[index]
        assert rows_of(client, address) == int(count), name
    assert [int(value) for _a, _n, value, _h in tiles[:3]] == [4, 6, 2]
    # What the dashboard tells of leads: test_lead_figures.py.
    cells = [cell for cell in CELL.findall(text) if cell[0].startswith("/portal/tickets/")]
    bars = BAR.findall(text)
    # By day: opened, closed, replied; by stage: four; by workspace: one. The plot has the first two once more.
    assert [int(value) for _address, value in cells] == [6, 2, 4, 1, 1, 1, 1, 4]
    assert [int(value) for _address, value in bars] == [6, 2]
    for address, value in (*cells, *bars):
        assert rows_of(client, address) == int(value), address


def test_without_a_workspace_it_is_of_all_that_is_granted(cast: Cast, log_in: LogIn) -> None:
    make_history(cast)
    client = log_in("dian-dashboard", is_superuser=False)
    before = TILE.findall(client.get(PAGE).content.decode())
    grant: Args = {"user_id": "staff:dian-dashboard", "workspace_id": cast.workspace, "can_act": False}
    root: Args = {"user_id": "staff:root", "kind": "staff", "superuser": True}
    cast.seeder.convex.mutation("staffGrants:setGrant", {"actor": root, **grant})

    after = TILE.findall(client.get(PAGE).content.decode())

    assert [value for _a, _n, value, _h in before] == ["0", "0", "0", "–", "–"]  # noqa: RUF001 - dashes.
    assert [value for _a, _n, value, _h in after][:3] == ["4", "6", "2"]
    for address, _name, value, _hint in after[:3]:
        assert rows_of(client, address) == int(value)


def test_a_workspace_that_is_not_granted(cast: Cast, log_in: LogIn) -> None:
    assert log_in("wati", is_superuser=False).get(PAGE, {"workspace": cast.workspace}).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert log_in().post(PAGE).status_code == 405
