"""Watching what a page does behind its back: which hosts it asks, what its policy forbids, where its scripts fail."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Answers that a test provokes on purpose are reported by the browser and by htmx in these words.
EXPECTED = ("Failed to load resource: ", "Response Status Error Code ")


@dataclass
class Watcher:
    """Collects what no page of ours may do."""

    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, address: str) -> None:
        """Watch all pages of the browser, which may ask this site alone."""
        host = urlsplit(address).netloc

        def check_host(request: Request) -> None:
            if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).netloc != host:
                self.complaints.append(f"asked another host: {request.url}")

        def check_message(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
                self.complaints.append(f"console: {message.text}")

        def check_error(error: WebError) -> None:
            self.complaints.append(f"script: {error.error}")

        context.on("request", check_host)
        context.on("console", check_message)
        context.on("weberror", check_error)
