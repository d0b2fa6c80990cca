"""axe-core on every page, light and dark; and the main walk by the keyboard alone."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ari.conversations.business import Lead, open_business
from tests.portal.browser.chromium import PROJECT
from tests.portal.browser.conftest import Visit, expect_page
from tests.portal.consulting import Practice, tomorrow
from tests.portal.talks import let_ari_answer
from tests.tickets.cast import Cast, Seeder

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text()
SEVERE = ("serious", "critical")
# Each page by what it is; {ticket} and {workspace} stand for ones that the test has made.
PAGES = {
    "list": "/portal/tickets/?workspace={workspace}",
    "empty list": "/portal/tickets/?workspace={workspace}&priority=low",
    "wrong filter": "/portal/tickets/?priority=none",
    "views": "/portal/tickets/views/",
    "new ticket": "/portal/tickets/new/?workspace={workspace}",
    "ticket": "/portal/tickets/{ticket}/",
    "edit": "/portal/tickets/{ticket}/edit/",
    "dashboard": "/portal/dashboard/",
    "dashboard of a workspace": "/portal/dashboard/?workspace={workspace}",
    "handed off": "/portal/conversations/?workspace={workspace}&handed_off_from=2020-01-01",
    "conversations": "/portal/conversations/?workspace={workspace}",
    "no conversation": "/portal/conversations/?workspace={workspace}&status=closed",
    "conversation": "/portal/conversations/{conversation}/",
    "log": "/portal/conversations/{conversation}/log/",
    "notifications": "/portal/notifications/",
    "simulator": "/portal/simulator/?workspace={workspace}",
    "replies": "/portal/replies/",
    "grants": "/portal/grants/",
    "audit": "/portal/audit/",
    "migration": "/portal/migration/",
    "calendar": "/portal/appointments/?workspace={workspace}",
    "day": "/portal/appointments/?workspace={workspace}&span=day",
    "appointment list": "/portal/appointments/list/?workspace={workspace}&starts_from=2020-01-01&way=api",
    "no appointment": "/portal/appointments/list/?workspace={workspace}&status=no_show",
    "leads": "/portal/appointments/{workspace}/book/",
    "appointment": "/portal/appointments/{workspace}/{appointment}/",
    "move an appointment": "/portal/appointments/{workspace}/{appointment}/move/",
    "persona": "/portal/settings/{workspace}/",
    "flow": "/portal/settings/{workspace}/flow/",
    "knowledge": "/portal/settings/{workspace}/knowledge/",
    "categories": "/portal/settings/{workspace}/categories/",
    "destinations": "/portal/settings/{workspace}/destinations/",
    "scoring": "/portal/settings/{workspace}/scoring/",
    "hours": "/portal/settings/{workspace}/hours/",
    "days": "/portal/settings/{workspace}/days/",
    "rules": "/portal/settings/{workspace}/rules/",
    "password": "/portal/password_change/",
    "administration": "/portal/administration/",
    "accounts": "/portal/auth/user/",
    "not found": "/portal/nowhere/",
    "no such ticket": "/portal/tickets/nothing/",
    "reopen": "/tickets/reopen/?token=x&lang=en",
}
PUBLIC = {"log in": "/portal/login/"}


def findings(page: Page) -> list[str]:
    """Return what axe finds serious, as sentences. axe runs by the browser's own door, which no policy guards."""
    page.evaluate(AXE)
    results: dict[str, Any] = page.evaluate("axe.run(document)")
    assert len(results["passes"]) > 15, "axe looked at nothing"
    return [
        f"{found['id']} ({found['impact']}): {json.dumps([node['html'][:120] for node in found['nodes'][:3]])}"
        for found in results["violations"]
        if found["impact"] in SEVERE
    ]


def test_the_findings_are_found(visit: Visit) -> None:
    page = visit("rina")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\"><input>')")

    assert [found.partition(" ")[0] for found in findings(page)] == ["image-alt", "label"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_shuts_anybody_out(cast: Cast, seeder: Seeder, visit: Visit, theme: Any) -> None:
    business = open_business(cast, seeder)
    conversation_id = business.say(Lead(), "Halo, saya Sari, mau S2 di Jepang")
    let_ari_answer(business, conversation_id)
    ticket = cast.open_routed_ticket(priority="high")
    cast.hub_admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Catatan", "is_internal": True})
    cast.requester.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Terima kasih"})
    practice = Practice(cast=cast)
    practice.open_hours()
    appointment = practice.book(practice.add_lead("Wulan Sari"), practice.free(tomorrow())[2])
    page = visit("rina", color_scheme=theme)

    found = {}
    for name, address in PAGES.items():
        known = {"ticket": ticket["id"], "workspace": cast.workspace, "appointment": appointment["id"]}
        known["conversation"] = conversation_id
        page.goto(address.format(**known))
        found[name] = findings(page)
    page.goto(f"/portal/tickets/{ticket['id']}/")
    page.keyboard.press("n")
    found["note"] = findings(page)
    page.get_by_text("Skip, or move with a comment").click()
    found["move"] = findings(page)
    page.keyboard.press("Escape")
    for key, dialog in [("?", "shortcuts"), ("Control+k", "palette")]:
        page.locator("h1").first.click()
        page.keyboard.press(key)
        found[dialog] = findings(page)
        page.keyboard.press("Escape")
    page.locator(".user-menu summary").click()
    found["menu"] = findings(page)
    page.context.clear_cookies()
    for name, address in PUBLIC.items():
        page.goto(address)
        found[name] = findings(page)

    assert {name: complaints for name, complaints in found.items() if complaints} == {}


def test_no_page_is_wider_than_a_phone(cast: Cast, seeder: Seeder, visit: Visit) -> None:
    conversation_id = open_business(cast, seeder).say(Lead(), "Halo, saya Sari, mau S2 di Jepang")
    practice = Practice(cast=cast)
    practice.open_hours()
    appointment = practice.book(practice.add_lead("Wulan Sari"), practice.free(tomorrow())[2])
    ticket = cast.open_routed_ticket(title="Panjang" * 30, description="kata" * 200)
    page = visit("rina", viewport={"width": 390, "height": 844}, is_mobile=True)

    widths = {}
    for name, address in PAGES.items():
        if "/auth/" not in address:
            known = {"ticket": ticket["id"], "workspace": cast.workspace, "appointment": appointment["id"]}
            known["conversation"] = conversation_id
            page.goto(address.format(**known))
            widths[name] = page.evaluate("document.documentElement.scrollWidth")

    assert {name: width for name, width in widths.items() if width > 390} == {}


@pytest.mark.parametrize("locale", ["en-US", "id-ID"])
def test_the_bar_of_a_phone_has_room_for_every_place(visit: Visit, locale: str) -> None:
    page = visit(
        "rina", "/portal/notifications/", viewport={"width": 390, "height": 844}, is_mobile=True, locale=locale
    )

    cut = page.locator(".places > ul:first-child a > span:not(.waiting)").evaluate_all(
        """(names) => names.filter((name) => {
          const { left, right } = name.getBoundingClientRect();
          return name.scrollWidth > name.clientWidth || left < 0 || right > innerWidth;
        }).map((name) => name.textContent)"""
    )
    expect(page.locator(".places > ul:first-child a")).to_have_count(5)
    assert cut == []


def test_the_tab_that_is_open_is_in_view_on_a_phone(cast: Cast, visit: Visit) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True}
    page = visit("rina", f"/portal/settings/{cast.workspace}/rules/", **phone)

    left, right = page.locator(".tabs [aria-current]").evaluate(
        "(tab) => [tab.getBoundingClientRect().left, tab.getBoundingClientRect().right]"
    )
    assert 0 <= left < right <= 390
    assert page.evaluate("scrollY") == 0


def test_the_main_walk_by_the_keyboard_alone(cast: Cast, visit: Visit) -> None:
    cast.open_routed_ticket(title="Pertama")
    ticket = cast.open_routed_ticket(title="Kedua")
    page = visit("rina", f"/portal/tickets/?workspace={cast.workspace}")
    press = page.keyboard.press

    press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press("Enter")
    press("j")
    expect(page.get_by_role("link", name="Kedua")).to_be_focused()
    press("j")
    expect(page.get_by_role("link", name="Pertama")).to_be_focused()
    press("k")
    press("o")
    expect_page(page, "Kedua")
    press("r")
    page.keyboard.type("Kami bantu.")
    press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("Kami bantu.")
    press("Escape")
    press("Control+k")
    page.keyboard.type("move to dis")
    press("Enter")
    expect(page.get_by_text("The ticket is in Discuss now.")).to_be_visible()
    press("Control+k")
    page.keyboard.type("take it")
    press("Enter")
    expect(page.get_by_text("The ticket is with Rina Hartono now.")).to_be_visible()
    press("j")
    expect_page(page, "Pertama")
    press("u")
    expect_page(page, "Tickets")
    expect(page.locator("#rows .row")).to_have_count(2)
    press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    press("Escape")
    press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()

    assert cast.history_of(ticket) == ["created", "commented", "step", "assigned"]


def test_the_palette_goes_to_the_tickets_of_a_workspace(cast: Cast, visit: Visit) -> None:
    page = visit("rina")
    page.keyboard.press("Control+k")
    with page.expect_response(lambda answer: answer.url.endswith(f"?q={cast.slug}")):
        page.keyboard.type(cast.slug)
    expect(page.locator("#palette-list").get_by_role("option").first).to_contain_text(f"Tickets of {cast.slug}")

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(rf"\?workspace={cast.workspace}$"))
    expect(page.get_by_label("Workspace", exact=True)).to_have_value(cast.workspace)


def test_what_has_the_focus_is_seen(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", f"/portal/tickets/{ticket['id']}/")

    for _step in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
              const e = document.activeElement;
              const of = (element) => getComputedStyle(element).outlineStyle;
              const box = e.closest('.composer, label');
              return [e.outerHTML.slice(0, 90), of(e), box ? of(box) + getComputedStyle(box).borderColor : ''];
            }"""
        )
        assert shown[1] != "none" or shown[2], shown
