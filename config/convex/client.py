"""The client of a Convex deployment over its HTTP API, shared by all threads of a process."""

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from config.convex.answers import Answer, Call, FunctionKind, read_answer, read_version
from config.convex.errors import FunctionError, RequestError, UnavailableError
from config.convex.pool import ConnectionPool, NoneFreeError
from config.convex.request_ids import current_request_id
from config.convex.retries import DEFAULT_RETRIES, RetryPolicy
from config.convex.transport import NoAnswerError, Request, Transport, UndecodableAnswerError
from config.convex.values import ConvexArg, dumps
from config.errors import RefusalError

logger = logging.getLogger(__name__)

CLIENT_NAME = "django-0.1.0"
HEADERS: Sequence[str] = (
    "Accept: application/json",
    "Content-Type: application/json",
    f"Convex-Client: {CLIENT_NAME}",
    f"User-Agent: {CLIENT_NAME}",
)


class ConvexClient:
    """Calls functions and HTTP actions of one deployment with its deploy key. Safe to share between threads.

    `timeout_s` bounds one attempt, from the start to the last byte received; `pool_timeout_s` the wait for a free
    connection. Every call carries the request id bound by `request_ids.bind_request_id`, or one of its own.
    Errors: `config.convex.errors`.
    """

    def __init__(
        self,
        url: str,
        *,
        deploy_key: str,
        site_url: str | None = None,
        timeout_s: float = 30.0,
        pool_timeout_s: float = 5.0,
        max_connections: int = 20,
        retries: RetryPolicy = DEFAULT_RETRIES,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random | None = None,
    ) -> None:
        self.url = _checked_url(url, "CONVEX_URL")
        self.site_url = _checked_url(site_url, "CONVEX_SITE_URL") if site_url else None
        self._timeout_s, self._pool_timeout_s = timeout_s, pool_timeout_s
        self._retries = retries
        self._sleep, self._clock = sleep, clock
        # The system's source has no state, so that forked workers do not draw the same pauses.
        self._rng = rng or random.SystemRandom()
        self._function_headers = (*HEADERS, f"Authorization: Convex {_checked_key(deploy_key)}")
        self._pool = ConnectionPool(partial(Transport, self.url), size=max_connections)

    def __repr__(self) -> str:
        """Name the deployment and not the key."""
        return f"<ConvexClient {self.url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the pooled connections. A closed client cannot be used again."""
        self._pool.close()

    def query(self, path: str, args: Mapping[str, ConvexArg] | None = None) -> Any:
        """Return what the query returns, as the values of `config.convex.values`.

        A query writes nothing, so it is made again while Convex is unavailable, within the bounds of the retry policy.
        """
        return self._call(FunctionKind.QUERY, path, args, idempotent=True)

    def mutation(self, path: str, args: Mapping[str, ConvexArg] | None = None, *, idempotent: bool = False) -> Any:
        """Run a mutation and return what it returns.

        It is made again only when the failed attempt certainly wrote nothing: no connection, 429, or a 503 with a code
        of rejection or rollback. With `idempotent=True` it is also made again when the outcome is unknown (time-out,
        reset, 500): for mutations that check an idempotency key in their arguments, or set what is set already.
        """
        return self._call(FunctionKind.MUTATION, path, args, idempotent=idempotent)

    def action(self, path: str, args: Mapping[str, ConvexArg] | None = None, *, timeout_s: float | None = None) -> Any:
        """Run an action and return what it returns. It is made again only when it certainly did not start."""
        return self._call(FunctionKind.ACTION, path, args, idempotent=False, timeout_s=timeout_s)

    def post_site(self, path: str, content: bytes, *, bearer: str, timeout_s: float | None = None) -> Answer:
        """Post JSON text to an HTTP action of the deployment and return its answer, whatever its status.

        `path` begins with a slash. One attempt: what the statuses mean, and what may be repeated, the caller knows.

        Raises:
            UnavailableError: there is no answer; `is_outcome_unknown` says if the action may have run all the same.
        """
        if self.site_url is None:
            raise ValueError("The client was made without a site_url; HTTP actions need CONVEX_SITE_URL.")
        if not _can_be_sent(bearer):
            raise ValueError("The key has line breaks or other than ASCII.")
        call = Call(kind=FunctionKind.ACTION, function=f"POST {path}", request_id=current_request_id())
        headers = (*HEADERS, f"Authorization: Bearer {bearer}")
        started = self._clock()
        status: object = "unavailable"
        try:
            answer = self._exchange(call, f"{self.site_url}{path}", headers, content, timeout_s)
            status = answer.status
        finally:
            self._log(call, status, started, attempt=1)
        return answer

    def version(self, *, timeout_s: float | None = None) -> str:
        """Return the build text of the deployment. One attempt, and no key is needed: a sign of life.

        Raises:
            UnavailableError, RequestError: nothing answers, or what answers is no Convex.
        """
        call = Call(kind=FunctionKind.QUERY, function="GET /version", request_id=current_request_id())
        answer = self._exchange(call, f"{self.url}/version", HEADERS, None, timeout_s)
        return read_version(call, answer)

    def _call(
        self,
        kind: FunctionKind,
        path: str,
        args: Mapping[str, ConvexArg] | None,
        *,
        idempotent: bool,
        timeout_s: float | None = None,
    ) -> Any:
        """Make a call and, as far as that is safe, make it again while Convex is unavailable."""
        body = b'{"path":%b,"format":"convex_encoded_json","args":%b}' % (
            dumps(path, name="path"),
            dumps(args or {}, name="args"),
        )
        call = Call(kind=kind, function=path, request_id=current_request_id())
        started = self._clock()
        is_outcome_unknown = False
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._attempt(call, body, timeout_s, attempt)
            except UnavailableError as error:
                # An earlier attempt may have written, whatever became of this one.
                is_outcome_unknown |= error.is_outcome_unknown
                pause_s = self._retries.pause_s(
                    error, attempt=attempt, elapsed_s=self._clock() - started, rng=self._rng
                )
                if pause_s is None or (error.is_outcome_unknown and not idempotent):
                    raise _with_outcome(error, is_outcome_unknown) from error.__cause__
            self._sleep(pause_s)

    def _attempt(self, call: Call, body: bytes, timeout_s: float | None, attempt: int) -> Any:
        """Make one attempt and log it in one line, without arguments or answers."""
        started = self._clock()
        status = "unavailable"
        try:
            url = f"{self.url}/api/{call.kind}"
            value = read_answer(call, self._exchange(call, url, self._function_headers, body, timeout_s))
            status = "success"
        except (RefusalError, FunctionError, RequestError) as error:
            status = error.code
            raise
        finally:
            self._log(call, status, started, attempt)
        return value

    def _exchange(
        self, call: Call, url: str, headers: Sequence[str], content: bytes | None, timeout_s: float | None
    ) -> Answer:
        """Send one request and receive its answer whole, within the time limit.

        Raises:
            UnavailableError: no whole answer came.
            RequestError: the answer is not compressed in the way that it says.
        """
        request = Request(url=url, headers=(*headers, f"Convex-Request-Id: {call.request_id}"), content=content)
        limit_s = self._timeout_s if timeout_s is None else timeout_s
        try:
            with self._pool.take(timeout_s=self._pool_timeout_s) as connection:
                return connection.exchange(request, timeout_s=limit_s)
        except NoneFreeError as error:
            raise _unavailable(call, error, is_sent=False) from error
        except NoAnswerError as error:
            raise _unavailable(call, error, is_sent=error.is_sent) from error
        except UndecodableAnswerError as error:
            raise _undecodable(call, error) from error

    def _log(self, call: Call, status: object, started: float, attempt: int) -> None:
        elapsed_ms = (self._clock() - started) * 1000
        logger.debug(
            "function=%s status=%s ms=%.1f request_id=%s attempt=%d",
            call.function,
            status,
            elapsed_ms,
            call.request_id,
            attempt,
        )


def _unavailable(call: Call, error: Exception, *, is_sent: bool) -> UnavailableError:
    return UnavailableError(
        f"no answer from Convex ({error})",
        function=call.function,
        request_id=call.request_id,
        is_outcome_unknown=is_sent and call.kind is not FunctionKind.QUERY,
    )


def _undecodable(call: Call, error: UndecodableAnswerError) -> RequestError:
    return RequestError(
        f"the answer is not compressed in the way that its header says ({error}); look for a proxy before CONVEX_URL",
        function=call.function,
        request_id=call.request_id,
        http_status=error.status,
    )


def _with_outcome(error: UnavailableError, is_outcome_unknown: bool) -> UnavailableError:
    """Return the last attempt's error, saying of all attempts together whether they may have written."""
    if is_outcome_unknown == error.is_outcome_unknown:
        return error
    return UnavailableError(
        error.reason,
        function=error.function,
        request_id=error.request_id,
        is_outcome_unknown=is_outcome_unknown,
        retry_after_s=error.retry_after_s,
    )


def _checked_url(url: str, name: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{name} must be an address like https://happy-animal-123.convex.cloud, without a query.")
    return url.rstrip("/")


def _checked_key(deploy_key: str) -> str:
    if not deploy_key or not _can_be_sent(deploy_key):
        raise ValueError("CONVEX_DEPLOY_KEY is empty or has line breaks or other than ASCII; set it to a deploy key.")
    return deploy_key


def _can_be_sent(key: str) -> bool:
    """Test if the key fits into a line of a header and adds none."""
    return key.isascii() and key.isprintable()
