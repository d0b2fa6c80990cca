"""When something fails: nothing that was typed is lost, and the page says what happened."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from config.launch.deployment import EmbeddedDeployment
from tests.portal.browser.conftest import Visit, log_in
from tests.portal.browser.relay import Relay
from tests.portal.browser.website import PASSWORD, Website, run_website
from tests.tickets.cast import Cast

OUTAGE = "The data store does not answer"


@pytest.fixture(scope="module")
def relay(convex: EmbeddedDeployment) -> Iterator[Relay]:
    made = Relay(convex.url)
    made.mend()
    yield made
    made.cut()


@pytest.fixture(scope="module")
def shaky_site(convex: EmbeddedDeployment, relay: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    """A site whose wire to the deployment can be cut."""
    environment = {**convex.environment(), "CONVEX_URL": relay.address}
    with run_website(environment, tmp_path_factory.mktemp("shaky")) as running:
        yield running


@pytest.fixture
def cut_wire(relay: Relay) -> Iterator[Callable[[], None]]:
    """Cut the wire; it is whole again when the test is over."""
    yield relay.cut
    relay.cut()
    relay.mend()


def test_an_outage_says_so_and_ends_by_itself(
    shaky_site: Website, relay: Relay, cut_wire: Callable[[], None], open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(shaky_site.address).new_page()
    log_in(page, "rina")
    cut_wire()

    page.goto("/portal/tickets/")
    expect(page.get_by_role("heading", name=OUTAGE)).to_be_visible()
    relay.mend()

    expect(page.get_by_role("heading", name="Tickets", exact=True)).to_be_visible()


def test_what_was_being_sent_is_still_there(
    cast: Cast,
    shaky_site: Website,
    relay: Relay,
    cut_wire: Callable[[], None],
    open_context: Callable[..., BrowserContext],
) -> None:
    ticket = cast.open_routed_ticket()
    page = open_context(shaky_site.address).new_page()
    log_in(page, "rina")
    page.goto(f"/portal/tickets/{ticket['id']}/")
    page.get_by_label("What you write").fill("Jangan hilang")
    cut_wire()

    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("#notices")).to_contain_text("The data store does not answer just now.")
    expect(page.get_by_label("What you write")).to_have_value("Jangan hilang")
    relay.mend()
    page.get_by_role("button", name="Send reply").click()

    expect(page.locator("#timeline")).to_contain_text("Jangan hilang")
    expect(page.locator("#timeline .entry.comment")).to_have_count(1)


def test_without_scripts_a_form_is_kept_through_an_outage(
    cast: Cast,
    shaky_site: Website,
    relay: Relay,
    cut_wire: Callable[[], None],
    open_context: Callable[..., BrowserContext],
) -> None:
    ticket = cast.open_routed_ticket()
    page = open_context(shaky_site.address, java_script_enabled=False).new_page()
    log_in(page, "rina")
    page.goto(f"/portal/tickets/{ticket['id']}/")
    page.get_by_label("What you write").fill("Tetap ada")
    cut_wire()

    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("heading", name=OUTAGE)).to_be_visible()
    expect(page.get_by_label("What you wrote")).to_have_value("Tetap ada")
    relay.mend()
    page.get_by_role("button", name="Send again").click()

    expect(page.locator("#timeline")).to_contain_text("Tetap ada")


def test_without_scripts_a_lost_session_keeps_the_text(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", f"/portal/tickets/{ticket['id']}/", java_script_enabled=False)
    page.get_by_label("What you write").fill("Masih ada\nsemuanya")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("You have been logged out meanwhile.")).to_be_visible()
    page.get_by_label("Username").fill("rina")
    page.get_by_label("Password").fill("salah")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("What you wrote")).to_have_value("Masih ada\nsemuanya")
    page.get_by_role("button", name="Send again").click()

    expect(page.locator("#timeline")).to_contain_text("Masih ada")


def test_a_page_older_than_the_log_in_keeps_the_text(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", f"/portal/tickets/{ticket['id']}/", java_script_enabled=False)
    page.get_by_label("What you write").fill("Ditulis sebelum masuk lagi")
    page.context.clear_cookies()
    log_in(page.context.new_page(), "rina")

    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("The page was older than your log-in.")).to_be_visible()
    page.get_by_role("button", name="Send again").click()

    expect(page.locator("#timeline")).to_contain_text("Ditulis sebelum masuk lagi")


def test_the_main_acts_work_without_scripts(cast: Cast, visit: Visit, picture: Path) -> None:
    ticket = cast.open_routed_ticket(title="Tanpa skrip", priority="high")
    page = visit("rina", f"/portal/tickets/?workspace={cast.workspace}", java_script_enabled=False)

    page.get_by_label("Priority").select_option("High")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Tanpa skrip").click()
    page.get_by_label("What you write").fill("Catatan tanpa skrip")
    page.get_by_role("radio", name="Internal note").check(force=True)
    page.get_by_label("Images").set_input_files(picture)
    page.get_by_role("button", name="Write note").click()
    expect(page.locator(".entry.note")).to_contain_text(picture.name)
    page.get_by_role("button", name="Move to Discuss").click()
    expect(page.get_by_text("The ticket is in Discuss now.")).to_be_visible()
    page.get_by_label("Assignee").select_option("Rina Hartono")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("The ticket is with Rina Hartono now.")).to_be_visible()
    page.goto(f"/portal/tickets/?workspace={cast.workspace}")
    page.get_by_role("checkbox", name=re.compile("Select #")).check()
    page.get_by_role("button", name="Move…").click()
    page.get_by_label("Move to").select_option("Outcome")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("from Discuss to Outcome")).to_be_visible()
    page.get_by_role("button", name="Change 1 ticket").click()
    expect(page.get_by_text("1 of 1 were changed")).to_be_visible()

    assert cast.history_of(ticket) == ["created", "step", "assigned", "step"]


def bad_texts(page: Page) -> None:
    page.get_by_label("Title").fill("ab")
    page.get_by_label("Description").fill("Isi yang panjang")
    page.get_by_role("button", name="Save").click()


def test_a_bad_value_comes_back_with_what_was_typed(cast: Cast, visit: Visit) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", f"/portal/tickets/{ticket['id']}/edit/")
    page.locator("main form").evaluate("form => { form.noValidate = true; }")

    bad_texts(page)

    expect(page.locator(".field-error")).to_contain_text("at least 3 characters")
    expect(page.get_by_label("Title")).to_have_value("ab")
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Description")).to_have_value("Isi yang panjang")


def test_a_file_that_is_no_image_is_told_and_the_text_stays(cast: Cast, visit: Visit, tmp_path: Path) -> None:
    ticket = cast.open_routed_ticket()
    page = visit("rina", f"/portal/tickets/{ticket['id']}/")
    wrong = tmp_path / "catatan.png"
    wrong.write_text("bukan gambar")

    page.get_by_label("What you write").fill("Lihat lampiran")
    page.get_by_label("Images").set_input_files(wrong)
    page.get_by_role("button", name="Send reply").click()

    expect(page.get_by_text("Only JPEG, PNG, GIF and WebP images can be attached.")).to_be_visible()
    expect(page.get_by_label("What you write")).to_have_value("Lihat lampiran")
    assert cast.history_of(ticket) == ["created"]
