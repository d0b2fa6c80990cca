"""Models that word replies: OpenAI-compatible chat over httpx, with a time limit and structured failures.

A failure is a `ModelError` and never a text: nothing but what a model really said can become a message. Which model a
lead gets is decided by a hash of the contact's id, as the original did, so that the two can be compared.
"""

import json
import math
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from ari.domain import ContactId
from ari.ports import ChatMessage, Completion, ModelError
from config.addresses import is_loopback
from config.convex.pool import ConnectionPool, NoneFreeError

GROK, SEALION = "grok", "sealion"
TEMPERATURE = 0.7
CONNECT_TIMEOUT_S = 3.0
# After a failure a model is left alone so long: one that stalls would make every lead wait for the time limit.
REST_S = 20.0
# An answer of some sentences has some thousand bytes; what is larger is no answer to our question.
MAX_ANSWER_BYTES = 256 * 1024
MAX_TEXT = 8000
_CONNECTIONS = 8
# No tokenizer of these models makes more tokens of a text than one for two bytes and a few for each message.
_BYTES_PER_TOKEN, _TOKENS_PER_MESSAGE = 2, 8
_HASH_BUCKETS = 100
_REFUSALS = frozenset({400, 401, 402, 403, 404, 422, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars per million tokens, which is the same as millionths of a dollar per token."""

    input: float
    output: float

    def micros(self, input_tokens: int, output_tokens: int) -> int:
        """Return the cost in millionths of a dollar, rounded up."""
        return math.ceil(self.input * input_tokens + self.output * output_tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A model behind an OpenAI-compatible address. `name` is ours, `model` the provider's."""

    name: str
    base_url: str
    api_key: str
    model: str
    price: Price


class ChatModels:
    """The models that have a key. Safe to share between threads. Satisfies `ari.ports.Models`.

    `timeout_s` bounds one call, from the start to the last byte.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        *,
        timeout_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._timeout_s, self._clock = timeout_s, clock
        self._rests_until: dict[str, float] = {}
        # A connection a client: the pool of one for all threads (httpx 0.28, httpcore 1.0) now and then closes as idle
        # what another thread has just taken, 1 call of 2,400 with 8 threads on 3 connections.
        self._pools = {
            endpoint.name: ConnectionPool(partial(_make_client, endpoint), size=_CONNECTIONS) for endpoint in endpoints
        }

    def order_for(self, contact_id: ContactId, *, grok_weight: int, before: str | None) -> tuple[str, ...]:
        """Return the models to try, best first; see `Models`."""
        chosen = before if before in self._endpoints else choose_model(contact_id, grok_weight=grok_weight)
        return tuple(sorted(self._endpoints, key=lambda name: name != chosen))

    def is_resting(self, model: str) -> bool:
        """Test if the model failed within the last REST_S; see `Models`."""
        return self._clock() < self._rests_until.get(model, -math.inf)

    def ceiling_micros(self, model: str, messages: Sequence[ChatMessage], *, max_tokens: int) -> int:
        """Return the most that the call can cost; see `Models`."""
        return self._endpoints[model].price.micros(estimate_tokens(messages), max_tokens)

    def complete(self, model: str, messages: Sequence[ChatMessage], *, max_tokens: int) -> Completion:
        """Return the model's answer; see `Models`."""
        try:
            return self._complete(model, messages, max_tokens=max_tokens)
        except ModelError:
            self._rests_until[model] = self._clock() + REST_S
            raise

    def _complete(self, model: str, messages: Sequence[ChatMessage], *, max_tokens: int) -> Completion:
        endpoint = self._endpoints[model]
        call = _Call(model=model, clock=self._clock, started=self._clock())
        status, body = self._exchange(endpoint, call, _request_body(endpoint, messages, max_tokens))
        if status != httpx.codes.OK:
            outcome = "refused" if status in _REFUSALS else "error"
            raise call.failed(outcome, f"HTTP {status}", is_charged=False)
        answer = _read_answer(call, body)
        input_tokens = answer.input_tokens or estimate_tokens(messages)
        output_tokens = answer.output_tokens or math.ceil(len(answer.text.encode()) / _BYTES_PER_TOKEN)
        return Completion(
            model=model,
            text=answer.text,
            latency_ms=call.elapsed_ms(),
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cost_micros=endpoint.price.micros(input_tokens, output_tokens),
        )

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.close()

    def _exchange(self, endpoint: Endpoint, call: "_Call", content: bytes) -> tuple[int, bytes]:
        """Send the request and receive the answer whole, within the time limit."""
        timeout = httpx.Timeout(self._timeout_s, connect=min(CONNECT_TIMEOUT_S, self._timeout_s))
        deadline = call.started + self._timeout_s
        try:
            with (
                self._pools[endpoint.name].take(timeout_s=self._timeout_s) as http,
                http.stream("POST", _address_of(endpoint), content=content, timeout=timeout) as answer,
            ):
                return answer.status_code, self._read_body(call, answer, deadline)
        except (httpx.ConnectTimeout, NoneFreeError) as error:
            raise call.failed("timeout", type(error).__name__, is_charged=False) from error
        except httpx.ConnectError as error:
            raise call.failed("error", type(error).__name__, is_charged=False) from error
        except httpx.TimeoutException as error:
            raise call.failed("timeout", type(error).__name__, is_charged=True) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise call.failed("error", type(error).__name__, is_charged=True) from error

    def _read_body(self, call: "_Call", answer: httpx.Response, deadline: float) -> bytes:
        """Read to the end. httpx limits the wait for each piece; an answer that trickles or swells is ended here."""
        pieces, size = [], 0
        for piece in answer.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if self._clock() > deadline:
                raise httpx.ReadTimeout("the answer came too slowly")
            if size > MAX_ANSWER_BYTES:
                raise call.failed("error", "the answer is too large", is_charged=True)
        return b"".join(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One call as it runs: how long it took, and its failure."""

    model: str
    clock: Callable[[], float]
    started: float

    def elapsed_ms(self) -> int:
        return round((self.clock() - self.started) * 1000)

    def failed(self, outcome: str, reason: str, *, is_charged: bool) -> ModelError:
        return ModelError(self.model, outcome, reason, latency_ms=self.elapsed_ms(), is_charged=is_charged)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What an answer says; tokens 0 where the provider did not count them."""

    text: str
    input_tokens: int
    output_tokens: int


def choose_model(contact_id: str, *, grok_weight: int) -> str:
    """Return the model that a contact gets: Grok where the hash lies below its weight in percent."""
    return GROK if contact_hash(contact_id) < grok_weight else SEALION


def contact_hash(contact_id: str) -> int:
    """Return the original's hash of an id, 0 to 99.

    Over the UTF-16 code units: acc = (acc << 5) - acc + unit, where the shift is JavaScript's, on 32 bits with a sign,
    and the sum is not cut to them.
    """
    acc = 0
    units = contact_id.encode("utf-16-le")
    for at in range(0, len(units), 2):
        acc = _int32(_int32(acc) << 5) - acc + int.from_bytes(units[at : at + 2], "little")
    return abs(acc) % _HASH_BUCKETS


def estimate_tokens(messages: Sequence[ChatMessage]) -> int:
    """Return more tokens than the messages have, for the reservation and where a provider does not count."""
    return sum(
        math.ceil(len(message.content.encode()) / _BYTES_PER_TOKEN) + _TOKENS_PER_MESSAGE for message in messages
    )


def make_models() -> ChatModels:
    """Return the models that the settings name a key for."""
    endpoints = (
        Endpoint(
            name=GROK,
            base_url=settings.GROK_BASE_URL,
            api_key=settings.GROK_API_KEY,
            model=settings.GROK_MODEL,
            price=_price_of(settings.GROK_PRICES),
        ),
        Endpoint(
            name=SEALION,
            base_url=settings.SEALION_BASE_URL,
            api_key=settings.SEALION_API_KEY,
            model=settings.SEALION_MODEL,
            price=_price_of(settings.SEALION_PRICES),
        ),
    )
    return ChatModels([one for one in endpoints if one.api_key], timeout_s=settings.MODEL_TIMEOUT_S)


def _price_of(prices: Sequence[float]) -> Price:
    of_input, of_output = prices
    return Price(input=of_input, output=of_output)


def _int32(number: int) -> int:
    """Return the number as JavaScript's bit operators see it."""
    return (number + 2**31) % 2**32 - 2**31


def _request_body(endpoint: Endpoint, messages: Sequence[ChatMessage], max_tokens: int) -> bytes:
    body = {
        "model": endpoint.model,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "max_tokens": max_tokens,
        "temperature": TEMPERATURE,
        "stream": False,
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _read_answer(call: _Call, body: bytes) -> _Answer:
    """Return the text of a whole answer. What is not one, or says nothing, is an error."""
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        text, finish = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise call.failed(
            "error", f"the answer is no chat completion ({type(error).__name__})", is_charged=True
        ) from error
    if finish == "content_filter":
        raise call.failed("refused", "the provider's filter withheld the answer", is_charged=True)
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        raise call.failed("error", "the answer is empty or no message", is_charged=True)
    usage = answer.get("usage")
    return _Answer(
        text=text.strip(),
        input_tokens=_tokens(usage, "prompt_tokens"),
        output_tokens=_tokens(usage, "completion_tokens"),
    )


def _tokens(usage: Any, name: str) -> int:
    count = usage.get(name) if isinstance(usage, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 0


def _address_of(endpoint: Endpoint) -> str:
    return f"{endpoint.base_url}/chat/completions"


def _make_client(endpoint: Endpoint) -> httpx.Client:
    """Return the client of one connection. Redirects are not followed: they could take the key elsewhere."""
    return httpx.Client(
        headers={"Authorization": f"Bearer {endpoint.api_key}", "Content-Type": "application/json"},
        # The proxy variables of the environment are for the way out; a model on this machine is behind none.
        trust_env=not is_loopback(endpoint.base_url),
        # Reading the certificates takes 30 to 50 ms; plain http needs none.
        verify=_certificates() if urlsplit(endpoint.base_url).scheme == "https" else False,
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Return the context that all connections of the process share."""
    return httpx.create_ssl_context()
