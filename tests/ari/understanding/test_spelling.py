import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.understanding.spelling import EXPANSIONS, SPELLINGS, canonical_words, fold, stems_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("blm", ("belum",)), ("gk", ("tidak",)), ("ngga", ("tidak",)), ("UDH", ("sudah",)), ("yg", ("yang",)),
        ("kak", ("kakak",)), ("gatau", ("tidak", "tahu")), ("iyaaa", ("ya",)), ("okeee", ("oke",)),
        ("haloooo", ("halo",)), ("wkwkwk", ("haha",)), ("hahaha", ("haha",)), ("bangettt", ("banget",)),
        ("saat", ("saat",)), ("maaf", ("maaf",)), ("tunggu", ("tunggu",)), ("Jum'at", ("jumat",)),
        ("don\u2019t", ("not",)), ("I'm", ("saya", "am")), ("caf\u00e9", ("cafe",)), ("milyar", ("miliar",)),
    ],
)  # fmt: skip
def test_chat_language_has_one_spelling(written: str, words: tuple[str, ...]) -> None:
    assert canonical_words(written) == words


@pytest.mark.parametrize(
    "word", sorted({*SPELLINGS.values(), *(w for words in EXPANSIONS.values() for w in words.split())})
)
def test_the_one_spelling_of_a_word_is_its_own(word: str) -> None:
    assert canonical_words(word) == (word,)


@given(st.text(st.characters(categories=["L"]), max_size=30))
def test_spelling_is_idempotent(written: str) -> None:
    once = canonical_words(written)

    assert tuple(word for first in once for word in canonical_words(first)) == once


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("word", "stem"),
    [("budgetnya", "budget"), ("cvku", "cv"), ("namamu", "nama"), ("bolehlah", "boleh"), ("adakah", "ada")],
)
def test_possessives_and_particles_come_off(word: str, stem: str) -> None:
    assert stem in stems_of(word)


@pytest.mark.parametrize("word", ["adalah", "sekolah", "masalah", "kamu", "punya", "ibu"])
def test_words_that_only_look_as_if_they_carried_one_stay_whole(word: str) -> None:
    assert stems_of(word) == (word,)
