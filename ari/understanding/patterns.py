"""Small patterns over words, and lexicons of phrases: how readers recognise meaning without looking inside words."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from ari.understanding.spelling import canonical_words
from ari.understanding.tokens import FILLERS, Token, Utterance

Meaning = TypeVar("Meaning")
# How many words `..` may stand for.
MAX_GAP = 3


@dataclass(frozen=True, slots=True)
class Hit(Generic[Meaning]):
    """A phrase that was found: words `start` up to, not including, `end` of the utterance's `words`."""

    start: int
    end: int
    value: Meaning


class Lexicon(Generic[Meaning]):
    """Phrases and their meanings. Found longest first, from left to right, never overlapping.

    With `is_forgiving`, a word of six letters or more is also found with a letter left out, doubled, added or swapped
    with its neighbour. Substituted letters are not forgiven: they make other words (`Belinda` is not `Belanda`).
    """

    def __init__(self, entries: Mapping[str, Meaning], *, is_forgiving: bool = False) -> None:
        phrases = {phrase_words(phrase): meaning for phrase, meaning in entries.items()}
        self._phrases = phrases
        self._longest = max(len(phrase) for phrase in phrases)
        self._long_words = sorted(phrase[0] for phrase in phrases if len(phrase) == 1 and len(phrase[0]) > 5)
        self._long_phrases: dict[int, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            if len(phrase) > 1 and any(len(word) > 5 for word in phrase):
                self._long_phrases.setdefault(len(phrase), []).append(phrase)
        self._is_forgiving = is_forgiving

    def find(self, utterance: Utterance) -> tuple[Hit[Meaning], ...]:
        """Return every phrase of the utterance, in order. A phrase does not run over the end of a clause."""
        return tuple(self._hits(utterance.words))

    def find_in(self, words: Sequence[Token]) -> tuple[Hit[Meaning], ...]:
        """Return every phrase among some words, in order; places are places in `words`."""
        return tuple(self._hits(words))

    def _hits(self, words: Sequence[Token]) -> Iterator[Hit[Meaning]]:
        start = 0
        while start < len(words):
            hit = self._hit_at(words, start)
            if hit is None:
                start += 1
                continue
            yield hit
            start = hit.end

    def _hit_at(self, words: Sequence[Token], start: int) -> Hit[Meaning] | None:
        for length in range(min(self._longest, len(words) - start), 0, -1):
            span = words[start : start + length]
            if span[0].clause != span[-1].clause:
                continue
            key = self._key_of(span)
            if key is not None:
                return Hit(start, start + length, self._phrases[key])
        return None

    def _key_of(self, span: Sequence[Token]) -> tuple[str, ...] | None:
        head = tuple(token.word for token in span[:-1])
        for form in span[-1].forms:
            if (*head, form) in self._phrases:
                return (*head, form)
        if not self._is_forgiving:
            return None
        return self._forgiven(span[0].word) if len(span) == 1 else self._forgiven_phrase(span)

    def _forgiven(self, word: str) -> tuple[str, ...] | None:
        if len(word) < 6:
            return None
        return next(((known,) for known in self._long_words if is_slip(word, known)), None)

    def _forgiven_phrase(self, span: Sequence[Token]) -> tuple[str, ...] | None:
        """Return the phrase that the words are but for a slip in its long ones: `new zeland`."""
        words = tuple(token.word for token in span)
        if all(len(word) < 6 for word in words):
            return None
        return next((known for known in self._long_phrases.get(len(words), ()) if _are_slips(words, known)), None)


class Pattern:
    """A pattern of words within one clause.

    Words stand as they are meant, alternatives joined by `|`, `..` for up to three other words, `^` and `$` for the
    ends of the clause, `?` after a word that may be missing.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = [_part_of(piece) for piece in text.split()]
        self._needed = [part.words for part in self._parts if part.words and not part.is_optional]

    def find_in(self, words: Sequence[Token]) -> tuple[int, int] | None:
        """Return where the pattern first stands among the words of one clause, or None."""
        for start in range(len(words) + 1):
            end = self._match(words, start, 0)
            if end is not None:
                return start, end
        return None

    def may_stand_in(self, forms: Set[str]) -> bool:
        """Test if every word that the pattern needs is among the forms of some words: a cheap first look."""
        return all(not needed.isdisjoint(forms) for needed in self._needed)

    def _match(self, words: Sequence[Token], place: int, part: int) -> int | None:
        if part == len(self._parts):
            return place
        piece = self._parts[part]
        if piece.is_edge:
            is_there = place == (0 if piece.text == "^" else len(words))
            return self._match(words, place, part + 1) if is_there else None
        if piece.is_gap:
            ends = (
                self._match(words, place + skip, part + 1) for skip in range(MAX_GAP + 1) if place + skip <= len(words)
            )
            return next((end for end in ends if end is not None), None)
        if place < len(words) and words[place].is_any(piece.words):
            end = self._match(words, place + 1, part + 1)
            if end is not None:
                return end
        return self._match(words, place, part + 1) if piece.is_optional else None


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    words: frozenset[str]
    is_optional: bool = False

    @property
    def is_gap(self) -> bool:
        return self.text == ".."

    @property
    def is_edge(self) -> bool:
        return self.text in {"^", "$"}


class PatternSet:
    """Several patterns of one meaning."""

    def __init__(self, text: str) -> None:
        self._patterns = [Pattern(line) for line in text.strip().splitlines()]

    def find_in(self, words: Sequence[Token]) -> tuple[int, int] | None:
        """Return where the first of the patterns stands among the words of one clause, or None."""
        forms = {form for token in words for form in token.forms}
        likely = (pattern for pattern in self._patterns if pattern.may_stand_in(forms))
        return next((place for pattern in likely if (place := pattern.find_in(words))), None)

    def has(self, utterance: Utterance) -> bool:
        """Test if any clause of the utterance has any of the patterns."""
        return any(self.find_in(clause) is not None for clause in utterance.clauses())


def phrases_of(text: str) -> tuple[str, ...]:
    """Return the phrases of a list that is parted by commas and may run over lines."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def meanings_of(lists: Mapping[Meaning, str]) -> dict[str, Meaning]:
    """Return the meaning of each phrase, from a list of phrases for each meaning."""
    return {phrase: meaning for meaning, text in lists.items() for phrase in phrases_of(text)}


def any_of(*words: str) -> str:
    """Return the words of some lists as the alternatives of one place in a pattern."""
    return "|".join(word for text in words for word in text.split())


def phrase_words(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase as an utterance would have them."""
    words = (word for written in phrase.replace("-", " ").split() for word in canonical_words(written))
    return tuple(word for word in words if word not in FILLERS)


def is_slip(word: str, known: str) -> bool:
    """Test if the word is the known one with a letter after its first left out, added, or swapped with the next."""
    if word == known or word[0] != known[0] or abs(len(word) - len(known)) > 1:
        return False
    start = next((place for place, pair in enumerate(zip(word, known, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    if len(word) == len(known):
        swapped = word[start + 1 : start + 2] + word[start : start + 1] + word[start + 2 :]
        return swapped == known[start:]
    shorter, longer = sorted((word, known), key=len)
    return shorter[start:] == longer[start + 1 :]


def _are_slips(words: Sequence[str], known: Sequence[str]) -> bool:
    return words[0][0] == known[0][0] and all(
        word == meant or (len(word) > 5 and is_slip(word, meant)) for word, meant in zip(words, known, strict=True)
    )


def _part_of(piece: str) -> _Part:
    is_optional = piece.endswith("?") and len(piece) > 1
    text = piece.rstrip("?") if is_optional else piece
    if text in {"..", "^", "$"}:
        return _Part(text, frozenset())
    if "?" in text:
        raise ValueError(f"The question mark stands at the end of a part, not in {piece!r}.")
    words = [canonical_words(word) for word in text.split("|")]
    wrong = [word for word in words if len(word) != 1 or word[0] in FILLERS or "-" in word[0]]
    if wrong:
        raise ValueError(f"No word of a message can be {wrong}, in the pattern part {piece!r}.")
    return _Part(text, frozenset(word for (word,) in words), is_optional)
