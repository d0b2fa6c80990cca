"""JSON as Convex takes it: keys rewritten reversibly, and a refusal for what it cannot hold exactly. Pure."""

import json
import math
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"

# Convex's limits on one value, from its documentation. Its code takes 64 levels; only the 16 are promised.
MAX_NESTING = 16
MAX_ARRAY_LENGTH = 8_192
MAX_OBJECT_FIELDS = 1_024
MAX_KEY_LENGTH = 1_024
MAX_DOCUMENT_BYTES = 1_048_576
# `_id` and `_creationTime`, by Convex's metric.
SYSTEM_FIELDS_BYTES = 61
# The id that takes a reference's place: 32 characters, and 2 for being a text.
REFERENCE_BYTES = 34
# Beyond this, neighbouring integers are the same float64.
MAX_SAFE_INTEGER = 2**53 - 1
# A decimal number of so many digits survives a float64 and back.
SAFE_DIGITS = 15
# Characters of a path that a reason shows.
_MAX_PATH = 120


class HazardError(Exception):
    """A value cannot be stored in Convex as it is. The text says where and why, and never the value."""


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written: pairs in order, of which two may have the same key."""


def read_json(text: str, path: str, rewritten: Counter[str] | None = None) -> JsonValue:
    """Return the value of a JSON text as Convex takes it.

    `path` is what reasons call the value; under it `rewritten` counts the keys that were rewritten. Of keys that occur
    twice the last is kept, as in jsonb and in JavaScript.

    Raises:
        HazardError: Convex cannot hold the value.
    """
    try:
        parsed = json.loads(text, object_pairs_hook=_Pairs, parse_int=_read_number, parse_float=_read_number)
    except RecursionError:
        raise HazardError(f"{path}: nested deeper than the {MAX_NESTING} levels that Convex takes") from None
    except ValueError:
        raise HazardError(f"{path}: the text is not JSON") from None
    count = rewritten if rewritten is not None else Counter()
    return _convert(parsed, path, 1, path, count)


def _read_number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        # An exponent beyond what even a Decimal takes.
        return Decimal("Infinity")


def _convert(value: Any, path: str, depth: int, column: str, rewritten: Counter[str]) -> JsonValue:
    if isinstance(value, Decimal):
        return exact_number(value, path)
    if isinstance(value, str):
        _check_text(value, path)
        return value
    if isinstance(value, list) and depth > MAX_NESTING:
        raise HazardError(f"{_shown(path)}: nested deeper than the {MAX_NESTING} levels that Convex takes")
    if isinstance(value, _Pairs):
        return _convert_object(value, path, depth, column, rewritten)
    if isinstance(value, list):
        if len(value) > MAX_ARRAY_LENGTH:
            raise HazardError(f"{_shown(path)}: {len(value)} items, Convex takes {MAX_ARRAY_LENGTH}")
        return [_convert(item, f"{path}[{at}]", depth + 1, column, rewritten) for at, item in enumerate(value)]
    if isinstance(value, float):
        # What Python's parser reads beside JSON: NaN and the infinities.
        raise HazardError(f"{_shown(path)}: not a number that JSON has")
    return None if value is None else bool(value)


def _convert_object(pairs: _Pairs, path: str, depth: int, column: str, rewritten: Counter[str]) -> JsonValue:
    converted: dict[str, JsonValue] = {}
    for key, value in dict(pairs).items():
        _check_text(key, f"{path}: a key")
        stored = encode_key(key)
        if stored != key:
            rewritten[column] += 1
        if len(stored) > MAX_KEY_LENGTH:
            raise HazardError(f"{_shown(path)}: a key has {len(stored)} characters, Convex takes {MAX_KEY_LENGTH}")
        converted[stored] = _convert(value, f"{path}.{stored}", depth + 1, column, rewritten)
    if len(converted) > MAX_OBJECT_FIELDS:
        raise HazardError(f"{_shown(path)}: {len(converted)} keys, Convex takes {MAX_OBJECT_FIELDS}")
    return converted


def encode_key(key: str) -> str:
    """Return the key as Convex takes it. Percent-decoding gives the original back.

    A key is rewritten if Convex refuses it, or if it holds a `%`, so that no two keys become one. Replaced are `%`, a
    leading `$`, and every byte of UTF-8 outside printable ASCII.
    """
    if key.isascii() and key.isprintable() and not key.startswith("$") and "%" not in key:
        return key
    encoded = "".join(chr(byte) if 0x20 <= byte <= 0x7E and byte != 0x25 else f"%{byte:02X}" for byte in key.encode())
    return f"%24{encoded[1:]}" if encoded.startswith("$") else encoded


def exact_number(value: Decimal, path: str) -> int | float:
    """Return the number as Convex's float64 holds it.

    Raises:
        HazardError: it is no finite number, or no float64 is exactly what was written.
    """
    if not value.is_finite():
        raise HazardError(f"{_shown(path)}: not a finite number")
    number = float(value)
    # Written shortest, a float64 gives back what it was read from, unless that had more digits than it can hold.
    if math.isinf(number) or value not in (Decimal(repr(number)), Decimal(number)):
        raise HazardError(f"{_shown(path)}: a number that no float64 holds exactly; store it as text in the source")
    return int(number) if number.is_integer() and abs(number) <= MAX_SAFE_INTEGER else number


def size_of(value: JsonValue) -> int:
    """Return the size of a value by Convex's metric, against which its limits count."""
    if isinstance(value, str):
        return 2 + len(value.encode())
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, int | float):
        return 9
    if isinstance(value, list):
        return 2 + sum(size_of(item) for item in value)
    return 2 + sum(len(key.encode()) + 1 + size_of(item) for key, item in value.items())


def _check_text(text: str, path: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise HazardError(f"{_shown(path)}: the text is not valid Unicode (a lone surrogate)") from None


def _shown(path: str) -> str:
    return path if len(path) <= _MAX_PATH else f"{path[:_MAX_PATH]}…"
