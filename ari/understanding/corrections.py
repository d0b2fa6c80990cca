"""Whether a message takes back something that was said."""

from itertools import pairwise

from ari.understanding.patterns import PatternSet
from ari.understanding.tokens import Utterance

_CORRECTIONS = PatternSet(
    """
    ralat|koreksi|revisi|typo
    salah ketik|tulis|kirim|email|nama|input|sebut|ngetik
    ^ salah
    ^ maksud
    maksud saya
    bukan .. tapi|melainkan
    ganti|ubah|diganti|diubah|berubah|change|changed|update|mengganti|mengubah
    tidak jadi
    not .. but
    instead
    harusnya|seharusnya
    jadinya|jadi ke|mau|pilih
    sorry|maaf salah
    saya mean|meant
    """
)
_BREAKS = frozenset({"tapi", "melainkan", "but"})


def has_correction(utterance: Utterance) -> bool:
    """Test if the message corrects something: `bukan … tapi …`, `ralat`, `salah ketik`, `I mean`."""
    if _CORRECTIONS.has(utterance):
        return True
    clauses = utterance.clauses()
    pairs = pairwise(clauses)
    return any(
        any(token.word in {"bukan", "not"} for token in first) and second[0].word in _BREAKS for first, second in pairs
    )
