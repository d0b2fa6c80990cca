"""JSON in and out of the REST API. By orjson, which refuses NaN, halves of characters and endless nesting."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

JSON = "application/json"


class TooLargeError(APIException):
    """The body has more bytes than the route takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"
    default_detail = "The body is larger than this route takes."


class JsonParser(BaseParser):
    """Reads a JSON object strictly: no NaN, no half characters, no nesting that would exhaust the stack."""

    media_type = JSON

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the parsed body.

        Raises:
            ParseError: it is not JSON, or no object.
            TooLargeError: it exceeds DATA_UPLOAD_MAX_MEMORY_SIZE, which Django checks only where it reads itself.
        """
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(limit + 1)
        if len(content) > limit:
            raise TooLargeError
        try:
            body = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not valid JSON: {error.msg} (character {error.pos}).") from None
        if not isinstance(body, dict):
            raise ParseError("The body must be a JSON object.")
        return body


class JsonRenderer(BaseRenderer):
    """Writes JSON as UTF-8. Moments that reach it as datetimes are written in UTC."""

    media_type = JSON
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the JSON text; nothing at all for an answer without a body."""
        if data is None:
            return b""
        return orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
