"""What the browser tests share: one browser, one site, and people who have logged in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.launch.deployment import EmbeddedDeployment
from tests.portal.browser.chromium import run_browser
from tests.portal.browser.watching import Watcher
from tests.portal.browser.website import PASSWORD, Website, run_website
from tests.tickets.conftest import cast, convex_client, machine, seeder, site  # noqa: F401 - fixtures.

Visit = Callable[..., Page]

# What a page does not show in this time, it does not show. The machine may be busy with other tests.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with run_browser() as running:
        yield running


@pytest.fixture(scope="session")
def website(convex: EmbeddedDeployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    with run_website(convex.environment(), tmp_path_factory.mktemp("website")) as running:
        yield running


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """The cookies of who has logged in already, by username and site."""
    return {}


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    """Sees to it that no page breaks its policy, asks another host, or stumbles over a script."""
    watching = Watcher()
    yield watching
    assert watching.complaints == []


@pytest.fixture
def open_context(browser: Browser, watcher: Watcher) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser of its own for somebody: cookies and drafts are theirs alone."""
    contexts: list[BrowserContext] = []

    def open_one(address: str, **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=address, **{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(15_000)
        watcher.watch(context, address)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def visit(website: Website, sessions: dict[str, Any], open_context: Callable[..., BrowserContext]) -> Visit:
    """Open a page as somebody of the staff, in a browser of their own."""

    def visit_as(username: str, path: str = "/portal/", **options: Any) -> Page:
        if username not in sessions:
            # In a browser without the options: the form is filled in by its English words.
            first = open_context(website.address)
            log_in(first.new_page(), username)
            sessions[username] = first.storage_state()
        page = open_context(website.address, storage_state=sessions[username], **options).new_page()
        page.goto(path)
        return page

    return visit_as


def expect_page(page: Page, heading: str) -> None:
    """Wait for the page that a key leads to until it listens to keys: its heading is there before its script."""
    expect(page.locator("h1")).to_contain_text(heading)
    page.wait_for_load_state("domcontentloaded")


def log_in(page: Page, username: str) -> None:
    """Log in by the form."""
    page.goto("/portal/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small image to attach."""
    from PIL import Image

    path = tmp_path_factory.mktemp("pictures") / "tangkapan layar.png"
    Image.new("RGB", (64, 48), "#1f6b4d").save(path)
    return path
