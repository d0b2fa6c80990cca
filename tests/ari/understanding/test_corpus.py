import pytest

from ari.domain import Document, Field, Intent
from ari.items import ITEMS, OFFERS
from ari.understanding import Mood, Topic, validate_fact
from tests.ari.evaluation.result import Evaluation, Tally
from tests.ari.evaluation.understanding import ASPECTS, FIELDS, HELD_OUT, evaluate_understanding, load_corpus

CORPUS = load_corpus()
ROWS = [(name, row) for name, rows in CORPUS.items() for row in rows]
KEYS = {
    "text", "pending", "facts", "hints", "documents", "declined", "intents", "topics", "moods", "urgent", "emergency",
    "language", "about",
}  # fmt: skip
PENDING = {*ITEMS, *OFFERS, *(field.value for field in Field)}


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate_understanding()


@pytest.mark.parametrize("aspect", ASPECTS)
def test_accuracy_reaches_the_gate(evaluation: Evaluation, aspect: str) -> None:
    tally = next(tally for tally in evaluation.tallies if tally.name == aspect)

    assert tally.accuracy >= evaluation.gate, "\n".join(tally.misses)


@pytest.mark.parametrize("aspect", [*FIELDS, "documents", "declined", "hints", "topics", "moods", "urgency"])
def test_each_aspect_is_at_stake_often_enough_to_be_measured(evaluation: Evaluation, aspect: str) -> None:
    tally = next(tally for tally in evaluation.tallies if tally.name == aspect)

    assert tally.total >= (50 if aspect in FIELDS else 15)


def test_an_evaluation_below_its_gate_does_not_pass() -> None:
    almost = Tally(name="name", right=96, total=100)

    assert not Evaluation(name="almost", tallies=(almost,)).is_passed
    assert Evaluation(name="enough", tallies=(Tally(name="name", right=97, total=100),)).is_passed


def test_the_corpus_has_more_than_four_hundred_messages_and_none_twice() -> None:
    messages = [(row["text"], row.get("pending")) for _name, row in ROWS]

    assert len(messages) > 400
    assert len(set(messages)) == len(messages)


def test_a_part_of_it_was_held_out() -> None:
    assert all(len(CORPUS[name]) >= 100 for name in HELD_OUT)


@pytest.mark.parametrize("name", CORPUS)
def test_labels_use_the_words_of_the_domain(name: str) -> None:
    for row in CORPUS[name]:
        assert set(row) <= KEYS, row
        assert row.get("pending") is None or row["pending"] in PENDING, row
        assert row["intents"], row
        assert set(row["intents"]) <= {intent.value for intent in Intent}, row
        assert set(row.get("documents", {})) <= {document.value for document in Document}, row
        assert set(row.get("declined", [])) <= PENDING, row
        assert set(row.get("topics", [])) <= {topic.value for topic in Topic}, row
        assert set(row.get("moods", [])) <= {mood.value for mood in Mood}, row
        assert row.get("language", "id") in {"id", "en"}, row


@pytest.mark.parametrize("name", CORPUS)
def test_labelled_facts_have_the_form_of_facts(name: str) -> None:
    for row in CORPUS[name]:
        for kind in ("facts", "hints"):
            for field, value in row.get(kind, {}).items():
                assert validate_fact(Field(field), value) is not None, row


def test_many_messages_are_there_to_yield_nothing() -> None:
    empty = [
        row for _name, row in ROWS if not row.get("facts") and not row.get("documents") and not row.get("declined")
    ]

    assert len(empty) > 200
