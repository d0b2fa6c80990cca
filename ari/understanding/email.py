"""E-mail addresses in chat language."""

import re

_ADDRESS = re.compile(
    r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_+-])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)


def is_email(text: str) -> bool:
    """Test if the text is one address, in the form of `Fact`."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None and ".." not in text
