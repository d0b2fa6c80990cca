"""Looking at tokens from a place on: what readers of numbers, money and times share."""

from collections.abc import Sequence

from ari.understanding.tokens import Kind, Token

Phrases = Sequence[tuple[str, ...]]


def is_word(tokens: Sequence[Token], place: int, words: frozenset[str]) -> bool:
    """Test if one of the words stands at a place."""
    return place < len(tokens) and tokens[place].word in words


def skip_words(tokens: Sequence[Token], place: int, words: frozenset[str]) -> int:
    """Return the first place from here on at which none of the words stands."""
    while is_word(tokens, place, words) and tokens[place].kind is not Kind.NUMBER:
        place += 1
    return place


def phrase_end(tokens: Sequence[Token], place: int, phrases: Phrases) -> int | None:
    """Return the place after the first of the phrases that stands here, within one clause; None without one."""
    if place >= len(tokens):
        return None
    forms = tokens[place].forms
    found = (words for words in phrases if words[0] in forms and _stands_at(tokens, place, words))
    return next((place + len(words) for words in found), None)


def _stands_at(tokens: Sequence[Token], place: int, words: tuple[str, ...]) -> bool:
    span = tokens[place : place + len(words)]
    if len(span) < len(words) or span[0].clause != span[-1].clause:
        return False
    return all(word in token.forms for token, word in zip(span, words, strict=True))
