"""What an HTTP answer of Convex means: the value, or the one error that says what to do. Pure: nothing is sent here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from config.convex.errors import FunctionError, RequestError, UnavailableError
from config.convex.values import decode
from config.errors import RefusalError, refusal_from


class FunctionKind(StrEnum):
    """The kinds of Convex functions; the value is the last part of the address."""

    QUERY = "query"
    MUTATION = "mutation"
    ACTION = "action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a function, as the errors and the log name it."""

    kind: FunctionKind
    function: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer, the body decompressed.

    `retry_after_s` is the pause that the sender asks for by `Retry-After`, None where it names none.
    """

    status: int
    content_type: str
    retry_after_s: float | None
    body: bytes


# The answers that mean "not now". 500 is Convex's "couldn't be completed, try again later".
_UNAVAILABLE = frozenset({408, 421, 425, 429})
# 560 is the older status of a function that failed; its body is the same.
_FUNCTION_STATUSES = frozenset({200, 560})
# Refused before it ran, whatever it is.
_NOT_STARTED = frozenset(
    {
        "TooManyConcurrentRequests",
        "ExpiredInQueue",
        "WorkerOverloaded",
        "ExecuteQueueFull",
        "FeatureTemporarilyUnavailable",
    }
)
# The transaction was rolled back. An action is no transaction: it may have done other things before.
_ROLLED_BACK = frozenset({"OptimisticConcurrencyControlFailure", "TooManyWrites"})

_ADVICE: Mapping[int, str] = {
    400: "The request is malformed, or its body is over 16 MiB.",
    401: "CONVEX_DEPLOY_KEY is not a key of the deployment at CONVEX_URL; set both to the same deployment.",
    403: "CONVEX_DEPLOY_KEY may not run this function; give the key the right to run internal functions.",
    404: "There is no Convex API at CONVEX_URL; check the address.",
}
_OTHER_ADVICE = "Check that CONVEX_URL is the address of a Convex deployment and of nothing before it."

# How Convex's texts begin, our code for each, and what to do. Texts drift between versions: only beginnings count.
_KNOWN_FAILURES: Sequence[tuple[str, str, str]] = (
    ("Could not find", "function_not_found", _DEPLOY := "deploy this version's functions with `npx convex deploy`"),
    ("Couldn't find JavaScript module", "function_not_found", _DEPLOY),
    ("Trying to execute", "wrong_function_kind", "call it as the kind it is defined as"),
    ("ArgumentValidationError", "arguments_refused", _DEPLOY + ", or correct the arguments"),
    ("Invalid arguments for", "arguments_refused", "correct the arguments"),
    ("Arguments for", "arguments_too_large", "send fewer or smaller values in one call"),
    ("ReturnsValidationError", "return_value_refused", "correct the function or its `returns` validator"),
)
_MESSAGE_PREFIX = re.compile(r"\A(?:\[Request ID: \w+\]\s*)?(?:Server Error\s*)?(?:Uncaught )?")
_THROWN = re.compile(r"\A([A-Za-z_$][\w$]{0,60})(?::|\s|\Z)")
_FRAME = re.compile(r"^\s+at .*?\(?((?:\.\./)?convex/[\w./-]+:\d+:\d+)\)?$", re.MULTILINE)
_FIELD_PATH = re.compile(r"^Path: (\.[\w.\[\]]{1,200})$", re.MULTILINE)
_MISSING_OR_EXTRA = re.compile(r"(missing the required|contains extra) field `(\w{1,64})`")


def read_version(call: Call, answer: Answer) -> str:
    """Return the build text of a deployment, one line.

    Raises:
        UnavailableError, RequestError: see `config.convex.errors`.
    """
    if answer.status != 200:
        raise _refused(call, answer)
    text = answer.body.decode("utf-8", "replace").strip()
    if not text.isprintable() or len(text) > 200:
        raise _garbage(call, answer, "that are no version of Convex")
    return text


def read_answer(call: Call, answer: Answer) -> Any:
    """Return the value that the function returned.

    Raises:
        UnavailableError, RequestError, FunctionError: see `config.convex.errors`.
        RefusalError: the function threw a ConvexError with a known code; one of the families of `config.errors`.
    """
    if answer.status in _FUNCTION_STATUSES:
        return _read_outcome(call, answer)
    raise _refused(call, answer)


def _refused(call: Call, answer: Answer) -> UnavailableError | RequestError:
    """Return the error for an answer that is not the outcome of a function."""
    server_code = _server_code(answer.body)
    what = f"{answer.status} {server_code or 'without a code'}"
    if answer.status in _UNAVAILABLE or answer.status >= 500:
        return UnavailableError(
            f"Convex answered {what}",
            function=call.function,
            request_id=call.request_id,
            is_outcome_unknown=_is_outcome_unknown(call.kind, answer.status, server_code),
            retry_after_s=answer.retry_after_s,
        )
    return RequestError(
        f"Convex refused the request with {what}. {_ADVICE.get(answer.status, _OTHER_ADVICE)}",
        function=call.function,
        request_id=call.request_id,
        http_status=answer.status,
        server_code=server_code,
    )


def _is_outcome_unknown(kind: FunctionKind, status: int, server_code: str | None) -> bool:
    """Test if a call answered like this may have written. Queries never write."""
    if kind is FunctionKind.QUERY or server_code in _NOT_STARTED:
        return False
    is_rolled_back = server_code in _ROLLED_BACK or status == 429
    return not (is_rolled_back and kind is FunctionKind.MUTATION)


def _read_outcome(call: Call, answer: Answer) -> Any:
    try:
        outcome = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise _garbage(call, answer, "that are not JSON") from None
    match outcome:
        case {"status": "success", "value": value}:
            return _decode_or_refuse(call, answer, value)
        case {"status": "error", "errorMessage": str(message)}:
            raise _failure(call, message, _decode_or_refuse(call, answer, outcome.get("errorData")))
        case _:
            raise _garbage(call, answer, "of JSON that are no outcome of a Convex function")


def _decode_or_refuse(call: Call, answer: Answer, value: object) -> Any:
    try:
        return decode(value)
    except (ValueError, RecursionError) as error:
        raise _garbage(call, answer, f"with a value that cannot be read ({error})") from None


def _garbage(call: Call, answer: Answer, what: str) -> RequestError:
    """Return the error for an answer that Convex does not send. Its content, anybody's data, stays out of the text."""
    content_type = ascii(answer.content_type or "no content type")[1:-1][:80]
    outcome = "" if call.kind is FunctionKind.QUERY else " Whether the call was carried out is unknown."
    return RequestError(
        f"Something answered {answer.status} with {len(answer.body)} bytes ({content_type}) {what}. "
        f"{_OTHER_ADVICE}{outcome}",
        function=call.function,
        request_id=call.request_id,
        http_status=answer.status,
    )


def _failure(call: Call, message: str, data: Any) -> RefusalError | FunctionError:
    """Return the refusal that a thrown ConvexError means, else a FunctionError."""
    refusal = refusal_from(data)
    if refusal is not None:
        return refusal
    code, summary = summarize_failure(message)
    if isinstance(data, dict) and isinstance(data.get("code"), str):
        code, summary = data["code"], f"refused with the code {ascii(data['code'])[:60]}, which no error class has"
    return FunctionError(
        summary,
        function=call.function,
        request_id=call.request_id,
        code=code,
        data=data,
        server_message=message,
    )


def summarize_failure(message: str) -> tuple[str, str]:
    """Return our code for the text of a failed function, and a summary of it without its values.

    The text may quote arguments and documents. What is taken from it: the kind of failure, the class of what was
    thrown, names of fields, and the place in our own source.
    """
    text = _MESSAGE_PREFIX.sub("", message)
    for beginning, code, advice in _KNOWN_FAILURES:
        if text.startswith(beginning):
            return code, f"{code.replace('_', ' ')}{_field_of(text)}; {advice}"
    thrown, frame = _THROWN.match(text), _FRAME.search(text)
    name = thrown[1] if thrown and thrown[1].endswith("Error") else "an error"
    place = f" at {frame[1]}" if frame else ""
    return "function_threw", f"threw {name}{place}; the deployment's log has its text under the request id"


def _field_of(text: str) -> str:
    if named := _MISSING_OR_EXTRA.search(text):
        return f" ({'missing' if named[1].startswith('missing') else 'extra'} field `{named[2]}`)"
    if path := _FIELD_PATH.search(text):
        return f" (at {path[1]})"
    return ""


def _server_code(body: bytes) -> str | None:
    """Return Convex's short name of a system failure, or None where the body has none of the expected form."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    code = parsed.get("code") if isinstance(parsed, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"\w{1,64}", code, re.ASCII) else None
