"""How the REST API answers: JSON in and out, and every failure as `{"code", "detail", "fields"?}`.

| Failure | Status | Code |
|---|---|---|
| the body is not JSON, or not an object | 400 | `malformed_body` |
| no or no good sign-in | 401 | `not_authenticated`, `token_…` |
| a refusal of the domain (`config.errors`) | 403, 404, 409, 422 | its own |
| a value breaks a rule, or a field is unknown | 422 | `invalid_input`, with `fields` |
| method, content type, answer type, size | 405, 415, 406, 413 | `method_not_allowed`, … |
| too many requests | 429 | `too_many_requests`, with Retry-After |
| Convex, or the issuer's keys, cannot be had | 503, 502 | `convex_…`, `identity_unavailable` |
| a mistake of ours | 500 | `internal_error` |
"""

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.views import defaults
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from config.convex.errors import ConvexError, FunctionError, UnavailableError
from config.errors import InvalidInputError, RefusalError
from config.identity.errors import KeysUnavailableError
from config.json_bodies import TooLargeError

logger = logging.getLogger(__name__)

# What a pause is when nobody named one: long enough for a deployment to restart, short for who waits.
DEFAULT_PAUSE_S = 2
NON_FIELD = "non_field_errors"
# Django REST framework names refusals by what went wrong inside it; ours are named for who reads the answer.
CODE_BY_CLASS: Mapping[type[exceptions.APIException], str] = {
    exceptions.ParseError: "malformed_body",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that refuses fields it does not know, so that a typing mistake is not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; report unknown fields together with the invalid ones."""
        problems: dict[str, Any] = {}
        values: Any = None
        try:
            values = super().to_internal_value(data)
        except exceptions.ValidationError as error:
            problems = dict(error.detail) if isinstance(error.detail, Mapping) else {NON_FIELD: error.detail}
        if isinstance(data, Mapping):
            problems |= {str(name): ["There is no such field."] for name in data if name not in self.fields}
        if problems:
            raise exceptions.ValidationError(problems)
        return values


def error_body(
    code: str, detail: str, fields: Mapping[str, Sequence[str]] | None = None, facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the body of a failure. `facts` stand beside code and detail, such as the current state on a conflict."""
    body: dict[str, Any] = {**(facts or {}), "code": code, "detail": detail}
    return body | {"fields": fields} if fields else body


def handle_exception(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer for a failure in a view; None for a mistake of ours: Django logs it, `answer_500` words it."""
    response = _answer(error)
    if response is not None:
        set_rollback()
    return response


def _answer(error: Exception) -> Response | None:
    match error:
        case RefusalError():
            body = error_body(error.code, error.detail, error.fields, error.facts)
            return Response(body, status=error.status_code)
        case ConvexError():
            return _answer_convex(error)
        case KeysUnavailableError():
            return _answer_unavailable(error.code, error.detail, error.retry_after_s)
        case exceptions.ValidationError():
            return _answer_invalid(error)
        case exceptions.APIException():
            return _answer_framework(error)
        case Http404():
            return Response(error_body("not_found", "Not found."), status=status.HTTP_404_NOT_FOUND)
        case PermissionDenied():
            return Response(error_body("forbidden", "You may not do this."), status=status.HTTP_403_FORBIDDEN)
        case RequestDataTooBig():
            return _answer_framework(TooLargeError())
        case SuspiciousOperation() | UnreadablePostError():
            return Response(error_body("malformed_body", "The request cannot be read."), status.HTTP_400_BAD_REQUEST)
    return None


def _answer_convex(error: ConvexError) -> Response:
    if isinstance(error, UnavailableError):
        logger.warning("Convex is unavailable: %s", error)
        return _answer_unavailable(error.code, error.detail, error.retry_after_s)
    logger.error("A call of Convex failed: %s", error)
    # What a function threw names our insides; the caller learns that it was not their mistake.
    code = "convex_function_failed" if isinstance(error, FunctionError) else error.code
    return Response(error_body(code, error.detail), status=error.status_code)


def _answer_unavailable(code: str, detail: str, retry_after_s: float | None) -> Response:
    pause_s = math.ceil(retry_after_s or DEFAULT_PAUSE_S)
    return Response(
        error_body(code, detail), status=status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": str(pause_s)}
    )


def _answer_invalid(error: exceptions.ValidationError) -> Response:
    """Answer 422 with the messages of each field, by its path."""
    fields = dict(flatten_messages(error.detail))
    body = error_body(InvalidInputError.code, InvalidInputError.default_detail, fields)
    return Response(body, status=status.HTTP_422_UNPROCESSABLE_ENTITY)


def flatten_messages(detail: object, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the messages of nested serializers by their paths: `items.0.title`. Those of the whole are under `body`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = path if name == NON_FIELD else f"{path}.{name}".strip(".")
            yield from flatten_messages(inner, step)
    elif isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        for index, inner in enumerate(detail):
            yield from flatten_messages(inner, f"{path}.{index}".strip("."))
    elif detail:
        yield path or "body", [str(item) for item in detail] if isinstance(detail, list) else [str(detail)]


def _answer_framework(error: exceptions.APIException) -> Response:
    """Answer what Django REST framework refuses, with the headers that belong to it."""
    code = _code_of(error)
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        is_token = code.startswith("token_")
        headers["WWW-Authenticate"] = f'{challenge}, error="invalid_token"' if is_token else challenge
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(math.ceil(getattr(error, "wait", None) or 1))
        return Response(error_body(code, "Too many requests. Wait as long as Retry-After says."), 429, headers=headers)
    return Response(error_body(code, str(error.detail)), status=error.status_code, headers=headers)


def _code_of(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.PermissionDenied) and str(error.detail).startswith("CSRF Failed"):
        return "csrf_failed"
    codes = error.get_codes()
    return CODE_BY_CLASS.get(type(error)) or (codes if isinstance(codes, str) else "refused")


def refuse_unknown_parameters(query: Mapping[str, Any], known: Sequence[str]) -> None:
    """Raise InvalidInputError when the query string has a parameter that the route does not know."""
    unknown = {name: ["There is no such parameter."] for name in query if name not in known}
    if unknown:
        _refuse_fields(unknown)


def _refuse_fields(fields: Mapping[str, Sequence[str]]) -> NoReturn:
    raise InvalidInputError(fields=fields)


def answer_400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request that Django itself refuses, such as one for a host that is not ours."""
    if not is_for_programs(request):
        return defaults.bad_request(request, exception)
    return JsonResponse(error_body("malformed_request", "The request cannot be read."), status=400)


def answer_404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an address that there is not."""
    if not is_for_programs(request):
        return defaults.page_not_found(request, exception)
    return JsonResponse(error_body("not_found", "There is no such address."), status=404)


def answer_500(request: HttpRequest) -> HttpResponseBase:
    """Answer a mistake of ours. The log has it under the request's id."""
    if not is_for_programs(request):
        return defaults.server_error(request)
    detail = "Something went wrong on our side. Tell us the X-Request-ID of this answer."
    return JsonResponse(error_body("internal_error", detail), status=500)


def is_for_programs(request: HttpRequest) -> bool:
    """Test if the address is one that programs ask, which want JSON where people want a page."""
    return request.path_info.startswith(("/api/", "/webhooks/"))
