"""Logging in and out, and what a reader prefers."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.portal.browser.conftest import Visit, log_in
from tests.portal.browser.website import PASSWORD, Website
from tests.tickets.cast import Cast


def open_menu(page: Page) -> None:
    page.locator(".user-menu summary").click()


def test_a_wrong_password_is_told_and_a_right_one_leads_in(
    website: Website, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(website.address).new_page()
    log_in(page, "rina")
    open_menu(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="You are logged out")).to_be_visible()

    page.goto("/portal/migration/")
    page.get_by_label("Username").fill("rina")
    page.get_by_label("Password").fill("salah")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("Please enter the correct username and password")
    expect(page.get_by_label("Username")).to_have_value("rina")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()

    expect(page).to_have_url(re.compile(r"/portal/migration/$"))


def test_the_theme_is_changed_at_once_and_stays(visit: Visit) -> None:
    page = visit("bayu", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    open_menu(page)

    with page.expect_response(re.compile("preferences/theme")):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/portal/migration/")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.goto("/portal/auth/user/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_language_is_changed_and_stays(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("bayu", f"/portal/tickets/{ticket['id']}/")
    open_menu(page)

    page.get_by_role("button", name="Bahasa Indonesia").click()

    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page).to_have_url(re.compile(str(ticket["id"])))
    expect(page.get_by_role("button", name="Pindahkan ke Diskusi")).to_be_visible()
    expect(page.get_by_role("button", name="Kirim balasan")).to_be_visible()
    page.goto("/portal/tickets/")
    expect(page.get_by_role("heading", name="Tiket", exact=True)).to_be_visible()


def test_theme_and_language_change_without_scripts(visit: Visit) -> None:
    page = visit("bayu", java_script_enabled=False)
    open_menu(page)
    page.get_by_role("button", name="Dark").click()
    open_menu(page)
    page.get_by_role("button", name="Bahasa Indonesia").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_the_browsers_language_is_the_first_choice(visit: Visit) -> None:
    page = visit("bayu", locale="id-ID")

    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_who_is_granted_nothing_sees_nothing_and_is_not_shown_the_way(visit: Visit) -> None:
    page = visit("dian")

    expect(page.get_by_text("Nothing is open")).to_be_visible()
    expect(page.get_by_role("link", name="Grants")).to_have_count(0)
    page.goto("/portal/grants/")
    expect(page.get_by_role("heading", name="You may see this, but not do that with it.")).to_be_visible()


def test_a_grant_takes_effect_on_the_next_request(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket(title="Baru boleh dilihat")
    dian, rina = visit("dian"), visit("rina", f"/portal/grants/?workspace={cast.workspace}")
    expect(rina.get_by_label("Workspace", exact=True)).to_have_value(cast.workspace)
    rina.get_by_label("Staff account").select_option("Dian Putri")

    rina.get_by_role("button", name="Set", exact=True).click()
    expect(rina.get_by_text("The grant is set.")).to_be_visible()

    dian.goto(f"/portal/tickets/{ticket['id']}/")
    expect(dian.get_by_role("heading", name="Baru boleh dilihat")).to_be_visible()
    expect(dian.get_by_text("You may read this ticket, but not write on it.")).to_be_visible()
    rina.get_by_role("button", name="Revoke Dian Putri, Kopi Nusantara").first.click()
    expect(rina.get_by_text("The grant is revoked.")).to_be_visible()
    dian.reload()
    expect(dian.get_by_role("heading", name="There is no such ticket, or it is not yours to see.")).to_be_visible()
    rina.goto(f"/portal/audit/?workspace={cast.workspace}")
    expect(rina.get_by_role("cell", name="set a grant")).to_be_visible()
    expect(rina.get_by_role("cell", name="revoked a grant")).to_be_visible()


def test_a_canned_reply_is_kept_put_into_the_composer_and_deleted(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    title = f"Salam {cast.slug[-6:]}"
    page = visit("rina", "/portal/replies/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill("Selamat siang, terima kasih sudah menghubungi kami.")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()

    page.goto(f"/portal/tickets/{ticket['id']}/")
    page.get_by_text("Canned replies", exact=True).last.click()
    page.get_by_role("button", name=re.compile(title)).click()
    expect(page.get_by_label("What you write")).to_have_value("Selamat siang, terima kasih sudah menghubungi kami.")

    page.goto("/portal/replies/")
    page.get_by_role("button", name=f"Delete {title}").click()
    expect(page.get_by_role("heading", name=title)).to_have_count(0)


def test_a_ticket_is_opened_on_behalf_of_somebody(cast: Cast, visit: Visit) -> None:
    page = visit("rina", f"/portal/tickets/new/?workspace={cast.workspace}")

    page.get_by_label("Requester").select_option("Ayu Lestari")
    page.get_by_label("Title").fill("Lewat telepon")
    page.get_by_label("Description").fill("Kak Ayu menelepon.")
    page.get_by_role("button", name="Open the ticket").click()

    expect(page.get_by_text("The ticket is open.")).to_be_visible()
    own = cast.requester.get("/api/tickets/?requester=me").body["tickets"]
    assert [(ticket["title"], ticket["is_routed"]) for ticket in own] == [("Lewat telepon", True)]
