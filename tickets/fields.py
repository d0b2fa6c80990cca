"""Fields of requests that take values of the right type alone; Django REST framework's own turn 1 into "1" and true."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from tickets.domain import ID_MAX_LENGTH, REASON_MAX_LENGTH, TEXT_MAX_LENGTH, TITLE_MAX_LENGTH, TITLE_MIN_LENGTH


class StrictTextField(serializers.CharField):
    """A JSON string, trimmed before it is measured."""

    default_error_messages: ClassVar = {"invalid": "Must be a text."}

    def to_internal_value(self, data: Any) -> str:
        """Return the text; a number or boolean is none."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


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


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": ID_MAX_LENGTH})
class IdField(StrictTextField):
    """An id. Whether there is such a thing, Convex knows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=ID_MAX_LENGTH, **kwargs)


class StrictBooleanField(serializers.BooleanField):
    """A JSON boolean."""

    default_error_messages: ClassVar = {"invalid": "Must be true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """Return the boolean; nothing else is one."""
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class TextBooleanField(serializers.BooleanField):
    """A boolean in a query string or a form: the words true and false."""

    default_error_messages: ClassVar = {"invalid": "Must be true or false."}
    # A box that is not ticked is absent from a form; here absence means that nothing was said.
    default_empty_html = empty
    words: ClassVar = {"true": True, "false": False}

    def to_internal_value(self, data: Any) -> bool:
        """Return the boolean that the word means."""
        if data not in self.words:
            self.fail("invalid")
        return self.words[data]


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": 2**31 - 1})
class VersionField(serializers.IntegerField):
    """The version of a ticket that the caller read: a JSON number."""

    default_error_messages: ClassVar = {"invalid": "Must be a whole number."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Return the version; a text or a boolean is none."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class StrictChoiceField(serializers.ChoiceField):
    """One of the words, as a text: `ChoiceField` compares `str(value)`."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the choice; what is no text is none."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class WordListField(serializers.ListField):
    """A parameter that may come several times, or once with its words between commas."""

    def get_value(self, dictionary: Mapping[str, Any]) -> Any:
        """Return the words of all occurrences, each once, in their order."""
        values = dictionary.getlist(self.field_name) if hasattr(dictionary, "getlist") else []
        words = [word for value in values for word in value.split(",")]
        return list(dict.fromkeys(words)) if words else empty


class MomentField(serializers.DateTimeField):
    """A moment, answered in ISO 8601 in UTC. One that comes without its zone is in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)

    def to_representation(self, value: Any) -> Any:
        """Return the moment as text, always with milliseconds and a Z."""
        if not isinstance(value, datetime):
            return value
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
