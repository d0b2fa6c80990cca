import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.domain import REQUIRED_FIELDS, Document, Fact, FactSource, Field, Intent
from ari.items import CONSULTATION, ITEMS, document_item, item_document
from ari.memory import Memory
from ari.qualification import (
    MAX_ASKS,
    has_all_documents,
    is_ready,
    is_settled,
    learn,
    made_progress,
    merge_facts,
    missing_items,
    next_item,
    next_nurture_item,
    note_asked,
)
from ari.understanding import Understanding
from tests.ari.facts import EVERY_DOCUMENT, NO_DOCUMENT, VALUES, facts_of, memory_of

IN_ORDER = (
    "name", "email", "english_level", "budget", "timeline", "country",
    "document:passport", "document:cv", "document:english_test", "document:transcript",
)  # fmt: skip


def heard(*fields: Field, **more: object) -> Understanding:
    return Understanding(intents=frozenset({Intent.ANSWER}), facts=facts_of(*fields), **more)  # type: ignore[arg-type]


def test_required_fields_are_asked_in_order_and_then_the_documents() -> None:
    assert missing_items(Memory()) == IN_ORDER


def test_what_is_known_is_never_asked() -> None:
    memory = memory_of(Field.EMAIL, Field.COUNTRY, documents={Document.CV: False})

    assert missing_items(memory) == (
        "name", "english_level", "budget", "timeline",
        "document:passport", "document:english_test", "document:transcript",
    )  # fmt: skip


def test_what_was_declined_counts_as_asked() -> None:
    assert next_item(memory_of(Field.NAME, declined=frozenset({"email"}))) == "english_level"


def test_an_item_that_was_passed_over_comes_again_after_all_others_and_then_never() -> None:
    memory = Memory()
    order = []
    while (item := next_item(memory)) is not None:
        order.append(item)
        memory = note_asked(memory, item)

    assert tuple(order) == IN_ORDER * MAX_ASKS


def test_a_lead_is_ready_when_everything_was_answered_or_declined() -> None:
    memory = memory_of(*REQUIRED_FIELDS[:5], documents=NO_DOCUMENT, declined=frozenset({"country"}))

    assert is_ready(memory)
    assert next_item(memory) is None


@pytest.mark.parametrize("item", ITEMS)
def test_a_lead_is_not_ready_while_anything_is_open(item: str) -> None:
    memory = Memory(declined=frozenset(ITEMS) - {item})

    assert not is_ready(memory)
    assert missing_items(memory) == (item,)


def test_the_pending_item_is_settled_by_an_answer() -> None:
    memory = note_asked(Memory(), "name")

    assert memory.pending == "name"
    assert learn(memory, heard(Field.NAME)).pending is None


def test_the_pending_item_stays_pending_when_something_else_was_answered() -> None:
    learned = learn(note_asked(Memory(), "name"), heard(Field.COUNTRY))

    assert learned.pending == "name"
    assert Field.COUNTRY in learned.facts


def test_a_refusal_settles_the_pending_item() -> None:
    learned = learn(note_asked(Memory(), "budget"), heard(declined=frozenset({"budget"})))

    assert (learned.pending, learned.declined) == (None, frozenset({"budget"}))


def test_an_answer_takes_an_earlier_refusal_back() -> None:
    learned = learn(
        Memory(declined=frozenset({"budget", "document:cv"})), heard(Field.BUDGET, documents={Document.CV: True})
    )

    assert learned.declined == frozenset()


def test_a_declined_offer_stays_declined() -> None:
    learned = learn(Memory(declined=frozenset({CONSULTATION})), heard(Field.NAME))

    assert learned.declined == {CONSULTATION}


def test_a_later_word_about_a_document_counts() -> None:
    learned = learn(memory_of(documents={Document.CV: False}), heard(documents={Document.CV: True}))

    assert learned.documents == {Document.CV: True}


def test_a_hint_fills_a_gap() -> None:
    hints = facts_of(country="Japan")

    assert learn(Memory(), Understanding(intents=frozenset(), hints=hints)).facts[Field.COUNTRY].value == "Japan"


def test_a_hint_replaces_nothing() -> None:
    hints = facts_of(country="Japan")

    learned = learn(memory_of(Field.COUNTRY), Understanding(intents=frozenset(), hints=hints))

    assert learned.facts[Field.COUNTRY].value == VALUES[Field.COUNTRY]


def test_the_language_of_the_lead_is_remembered() -> None:
    assert learn(Memory(), Understanding(intents=frozenset(), language="en")).language == "en"


@pytest.mark.parametrize("known", FactSource)
@pytest.mark.parametrize("new", FactSource)
def test_a_fact_of_a_lower_rank_never_replaces_one_of_a_higher(known: FactSource, new: FactSource) -> None:
    ranks = [FactSource.STAFF, FactSource.CHAT, FactSource.FORM, FactSource.PROFILE, FactSource.MODEL]
    before, after = facts_of(source=known, country="Japan"), facts_of(source=new, country="Canada")

    kept = merge_facts(before, after)[Field.COUNTRY].value

    assert kept == ("Canada" if ranks.index(new) <= ranks.index(known) else "Japan")


def test_facts_of_other_fields_are_kept() -> None:
    merged = merge_facts(facts_of(Field.NAME), facts_of(Field.COUNTRY))

    assert set(merged) == {Field.NAME, Field.COUNTRY}


def test_the_nurture_asks_for_programme_and_activity_once_each() -> None:
    memory = Memory()

    assert next_nurture_item(memory) == "program"
    memory = note_asked(memory, "program")
    assert next_nurture_item(memory) == "activity"
    assert next_nurture_item(note_asked(memory, "activity")) is None


def test_the_nurture_does_not_ask_what_is_known_or_declined() -> None:
    assert next_nurture_item(memory_of(Field.PROGRAM, declined=frozenset({"activity"}))) is None


def test_all_documents_are_there_only_if_each_is() -> None:
    assert has_all_documents(memory_of(documents=EVERY_DOCUMENT))
    assert not has_all_documents(memory_of(documents={**EVERY_DOCUMENT, Document.CV: False}))
    assert not has_all_documents(memory_of(documents={Document.CV: True}))


@pytest.mark.parametrize(
    ("understood", "is_progress"),
    [
        (heard(Field.NAME), True),
        (heard(documents={Document.CV: False}), True),
        (heard(declined=frozenset({"email"})), True),
        (heard(), False),
    ],
)
def test_progress_is_a_fact_a_document_or_a_refusal(understood: Understanding, is_progress: bool) -> None:
    assert made_progress(Memory(), learn(Memory(), understood)) is is_progress


def test_nothing_pending_and_an_unknown_item_are_handled() -> None:
    assert is_settled(Memory(), None)
    assert not is_settled(Memory(), "human")
    assert item_document("document:unheard_of") is None
    assert item_document("name") is None


@pytest.mark.parametrize("document", Document)
def test_items_of_documents_lead_back_to_them(document: Document) -> None:
    assert item_document(document_item(document)) is document


sources = st.sampled_from(FactSource)
sets_of_facts = st.dictionaries(st.sampled_from([field for field in Field if field in VALUES]), sources).map(
    lambda chosen: {field: Fact(value=VALUES[field], source=source) for field, source in chosen.items()}
)


@given(known=sets_of_facts, new=sets_of_facts)
def test_merging_loses_nothing_and_is_idempotent(known: dict[Field, Fact], new: dict[Field, Fact]) -> None:
    merged = merge_facts(known, new)

    assert set(merged) == set(known) | set(new)
    assert merge_facts(merged, new) == merged


@given(
    declined=st.frozensets(st.sampled_from(ITEMS)),
    asked=st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 3)),
    fields=st.sets(st.sampled_from(REQUIRED_FIELDS)),
    documents=st.dictionaries(st.sampled_from(Document), st.booleans()),
)
def test_what_is_missing_is_neither_known_nor_declined_nor_asked_too_often(
    declined: frozenset[str], asked: dict[str, int], fields: set[Field], documents: dict[Document, bool]
) -> None:
    memory = memory_of(*fields, documents=documents, declined=declined, asked=asked)

    missing = missing_items(memory)

    assert not set(missing) & declined
    assert not set(missing) & {field.value for field in fields}
    assert not set(missing) & {document_item(document) for document in documents}
    assert all(asked.get(item, 0) < MAX_ASKS for item in missing)
    assert is_ready(memory) is (not missing)
