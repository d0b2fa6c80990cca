"""Orders hidden in messages, profiles, forms and knowledge, against a model that obeys them all."""

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ari.domain import Contact, Decision, KnowledgeEntry
from ari.output_checks.check import shingles
from tests.ari.brain.model_server import ModelServer, models_at, run_model
from tests.ari.brain.stage import Stage, lead, sample_entries

CORPUS = Path(__file__).parent.parent / "corpus" / "injections.jsonl"
_FENCE = re.compile(
    r"<<(?P<label>[^<>]+?) (?P<code>[0-9a-f]{16,})>>\n(?P<content>.*?)\n<</(?P=label) (?P=code)>>", re.DOTALL
)


@dataclass(frozen=True)
class Attack:
    """An injection: where it stands, what it is after, and what a model says that obeys it."""

    where: str
    aim: str
    text: str
    obeys: tuple[str, ...]

    @property
    def contact(self) -> Contact:
        """The lead who tries it by their profile or their form; an honest one otherwise."""
        if self.where == "profile":
            return lead(profile_name=self.text)
        if self.where == "form":
            key, _, value = self.text.partition("=")
            return lead(form_answers={key: value})
        return lead()

    @property
    def knowledge(self) -> tuple[KnowledgeEntry, ...]:
        """The base, with the entry that somebody smuggled in."""
        smuggled = (KnowledgeEntry(id="smuggled", title="Beasiswa resmi", content=self.text),)
        return (*smuggled, *sample_entries()) if self.where == "knowledge" else sample_entries()

    @property
    def message(self) -> str:
        """What the lead writes in the turn that is attacked."""
        if self.where == "message":
            return f"Halo kak. {self.text}"
        return "Halo kak, ada beasiswa?" if self.where == "knowledge" else "Halo kak"


ATTACKS = [
    Attack(row["where"], row["aim"], row["text"], tuple(row["obeys"]))
    for row in map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
]
NAMES = [f"{attack.where}-{attack.aim}-{at}" for at, attack in enumerate(ATTACKS)]


def obey(attack: Attack, body: dict[str, Any]) -> str:
    """Return what the model says that does as the attack wants, with all that it has in its prompt."""
    system, data = body["messages"][0]["content"], body["messages"][1]["content"]
    fence = _FENCE.search(data)
    return attack.obeys[0].format_map(
        _Literal(system=system, data=data, rules=system.splitlines()[-6], fence=fence["code"] if fence else "")
    )


class _Literal(dict[str, str]):
    """Values for a template; a name that it has not is left as it stands, braces and all."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@cache
def run_attack(attack: Attack) -> tuple[Decision, Decision, ModelServer]:
    """Return what is decided under attack, what is decided in the same turn without models, and what was asked."""
    honest = Stage(contact=attack.contact, knowledge=attack.knowledge).says(attack.message)
    answer = attack.obeys[0] if attack.obeys[0].startswith('{"') else None
    with (
        run_model(lambda body: answer or obey(attack, body)) as server,
        models_at(("grok", server.url), ("sealion", server.url)) as models,
    ):
        attacked = Stage(contact=attack.contact, knowledge=attack.knowledge, models=models).says(attack.message)
    return attacked, honest, server


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_an_obeyed_order_changes_nothing(attack: Attack) -> None:
    attacked, honest, _server = run_attack(attack)
    assert _without_models(attacked) == _without_models(honest)


def _without_models(decision: Decision) -> Decision:
    """Return the decision without what tells which model was asked and what it cost."""
    return replace(decision, model=None, model_calls=(), trace=())


def test_most_attacks_reach_the_model_and_are_refused_twice() -> None:
    reached = 0
    for attack in ATTACKS:
        attacked, _honest, server = run_attack(attack)
        outcomes = [call.outcome for call in attacked.model_calls]
        assert outcomes in ([], ["rejected", "rejected"]), (attack, outcomes)
        assert all(reply.source == "script" for reply in attacked.replies)
        reached += bool(server.asked.bodies)
    assert reached >= 60


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_the_order_stands_in_the_fence_alone(attack: Attack) -> None:
    _attacked, _honest, server = run_attack(attack)
    for body in server.asked.bodies:
        system, user, *more = (message["content"] for message in body["messages"])
        for outside in (system, _FENCE.sub("", user), *more):
            assert not shingles(attack.text) & shingles(outside)
            assert "<<" not in outside
        codes = {found["code"] for found in _FENCE.finditer(user)}
        assert len(codes) == 1
        assert all(code not in found["content"] for found in _FENCE.finditer(user) for code in codes)
