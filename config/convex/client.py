"""The client of a Convex deployment over its HTTP API, shared by all threads of a process."""

import logging
import random
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from config.convex.answers import Answer, Call, FunctionKind, read_answer, read_version
from config.convex.errors import FunctionError, RequestError, UnavailableError
from config.convex.pool import ConnectionPool
from config.convex.request_ids import current_request_id
from config.convex.retries import DEFAULT_RETRIES, RetryPolicy
from config.convex.values import ConvexArg, dumps
from config.errors import RefusalError

logger = logging.getLogger(__name__)

CLIENT_NAME = "django-0.1.0"
HEADERS: Mapping[str, str] = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "Content-Type": "application/json",
    "Convex-Client": CLIENT_NAME,
    "User-Agent": CLIENT_NAME,
}
CONNECT_TIMEOUT_S = 5.0
# Node's HTTP server closes a connection that was idle for 5 s. Ours close before that, so that a mutation is not sent
# into a connection that is just being closed: its outcome would be unknown.
KEEPALIVE_S = 4.0
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
# The request never left: no connection was made, or none was free.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


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
        self._function_urls = {kind: httpx.URL(f"{self.url}/api/{kind}") for kind in FunctionKind}
        self._function_headers = {**HEADERS, "Authorization": f"Convex {_checked_key(deploy_key)}"}
        self._pool = ConnectionPool(_transport_factory(self.url, self.site_url), size=max_connections)

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
        call = Call(kind=FunctionKind.ACTION, function=f"POST {path}", request_id=current_request_id())
        headers = {**HEADERS, "Authorization": f"Bearer {bearer}"}
        started = self._clock()
        status: object = "unavailable"
        try:
            answer = self._exchange(call, "POST", f"{self.site_url}{path}", headers, content, timeout_s)
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
        answer = self._exchange(call, "GET", f"{self.url}/version", HEADERS, None, timeout_s)
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
            url = self._function_urls[call.kind]
            value = read_answer(call, self._exchange(call, "POST", url, self._function_headers, body, timeout_s))
            status = "success"
        except (RefusalError, FunctionError, RequestError) as error:
            status = error.code
            raise
        finally:
            self._log(call, status, started, attempt)
        return value

    def _exchange(
        self,
        call: Call,
        method: str,
        url: httpx.URL | str,
        headers: Mapping[str, str],
        content: bytes | None,
        timeout_s: float | None,
    ) -> Answer:
        """Send one request and receive its answer whole, within the time limit.

        It goes to httpx's transport: cookies and redirects, which a client of httpx looks after, Convex has none of.

        Raises:
            UnavailableError: no whole answer came.
            RequestError: the answer is not compressed in the way that it says.
        """
        limit_s = self._timeout_s if timeout_s is None else timeout_s
        timeout = httpx.Timeout(limit_s, connect=CONNECT_TIMEOUT_S)
        request = httpx.Request(
            method,
            url,
            headers={**headers, "Convex-Request-Id": call.request_id},
            content=content,
            extensions={"timeout": timeout.as_dict()},
        )
        deadline = self._clock() + limit_s
        try:
            with (
                self._pool.take(timeout_s=self._pool_timeout_s) as transport,
                closing(transport.handle_request(request)) as response,
            ):
                body = self._read_body(response, deadline)
        except httpx.TransportError as error:
            raise _unavailable(call, error) from error
        except httpx.DecodingError as error:
            raise _undecodable(call, error) from error
        return Answer(status=response.status_code, headers=response.headers, body=body)

    def _read_body(self, response: httpx.Response, deadline: float) -> bytes:
        """Read to the end. httpx limits the wait for each piece; an answer that trickles is ended here."""
        pieces = []
        for piece in response.iter_bytes():
            pieces.append(piece)
            if self._clock() > deadline:
                raise httpx.ReadTimeout("the answer came too slowly")
        return b"".join(pieces)

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


def _unavailable(call: Call, error: httpx.TransportError) -> UnavailableError:
    is_sent = not isinstance(error, NOT_SENT)
    return UnavailableError(
        f"no answer from Convex ({type(error).__name__}: {error})",
        function=call.function,
        request_id=call.request_id,
        is_outcome_unknown=is_sent and call.kind is not FunctionKind.QUERY,
    )


def _undecodable(call: Call, error: httpx.DecodingError) -> RequestError:
    return RequestError(
        f"the answer is not compressed in the way that its header says ({error}); look for a proxy before CONVEX_URL",
        function=call.function,
        request_id=call.request_id,
        http_status=200,
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


def _transport_factory(*urls: str | None) -> Callable[[], httpx.HTTPTransport]:
    """Return what makes the transport of one connection: to the API, and to the HTTP actions where they are."""
    parts = [urlsplit(url) for url in urls if url]
    # Reading the certificates takes 30 to 50 ms, so all connections share one context; plain http needs none.
    is_encrypted = any(part.scheme == "https" for part in parts)
    verify: ssl.SSLContext | bool = httpx.create_ssl_context() if is_encrypted else False
    return partial(
        httpx.HTTPTransport,
        limits=httpx.Limits(
            max_connections=len(parts), max_keepalive_connections=len(parts), keepalive_expiry=KEEPALIVE_S
        ),
        proxy=_proxy_to(parts[0]),
        trust_env=False,
        verify=verify,
    )


def _proxy_to(part: SplitResult) -> str | None:
    """Return the proxy that the environment names for the way out; a deployment on this machine is behind none."""
    if part.hostname is None or part.hostname in LOOPBACK_HOSTS or proxy_bypass(part.hostname):
        return None
    proxies = getproxies()
    return proxies.get(part.scheme) or proxies.get("all")


def _checked_url(url: str, name: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{name} must be an address like https://happy-animal-123.convex.cloud, without a query.")
    return url.rstrip("/")


def _checked_key(deploy_key: str) -> str:
    if not deploy_key or not deploy_key.isascii() or not deploy_key.isprintable():
        raise ValueError("CONVEX_DEPLOY_KEY is empty or has line breaks or other than ASCII; set it to a deploy key.")
    return deploy_key
