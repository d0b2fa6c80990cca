import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.understanding.tokens import MAX_TOKENS, Kind, read_utterance


def words(text: str) -> list[str]:
    return [token.word for token in read_utterance(text).words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Blm punya IELTS kak!! \U0001f64f", ["belum", "punya", "ielts"]),
        ("200-300jt", ["200", "300", "juta"]),
        ("ielts6.5", ["ielts", "6.5"]),
        ("S2 data-science", ["s2", "data", "science"]),
        ("mudah2an", ["mudah", "mudahan"]),
        ("dikit2", ["dikit", "dikit"]),
        ("boleh ya", ["boleh"]),
        ("ya", ["ya"]),
        ("MBA", ["master", "business"]),
        ("mba, boleh", ["boleh"]),
        ("cv \u2705", ["cv", "centang"]),
    ],
)
def test_a_message_is_cut_into_words_that_mean_something(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("cv ada, paspor belum", 2),
        ("cv ada tapi paspor belum", 2),
        ("budget Rp. 500.000 kak", 1),
        ("nama saya M. Rizki", 1),
        ("halo\nsaya Budi", 2),
        ("IELTS 6.5. Mau ke UK", 2),
        ("", 0),
    ],
)
def test_clauses_end_at_stops_and_contrasts(text: str, clauses: int) -> None:
    assert len(read_utterance(text).clauses()) == clauses


def test_a_question_mark_marks_its_clause() -> None:
    utterance = read_utterance("budget 200 juta. cukup?")

    assert [utterance.clause(number)[0].word for number in utterance.asked] == ["cukup"]


def test_an_address_is_one_token() -> None:
    kinds = [token.kind for token in read_utterance("email budi.s@gmail.com.").tokens]

    assert kinds == [Kind.WORD, Kind.ADDRESS]


@given(st.text(max_size=300))
def test_tokens_stand_where_they_say_in_order(text: str) -> None:
    tokens = read_utterance(text).tokens

    assert all(text[token.start : token.end] == token.surface for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert [token.clause for token in tokens] == sorted(token.clause for token in tokens)


@given(st.text(max_size=300))
def test_every_meaningful_word_belongs_to_one_clause(text: str) -> None:
    utterance = read_utterance(text)

    assert [token for clause in utterance.clauses() for token in clause] == list(utterance.words)


def test_the_work_for_a_message_is_bounded() -> None:
    assert len(read_utterance("x@" * 100_000).tokens) <= MAX_TOKENS + 2
