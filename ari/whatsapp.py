"""The way out to WhatsApp: by Kapso's API where a key is set, else to the console.

NotSentError
    what became of the message is in `outcome`: RETRY, it did not go out and may the next time; UNKNOWN, it may have
    gone out; GIVE_UP, it never will
"""

import os
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Protocol, TextIO
from urllib.parse import quote

import httpx
import orjson

from ari.inbox import Delivery, DeliveryOutcome
from ari.phones import digits_of
from config.addresses import is_loopback

API_VERSION = "v24.0"
CONNECT_TIMEOUT_S = 5.0
# WhatsApp answers in about a second. After this the outcome is taken as unknown.
TIMEOUT_S = 20.0
# An answer has a few hundred bytes.
MAX_ANSWER_BYTES = 64 * 1024
# The request never left.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
# Meta's codes for "not now": limits of rates, maintenance, services that are down.
PASSING_CODES = frozenset(
    {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016}
)  # fmt: skip
# What somebody can put right while the message waits: keys and permissions.
MENDABLE_STATUSES = frozenset({401, 403})
MAX_RETRY_AFTER_S = 3600


class NotSentError(Exception):
    """The message did not go out, as far as is known. `reason` is for staff and the log, without personal data."""

    def __init__(self, reason: str, outcome: DeliveryOutcome, *, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason, self.outcome, self.retry_after = reason, outcome, retry_after


class Gateway(Protocol):
    """Sends messages to WhatsApp."""

    def send(self, delivery: Delivery) -> str:
        """Send the message and return the id that WhatsApp gave it.

        Raises:
            NotSentError: it did not go out, or that is not known.
        """


def make_gateway(*, api_key: str, base_url: str, out: TextIO) -> Gateway:
    """Return the gateway by Kapso; without a key, one that prints what would be sent."""
    return KapsoGateway(base_url=base_url, api_key=api_key) if api_key else ConsoleGateway(out)


class ConsoleGateway:
    """Prints messages, for a machine without an account."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def send(self, delivery: Delivery) -> str:
        """Print the message."""
        name = f"[template {delivery.template.name}]" if delivery.template else ""
        self._out.write(f"WhatsApp to {delivery.to}: {delivery.text or name}\n")
        self._out.flush()
        return f"console.{uuid.uuid4().hex}"


class KapsoGateway:
    """Sends by Kapso's proxy of Meta's Cloud API. Safe to share between threads."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url, self._timeout_s, self._clock = base_url, timeout_s, clock
        self._headers = {"X-API-Key": api_key, "Content-Type": "application/json"}

    def __repr__(self) -> str:
        """Name the address and not the key."""
        return f"<KapsoGateway {self._base_url}>"

    def send(self, delivery: Delivery) -> str:
        """Send the message; see `Gateway`."""
        url = f"{self._base_url}/meta/whatsapp/{API_VERSION}/{quote(delivery.phone_number_id, safe='')}/messages"
        return read_answer(self._post(url, orjson.dumps(body_of(delivery))))

    def _post(self, url: str, content: bytes) -> "Answer":
        timeout = httpx.Timeout(self._timeout_s, connect=min(CONNECT_TIMEOUT_S, self._timeout_s))
        deadline = self._clock() + self._timeout_s
        try:
            with _http(self._base_url).stream(
                "POST", url, content=content, headers=self._headers, timeout=timeout
            ) as response:
                return Answer(response.status_code, response.headers, self._read(response, deadline))
        except NOT_SENT as error:
            raise NotSentError(f"Kapso was not reached ({type(error).__name__})", DeliveryOutcome.RETRY) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            reason = f"Kapso gave no whole answer ({type(error).__name__})"
            raise NotSentError(reason, DeliveryOutcome.UNKNOWN) from error

    def _read(self, response: httpx.Response, deadline: float) -> bytes:
        """Read the answer. httpx limits the wait for each piece; one that trickles, or has no end, is ended here."""
        pieces, size = [], 0
        for piece in response.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if self._clock() > deadline or size > MAX_ANSWER_BYTES:
                raise httpx.ReadTimeout("the answer came too slowly, or was too long")
        return b"".join(pieces)


def body_of(delivery: Delivery) -> Mapping[str, Any]:
    """Return the message in the shape of Meta's API. The sign comes back with each status of the message."""
    common = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": digits_of(delivery.to),
        "biz_opaque_callback_data": delivery.message_id,
    }
    if delivery.template is None:
        return {**common, "type": "text", "text": {"body": delivery.text or "", "preview_url": False}}
    template = delivery.template
    components = {"components": list(template.components)} if template.components else {}
    shape = {"name": template.name, "language": {"code": template.language}, **components}
    return {**common, "type": "template", "template": shape}


@dataclass(frozen=True, slots=True)
class Answer:
    """What Kapso answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read_answer(answer: Answer) -> str:
    """Return the id of the message that WhatsApp took.

    Raises:
        NotSentError: it did not take it, or what it answered cannot be understood.
    """
    parsed = _parse(answer.body)
    if answer.status < 300:
        message_id = _message_id(parsed)
        if message_id is None:
            # It said yes to something; only the status will tell to what.
            raise NotSentError("Kapso answered without a message id", DeliveryOutcome.UNKNOWN)
        return message_id
    code = _error_code(parsed)
    named = f"{answer.status}, code {code}" if code is not None else str(answer.status)
    raise NotSentError(
        f"Kapso answered {named}", outcome_of(answer.status, code), retry_after=_retry_after(answer.headers)
    )


def outcome_of(status: int, code: int | None) -> DeliveryOutcome:
    """Return what a refusal means. `code` is Meta's own; with one, the message certainly was not taken."""
    if code in PASSING_CODES or status in MENDABLE_STATUSES or status in {425, 429, 503}:
        return DeliveryOutcome.RETRY
    if status < 400:
        # A redirection: the address is wrong, and the key must not follow it.
        return DeliveryOutcome.RETRY
    if status == httpx.codes.REQUEST_TIMEOUT or (status >= 500 and code is None):
        return DeliveryOutcome.UNKNOWN
    return DeliveryOutcome.RETRY if status >= 500 else DeliveryOutcome.GIVE_UP


def _parse(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _message_id(parsed: Any) -> str | None:
    messages = parsed.get("messages") if isinstance(parsed, dict) else None
    first = messages[0] if isinstance(messages, list) and messages else None
    message_id = first.get("id") if isinstance(first, dict) else None
    return message_id if isinstance(message_id, str) and message_id else None


def _error_code(parsed: Any) -> int | None:
    error = parsed.get("error") if isinstance(parsed, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    text = headers.get("retry-after", "")
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        return None
    return timedelta(seconds=min(int(text), MAX_RETRY_AFTER_S))


def _http(base_url: str) -> httpx.Client:
    """Return the process's client for that address: proxies of the environment are for the way out only."""
    return _make_client(os.getpid(), trust_env=not is_loopback(base_url))


@cache
def _make_client(_process_id: int, *, trust_env: bool) -> httpx.Client:
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=4.0)
    return httpx.Client(limits=limits, trust_env=trust_env)
