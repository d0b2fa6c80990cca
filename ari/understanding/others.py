"""Which clauses speak of somebody else than the lead, and which of what was before."""

from ari.understanding.context import WISHES
from ari.understanding.spelling import fold, words_of
from ari.understanding.tokens import FILLERS, Kind, Utterance

# A child is not among them: a parent who writes for a child is the lead.
_RELATIVES = words_of(
    """
    kakak adik teman sahabat sepupu saudara suami istri pacar tetangga ortu orangtua bapak papa mama ayah ibu tante
    om paman keponakan bos kenalan friend brother sister cousin husband wife boss mother father parents
    """
)
_POSSESSIVES = words_of("saya my kita kami gue")
# Before the relative these change nothing: `kalau sepupu saya sih …`, `si Dina teman saya`.
_OPENING = words_of("my kalau karena si itu ini kata katanya kayak kayaknya seperti dulu kemarin tapi punya ada")
# A clause that begins with one of these tells what was, and is no more.
_BEFORE = words_of("tadinya dulu dulunya awalnya semula previously originally formerly")


def clauses_of_others(utterance: Utterance) -> frozenset[int]:
    """
    Return the numbers of the clauses whose subject is a relative or a friend of the lead and that wish nothing.
    `kakak saya kuliah di Australia` is about the brother; `adik saya mau ke Australia` is what the lead asks help
    for.
    """
    words = [token for token in utterance.tokens if token.kind is Kind.WORD]
    found: set[int] = set()
    for place, token in enumerate(words):
        led = [other for other in words[max(0, place - 3) : place] if other.clause == token.clause]
        is_first = len(led) < 3 and all(other.word in _OPENING or other.word in FILLERS for other in led)
        following = words[place + 1].word if place + 1 < len(words) else ""
        is_owned = following in _POSSESSIVES or len(token.forms) > 1 or (place > 0 and words[place - 1].word == "my")
        # `kak aku kerja` addresses ARI, `kakak aku kerja` tells of a sister.
        is_address = token.word == "kakak" and fold(token.surface) != "kakak"
        if is_first and token.is_any(_RELATIVES) and is_owned and not is_address:
            found.add(token.clause)
    wishing = {token.clause for token in utterance.words if token.is_any(WISHES)}
    return frozenset(found - wishing)


def clauses_of_before(utterance: Utterance) -> frozenset[int]:
    """Return the numbers of the clauses that tell what was, and is no more: `dulu mau ke Amerika`, `tadinya S1`."""
    return frozenset(
        words[0].clause
        for words in utterance.clauses()
        if len(words) > 1 and any(token.is_any(_BEFORE) for token in words[: 2 if words[0].word == "saya" else 1])
    )
