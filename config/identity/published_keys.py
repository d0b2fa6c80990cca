"""The public keys that an issuer publishes as a JSON Web Key Set, fetched when they are needed and kept.

Keys are fetched anew when they are FRESH_S old, and when a token names a key that is not among them (the issuer may
have begun to use a new one), but never more often than every PAUSE_S. While the issuer does not answer, the keys at
hand go on working until they are STALE_LIMIT_S old; a key that the issuer takes back is therefore refused FRESH_S later
at the latest, if the issuer answers.
"""

import json
import logging
import math
import threading
import time
from collections.abc import Callable, Mapping

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from config.addresses import is_loopback
from config.identity.errors import KeysUnavailableError

logger = logging.getLogger(__name__)

FRESH_S = 300.0
STALE_LIMIT_S = 24 * 3600.0
PAUSE_S = 10.0
FETCH_LIMIT_S = 4.0
MAX_SET_BYTES = 256 * 1024
# RFC 7518, section 3.3.
MIN_KEY_BITS = 2048

Keys = Mapping[str, RSAPublicKey]


class _UnusableSetError(Exception):
    """What the issuer answered is no set of keys; the text says why."""


class PublishedKeys:
    """The keys at one address. Safe to share between threads: one of them fetches, the others use what is at hand."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.url = url
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Keys = {}
        self._fetched_at = self._tried_at = -math.inf
        self._http: httpx.Client | None = None

    def find(self, key_id: str) -> RSAPublicKey | None:
        """Return the key of that id, None when the issuer has none.

        Raises:
            KeysUnavailableError: the issuer does not answer, and the keys at hand are too old or lack this one.
        """
        if self._age_s() >= FRESH_S:
            # Who has keys that are still good does not wait for another thread's fetch.
            self._refresh(wait=self._age_s() >= STALE_LIMIT_S)
        if key_id not in self._keys:
            self._refresh(wait=True)
        key, is_stale = self._keys.get(key_id), self._age_s() >= STALE_LIMIT_S
        has_failed = self._tried_at > self._fetched_at
        if is_stale or (key is None and has_failed):
            pause_s = max(1.0, self._tried_at + PAUSE_S - self._clock())
            raise KeysUnavailableError(f"the keys at {self.url} cannot be fetched", retry_after_s=pause_s)
        return key

    def close(self) -> None:
        """Close the connection to the issuer; a later `find` opens another."""
        with self._lock:
            if self._http is not None:
                self._http.close()
                self._http = None

    def _age_s(self) -> float:
        return self._clock() - self._fetched_at

    def _refresh(self, *, wait: bool) -> None:
        """Fetch the keys, unless that was tried within PAUSE_S. With `wait`, let another thread finish first."""
        if not self._lock.acquire(blocking=wait):
            return
        try:
            now = self._clock()
            if now - self._tried_at < PAUSE_S:
                return
            try:
                self._keys = read_key_set(self._fetch())
            except (httpx.HTTPError, _UnusableSetError) as error:
                self._tried_at = self._clock()
                logger.warning("The keys at %s could not be fetched (%s): %s", self.url, type(error).__name__, error)
                return
            self._fetched_at = self._tried_at = self._clock()
        finally:
            self._lock.release()

    def _fetch(self) -> bytes:
        """Return the body of the key set, whole and within FETCH_LIMIT_S and MAX_SET_BYTES."""
        if self._http is None:
            trusts_env = not is_loopback(self.url)
            self._http = httpx.Client(timeout=FETCH_LIMIT_S / 2, trust_env=trusts_env, follow_redirects=False)
        deadline = self._clock() + FETCH_LIMIT_S
        body = b""
        with self._http.stream("GET", self.url, headers={"Accept": "application/json"}) as response:
            if response.status_code != httpx.codes.OK:
                raise _UnusableSetError(f"it answers with status {response.status_code}")
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MAX_SET_BYTES or self._clock() > deadline:
                    raise _UnusableSetError("its answer is too large or too slow")
        return body


def read_key_set(body: bytes) -> Keys:
    """Return the RSA signing keys of a JSON Web Key Set by their ids. Keys of other kinds are left out.

    Raises:
        _UnusableSetError: it is no key set, or has no usable key: it is not taken for "no key is valid any more".
    """
    try:
        entries = json.loads(body)["keys"]
        keys = dict(pair for entry in entries if (pair := _read_key(entry)) is not None)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _UnusableSetError("its answer is no JSON Web Key Set") from None
    if not keys:
        raise _UnusableSetError("its answer has no RSA signing key with an id")
    return keys


def _read_key(entry: object) -> tuple[str, RSAPublicKey] | None:
    if not isinstance(entry, Mapping) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
        return None
    key_id = entry.get("kid")
    if not isinstance(key_id, str) or not key_id:
        return None
    try:
        key = jwt.PyJWK({"kty": "RSA", "n": entry["n"], "e": entry["e"]}, algorithm="RS256").key
    except jwt.InvalidKeyError:
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        return None
    return key_id, key
