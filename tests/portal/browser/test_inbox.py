"""The list of tickets in the browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.portal.browser.conftest import Visit
from tests.tickets.cast import Cast


def list_of(cast: Cast, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"workspace": cast.workspace, **more}.items())
    return f"/portal/tickets/?{query}"


def rows(page: Page) -> Any:
    return page.locator("#rows .row")


def open_tickets(cast: Cast, *titles: str, **changes: Any) -> list[dict[str, Any]]:
    return [cast.open_routed_ticket(title=title, **changes) for title in titles]


def test_every_row_names_its_ticket_and_its_workspace(cast: Cast, visit: Visit) -> None:
    open_tickets(cast, "Tombol hilang", category="bug", priority="high")
    row = rows(visit("rina", list_of(cast)))

    expect(row).to_have_count(1)
    for words in (
        "Tombol hilang",
        "Kopi Nusantara",
        "Ayu Lestari",
        "Report",
        "High",
        "Bug",
        "Us",
    ):
        expect(row).to_contain_text(words)
    expect(row.locator(".mono")).to_have_text(re.compile(r"^#\d+$"))
    assert re.search(r"hue-\d", row.locator(".workspace").get_attribute("class") or "")


def test_filters_stand_in_the_address_and_survive(cast: Cast, visit: Visit) -> None:
    open_tickets(cast, "Satu", priority="high")
    open_tickets(cast, "Dua", priority="low")
    page = visit("rina", list_of(cast))
    expect(rows(page)).to_have_count(2)

    page.get_by_label("Priority").select_option("High")

    expect(rows(page)).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"workspace={cast.workspace}&priority=high$"))
    expect(page.get_by_label("Priority")).to_be_focused()
    page.reload()
    expect(rows(page)).to_contain_text("Satu")
    page.get_by_role("link", name="Clear").click()
    expect(page).to_have_url(re.compile(r"/portal/tickets/$"))


def test_words_and_numbers_are_searched(cast: Cast, visit: Visit) -> None:
    word = f"kelapa{cast.slug[-8:]}"
    open_tickets(cast, f"Pesanan {word}", "Lainnya")
    page = visit("rina", "/portal/tickets/")

    page.keyboard.press("/")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("searchbox").fill(rows(page).locator(".mono").inner_text())
    page.keyboard.press("Enter")
    expect(rows(page)).to_contain_text(word)


def test_a_view_is_kept_found_by_name_and_deleted(cast: Cast, visit: Visit) -> None:
    open_tickets(cast, "Mendesak", priority="high")
    open_tickets(cast, "Santai", priority="low")
    name = f"Mendesak {cast.slug[-6:]}"
    page = visit("rina", list_of(cast, priority="high"))

    page.get_by_text("Keep this view").click()
    page.get_by_label("Name of the view").fill(name)
    page.get_by_role("button", name="Keep", exact=True).click()

    expect(page).to_have_url(re.compile(r"\?view=Mendesak"))
    expect(rows(page)).to_have_count(1)
    tab = page.get_by_role("navigation", name="Views").get_by_role("link", name=name)
    expect(tab).to_have_attribute("aria-current", "page")
    expect(tab).to_contain_text("1")
    page.get_by_role("link", name="Manage the views").click()
    page.get_by_role("button", name=f"Delete {name}").click()
    expect(page.get_by_text("The view is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name=name)).to_have_count(0)


def test_many_are_assigned_at_once_after_a_preview(cast: Cast, visit: Visit) -> None:
    first, second = open_tickets(cast, "Pertama", "Kedua")
    page = visit("rina", list_of(cast))

    page.get_by_label("Select all").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Assign…").click()
    page.get_by_label("Assignee").select_option("Rina Hartono")
    expect(page.get_by_text("from nobody to Rina Hartono")).to_have_count(2)
    page.get_by_role("button", name="Change 2 tickets").click()

    expect(page.get_by_text("2 of 2 were changed")).to_be_visible()
    for ticket in (first, second):
        assert cast.history_of(ticket) == ["created", "assigned"]


def test_a_bulk_move_tells_apart_steps_skips_and_what_stays(cast: Cast, visit: Visit) -> None:
    near, far, closed = open_tickets(cast, "Dekat", "Jauh", "Selesai")
    cast.move(near, "discuss", "outcome", "implementation", by=cast.hub_admin)
    cast.move(closed, "discuss", "outcome", "implementation", "closed", by=cast.hub_admin)
    page = visit("rina", list_of(cast, stage="all"))

    page.get_by_label("Select all").check()
    page.get_by_role("button", name="Move…").click()
    page.get_by_label("Move to").select_option("Closed")

    expect(page.get_by_text("from Implementation to Closed", exact=True)).to_have_count(1)
    expect(page.get_by_text("the requester is asked to approve the skip from Report to Closed")).to_have_count(1)
    expect(page.get_by_text("stays as it is")).to_have_count(1)
    page.get_by_role("button", name="Change 2 tickets").click()
    expect(page.get_by_text("2 of 3 were changed")).to_be_visible()
    assert cast.history_of(far) == ["created", "skip_requested"]


def test_new_and_changed_rows_come_without_a_reload(cast: Cast, visit: Visit) -> None:
    (known,) = open_tickets(cast, "Sudah ada")
    page = visit("rina", list_of(cast))
    expect(rows(page)).to_have_count(1)

    open_tickets(cast, "Baru saja")
    cast.move(known, "discuss", by=cast.hub_admin)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('console:tick'))")

    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("Baru saja")
    expect(page.locator(f"#row-{known['id']}")).to_contain_text("Discuss")
    expect(page.locator(".row.fresh")).to_have_count(2)


def test_who_has_a_ticket_open_is_seen_in_the_list_and_on_the_ticket(cast: Cast, visit: Visit) -> None:
    (ticket,) = open_tickets(cast, "Dibuka bersama")
    bayu = visit("bayu", f"/portal/tickets/{ticket['id']}/")
    expect(bayu.get_by_label("What you write")).to_be_visible()
    bayu.get_by_label("What you write").fill("Sebentar")
    bayu.evaluate("document.body.dispatchEvent(new CustomEvent('console:beat'))")

    listed = visit("rina", list_of(cast))
    expect(rows(listed)).to_contain_text(re.compile("is looking|is writing"))
    listed.get_by_role("link", name="Dibuka bersama").click()
    expect(listed.locator("#presence")).to_contain_text("Bayu Pratama is writing")
    bayu.evaluate("document.body.dispatchEvent(new CustomEvent('console:beat'))")
    expect(bayu.locator("#presence")).to_contain_text("Rina Hartono is looking")

    bayu.goto("/portal/migration/")
    listed.evaluate("document.body.dispatchEvent(new CustomEvent('console:beat'))")
    expect(listed.locator("#presence")).to_be_empty()


@pytest.mark.parametrize("theme", ["light"])
def test_pages_lead_on_and_back(cast: Cast, visit: Visit, theme: str) -> None:
    open_tickets(cast, *(f"Tiket {number}" for number in range(52)))
    page = visit("rina", list_of(cast), color_scheme=theme)
    expect(rows(page)).to_have_count(50)
    assert len(page.content()) < 200_000

    page.get_by_role("link", name="Next page").click()
    expect(rows(page)).to_have_count(2)
    page.get_by_role("link", name="From the beginning").click()
    expect(rows(page)).to_have_count(50)
