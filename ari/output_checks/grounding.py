"""Whether a sentence that names a price, a number or a promise is one that a source says too."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from ari.knowledge.words import subject_words
from ari.output_checks.claims import Claim, Kind, claims_of
from ari.output_checks.phrases import promises_in

# A sentence repeats a source if so much of what it is about stands in two neighbouring sentences of it.
MIN_OVERLAP = 0.7
# An amount of the lead's own may be named as a budget, and never as a price.
_BUDGET_WORDS = re.compile(r"\b(?:budget|anggaran|dana)(?:nya)?\b", re.IGNORECASE)
_PRICE_WORDS = re.compile(
    r"\b(?:biaya|biayanya|harga|harganya|tarif|tuition|fees?|costs?|price|bayar|membayar|pay|cuma|hanya|only|cukup|"
    r"total|diskon|discount|kena)\b",
    re.IGNORECASE,
)
_EXAMPLE_WORDS = re.compile(r"\b(?:misal\w*|contoh\w*|seperti|example|like|e\.g)\b|\?", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\D)|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Two neighbouring sentences of a source: their words, their numbers, and what they promise."""

    words: frozenset[str]
    claims: frozenset[Claim]
    promises: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the sentences of a reply may rest on."""

    passages: tuple[Passage, ...]
    own: frozenset[Claim]
    examples: frozenset[Claim]

    @classmethod
    def of(cls, *, sources: Iterable[str], own: Iterable[str], examples: Iterable[str]) -> Self:
        """Read the sources, what the lead told, and the examples in questions."""
        return cls(
            passages=tuple(passage for source in sources for passage in _passages(source)),
            own=frozenset(claim for text in own for claim in _loosened(claims_of(text))),
            examples=frozenset(claim for text in examples for claim in _loosened(claims_of(text))),
        )

    def carry(self, sentence: str) -> bool:
        """Test if the sentence may stand: it names no number and promises nothing, or a ground does so too."""
        claims, promises = claims_of(sentence), promises_in(sentence)
        if not claims and not promises:
            return True
        if not promises and self._is_own(sentence, claims):
            return True
        words = set(subject_words(sentence))
        return any(
            claims <= passage.claims
            and promises <= passage.promises
            and len(words & passage.words) >= MIN_OVERLAP * len(words)
            for passage in self.passages
        )

    def _is_own(self, sentence: str, claims: frozenset[Claim]) -> bool:
        """Test if all numbers are the lead's own or examples, and no amount is called a price."""
        is_example = bool(_EXAMPLE_WORDS.search(sentence))
        if not claims <= (self.own | self.examples if is_example else self.own):
            return False
        if all(claim.kind is Kind.PLAIN for claim in claims):
            return True
        return bool(_BUDGET_WORDS.search(sentence)) and not _PRICE_WORDS.search(sentence)


def sentences_of(text: str) -> list[str]:
    """Return the sentences, without those that are blank."""
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def _passages(source: str) -> Iterator[Passage]:
    sentences = sentences_of(source)
    for at in range(len(sentences)):
        text = " ".join(sentences[at : at + 2])
        yield Passage(frozenset(subject_words(text)), frozenset(_loosened(claims_of(text))), promises_in(text))


def _loosened(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield each claim in the ways in which it may be said: rupiah with or without their sign."""
    for claim in claims:
        yield claim
        if claim.kind is Kind.MONEY and claim.currency in {"IDR", ""}:
            yield Claim(Kind.MONEY, claim.value)
            yield Claim(Kind.MONEY, claim.value, "IDR")
