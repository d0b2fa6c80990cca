"""Moments in addresses and forms."""

from datetime import UTC, datetime

from django.http import HttpRequest


def read_moment(request: HttpRequest, name: str) -> datetime:
    """Return a moment that a page names in milliseconds; the beginning of time where it names none."""
    text = (request.GET if request.method in ("GET", "HEAD") else request.POST).get(name, "")
    milliseconds = int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
