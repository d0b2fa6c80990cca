"""Whether a message, as a whole, says "write to me no more", or "write to me again".

A wrong "no more" silences a lead for ever, so a message counts only when every word of it belongs to that sense: "stop"
does, "bus stop di mana?" does not. What is said in longer words is for ARI's understanding. Pure.
"""

import re
import unicodedata

from ari.inbox import Consent


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that change nothing: how one is addressed, politeness, emphasis.
_FILLERS = _words(
    "kak kakak ka min admin mas mbak mba pak bapak bu ibu bang sis gan om tante ari halo hai hi hello "
    "ya yaa yah iya dong deh sih nih lah aja saja tolong mohon please pls plis sekarang skrg now "
    "terima kasih makasih trims tq thanks thank you maaf sorry permisi ok oke okay"
)
_STOP = _words("stop setop stopall berhenti brenti berenti unsubscribe unsub optout")
_START = _words("start unstop subscribe optin mulai")
_NO = _words("jangan jgn jan gausah gosah dont")
_NO_PAIRS = frozenset({("ga", "usah"), ("gak", "usah"), ("nggak", "usah"), ("tidak", "usah"), ("tak", "usah"),
                       ("tdk", "usah"), ("do", "not")})  # fmt: skip
# To send, and what is sent.
_SENDING = _words(
    "kirim kirimi kirimin kirimkan mengirim ngirim chat ngechat chatting wa whatsapp sms message messaging text "
    "texting send sending hubungi menghubungi kontak contact contacting ganggu mengganggu spam japri"
)
_OBJECTS = _words(
    "pesan psn promo promosi broadcast iklan info informasi notif notifikasi langganan berlangganan newsletter "
    "messages semua all saya aku gue gw ke me us lagi lg again anymore any more to my nomor number ini itu this"
)
_SUBJECTS = _words("saya aku gue gw i")
_WISHES = _words("mau ingin pengen want to")
_WHOLE_OUT = frozenset(
    {"opt out", "hapus nomor saya", "hapus nomer saya", "hapus kontak saya", "remove me", "delete my number"}
)
_WHOLE_IN = frozenset(
    {"opt in", "mulai lagi", "langganan lagi", "berlangganan lagi", "aktifkan lagi", "boleh chat lagi",
     "boleh hubungi lagi", "boleh hubungi saya lagi", "hubungi saya lagi", "boleh kirim pesan lagi",
     "kirim pesan lagi", "chat saya lagi", "saya mau dihubungi lagi", "mau dihubungi lagi"}
)  # fmt: skip
# No such message is longer; a longer one is not read word by word.
_MAX_LENGTH = 120
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"(.)\1+")


def read_consent(text: str | None) -> Consent | None:
    """Return what the message says about consent, None where it says anything else."""
    if not text or len(text) > _MAX_LENGTH or "?" in text or any(character.isdigit() for character in text):
        return None
    words = _words_of(text)
    if not words:
        return None
    if _means_out(words):
        return Consent.OUT
    return Consent.IN if _means_in(words) else None


def _words_of(text: str) -> tuple[str, ...]:
    """Return the words that carry sense, in lower case, letters that are drawn out written once."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("\u2019", "")
    visible = "".join(character for character in plain if unicodedata.category(character) != "Cf")
    words = (_short(word) for word in _WORD.findall(visible.replace("opt-", "opt ")))
    return tuple(word for word in words if word not in _SHORT_FILLERS)


def _short(word: str) -> str:
    return _RUN.sub(r"\1", word)


def _shorten(words: frozenset[str]) -> frozenset[str]:
    """Return the words, or phrases, as `_words_of` leaves them."""
    return frozenset(" ".join(_short(word) for word in phrase.split()) for phrase in words)


_SHORT_FILLERS = _shorten(_FILLERS)
_STOP_WORDS, _START_WORDS, _NO_WORDS = _shorten(_STOP), _shorten(_START), _shorten(_NO)
_SENDING_WORDS, _OBJECT_WORDS = _shorten(_SENDING), _shorten(_OBJECTS)
_OUT_PHRASES, _IN_PHRASES = _shorten(_WHOLE_OUT), _shorten(_WHOLE_IN)
_NO_WORD_PAIRS = frozenset((_short(first), _short(second)) for first, second in _NO_PAIRS)


def _means_out(words: tuple[str, ...]) -> bool:
    if " ".join(words) in _OUT_PHRASES:
        return True
    wish, rest = _without_wish(words)
    if rest and rest[0] in _STOP_WORDS:
        about = rest[1:]
        # "Saya mau berhenti" alone may be about a job.
        return (bool(about) or not wish or rest[0] != "berhenti") and _is_about_messages(about)
    forbidden = _after_no(words)
    return bool(forbidden) and forbidden[0] in _SENDING_WORDS and _is_about_messages(forbidden[1:])


def _means_in(words: tuple[str, ...]) -> bool:
    if " ".join(words) in _IN_PHRASES:
        return True
    _wish, rest = _without_wish(words)
    return len(rest) == 1 and rest[0] in _START_WORDS


def _without_wish(words: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Return whether the words begin with "I want to", and the rest."""
    rest = words[1:] if words and words[0] in _SUBJECTS else words
    wished = rest
    while wished and wished[0] in _WISHES:
        wished = wished[1:]
    return (True, wished) if len(wished) < len(rest) else (False, words)


def _after_no(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what follows a "do not" at the beginning, nothing where there is none."""
    if words and words[0] in _NO_WORDS:
        return words[1:]
    return words[2:] if words[:2] in _NO_WORD_PAIRS else ()


def _is_about_messages(words: tuple[str, ...]) -> bool:
    return all(word in _SENDING_WORDS or word in _OBJECT_WORDS for word in words)
