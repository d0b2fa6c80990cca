"""What a reader prefers: the theme and the language, kept in cookies so that also the log-in page knows them."""

from collections.abc import Mapping
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

THEME_COOKIE = "theme"
YEAR_S = 31_536_000
# Each language in its own words, whatever the page speaks.
LANGUAGE_NAMES: Mapping[str, str] = dict(settings.LANGUAGES)


class Theme(StrEnum):
    """Light or dark, or whatever the machine of the reader is set to."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @property
    def label(self) -> str | Promise:
        """The name of the theme."""
        return {Theme.SYSTEM: _("System"), Theme.LIGHT: _("Light"), Theme.DARK: _("Dark")}[self]


def theme_of(request: HttpRequest) -> Theme:
    """Return the theme that the reader chose, the system's where they chose none."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return Theme(chosen) if chosen in tuple(Theme) else Theme.SYSTEM


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to the page. Something that is no theme is the system's."""
    chosen = request.POST.get("theme", "")
    response = _return_to_page(request)
    _set_cookie(response, THEME_COOKIE, chosen if chosen in tuple(Theme) else Theme.SYSTEM)
    return response


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page. A language that we do not speak changes nothing."""
    chosen = request.POST.get("language", "")
    response = _return_to_page(request)
    if chosen in LANGUAGE_NAMES and check_for_language(chosen):
        _set_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def _set_cookie(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_S, secure=settings.IS_HTTPS, httponly=True, samesite="Lax")


def _return_to_page(request: HttpRequest) -> HttpResponse:
    """Lead back to where the choice was made, which is named in the form, and nowhere outside this site."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if is_ours else reverse("portal:index"))
