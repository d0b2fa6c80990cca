"""The fields of requests that only tickets have."""

from typing import Any

from drf_spectacular.utils import extend_schema_field

from config.fields import StrictTextField, WholeNumberField
from tickets.domain import REASON_MAX_LENGTH, TEXT_MAX_LENGTH, TITLE_MAX_LENGTH, TITLE_MIN_LENGTH


@extend_schema_field({"type": "string", "minLength": TITLE_MIN_LENGTH, "maxLength": TITLE_MAX_LENGTH, "pattern": r"\S"})
class TitleField(StrictTextField):
    """The title of a ticket."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=TITLE_MIN_LENGTH, max_length=TITLE_MAX_LENGTH, **kwargs)


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": TEXT_MAX_LENGTH, "pattern": r"\S"})
class BodyField(StrictTextField):
    """A description or a comment."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TEXT_MAX_LENGTH, **kwargs)


@extend_schema_field({"type": "string", "maxLength": REASON_MAX_LENGTH})
class ReasonField(StrictTextField):
    """Why something is done. Where it is optional, blank means none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=REASON_MAX_LENGTH, **{"allow_blank": not kwargs.get("required", True), **kwargs})


class VersionField(WholeNumberField):
    """The version of a ticket that the caller read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, **kwargs)
