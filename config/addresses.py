"""Which addresses are this machine's own."""

from urllib.parse import urlsplit

_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


def is_loopback(url: str) -> bool:
    """Test if the address is of this machine: nothing crosses a network, and no proxy stands before it."""
    return urlsplit(url).hostname in _LOOPBACK_HOSTS
