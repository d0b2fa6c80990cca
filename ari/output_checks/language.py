"""Whether a text is plausibly in the language that it should be in."""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
_INDONESIAN_TEXT = """
    yang di ke dari dan atau untuk dengan pada itu ini ya kak kakak saya kami kita anda kamu tidak bisa ada juga
    akan sudah belum jadi kalau boleh mau apa berapa kapan mana siapa bagaimana lebih seperti adalah dalam oleh
    karena agar supaya silakan terima kasih selamat pagi siang sore malam halo hai baik siap oke nya tahun bulan
    biaya kampus negara kuliah rencana konsultasi tim senang bantu sekitar minimal per nama alamat tujuan dulu
    nanti masih sekarang lagi saja aja paspor transkrip nilai dokumen level kisaran budget tahu maaf salam kenal
    sama
"""
_ENGLISH_TEXT = """
    the a an of to in for is are do does i you my we me can could should how what when where which who will it
    there have has if be and or your our not with at on from this that please thank thanks hello hi good morning
    afternoon evening would like know may yes no about any some so but by as was were been their they year month
    cost university country plan consultation team happy help name email address passport english level
"""
_INDONESIAN, _ENGLISH = frozenset(_INDONESIAN_TEXT.split()), frozenset(_ENGLISH_TEXT.split())
_MIN_SHARE, _MIN_WORDS = 0.15, 4
# Names and addresses apart, a word of a human language is not longer.
_MAX_WORD = 30
_MAX_LONE_LETTERS = 0.3


def is_plausible(text: str, language: str) -> bool:
    """Test if the text reads like Indonesian ("id") or English ("en"): its script, its small words, no letter salad."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if any(not _is_latin(word) or len(word) > _MAX_WORD for word in words):
        return False
    if len(words) < _MIN_WORDS:
        return True
    if sum(len(word) == 1 for word in words) > _MAX_LONE_LETTERS * len(words):
        return False
    expected, other = (_ENGLISH, _INDONESIAN) if language == "en" else (_INDONESIAN, _ENGLISH)
    count = sum(word in expected for word in words)
    return count >= _MIN_SHARE * len(words) and count >= sum(word in other for word in words)


def _is_latin(word: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in word)
