"""The answer to a batch: believed when it accounts for every record, and never otherwise."""

import orjson
import pytest

from migration.outcomes import AnswerError, BatchOutcome, Outcome, Problem, read_batch_answer

SOUND = {"inserted": 1, "updated": 2, "unchanged": 3, "skipped": [], "failed": []}


def test_reads_counts_and_problems() -> None:
    body = orjson.dumps(
        SOUND | {"inserted": 1.0, "skipped": [{"id": "a", "reason": "r"}], "failed": [{"id": "b", "reason": "s"}]}
    )

    assert read_batch_answer(body, 8) == BatchOutcome(
        1, 2, 3, [Problem("a", Outcome.SKIPPED, "r"), Problem("b", Outcome.FAILED, "s")]
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>busy</html>",
        b"null",
        b"[]",
        b"{}",
        orjson.dumps(SOUND | {"inserted": 2}),
        orjson.dumps(SOUND | {"inserted": -1, "updated": 4}),
        orjson.dumps(SOUND | {"inserted": True}),
        orjson.dumps(SOUND | {"inserted": "1"}),
        orjson.dumps(SOUND | {"inserted": 1.5}),
        orjson.dumps(SOUND | {"skipped": {}}),
        orjson.dumps(SOUND | {"inserted": 0, "skipped": ["a"]}),
        orjson.dumps(SOUND | {"inserted": 0, "failed": [{"id": "a"}]}),
        orjson.dumps({"status": "success", "value": SOUND}),
    ],
)
def test_believes_nothing_else(body: bytes) -> None:
    with pytest.raises(AnswerError):
        read_batch_answer(body, 6)
