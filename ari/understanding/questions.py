"""Which clauses of a message ask something, and which only suppose something."""

from collections.abc import Sequence

from ari.understanding.patterns import PatternSet, any_of
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token, Utterance

_INTERROGATIVES = words_of(
    "apa apakah berapa bagaimana kapan kenapa dimana kemana mana siapa bisakah bolehkah adakah haruskah perlukah "
    "what how when where why which who whats hows"
)
# `kapan saja`, `apa pun`, `siapa tahu`: these answer or state.
_INDEFINITE = words_of("saja pun")
# An English clause that begins with one of these asks.
_AUXILIARIES = words_of("is are do does did can could will would should am was were shall may")
# After `kalau` these name what is spoken of: `kalau budget sih 100 juta`.
_TOPICS = words_of("budget duit uang negara jurusan waktu nama email kegiatan program level ielts inggris bahasa")
# `mungkin 600 juta?` answers and wavers.
_HEDGES = words_of("mungkin kayaknya probably sekitar")
_ASK = any_of("tanya nanya bertanya ask tanyain nanyain")
# Interrogatives in these are no questions: `belum tahu kapan`, `tidak yakin yang mana`.
_NOT_KNOWING = PatternSet(
    f"""
    tidak|belum|not tahu|yakin|pasti|tentu|kepikiran|nentuin|menentukan|memutuskan|paham|ngerti|sure|know|decided
    tidak apa
    why not
    bolak balik|terus {_ASK}
    kenapa? {_ASK} lagi lagi
    lihat|cek|cari|cariin dulu
    {_ASK} ke|sama? mama|papa|ortu|orangtua|suami|istri|keluarga|bapak|ibu|ayah|teman|adik
    tergantung|depends
    not .. thought|decided|figured|checked
    ^ apa tidak jelas
    ^ informasi .. tidak|belum masuk|sampai|ada|dapat|datang
    bingung|galau|bimbang|ragu
    terserah
    siapa tahu
    lupa
    stop|jangan|berhenti .. kirim
    {_ASK} .. mulu|melulu|terus
    dari|sudah kapan|berapa tahu|kali|lama
    """
)
_CHOOSING = words_of("pilih milih mending prefer condong fix kayaknya")
_TAGGED = words_of(
    "mahal murah susah gampang sulit bagus enak jauh lama berat worth benar bisa ada perlu harus boleh cukup "
    "termasuk dapat buka wajib butuh aman gratis ketat ribet kira"
)
_MAY = any_of(
    " ".join(_TAGGED),
    "mau pakai bayar masih resmi terpercaya jelas kena berlaku diterima laku terima ngaruh pengaruh beda sama rugi "
    "kepake kelar keburu telat penting untung sempat sesuai tersedia lengkap nyambung dijamin ditanggung diurusin "
    "dibantu dibantuin diurus dikasih cocok relevan bahaya repot boleh",
)
# After `ada tidak` these state: `ada tidak punya`.
_STATING = words_of("ada punya bisa mau pernah tapi")
_DEEDS = any_of(
    "daftar kuliah apply kerja bayar cicil pakai tanpa ikut dapat minta tanya bantu dibantu tolong jelasin dijelaskan"
)
_OFFERS = any_of(
    "beasiswa promo diskon program kampus cabang kantor informasi rekomendasi jurusan syarat deadline kelas"
)
_ASKING = PatternSet(
    f"""
    {_MAY} .. tidak $
    ^ bisa|boleh {_DEEDS}
    ^ ada {_OFFERS}
    mau|ingin|boleh|numpang|izin|want|like to? {_ASK}
    menanyakan|nanyakan|inquire|enquire
    {_ASK}|minta informasi|soal|tentang|rekomendasi
    minta|butuh|need|want|boleh|kirim|share informasi|detail|rincian|brosur|penjelasan|details
    ^ {_ASK}
    penasaran
    minta|butuh|kasih|bagi|mohon saran|masukan|rekomendasi|pendapat|pencerahan|bimbingan
    ^ informasi
    mau|ingin|boleh|pengin tahu
    send|share|kirim|kirimin|bagi .. brosur|brochure|informasi|details|detail|list|daftar|katalog
    ^ do|does|is|are|can|could|would|will|should|did|have|has kamu|saya|there|it|this|we|they|any
    tolong|bantu jelasin|jelaskan|kasih|infokan|informasikan|informasi
    """
)
_HEARSAY = PatternSet("^ kata orang\n^ katanya|konon|denger|dengar")
_SUPPOSING = PatternSet(
    """
    ^ kalau|misal|misalnya|seandainya|andai|if|suppose|contoh|contohnya|umpama
    misal|misalnya|seandainya|andai|andaikan|suppose|umpama
    """
)


def asking_clauses(utterance: Utterance) -> frozenset[int]:
    """Return the numbers of the clauses that ask, with a question mark or without."""
    return frozenset(words[0].clause for words in utterance.clauses() if _asks(utterance, words))


def supposing_clauses(utterance: Utterance) -> frozenset[int]:
    """Return the numbers of the clauses that suppose: `kalau budget 100 juta …`, `if I went to Japan …`."""
    return frozenset(words[0].clause for words in utterance.clauses() if _supposes(utterance, words))


def question_of(utterance: Utterance, asking: frozenset[int]) -> str | None:
    """Return what was asked as it was written, from the first asking clause to the last; None without any."""
    asked = [token for token in utterance.tokens if token.clause in asking]
    if not asked:
        return None
    end = asked[-1].end
    tail = utterance.text[end:]
    mark = len(tail) - len(tail.lstrip()) if tail.lstrip().startswith("?") else None
    return utterance.text[asked[0].start : end + (0 if mark is None else mark + 1)].strip()


def _supposes(utterance: Utterance, words: Sequence[Token]) -> bool:
    """Test if a clause supposes; `kalau budget sih 100 juta` only names what it speaks of, unless it asks."""
    is_topic = words[0].word == "kalau" and len(words) > 1 and words[1].is_any(_TOPICS) and not _asks(utterance, words)
    return not is_topic and _SUPPOSING.find_in(words) is not None


def _asks(utterance: Utterance, words: Sequence[Token]) -> bool:
    if words[0].clause in utterance.asked and not _is_echo(utterance, words):
        return True
    if _NOT_KNOWING.find_in(words) is not None:
        return False
    if len(words) > 2 and words[0].word in _AUXILIARIES:
        return True
    last = _last_word(utterance, words[0].clause)
    # `kata orang … ya` wants to hear whether it is so.
    is_tagged = len(words) > 1 and (last == "kan" or (last == "ya" and _HEARSAY.find_in(words) is not None))
    return (
        is_tagged
        or _is_tagged_inside(words)
        or _ASKING.find_in(words) is not None
        or any(_is_interrogative(utterance, token) for token in words)
    )


def _is_tagged_inside(words: Sequence[Token]) -> bool:
    """Test if a clause asks by `… tidak` before what it asks about: `susah ga cari kos`, `bisa ga kalau`."""
    triples = zip(words, words[1:], words[2:], strict=False)
    return any(
        first.is_any(_TAGGED) and second.word == "tidak" and not third.is_any(_STATING | {first.word})
        for first, second, third in triples
    )


def _is_echo(utterance: Utterance, words: Sequence[Token]) -> bool:
    """Test if a question mark asks nothing: `cv? sudah`, `mungkin 600 juta?`."""
    if any(_is_interrogative(utterance, token) for token in words) or _ASKING.find_in(words) is not None:
        return False
    if _answers_itself(utterance, words):
        return True
    numbers = [token.clause for token in utterance.words]
    is_followed = numbers[-1] != words[0].clause and len(words) == 1
    return is_followed or any(token.clause == words[0].clause and token.word in _HEDGES for token in utterance.tokens)


def _answers_itself(utterance: Utterance, words: Sequence[Token]) -> bool:
    """Test if a choice that is asked is made right after: `Swedia atau Finlandia? pilih Swedia deh`."""
    later = [token for token in utterance.words if token.clause > words[-1].clause]
    return any(token.word == "atau" for token in words) and any(token.is_any(_CHOOSING) for token in later)


def _last_word(utterance: Utterance, clause: int) -> str:
    return next((token.word for token in reversed(utterance.tokens) if token.clause == clause), "")


def _is_interrogative(utterance: Utterance, token: Token) -> bool:
    # `apa2` is anything, not a question.
    if token.word not in _INTERROGATIVES or "2" in token.surface:
        return False
    place = utterance.tokens.index(token)
    following = utterance.tokens[place + 1].word if place + 1 < len(utterance.tokens) else ""
    # `apa aja deh` leaves it open.
    if token.word == "apa" and [other.word for other in utterance.tokens[place + 1 : place + 3]] == ["saja", "deh"]:
        return False
    # `apa saja` asks for a list, `kapan saja` does not ask.
    return following not in _INDEFINITE or (token.word == "apa" and following == "saja")
