"""Greetings, thanks and small talk."""

from ari.understanding.patterns import PatternSet, any_of
from ari.understanding.tokens import Kind, Utterance

_HOURS = any_of("pagi siang sore malam morning afternoon evening night")
_HELLO = any_of(
    "halo hai permisi assalamualaikum asalamualaikum assalammualaikum aslm shalom greetings p punten misi hola "
    "spada haloha hellow waalaikumsalam horas samlekum samlekom sampurasun wilujeng kulonuwun nuwun oi woi "
    "hallow yo"
)
_GREETING = PatternSet(
    f"""
    ^ {_HELLO}
    ^ salam $
    ^ {_HOURS} $
    ^ selamat|met|good|slmt|sugeng|wilujeng {_HOURS}|datang|enjing|sonten|dalu|enjang
    """
)
_BARE_HOUR = PatternSet(f"^ {_HOURS}")
_THANKS = PatternSet(
    """
    makasih|terimakasih|appreciate|suwun|nuwun|thank
    terima kasih
    """
)
_SMALLTALK = PatternSet(
    """
    apa kabar
    how are you
    kamu|ini|anda|kamu .. bot|robot|ai|mesin
    are kamu bot|robot|ai|human|real
    ^ lucu|keren|mantap|mantul|hebat|pintar|pinter|cool|awesome|great|amazing
    lucu|keren|mantap|mantul|hebat|pintar|pinter|cool|awesome|amazing $
    sama sama
    sudah makan
    have nice|good|great|lovely
    semangat kerja|kerjanya
    salam kenal
    salken
    ^ senang|seneng|happy|lega|terharu banget|sekali
    atau bot|robot|ai|mesin
    nice to? meet
    lagi apa $
    selamat ulang|puasa|natal|lebaran|berbuka|istirahat|berlibur|weekend|akhir
    good luck
    hujan|cuaca|panas|banjir|gempa|macet
    """
)


# These emoji say yes.
_NODS = frozenset("\U0001f44d\U0001f44c\u2705\U0001f197")


def is_greeting(utterance: Utterance) -> bool:
    """Test if the message, or a part of it, greets; `pagi kak` does, `jam 9 pagi` does not."""
    if _GREETING.has(utterance):
        return True
    first = next(iter(utterance.clauses()), ())
    return _BARE_HOUR.find_in(first) is not None


def is_smalltalk(utterance: Utterance) -> bool:
    """Test if the message thanks, laughs, chats, or is nothing but emoji."""
    is_laugh = any(token.word == "haha" for token in utterance.tokens)
    is_picture = bool(utterance.tokens) and all(
        token.kind is Kind.EMOJI and token.word not in _NODS for token in utterance.tokens
    )
    return is_laugh or is_picture or _THANKS.has(utterance) or _SMALLTALK.has(utterance)
