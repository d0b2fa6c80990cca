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
    tadi kurang|salah|kelebihan|typo|keliru|ketinggalan
    kurang|kelebihan|salah|ketinggalan huruf|angka|titik|nol
    keliru|kliru
    berubah pikiran
    changed my? mind
    scratch that
    bukan .. tapi|melainkan
    ganti|ubah|diganti|diubah|berubah|change|changed|mengganti|mengubah
    tidak jadi
    not .. but
    instead
    harusnya|seharusnya
    jadinya|jadi ke|pilih
    jadinya mau
    sorry|maaf salah
    saya mean|meant
    """
)
# A new telephone changes nothing that was said.
_NO_CORRECTION = PatternSet("ganti|change nomor|hp|kartu|wa|number|phone|baju|topik")
_BREAKS = frozenset({"tapi", "melainkan", "but"})


def has_correction(utterance: Utterance) -> bool:
    """Test if the message corrects something: `bukan … tapi …`, `ralat`, `salah ketik`, `I mean`."""
    clauses = utterance.clauses()
    if any(_CORRECTIONS.find_in(words) is not None and _NO_CORRECTION.find_in(words) is None for words in clauses):
        return True
    pairs = pairwise(clauses)
    # `bukan S1 kak, S2`
    is_replaced = len(clauses) == 2 and clauses[0][0].word == "bukan" and len(clauses[0]) <= len(clauses[1]) + 2 <= 5
    return is_replaced or any(
        any(token.word in {"bukan", "not"} for token in first) and second[0].word in _BREAKS for first, second in pairs
    )
