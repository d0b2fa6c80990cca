"""The language of pages: the one the reader chose (a cookie), else the browser's. The REST API speaks English alone."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from config.api import is_for_programs


class PageLanguageMiddleware(LocaleMiddleware):
    """Activates the reader's language for pages, and English for programs: no header changes what they read."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language before anything is worded."""
        if is_for_programs(request):
            translation.activate("en")
            return
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Tell caches that a page depends on the language."""
        return response if is_for_programs(request) else super().process_response(request, response)
