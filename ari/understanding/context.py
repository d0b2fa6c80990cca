"""What stands around a word: the words before and after it in its clause, and whether it is denied."""

from collections.abc import Sequence
from typing import Any

from ari.understanding.patterns import Hit
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token, Utterance

NEGATIONS = words_of("tidak belum bukan jangan not no never tanpa without")
_NOT_ONLY = words_of("hanya cuma cuman only sure certain yakin pasti tahu")
# Here what was denied ends: `ortu tidak setuju jadi Malaysia`.
_SO = words_of("jadi jadinya makanya mending sekarang akhirnya")
_TAGGED = words_of("bisa ada cukup perlu harus boleh termasuk dapat wajib aman")
WISHES = words_of(
    "mau ingin rencana minat tertarik berminat target pengin want wanna like planning interested hope harap impian "
    "mimpi tujuan going prefer wish"
)


def before(words: Sequence[Token], hit: Hit[Any], reach: int = 3) -> tuple[Token, ...]:
    """Return up to `reach` words before a hit in its clause, the nearest last."""
    clause = words[hit.start].clause
    return tuple(token for token in words[max(0, hit.start - reach) : hit.start] if token.clause == clause)


def after(words: Sequence[Token], hit: Hit[Any], reach: int = 3) -> tuple[Token, ...]:
    """Return up to `reach` words after a hit in its clause, the nearest first."""
    clause = words[hit.end - 1].clause
    return tuple(token for token in words[hit.end : hit.end + reach] if token.clause == clause)


def has_any(tokens: Sequence[Token], words: frozenset[str]) -> bool:
    """Test if any of the tokens is any of the words."""
    return any(token.is_any(words) for token in tokens)


def is_denied(words: Sequence[Token], hit: Hit[Any], reach: int = 3) -> bool:
    """Test if a negation governs the hit from before; `not only` does not."""
    near = before(words, hit, reach + 1)
    # One word more is looked at only to know a tag.
    least = 1 if len(near) > reach else 0
    for place, token in enumerate(near):
        if place < least:
            continue
        following = near[place + 1].word if place + 1 < len(near) else ""
        # `cukup tidak buat …`: a tag of a question, which denies nothing.
        is_tag = place > 0 and near[place - 1].is_any(_TAGGED)
        is_ended = any(other.word in _SO for other in near[place + 2 :])
        if token.word in NEGATIONS and not is_ended and following not in _NOT_ONLY and not is_tag:
            return True
    return False


def quote(utterance: Utterance, hit: Hit[Any]) -> str:
    """Return a hit as it was written."""
    return utterance.quote(utterance.words[hit.start], utterance.words[hit.end - 1])
