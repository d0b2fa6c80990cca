"""Pictures of every page, for the README and for eyes: `make screenshots` takes them into docs/screenshots/.

Names after the command take these alone: `python -m tests.portal.screenshots ticket appointments`.

A deployment of its own is started and filled with the demonstration data, so that the pictures differ only where the
pages do.
"""

import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from config.convex.client import ConvexClient
from config.launch.deployment import push_functions, start_embedded
from tests.portal.browser.chromium import PROJECT, run_browser
from tests.portal.browser.website import PASSWORD, Website, run_website
from tests.portal.demonstration import seed_demonstration, seed_desk
from tests.portal.demonstration_calendar import FILL, LINKS, seed_knowledge, seed_leads
from tests.portal.demonstration_talks import seed_talks
from tests.tickets.cast import Seeder

FOLDER = PROJECT / "docs" / "screenshots"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# Good enough to read the smallest letters, and small enough for all of them to stay below two and a half megabytes: as
# WebP they take 60 % of what they take as JPEG.
QUALITY = 50
LEAD = "Sari Wulandari"
TICKET = "Pesan WhatsApp masuk dua kali di kotak masuk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A page, and what is done on it before the picture is taken."""

    name: str
    path: str
    prepare: Callable[[Page], object] = lambda page: page.wait_for_timeout(400)
    theme: str = "light"
    language: str = "en"
    is_public: bool = False


def open_ticket(page: Page) -> None:
    page.get_by_role("link", name=TICKET).click()
    page.wait_for_timeout(500)


def write_note(page: Page) -> None:
    open_ticket(page)
    page.keyboard.press("n")
    page.keyboard.type("Sudah saya hapus langganan yang lama. Tolong pantau sampai sore.")


def select_some(page: Page) -> None:
    for place in (1, 2, 4):
        page.locator(f".row:nth-child({place}) input").check()
    page.wait_for_timeout(300)


def preview_move(page: Page) -> None:
    select_some(page)
    page.get_by_role("button", name="Move…").click()
    with page.expect_response("**/bulk/"):
        page.get_by_label("Move to").select_option("Discuss")
    page.wait_for_timeout(200)


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    with page.expect_response("**/find/**"):
        page.keyboard.type("jadwal")
    page.wait_for_timeout(200)


def open_talk(page: Page) -> None:
    page.get_by_role("link", name=LEAD).click()
    page.wait_for_timeout(500)


def ask_to_hand_back(page: Page) -> None:
    page.get_by_role("link", name="Dewi Anggraini").click()
    page.locator("#hand-back").click()
    page.wait_for_timeout(300)


def talk_to_ari(page: Page) -> None:
    page.locator("#simulator-workspace").select_option(label="Rumah Kuliah")
    page.get_by_label("What the lead writes").fill("Halo, saya Sari. Mau kuliah S2 di Jepang, IELTS saya 6,5")
    page.get_by_role("button", name="Say it").click()
    page.locator(".trace summary").first.click()
    page.wait_for_timeout(300)


def choose_workspace(page: Page) -> None:
    """Show the page of the business whose calendar is full."""
    with page.expect_navigation():
        page.get_by_label("Workspace", exact=True).select_option(label="Rumah Kuliah")
    page.wait_for_timeout(300)


def show_day(page: Page) -> None:
    choose_workspace(page)
    with page.expect_navigation():
        page.get_by_label("Show", exact=True).first.select_option("day")
    page.wait_for_timeout(300)


def open_appointment(page: Page) -> None:
    open_talk(page)
    page.locator("[aria-labelledby=lead-appointments] li a").first.click()
    page.wait_for_timeout(300)


def move_appointment(page: Page) -> None:
    open_appointment(page)
    page.get_by_role("link", name="Move").click()
    page.wait_for_timeout(300)


def open_tab(number: int) -> Callable[[Page], None]:
    """Show one of the tabs of the settings."""

    def open_it(page: Page) -> None:
        choose_workspace(page)
        page.locator(".tabs a").nth(number).click()
        page.wait_for_timeout(400)

    return open_it


TABS = ("flow", "knowledge", "destinations", "scoring", "hours", "days", "rules")
SHOTS = (
    Shot(name="log-in", path="/portal/login/", is_public=True),
    Shot(name="tickets", path="/portal/tickets/"),
    Shot(name="tickets-dark", path="/portal/tickets/", theme="dark"),
    Shot(name="tickets-selected", path="/portal/tickets/", prepare=select_some),
    Shot(name="bulk", path="/portal/tickets/", prepare=preview_move),
    Shot(name="ticket", path="/portal/tickets/", prepare=open_ticket),
    Shot(name="ticket-dark", path="/portal/tickets/", prepare=open_ticket, theme="dark"),
    Shot(name="ticket-indonesian", path="/portal/tickets/", prepare=open_ticket, language="id"),
    Shot(name="note", path="/portal/tickets/", prepare=write_note),
    Shot(name="palette", path="/portal/tickets/", prepare=open_palette),
    Shot(name="dashboard", path="/portal/dashboard/"),
    Shot(name="dashboard-dark", path="/portal/dashboard/", theme="dark", language="id"),
    Shot(name="views", path="/portal/tickets/views/"),
    Shot(name="new-ticket", path="/portal/tickets/new/"),
    Shot(name="conversations", path="/portal/conversations/"),
    Shot(name="conversations-dark", path="/portal/conversations/", theme="dark"),
    Shot(name="conversation", path="/portal/conversations/", prepare=open_talk),
    Shot(name="conversation-indonesian", path="/portal/conversations/", prepare=open_talk, language="id"),
    Shot(name="conversation-dark", path="/portal/conversations/", prepare=open_talk, theme="dark"),
    Shot(name="hand-back", path="/portal/conversations/", prepare=ask_to_hand_back),
    Shot(name="notifications", path="/portal/notifications/"),
    Shot(name="simulator", path="/portal/simulator/", prepare=talk_to_ari),
    Shot(name="appointments", path="/portal/appointments/", prepare=choose_workspace),
    Shot(name="appointments-day", path="/portal/appointments/", prepare=show_day),
    Shot(name="appointment-list", path="/portal/appointments/list/"),
    Shot(name="appointment", path="/portal/conversations/", prepare=open_appointment),
    Shot(name="appointment-move", path="/portal/conversations/", prepare=move_appointment),
    Shot(name="settings", path="/portal/settings/", prepare=choose_workspace),
    *(
        Shot(name=f"settings-{tab}", path="/portal/settings/", prepare=open_tab(number))
        for number, tab in enumerate(TABS, start=1)
    ),
    Shot(name="replies", path="/portal/replies/"),
    Shot(name="grants", path="/portal/grants/"),
    Shot(name="audit", path="/portal/audit/"),
    Shot(name="migration", path="/portal/migration/"),
    Shot(name="not-found", path="/portal/nowhere/"),
    Shot(name="reopen", path="/tickets/reopen/?token=x&lang=id", is_public=True),
    Shot(name="lead-moves", path="{move}", is_public=True),
    Shot(name="lead-cancels", path="{cancel}", is_public=True),
)


@contextmanager
def run_demonstration() -> Iterator[tuple[Website, Mapping[str, str]]]:
    """Run the deployment with its data and the site over it, with the links of a lead, for the time of the block."""
    with tempfile.TemporaryDirectory() as folder:
        deployment = start_embedded(PROJECT, Path(folder) / "convex", port=0, site_port=0)
        try:
            push_functions(PROJECT, deployment)
            with ConvexClient(deployment.url, deploy_key=deployment.admin_key, site_url=deployment.site_url) as convex:
                seeder, now = Seeder(deployment, convex), datetime.now(UTC)
                seed_demonstration(seeder, now)
                seed_desk(seeder)
                seed_talks(seeder, now)
                seed_leads(seeder, now)
                seed_knowledge(seeder)
            with run_website(deployment.environment(), Path(folder) / "site") as website:
                website.manage("tidy_tickets", "--repair")
                website.manage("shell", "--no-imports", "-c", FILL)
                yield website, json.loads((Path(folder) / "site" / LINKS).read_text())
        finally:
            deployment.stop()


def log_in(context: BrowserContext) -> None:
    """Log in as the superuser of the demonstration."""
    page = context.new_page()
    page.goto("/portal/login/")
    page.get_by_label("Username").fill("rina")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    # A page that is closed while it is on its way somewhere now and then takes the browser with it.
    page.wait_for_url("**/portal/tickets/")
    page.close()


def take(browser: Browser, website: Website, links: Mapping[str, str], shot: Shot, size: str) -> bytes:
    """Return the picture of a page, as WebP."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=website.address,
        viewport={"width": width, "height": height},
        is_mobile=size == "phone",
        reduced_motion="reduce",
    )
    try:
        if not shot.is_public:
            log_in(context)
        cookies = {"theme": shot.theme, "django_language": shot.language}
        context.add_cookies([{"name": name, "value": value, "url": website.address} for name, value in cookies.items()])
        page = context.new_page()
        page.goto(shot.path.format(**links))
        shot.prepare(page)
        return as_webp(page.screenshot())
    finally:
        context.close()


def as_webp(png: bytes) -> bytes:
    """Return the picture in its smallest readable form."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


def take_all(wanted: Sequence[str]) -> int:
    """Take the pictures of these names, without any all of them, in every size; return how many bytes all have."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = {f"{shot.name}-{size}.webp" for shot in SHOTS for size in SIZES}
    for old in FOLDER.iterdir():
        if old.name not in known:
            old.unlink()
    with run_demonstration() as (website, links), run_browser() as browser:
        for shot in SHOTS:
            for size in SIZES if not wanted or shot.name in wanted else ():
                (FOLDER / f"{shot.name}-{size}.webp").write_bytes(take(browser, website, links, shot, size))
    return sum(picture.stat().st_size for picture in FOLDER.iterdir())


if __name__ == "__main__":
    sys.stdout.write(f"{take_all(sys.argv[1:]) / 1024:.0f} KiB in docs/screenshots/\n")
