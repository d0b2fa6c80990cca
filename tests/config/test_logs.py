"""Log lines are JSON and hold no personal data."""

import json
import logging
import sys
from typing import Any

import pytest

from config.convex.errors import UnavailableError
from config.logs import JsonLineFormatter, blank_personal


def line_of(message: str, *args: object, error: Exception | None = None, **extra: object) -> dict[str, Any]:
    logger = logging.getLogger("tests.logs")
    exc_info = None
    if error is not None:
        try:
            raise error
        except type(error):
            exc_info = sys.exc_info()
    record = logger.makeRecord("tests.logs", logging.WARNING, "file", 1, message, args, exc_info, extra=extra)
    line = JsonLineFormatter().format(record)
    assert "\n" not in line
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_a_line_has_time_level_logger_and_message() -> None:
    line = line_of("%d tickets closed", 3)
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "tests.logs", "3 tickets closed")
    assert "request_id" not in line


def test_facts_stand_beside_the_message() -> None:
    line = line_of("done", facts={"tickets": 3, "to": "sari@example.com"})
    assert (line["tickets"], line["to"]) == (3, "[e-mail]")


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("mail to sari.dewi+x@mail.example.co.id failed", "mail to [e-mail] failed"),
        ("call +62 812-3456-7890 now", "call [phone] now"),
        ("contact 081234567890", "contact [phone]"),
        ("contact 6281234567890,", "contact [phone],"),
        ("header Bearer abcdefghijklmnop.x", "header Bearer [key]"),
        ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2ln", "token [token]"),
        ("key prod:happy-animal-123|c0ffee0123456789abcd", "key [key]"),
        ("embedded|0123456789abcdef0123456789abcdef", "[key]"),
        ("Convex deployment answered 503 in 812 ms", "Convex deployment answered 503 in 812 ms"),
        ("request 0812a3b4c5d6e7f8", "request 0812a3b4c5d6e7f8"),
        ("at 1800000000000", "at 1800000000000"),
        ("ticket jd7c1w2x3y4z at /api/tickets/", "ticket jd7c1w2x3y4z at /api/tickets/"),
    ],
)
def test_what_looks_personal_or_secret_is_blanked(text: str, blanked: str) -> None:
    assert blank_personal(text) == blanked


def test_an_exception_is_told_by_its_type_and_place_and_not_by_its_text() -> None:
    error = ValueError("cannot read sari@example.com")
    error.__cause__ = KeyError("Sari")
    line = line_of("failed", error=error)
    assert line["exception"]["type"] == "ValueError"
    assert line["exception"]["frames"][0].endswith("line_of")
    assert line["exception"]["cause"]["type"] == "KeyError"
    assert "ari" not in json.dumps({**line["exception"], "frames": []}).replace("variable", "")


def test_an_error_whose_text_is_for_the_log_keeps_it() -> None:
    error = UnavailableError("no answer", function="tickets:list", request_id="ab", is_outcome_unknown=False)
    assert "tickets:list: no answer" in line_of("failed", error=error)["exception"]["text"]
