"""Items that a lead refuses to give or does not know."""

from collections.abc import Mapping, Sequence

from ari.domain import Document, Field
from ari.items import DOCUMENT_PREFIX, OFFERS, document_item
from ari.understanding.months import MONTHS
from ari.understanding.papers import DOCUMENT_WORDS
from ari.understanding.patterns import PatternSet, any_of
from ari.understanding.reading import Heard
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

_KNOW = any_of(
    "tahu yakin pasti tentu kepikiran nentuin menentukan memutuskan mutusin fix jelas ngitung hitung sure know "
    "decided ingat inget terpikir kebayang mikirin ditentukan diputuskan ngukur ukur ngecek cek itung ngitungin milih "
    "kehitung netapin ditetapkan riset survei mutusin dibahas dibicarakan diomongin ngobrolin nanya tanya paham ngerti "
)
_PONDER = any_of(
    "mikir mikirin bimbang galau ragu survei survey nyari cari pertimbangkan dipikirkan dipikirin rahasia dihitung "
    "dipertimbangkan bingung diskusi didiskusikan riset"
)
_UNKNOWN = PatternSet(
    f"""
    tidak|belum|not {_KNOW}
    tidak|belum ada bayangan|gambaran|ide
    bingung
    no idea|clue
    masih|lagi {_PONDER}
    lupa
    undecided|unsure
    depends|tergantung
    antara yakin|tahu
    kurang tahu|yakin|ngerti|paham|hafal
    entahlah|embuh|mboh|mbuh|duka|auk
    not sure|certain|decided
    havent|haven't|not decided|thought|checked|calculated
    in two minds
    """
)
_TELL = any_of(
    "kasih share sebut sebutin kasi bilang jawab bagi ngasih to berbagi sharing nyebut nyebutin ngomong spill omongin "
    "cerita jelasin menyebutkan menyebut memberi mention say tell disclose ngeshare"
)
_REFUSAL = PatternSet(
    f"""
    rahasia|privasi|pribadi|confidential|private
    tidak|not mau|bisa|ingin|nyaman|want|comfortable {_TELL}
    tidak usah|perlu
    skip|lewati|pass
    ^ next $
    ^ lewat
    nanti $
    ^ nanti
    bentar|tunggu|sebentar .. dulu
    ^ tidak penting
    rather|prefer not
    prefer not
    rather not
    keberatan
    ^ jangan email|nama $
    jangan email|emailan
    jangan|cukup|mending|lewat|via wa|whatsapp
    wa|whatsapp cukup
    punya anak|suami|istri|mama|papa|bapak|ibu saya
    tidak|belum berani|enak|etis|bisa|boleh .. {_TELL}|nominal|angka
    ngandelin|mengandalkan|andelin|bergantung|berharap .. beasiswa
    full|penuh beasiswa
    beasiswa full|penuh|sepenuhnya
    susah|sulit|bingung jawab|jawabnya|ngukur|ngukurnya|nentuin|nilainya
    tidak|belum pernah diukur|dihitung|ngitung|ngukur|kepikiran|mikirin
    malas|males|ogah
    nanti .. saya? kabari|kabarin|kasih|kirim|susulin|info|cek|tanya|tanyain|lihat|cariin
    tanya|tanyain|diskusi|diskusiin|bahas|omongin|hitung|itung .. dulu
    mutusin|nentuin|memutuskan|menentukan|ngatur|pegang soal|urusan|masalah? uang|duit|biaya|budget
    kepo
    """
)
_LACK = PatternSet(
    """
    tidak|belum|not|no punya|ada|have|pakai|use|bikin|buat|daftar|dibuat|dibikin|megang|pegang|main
    tidak bisa buka|kebuka|dibuka|diakses|akses|login|masuk
    lupa|tidak ingat|inget? password|sandi|kata
    sudah tidak aktif
    have no
    gaptek
    tanpa|no email
    """
)
_LEFT_OPEN = PatternSet(
    """
    terserah
    bebas
    ^ apa rekomen|rekomendasi|bagus|cocok|murah
    apa .. menurut kamu|konsultan|admin
    menurut kamu|konsultan
    apa boleh|oke|jadi|bisa
    open to? anything|suggestions|any
    up to kamu
    belum mentok|fix
    no preference
    mana
    dimana
    whatever
    anywhere
    """
)
_FIELD_WORDS: Mapping[Field, frozenset[str]] = {
    Field.NAME: words_of("nama name"),
    Field.EMAIL: words_of("email"),
    Field.ENGLISH_LEVEL: words_of("level kemampuan"),
    Field.BUDGET: words_of("budget"),
    Field.TIMELINE: words_of("berangkat berangkatnya kapan waktu timeline waktunya when"),
    Field.COUNTRY: words_of("negara country"),
    Field.PROGRAM: words_of("jurusan program major"),
}
# What is little and no number answers the question for the budget without one.
_LITTLE = PatternSet(
    """
    minim|tipis|terbatas|ngepas|pasan|cekak|mepet|cekak|seret|tight|limited
    tidak banyak|besar|gede
    ^ kecil|sedikit|dikit banget?
    """
)
_NOT_KNOWN = PatternSet("^ tidak|belum tahu")
_DEPENDS = PatternSet("tergantung|depends")
_SHORT = 4
_WANTING = words_of("mau ingin suka ke minat tertarik cocok setuju usah apa harus masalah di sampai lebih kurang jadi")
# Who decides instead of the lead: `papa yang urus soal biaya`.
_DECIDER = PatternSet(
    f"""
    {any_of("papa mama bapak ibu ayah ortu orangtua suami istri wali keluarga")} .. {
        any_of("urus atur nentuin menentukan mutusin memutuskan bayar bayarin pegang tanggung tahu ngatur")
    }
    """
)
# What is only to be sent later is not refused: `ntar aku scan dulu ya`.
_SENDING = words_of("scan kirim kirimin cek foto upload ambil cari cariin lihat fotoin")
_CHOICES = frozenset({Field.COUNTRY.value, Field.BUDGET.value, Field.PROGRAM.value})
# These one can be without: having none yet is an answer that need not be asked for again.
_LACKABLE = frozenset({Field.EMAIL, Field.BUDGET, Field.COUNTRY, Field.PROGRAM, Field.TIMELINE})


def read_refusals(heard: Heard) -> frozenset[str]:
    """Return the items that the message refuses or does not know, those named and the pending one."""
    declined: set[str] = set()
    for clause in heard.utterance.clauses():
        is_asking = clause[0].clause in heard.asking
        if is_asking and clause[0].word not in {"tidak", "belum"}:
            continue
        named = _named(clause)
        if named and heard.pending and _DEPENDS.find_in(clause) is not None:
            # `tergantung kapan ielts-nya keluar` leaves open what was asked.
            named = {heard.pending}
        if heard.is_pending(Field.ENGLISH_LEVEL) and document_item(Document.ENGLISH_TEST) in named:
            # `lupa nilai toefl-ku`: it is the level that is not known.
            named = named - {document_item(Document.ENGLISH_TEST)} | {Field.ENGLISH_LEVEL.value}
        # `belum punya email, bagaimana ya` tells and asks.
        # `gak tahu, berapa ya yang wajar?` tells and asks.
        is_told = not is_asking or _NOT_KNOWN.find_in(clause) is not None
        is_refused = is_told and _is_refused(heard, clause)
        if named:
            is_open = not is_asking and (
                _is_left_open(heard, clause) or _is_little(heard, clause) or _is_not_yet(heard, clause)
            )
            left_open = {heard.pending} if is_open else set()
            declined |= {item for item in named if is_refused or item in left_open or _lacks(item, clause)}
        elif heard.pending and heard.pending not in OFFERS and (is_refused or _is_open(heard, heard.pending, clause)):
            declined.add(heard.pending)
    return frozenset(declined)


def _is_refused(heard: Heard, clause: Sequence[Token]) -> bool:
    is_paper = heard.pending is not None and heard.pending.startswith(DOCUMENT_PREFIX)
    if is_paper and any(token.is_any(_SENDING) for token in clause):
        return False
    # A plan says nothing against telling what one does: `nanti habis lulus mau kerja`.
    if heard.is_pending(Field.ACTIVITY) and clause[0].word == "nanti" and len(clause) > _SHORT - 2:
        return False
    # `agustus nanti` is a time.
    spoken = clause[:-1] if len(clause) > 1 and clause[-1].word == "nanti" and clause[-2].word in MONTHS else clause
    is_decided = heard.is_pending(Field.BUDGET) and _DECIDER.find_in(clause) is not None
    return is_decided or _UNKNOWN.find_in(spoken) is not None or _REFUSAL.find_in(spoken) is not None


def _is_open(heard: Heard, item: str, clause: Sequence[Token]) -> bool:
    """Test if a clause that names nothing leaves the pending item open."""
    is_left = _is_left_open(heard, clause) or _is_little(heard, clause) or _is_not_yet(heard, clause)
    return is_left or _lacks(item, clause)


def _named(clause: Sequence[Token]) -> set[str]:
    fields = {field.value for field, words in _FIELD_WORDS.items() if any(token.is_any(words) for token in clause)}
    papers = {
        document_item(document)
        for document in Document
        if any(token.is_any(DOCUMENT_WORDS[document]) for token in clause)
    }
    return fields | papers


def _lacks(item: str, clause: Sequence[Token]) -> bool:
    return item in {field.value for field in _LACKABLE} and _LACK.find_in(clause) is not None and len(clause) <= 6


def _is_not_yet(heard: Heard, clause: Sequence[Token]) -> bool:
    """Test if a short `belum …` answers what can be open: whatever it is that was not done, nothing is known.

    `tidak …` does as well, but for what is not wanted: `ga mau ke Amerika`.
    """
    if heard.pending not in {field.value for field in _LACKABLE} | {Field.NAME.value}:
        return False
    is_unwanted = len(clause) > 1 and clause[1].is_any(_WANTING)
    is_denied = clause[0].word == "tidak" and heard.pending != Field.BUDGET.value and not is_unwanted
    return (clause[0].word == "belum" or is_denied) and len(clause) <= _SHORT


def _is_little(heard: Heard, clause: Sequence[Token]) -> bool:
    return heard.is_pending(Field.BUDGET) and _LITTLE.find_in(clause) is not None


def _is_left_open(heard: Heard, clause: Sequence[Token]) -> bool:
    """Test if the lead leaves a choice to us: `terserah`, `negara mana saja`."""
    return heard.pending in _CHOICES and _LEFT_OPEN.find_in(clause) is not None
