"""Good wordings of a model pass the checks: what is safe must not be refused, or no model would ever speak."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ari.brain.model_server import models_at, run_model
from tests.ari.brain.stage import NO_MODELS, Stage

CORPUS = Path(__file__).parent.parent / "corpus" / "wordings.jsonl"
WORDINGS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", WORDINGS, ids=range(len(WORDINGS)))
def test_a_good_wording_passes(row: dict[str, Any]) -> None:
    with run_model(lambda _body: str(row["wording"])) as server, models_at(("grok", server.url)) as models:
        stage = Stage(models=NO_MODELS)
        for line in row["before"]:
            stage.says(line)
        stage.models = models
        decision = stage.says(row["message"])
    complaints = [step for step in decision.trace if step["step"] == "model"]
    assert [(reply.text, reply.source) for reply in decision.replies] == [(row["wording"], "grok")], complaints
