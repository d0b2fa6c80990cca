"""Every address of the site, as something that can be asked for."""

import re
from collections.abc import Iterator, Sequence

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver

# What stands for a variable part: no id of anything, so that each address answers as it does for a stranger's guess.
UNKNOWN = "1"


def list_addresses() -> list[str]:
    """Return the addresses, in the order of the patterns."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield re.sub(r"<[^>]+>", UNKNOWN, simplify_regex(address).replace("/?", "/"))
