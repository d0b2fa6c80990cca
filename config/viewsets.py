"""What the viewsets of all apps share: reading a request, showing things, wording refusals in the names of the API."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from rest_framework.fields import empty
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from config.api import StrictSerializer
from config.errors import RefusalError
from config.idempotency import InFlightGuard
from config.serializers import Serializer


class ApiViewSet(ViewSetMixin, InFlightGuard):
    """The base of viewsets whose refusals come from Convex."""

    def handle_exception(self, exc: Exception) -> Response:
        """Word a refusal with the names of the API before it is answered."""
        if isinstance(exc, RefusalError):
            self.reword(exc)
        return super().handle_exception(exc)

    def reword(self, refusal: RefusalError) -> None:
        """Give the fields and facts of a refusal the names and forms that this API has for them."""


def rename_fields(refusal: RefusalError, names: Mapping[str, str]) -> None:
    """Name the fields of a refusal as requests name them; those without another name keep theirs."""
    refusal.fields = {names.get(name, name): messages for name, messages in refusal.fields.items()}


def read_body(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """Return the validated body.

    Raises:
        ValidationError: a value breaks a rule, or a field is unknown.
    """
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    values: dict[str, Any] = body.validated_data
    return values


def read_query(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """Return the validated query string.

    Raises:
        ValidationError: a value breaks a rule, or a parameter is unknown.
    """
    query = request.query_params
    reader = _reader_of(serializer, frozenset(serializer._declared_fields).intersection(query))
    values: dict[str, Any] = reader.run_validation(query)
    return values


@lru_cache(maxsize=512)
def _reader_of(serializer: type[StrictSerializer], given: frozenset[str]) -> StrictSerializer:
    """Return a serializer that validates queries with these parameters and keeps nothing.

    Making one copies all its fields, 0.2 ms for those of a list. Validating two parameters takes 0.01 ms in this way,
    and 0.04 with a reader that runs through all that there are.
    """
    reader = serializer()
    for name, field in serializer._declared_fields.items():
        if name not in given and not field.required and field.default is empty:
            del reader.fields[name]
    return reader


def show_all(
    serializer: type[Serializer], things: Sequence[object], context: Mapping[str, Any] | None = None
) -> list[Any]:
    """Return the things as answers show them."""
    show = serializer(context=dict(context)) if context else _shower_of(serializer)
    return [show.to_representation(thing) for thing in things]


@cache
def _shower_of(serializer: type[Serializer]) -> Serializer:
    """Return a serializer that shows, for all requests: one for a list takes half as long to make as its tickets."""
    return serializer()
