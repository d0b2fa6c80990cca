"""Consultations and settings in the browser: book and move an appointment, change the scoring and see the preview."""

from playwright.sync_api import expect

from tests.portal.browser.conftest import Visit
from tests.portal.consulting import Practice, tomorrow
from tests.portal.leads import add_known_lead
from tests.tickets.cast import Cast


def test_an_appointment_is_booked_and_moved(cast: Cast, visit: Visit) -> None:
    practice = Practice(cast=cast)
    practice.open_hours()
    practice.add_lead("Wulan Sari")
    page = visit("rina", f"/portal/appointments/?workspace={cast.workspace}&day={tomorrow()}")

    page.get_by_role("link", name="Book an appointment").click()
    page.get_by_label("Name or number of the lead").fill("wulan")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Wulan Sari").click()
    page.locator(".start input").first.check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("Booked for")).to_be_visible()
    page.get_by_role("link", name="Move").click()
    page.locator(".start input").last.check()
    page.get_by_label("Reason").fill("Jadwal kuliah")
    page.get_by_role("button", name="Move to this time").click()

    expect(page.get_by_text("moved it")).to_be_visible()
    expect(page.locator("q")).to_have_text("Jadwal kuliah")


def test_other_weights_show_who_would_move_before_they_are_saved(cast: Cast, visit: Visit) -> None:
    add_known_lead(cast, "Wulan Sari", email="wulan@example.com", country="Malaysia")
    page = visit("rina", f"/portal/settings/{cast.workspace}/scoring/")
    expect(page.locator("#preview")).to_contain_text("0 leads would move.")

    page.get_by_label("Warm from").fill("10")
    expect(page.locator("#preview")).to_contain_text("1 lead would move.")
    expect(page.locator("#preview")).to_contain_text("Wulan Sari")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Saved. It counts from the next message")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("0 leads would move.")
