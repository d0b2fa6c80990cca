"""Every way in which a call of Convex can fail, sorted by what the catcher does.

    ConvexError
    ├── UnavailableError       503  no answer, or "not now": wait and try again
    ├── RequestError           502  the request was refused, or what answered is no Convex: settings or code are wrong
    ├── FunctionError          502  the function was reached and threw, or does not exist in this deployment
    └── UnsupportedTypeError   500  an argument is of a type that Convex has not: a mistake of the calling code

    InvalidInputError (config.errors)
    └── UnsendableValueError   422  an argument of a good type holds what Convex cannot: usually somebody's input

The refusals of `config.errors` are raised in place of a FunctionError where a function throws a known code.
Texts are for the log: they name the function, the request id and what to do, and never hold a key, an argument or a
document. `detail` is the sentence for the caller of our API.
"""

from typing import Any, ClassVar

from config.errors import InvalidInputError


class ConvexError(Exception):
    """A call of Convex failed. `function` and `request_id` find it in the deployment's log."""

    status_code: ClassVar[int] = 500
    code: str = "convex_error"
    detail: ClassVar[str] = "The data store failed. Try again later."

    def __init__(self, text: str, *, function: str = "", request_id: str = "") -> None:
        super().__init__(f"{text} [request {request_id}]" if request_id else text)
        self.function, self.request_id = function, request_id


class UnavailableError(ConvexError):
    """Convex did not answer, or said "not now".

    `is_outcome_unknown` is True when a mutation or action may have been carried out all the same: then only an
    idempotent one may be repeated. `retry_after_s` is the pause the deployment asked for, None when it named none.
    """

    status_code = 503
    code = "convex_unavailable"
    detail = "The data store does not answer just now. Try again shortly."

    def __init__(
        self,
        reason: str,
        *,
        function: str,
        request_id: str,
        is_outcome_unknown: bool,
        retry_after_s: float | None = None,
    ) -> None:
        advice = (
            "Whether it was carried out is unknown: repeat it only if it is idempotent."
            if is_outcome_unknown
            else "Nothing was written: it can be repeated."
        )
        super().__init__(f"{function}: {reason}. {advice}", function=function, request_id=request_id)
        self.reason = reason
        self.is_outcome_unknown = is_outcome_unknown
        self.retry_after_s = retry_after_s


class RequestError(ConvexError):
    """The request was refused before any function ran, or the answer is not one of Convex.

    `http_status` and `server_code` (Convex's short name, such as `BadAdminKey`) are what came.
    """

    status_code = 502
    code = "convex_request_refused"

    def __init__(
        self,
        problem: str,
        *,
        function: str,
        request_id: str,
        http_status: int,
        server_code: str | None = None,
    ) -> None:
        super().__init__(f"{function}: {problem}", function=function, request_id=request_id)
        self.http_status, self.server_code = http_status, server_code


class FunctionError(ConvexError):
    """The function threw, does not exist, or its arguments or answer did not pass its validators.

    `code` is the one of the thrown ConvexError, else ours for the kind of failure (`function_threw`,
    `function_not_found`, …). `data` is the ConvexError's data, None for other errors. `server_message` is the
    deployment's own text: it may hold arguments, so it belongs in no log and in no answer.
    """

    status_code = 502
    code = "function_threw"

    def __init__(
        self,
        summary: str,
        *,
        function: str,
        request_id: str,
        code: str,
        data: Any = None,
        server_message: str = "",
    ) -> None:
        super().__init__(f"{function}: {summary}", function=function, request_id=request_id)
        self.code, self.data, self.server_message = code, data, server_message


class UnsupportedTypeError(ConvexError, TypeError):
    """A value at `path` is of a type that Convex has not. The text says what to send in its place."""

    code = "convex_unsupported_type"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path, self.problem = path, problem


class UnsendableValueError(InvalidInputError, ValueError):
    """A value at `path` is of a good type and holds what Convex cannot: a number too big, a key it reserves, …"""

    code = "unsendable_value"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}", fields={path: [problem]})
        self.path, self.problem = path, problem
