"""An answer that the rules cannot read, read by a model: what it points at must stand in the message."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ari.domain import Fact, Field, Intent
from ari.prompts import EXTRACTION_TOKENS, extraction_prompt
from ari.qualification import is_settled, learn
from ari.steps.models import ask_model, models_of, settle
from ari.steps.talk import Talk
from ari.understanding import ground_fact
from ari.words.names import clean_name

_FIELDS: Mapping[str | None, Field] = {field.value: field for field in Field}
# A message that is longer than any answer to one question is not worth the money.
_MAX_TEXT = 400


def extract_answer(talk: Talk) -> None:
    """Let a model read the answer to the pending field, where the rules could not.

    It gives a value and the words that say so; `ground_fact` believes it only if the words stand in the message and our
    own reader does not read something else in them. The fact has the lowest rank: whatever the lead says later counts
    more.
    """
    field = _unread_field(talk)
    order = models_of(talk) if field else ()
    if field is None or not order or talk.ports.models.is_resting(order[0]):
        return
    prompt = extraction_prompt(field, talk.text, delimiter=talk.ports.new_delimiter())
    answered = ask_model(talk, order[0], prompt, max_tokens=EXTRACTION_TOKENS)
    if answered is None:
        return
    told = _told(answered.completion.text)
    fact = _believed(talk, field, told)
    settle(talk, answered, complaints=() if fact or not told else ("not_grounded",))
    talk.note("extract", field=field.value, is_believed=fact is not None)
    if fact:
        intents = (talk.understood.intents - {Intent.OTHER}) | {Intent.ANSWER}
        talk.understood = replace(talk.understood, intents=intents, facts={**talk.understood.facts, field: fact})
        talk.memory = learn(talk.memory, talk.understood)


def _unread_field(talk: Talk) -> Field | None:
    """Return the field whose answer the burst seems to be, and could not be read; None if there is none."""
    pending = talk.memory.pending
    if pending not in _FIELDS or is_settled(talk.memory, pending):
        return None
    return _FIELDS[pending] if talk.is_attempt and not talk.question and len(talk.text) <= _MAX_TEXT else None


def _believed(talk: Talk, field: Field, told: Mapping[str, Any]) -> Fact | None:
    """Return the fact if a model told one and the message bears it out."""
    value, words = told.get("value"), told.get("words")
    if value is None or not isinstance(words, str):
        return None
    if field is Field.NAME and clean_name(str(value)) is None:
        return None
    return ground_fact(field, value, words=words, message=talk.text, zone=talk.turn.settings.zone, now=talk.turn.now)


def _told(answer: str) -> Mapping[str, Any]:
    """Return the JSON object of the answer, without what models put around it; empty where there is none."""
    start, end = answer.find("{"), answer.rfind("}")
    try:
        told = json.loads(answer[start : end + 1]) if 0 <= start < end else {}
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
