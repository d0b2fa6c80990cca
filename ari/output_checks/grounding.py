"""Whether a sentence that names a price, a number or a promise is one that a source says too."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ari.knowledge.words import subject_words
from ari.output_checks.claims import Claim, Kind, claims_of
from ari.output_checks.phrases import PROMISES, SECRETS, is_denied

# A sentence repeats a source if so much of what it is about stands in two neighbouring sentences of it.
MIN_OVERLAP = 0.6
# An amount of the lead's own may be named as a budget, and never as a price.
_BUDGET_WORDS = re.compile(r"\b(?:budget(?:nya)?|anggaran(?:nya)?|dana(?:nya)?)\b", re.IGNORECASE)
_PRICE_WORDS = re.compile(
    r"\b(?:biaya|biayanya|harga|harganya|tarif|tuition|fee|fees|cost|costs|price|bayar|membayar|pay|cuma|hanya|only|"
    r"cukup|kuliahnya|total|diskon|discount|kena)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\d])|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Two neighbouring sentences of a source: their words, their numbers, and what they promise."""

    words: frozenset[str]
    claims: frozenset[Claim]
    promises: frozenset[str]


def sentences_of(text: str) -> list[str]:
    """Return the sentences, without those that are blank."""
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def passages_of(sources: Iterable[str]) -> tuple[Passage, ...]:
    """Return what the sources say, two sentences at a time."""
    passages = []
    for source in sources:
        sentences = sentences_of(source)
        for at in range(len(sentences)):
            text = " ".join(sentences[at : at + 2])
            passages.append(
                Passage(frozenset(subject_words(text)), frozenset(_loosened(claims_of(text))), promises_in(text))
            )
    return tuple(passages)


def promises_in(text: str) -> frozenset[str]:
    """Return the promises, offers and demands that a text makes, by their names."""
    names = {**PROMISES, **SECRETS}
    return frozenset(
        name
        for name, pattern in names.items()
        if any(not is_denied(text, hit.start()) for hit in pattern.finditer(text))
    )


def is_grounded(sentence: str, passages: Sequence[Passage], own: frozenset[Claim]) -> bool:
    """Test if the sentence may stand: it names no number and promises nothing, or a source does the same.

    `own` are numbers that the lead gave.
    """
    claims, promises = claims_of(sentence), promises_in(sentence)
    if not claims and not promises:
        return True
    if not promises and _is_own(sentence, claims, own):
        return True
    words = set(subject_words(sentence))
    return any(
        claims <= passage.claims
        and promises <= passage.promises
        and len(words & passage.words) >= MIN_OVERLAP * len(words)
        for passage in passages
    )


def _is_own(sentence: str, claims: frozenset[Claim], own: frozenset[Claim]) -> bool:
    """Test if all numbers are the lead's own, and amounts are called a budget."""
    if not claims <= own:
        return False
    has_money = any(claim.kind is not Kind.PLAIN for claim in claims)
    return not has_money or bool(_BUDGET_WORDS.search(sentence) and not _PRICE_WORDS.search(sentence))


def _loosened(claims: Iterable[Claim]) -> Iterable[Claim]:
    """Yield each claim as a source allows it to be said: an amount with or without its currency."""
    for claim in claims:
        yield claim
        if claim.kind is Kind.MONEY and claim.currency == "IDR":
            yield Claim(Kind.MONEY, claim.value)
        elif claim.kind is Kind.MONEY and not claim.currency:
            yield Claim(Kind.MONEY, claim.value, "IDR")


def own_claims(texts: Iterable[str]) -> frozenset[Claim]:
    """Return the numbers of what the lead told, as they may be repeated."""
    return frozenset(claim for text in texts for claim in _loosened(claims_of(text)))
