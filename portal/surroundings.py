"""What surrounds every page: the theme, the navigation, the languages to choose from."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import get_language

from config.authentication import is_staff
from portal.navigation import links_for
from portal.preferences import LANGUAGE_NAMES, Theme, theme_of


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return the context that `portal/base.html` needs. Strangers get no navigation."""
    # An API view has a principal in place of the account.
    account: object = getattr(request, "user", None)
    is_ours = isinstance(account, User) and is_staff(account)
    links = list(links_for(request)) if is_ours else []
    return {
        "theme": theme_of(request),
        "themes": list(Theme),
        "languages": LANGUAGE_NAMES,
        "language": get_language(),
        "daily_links": [link for link in links if link.place.is_daily],
        "other_links": [link for link in links if not link.place.is_daily],
        "is_staff": is_ours,
    }
