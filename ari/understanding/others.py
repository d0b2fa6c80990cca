"""Which clauses speak of somebody else than the lead."""

from ari.understanding.context import WISHES
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Kind, Utterance

# A child is not among them: a parent who writes for a child is the lead.
_RELATIVES = words_of(
    """
    kakak adik teman sahabat sepupu saudara suami istri pacar tetangga ortu orangtua bapak papa mama ayah ibu tante
    om paman keponakan bos kenalan friend brother sister cousin husband wife boss mother father parents
    """
)
_POSSESSIVES = words_of("saya my kita kami gue")


def clauses_of_others(utterance: Utterance) -> frozenset[int]:
    """
    Return the numbers of the clauses whose subject is a relative or a friend of the lead and that wish nothing.
    `kakak saya kuliah di Australia` is about the brother; `adik saya mau ke Australia` is what the lead asks help
    for.
    """
    words = [token for token in utterance.tokens if token.kind is Kind.WORD]
    found: set[int] = set()
    for place, token in enumerate(words):
        is_first = place == 0 or words[place - 1].clause != token.clause or words[place - 1].word == "my"
        following = words[place + 1].word if place + 1 < len(words) else ""
        is_owned = following in _POSSESSIVES or len(token.forms) > 1 or (place > 0 and words[place - 1].word == "my")
        if is_first and token.is_any(_RELATIVES) and is_owned:
            found.add(token.clause)
    wishing = {token.clause for token in utterance.words if token.is_any(WISHES)}
    return frozenset(found - wishing)
