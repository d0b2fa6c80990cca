"""The browser of the tests: the one that npm's `@sparticuz/chromium` ships, unpacked once on each machine."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parents[3]
PACKAGE = PROJECT / "node_modules" / "@sparticuz" / "chromium" / "package.json"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-first-run",
    "--font-render-hinting=none",
)
# The package ships one family of letters. The machine's own fill in what it lacks, but for families whose half-bold
# letters the browser would prefer to a bold of ours: pages look the same on every machine.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts/truetype</dir>
  <cachedir>{folder}/font-cache</cachedir>
  <alias binding="same"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
"""


def unpack_chromium() -> Path:
    """Return the folder of the unpacked browser. Several processes may ask at once: the last one's folder stays."""
    version = json.loads(PACKAGE.read_text())["version"]
    folder = PROJECT / "var" / f"chromium-{version}"
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    script = Path(__file__).with_name("unpack_chromium.mjs")
    subprocess.run(["node", str(script)], check=True, capture_output=True, env={**os.environ, "TMPDIR": str(fresh)})
    try:
        fresh.rename(folder)
    except OSError:
        # Another process was quicker.
        shutil.rmtree(fresh)
    return folder


@contextmanager
def run_browser() -> Iterator[Browser]:
    """Run the browser for the time of the block.

    Playwright keeps an event loop in this thread meanwhile, which Django takes for a reason to refuse its database.
    Nothing of this project runs in that loop, so the refusal is switched off for the time (Django's own setting).
    """
    folder = unpack_chromium()
    with (
        tempfile.TemporaryDirectory() as own,
        pytest.MonkeyPatch.context() as patch,
        sync_playwright() as playwright,
    ):
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        fonts = Path(own) / "fonts.conf"
        fonts.write_text(FONTS.format(folder=folder))
        browser = playwright.chromium.launch(
            executable_path=folder / "chromium",
            args=list(SWITCHES),
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
            timeout=60_000,
        )
        try:
            yield browser
        finally:
            browser.close()
