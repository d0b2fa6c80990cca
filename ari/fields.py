"""The fields of requests that only ARI has."""

from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema_field

from config.fields import StrictTextField

LINK_MAX_LENGTH = 500


class TextField(StrictTextField):
    """A text that is not blank, at most so long. `allow_null` clears it."""

    def __init__(self, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


@extend_schema_field({"type": "string", "format": "uri", "minLength": 1, "maxLength": LINK_MAX_LENGTH})
class LinkField(StrictTextField):
    """A web address. `javascript:` and its like are none."""

    def __init__(self, **kwargs: Any) -> None:
        message = "Must be an address that begins with https:// or http://."
        validators = [URLValidator(schemes=["http", "https"], message=message)]
        super().__init__(max_length=LINK_MAX_LENGTH, validators=validators, **kwargs)


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 64, "example": "Asia/Jakarta"})
class ZoneField(StrictTextField):
    """The IANA name of a time zone that this machine knows."""

    default_error_messages: ClassVar = {
        "unknown": "There is no such time zone. Use an IANA name, such as Asia/Jakarta."
    }

    def to_internal_value(self, data: Any) -> str:
        """Return the name."""
        name = super().to_internal_value(data)
        if name not in zone_names():
            self.fail("unknown")
        return name


@cache
def zone_names() -> frozenset[str]:
    """Return all names. Listing them reads a hundred folders, so that is done once."""
    return frozenset(available_timezones())
