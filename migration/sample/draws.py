"""Choices, ids and instants that depend on the seed alone, so that every machine makes the same rows."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")

OPENING = datetime(2025, 2, 3, 1, 0, tzinfo=UTC)
"""The first moment of ordinary rows. Odd rows lie before and after."""

SECONDS_OF_HISTORY = 300 * 86_400
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CLERK_ID_LENGTH = 27


class Draws:
    """A stream of choices, the same for the same seed and name.

    Only `Random.random` is used: of the module's methods it is the one whose sequence is promised never to change.
    """

    def __init__(self, seed: int, name: str) -> None:
        digest = blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
        self._random = Random(int.from_bytes(digest)).random  # noqa: S311 - the rows must repeat; nothing is secret.

    def below(self, end: int) -> int:
        """Return a whole number of `[0, end)`."""
        return int(self._random() * end)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, each as likely as the others."""
        return options[int(self._random() * len(options))]

    def chance(self, probability: float) -> bool:
        """Return True with the probability."""
        return self._random() < probability

    def moment(self) -> int:
        """Return an instant of ordinary history, in microseconds after `OPENING`."""
        return int(self._random() * SECONDS_OF_HISTORY * 1_000_000)


def uuid_of(seed: int, table: str, key: int | str) -> str:
    """Return the id of a row as the text of a version-4 UUID, spread over the whole range."""
    digits = blake2b(f"{seed}:{table}:{key}".encode(), digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def hex_of(seed: int, name: str, key: int | str, *, length: int) -> str:
    """Return hexadecimal digits that look like a token or a hash; at most 128."""
    return blake2b(f"{seed}:{name}:{key}".encode(), digest_size=64).hexdigest()[:length]


def clerk_id(seed: int, prefix: str, key: str) -> str:
    """Return an id as Clerk writes it: the prefix and 27 letters or digits."""
    number = int.from_bytes(blake2b(f"{seed}:{prefix}:{key}".encode(), digest_size=32).digest())
    letters = []
    for _ in range(CLERK_ID_LENGTH):
        number, digit = divmod(number, len(ALPHANUMERIC))
        letters.append(ALPHANUMERIC[digit])
    return prefix + "".join(letters)


def at(microseconds: int) -> str:
    """Write the instant so many microseconds after `OPENING` as Postgres reads it."""
    return (OPENING + timedelta(microseconds=microseconds)).isoformat(sep=" ")


def as_json(value: object) -> str:
    """Write a value for a jsonb column."""
    return json.dumps(value, ensure_ascii=False)
