"""Fields of requests that take values of the right type alone; Django REST framework's own turn 1 into "1" and true."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

# Ids are longer nowhere: Convex's have 32 characters, Clerk's about as many, staff names at most 150.
ID_MAX_LENGTH = 200


class StrictTextField(serializers.CharField):
    """A JSON string, trimmed before it is measured."""

    default_error_messages: ClassVar = {"invalid": "Must be a text."}

    def to_internal_value(self, data: Any) -> str:
        """Return the text; a number or boolean is none."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


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


class WholeNumberField(serializers.IntegerField):
    """A JSON number without a fraction."""

    default_error_messages: ClassVar = {"invalid": "Must be a whole number."}

    def to_internal_value(self, data: Any) -> int:
        """Return the number; a text or a boolean is none."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class NumberField(serializers.FloatField):
    """A JSON number."""

    default_error_messages: ClassVar = {"invalid": "Must be a number."}

    def to_internal_value(self, data: Any) -> float:
        """Return the number; a text or a boolean is none."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return data
