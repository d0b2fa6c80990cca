"""What pages load: the vendored script is the package's own, and everything named is there."""

import re

from django.contrib.staticfiles import finders

from tests.portal.browser.chromium import PROJECT

PORTAL = PROJECT / "portal"
STATIC = PORTAL / "static" / "portal"


def test_htmx_is_the_pinned_package() -> None:
    package = (PROJECT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js").read_bytes()
    pinned = re.search(r"htmx (\d+\.\d+\.\d+)", (STATIC / "vendor" / "README.md").read_text())

    assert (STATIC / "vendor" / "htmx.min.js").read_bytes() == package
    assert pinned is not None
    assert f'"htmx.org": "{pinned[1]}"' in (PROJECT / "package.json").read_text()
    assert f'version:"{pinned[1]}"'.encode() in package


def test_every_static_file_that_a_template_names_is_there() -> None:
    templates = [*PROJECT.glob("*/templates/**/*.html")]
    named = {name for path in templates for name in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", path.read_text())}

    assert len(named) > 5
    assert {name for name in named if finders.find(name) is None} == set()


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    sources = [*PORTAL.glob("**/*.html"), *PROJECT.glob("tickets/templates/**/*.html")]
    named = {
        name
        for path in sources
        for name in re.findall(r"""(?:{% icon |with icon=)["']([^"']+)["']""", path.read_text())
    }
    named |= set(re.findall(r'icon="([^"]+)"', (PORTAL / "navigation.py").read_text()))

    assert len(named) > 20
    assert named - drawn == set()


def test_the_style_sheet_asks_nobody() -> None:
    text = (STATIC / "portal.css").read_text()

    assert re.findall(r"url\(|@import|https?:", text) == []


def test_no_part_hands_its_way_to_ask_down_to_what_is_in_it() -> None:
    """Else a form within a part that asks for news would be dropped while it asks."""
    tags = [tag for path in PORTAL.glob("**/*.html") for tag in re.findall(r"hx-sync=[^>]*", path.read_text())]

    assert len(tags) > 5
    assert [tag for tag in tags if 'hx-disinherit="hx-sync"' not in tag] == []
