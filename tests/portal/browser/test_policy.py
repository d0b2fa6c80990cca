"""Pages that are not ours alone work under the site's policy; the watcher complains of what it forbids."""

from playwright.sync_api import expect

from tests.portal.browser.conftest import Visit


def test_djangos_own_pages_work(visit: Visit) -> None:
    page = visit("rina", "/portal/auth/user/")
    page.get_by_role("link", name="dian").click()
    # Its script turns the list of permissions into two.
    expect(page.get_by_role("heading", name="Change user")).to_be_visible()
    expect(page.locator(".selector-chosen").first).to_be_visible()
    page.goto("/portal/auth/user/add/")
    expect(page.get_by_role("heading", name="Add user")).to_be_visible()
    page.goto("/portal/administration/")
    expect(page.get_by_role("link", name="Users").first).to_be_visible()


def test_the_documentation_of_the_api_works(visit: Visit) -> None:
    page = visit("rina", "/api/docs/")

    expect(page.get_by_role("heading", name="my21staff")).to_be_visible()
    page.locator(".opblock-summary-get").first.click()
    expect(page.get_by_text("Parameters").first).to_be_visible()
