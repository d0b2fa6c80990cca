"""Why ARI did what it did, in sentences: all that it writes down has words, and nothing in a log breaks it."""

import ast
from pathlib import Path
from typing import Any, get_args

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from ari import output_checks, speech
from ari.booking_dialogue import Outcome
from ari.domain import Intent, Route
from ari.items import OFFERS
from portal import trace
from portal.trace import trace_sentences
from portal.trace_wording import ACTS, BOOKING, CALLS, COMPLAINTS, INTENTS, OFFERED, ROUTES

STEPS = Path(speech.__file__).parent / "steps"
CHECKS = Path(output_checks.__file__).parent
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
# Steps of the right names with values of any kind.
ODD_STEP = st.fixed_dictionaries(
    {"step": st.sampled_from(sorted(trace.SENTENCES))},
    optional=dict.fromkeys(
        ("acts", "after", "before", "consent", "declined", "destinations", "documents", "entries", "facts", "field",
         "idle_rounds", "intents", "is_aside", "is_believed", "language", "latency_ms", "model", "outcome",
         "question", "reason", "route", "silence", "source", "temperature", "total"),
        JSON,
    ),
)  # fmt: skip


def first_arguments(directory: Path, name: str) -> set[str]:
    """Return the texts that the calls of this name in a folder begin with."""
    found = set()
    for node in (node for path in directory.glob("*.py") for node in ast.walk(ast.parse(path.read_text()))):
        match node:
            case ast.Call(
                func=ast.Attribute(attr=called) | ast.Name(id=called), args=[ast.Constant(value=str(text)), *_]
            ) if called == name:
                found.add(text)
    return found


def test_every_step_that_ari_writes_down_has_sentences() -> None:
    steps = first_arguments(STEPS, "note")

    assert steps == set(trace.SENTENCES)
    assert len(steps) > 10


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (INTENTS, set(Intent)),
        (ROUTES, set(Route)),
        (BOOKING, set(Outcome)),
        (OFFERED, OFFERS),
        (ACTS, {act.__name__ for act in get_args(speech.Act)}),
        (CALLS, {"ok", "rejected", "over_budget", "timeout", "refused", "error"}),
        (COMPLAINTS, first_arguments(CHECKS, "Complaint") | {"deed", "internal", "not_grounded"}),
    ],
)
def test_every_code_has_words(words: dict[str, Any], codes: set[str]) -> None:
    assert set(words) == codes


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (
            {"step": "understand", "intents": ["answer", "question"], "facts": {"budget": "300 juta"}, "language": "id",
             "documents": {"passport": True, "cv": False}, "declined": ["email", "document:transcript"]},
            "Read as: an answer, a question. Written in Indonesian. Learned: Budget “300 juta”. The lead has it: "
            "Passport. The lead lacks it: CV. The lead does not tell: Email, Transcript.",
        ),
        (
            {"step": "knowledge", "question": "biaya?", "entries": [{"id": "k1", "title": "Biaya", "coverage": 0.82}],
             "destinations": ["d1", "d2"]},
            "Looked up: “biaya?”. Found in the knowledge: “Biaya” (82 %). Found 2 universities.",
        ),
        (
            {"step": "knowledge", "question": "biaya?", "entries": [], "destinations": []},
            "Looked up: “biaya?”. The knowledge says nothing on it.",
        ),
        ({"step": "score", "total": 72, "temperature": "hot"}, "Score 72: Hot."),
        (
            {"step": "route", "route": "nurture", "idle_rounds": 2},
            "Next: stay useful, without asking or selling. 2 turns in a row brought nothing new.",
        ),
        ({"step": "route", "route": "handoff", "idle_rounds": 0}, "Next: give the conversation to a person."),
        ({"step": "state", "before": "greeting", "after": "qualifying"}, "From Greeting to Qualifying."),
        ({"step": "state", "before": "booking", "after": "booking"}, "Stays in: Booking."),
        (
            {"step": "words", "acts": ["Greet", "Ask:name", "Ask:document:cv"], "source": "script"},
            "The reply greets, asks for: Name, asks for: CV. In ARI's own words.",
        ),
        (
            {"step": "words", "acts": ["Nurture"], "source": "grok-4"},
            "The reply stays at the lead's side. Worded by grok-4.",
        ),
        ({"step": "booking", "outcome": "offered", "is_aside": False}, "Consultation: ARI offers free times."),
        ({"step": "handoff", "reason": "emergency"}, "Given to a person: Has an emergency."),
        (
            {"step": "model", "model": "grok-4", "outcome": "rejected", "latency_ms": 1234, "reason": "link, question"},
            "grok-4 answered, but that was not used: it had a link that nobody gave it, it asked what it should not, "
            "or not what it should. It took 1.2 s.",
        ),
        (
            {"step": "model", "model": "grok-4", "outcome": "over_budget"},
            "grok-4 was not asked: the day's budget for models is spent.",
        ),
        ({"step": "extract", "field": "budget", "is_believed": False}, "A model could not read the answer: Budget."),
        (
            {"step": "understand", "intents": ["decline"], "declined": ["consultation", "email", "human"]},
            "Read as: a no. The lead does not tell: Email. The lead does not want: a consultation, "
            "to talk to a person.",
        ),
        ({"note": "The trace was too large to keep."}, "There was too much of it to keep."),
        ({"step": "gate", "silence": "disabled"}, "ARI is switched off here."),
        ({"step": "consent", "consent": "out"}, "The lead wants no more messages."),
    ],
)  # fmt: skip
def test_a_step_is_said_in_words(step: dict[str, Any], sentence: str) -> None:
    assert trace_sentences([step]) == [sentence]


def test_the_reader_is_spoken_to_in_their_language() -> None:
    with translation.override("id"):
        assert trace_sentences([{"step": "score", "total": 72, "temperature": "hot"}]) == ["Skor 72: Panas."]


@pytest.mark.parametrize(
    ("logged", "shown"),
    [
        ([{"step": "later", "a": 1, "b": [2]}], ["later a=1 b=[2]"]),
        ([{"step": "model", "outcome": "new"}], ["model outcome=new"]),
        ([{"step": "score"}, {"step": "words", "acts": []}], ["score", "words acts=[]"]),
        ([{"step": "consent"}, {"step": "knowledge"}, {"step": "extract"}], ["consent", "knowledge", "extract"]),
        (["halo"], ["halo"]),
        ("halo", ["halo"]),
    ],
)
def test_what_has_no_words_is_shown_as_it_was_logged(logged: object, shown: list[str]) -> None:
    assert trace_sentences(logged) == shown


# The first example loads the translations.
@settings(deadline=None)
@given(st.lists(ODD_STEP | JSON, max_size=4))
def test_whatever_a_log_holds_has_a_sentence_a_step(logged: list[Any]) -> None:
    sentences = trace_sentences(logged)

    assert len(sentences) == len(logged)
    assert all(isinstance(sentence, str) for sentence in sentences)
