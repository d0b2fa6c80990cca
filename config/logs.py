"""Log lines for machines: one JSON object a line, without personal data.

What is known to be safe is written: the logger's own sentence, the `facts` that a caller adds on purpose, and of an
exception its type and where it came from. The text of an exception is written only where its class promises to hold no
data of users (Convex's errors, the project's own refusals); others quote the value they stumbled over. As a second net,
everything that looks like an address, a phone number or a token is blanked.
"""

import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

from config.convex.errors import ConvexError
from config.identity.errors import KeysUnavailableError
from config.request_ids import served_request_id

# Their texts are written for the log.
SAFE_ERRORS = (ConvexError, KeysUnavailableError)
MAX_TEXT = 2000
BLANKS = (
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"), "[e-mail]"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{12,}"), r"\1 [key]"),
    (re.compile(r"\b[a-z0-9:-]+\|[A-Za-z0-9+/=_-]{16,}"), "[key]"),
    (re.compile(r"(?<![\w.-])\+?(?:62|0)8\d[\d -]{6,12}\d\b"), "[phone]"),
    (re.compile(r"(?<![\w.-])\+\d[\d -]{7,14}\d\b"), "[phone]"),
)


class JsonLineFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": blank_personal(record.getMessage())[:MAX_TEXT],
        }
        if (request_id := served_request_id()) is not None:
            line["request_id"] = request_id
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            line |= {name: blank_personal(value) if isinstance(value, str) else value for name, value in facts.items()}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = describe_exception(record.exc_info[1], record.exc_info[2])
        return orjson.dumps(line, default=str).decode()


def blank_personal(text: str) -> str:
    """Return the text with e-mail addresses, phone numbers, tokens and keys blanked."""
    for pattern, blank in BLANKS:
        text = pattern.sub(blank, text)
    return text


def describe_exception(error: BaseException | None, trace: TracebackType | None) -> dict[str, Any]:
    """Return the exception's type and the lines it came through, and its text where that is safe."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    described: dict[str, Any] = {"type": type(error).__qualname__, "frames": frames}
    if isinstance(error, SAFE_ERRORS):
        described["text"] = blank_personal(str(error))[:MAX_TEXT]
    if error is not None and error.__cause__ is not None:
        described["cause"] = describe_exception(error.__cause__, error.__cause__.__traceback__)
    return described
