"""Showing pages, and parts of them that are whole pages for who comes without htmx."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from portal.asking import wants_part

Context = Mapping[str, Any]


def show(request: HttpRequest, template: str, context: Context, *, status: int = 200) -> HttpResponse:
    """Render a whole page."""
    return render(request, template, dict(context), status=status)


def show_part(
    request: HttpRequest, part: str, context: Context, *, page: str = "portal/part.html", status: int = 200
) -> HttpResponse:
    """Render the part alone for htmx; for everybody else `page`, which includes it.

    The page `portal/part.html` shows just the part under its `title`.
    """
    template = part if wants_part(request) else page
    response = render(request, template, {"part": part, **context}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
