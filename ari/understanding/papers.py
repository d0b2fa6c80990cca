"""The papers that leads speak of, and the words that say whether they have them."""

from collections.abc import Mapping

from ari.domain import Document
from ari.understanding.english_level import TESTS
from ari.understanding.patterns import Lexicon, meanings_of
from ari.understanding.spelling import words_of

ALL = frozenset(Document)
_NAMES: Mapping[frozenset[Document], str] = {
    frozenset({Document.PASSPORT}): "paspor",
    frozenset({Document.CV}): "cv, resume, curriculum vitae, daftar riwayat hidup, riwayat hidup",
    frozenset({Document.ENGLISH_TEST}): f"{', '.join(TESTS)}, sertifikat bahasa inggris, sertifikat inggris, "
    "sertifikat bahasa, sertifikat english, sertifikat ielts, sertifikat toefl, tes bahasa inggris, tes inggris, "
    "test bahasa inggris, test inggris, tes ielts, test ielts, tes toefl, test toefl, skor ielts, skor toefl, "
    "nilai ielts, nilai toefl, hasil ielts, hasil toefl, english test, english certificate, english score, "
    "ielts certificate, toefl certificate, language certificate",
    frozenset(
        {Document.TRANSCRIPT}
    ): "transkrip, transkrip nilai, transkrip akademik, academic transcript, rapor, raport, rapot",
    ALL: "satupun, satu pun, none, none of them, sisanya, lainnya, selebihnya, rest, semua berkas, dokumen, "
    "semua dokumen, dokumen semua, semua, semuanya, "
    "persyaratan, semua persyaratan, semua syarat, all, everything, all of them, all documents",
}
# One sign may be several words: `belum ada` denies once, `belum expired` affirms.
_AFFIRMING = """
centang, ada, punya, memiliki, pegang, dapat, siap, lengkap, komplit, aman, beres, selesai, jadi, tersedia, terlampir,
lampirkan, pernah, ya, sudah, sudah ada, sudah punya, sudah siap, sudah lengkap, sudah komplit, sudah jadi, sudah
bikin, sudah buat, sudah selesai, sudah beres, sudah urus, sudah pegang, sudah aman, sudah dapat, sudah tes, sudah
test, sudah ambil, sudah keluar, sudah terbit, sudah pernah, sudah terlampir, saya kirim, saya kirimin, saya lampirin,
saya lampirkan, saya upload, ada lengkap,
sudah ready, sudah saya siapin, sudah siap semua, sudah numpuk, sudah legalisir, sudah translate, sudah diterjemahkan,
sudah diambil, baru jadi, baru keluar, baru terbit, baru perpanjang, sudah perpanjang, sudah diperpanjang, sudah kirim,
sudah dikirim, already have, yep have, i do, do have, sure have, still valid, valid, sudah beresin, masih hidup,
sudah disiapkan, sudah disiapin, sudah
ada semua, siap semua, ada semua, masih berlaku, masih valid, masih aktif, belum expired, tidak expired, belum
kadaluarsa, have, got, done, complete, available, have all, have been
"""
_DENYING = """
silang, belum, tidak, tanpa, kurang, otw, on the way, tinggal, hilang, mati, lewat, sudah lewat, lewat masa berlaku,
sudah lewat masa berlaku, masa berlaku habis, sudah lewat masa, diperpanjang, lagi diperpanjang, masih diperpanjang,
sedang diperpanjang, tinggal ambil, tinggal diambil, tinggal nunggu, tinggal jadi, tinggal cetak, baru bulan,
baru minggu, baru besok, baru tahun, baru nanti, kehilangan, ilang, dicuri, dicopet,
dirampok, stolen, rusak, sobek, kebakar,
kelupaan, sudah mati, sudah lama
mati, belum ambil, belum diambil, belum cetak, belum dicetak, belum dibikinin, belum nyusun, belum disusun, nanti bikin,
nanti dibikin, nanti buat, besok bikin, besok buat, tidak ada satupun, belum ada satupun, belum satupun, belum kepikiran
bikin, belum sempat bikin, belum sempat urus, mau ngurus, baru ngurus, lagi ngurus, sedang diproses, lagi diproses,
masih
diproses, sedang proses, belum perpanjang, belum diperpanjang, lagi antri, antri, masih antri, masih nyusun,
lagi nyusun,
lagi disusun, lagi ngerjain, never, never had, yet to, working on, expired, kadaluarsa, kedaluwarsa, kadaluwarsa,
perpanjang, menyusul,
nyusul, belum ada, belum punya, belum memiliki, belum pegang, belum siap, belum ready, belum lengkap, belum jadi,
belum selesai, belum bikin, belum buat, belum dibuat, belum dibikin, belum urus, belum diurus, belum sempat, belum
pernah, belum sama sekali, belum keluar, belum terbit, belum dapat, belum tes, belum test, belum ambil, belum ikut,
belum di tangan, tidak ada, tidak punya, tidak memiliki, tidak siap, tidak pernah, sudah expired, sudah mati, sudah
habis, sudah hilang, sudah kadaluarsa, sudah kedaluwarsa, proses, lagi proses, masih proses, dalam proses, lagi
urus, masih urus, lagi diurus, masih diurus, lagi bikin, masih bikin, lagi dibuat, masih dibuat, lagi les, dulu
baru, lagi prepare, prepare, lagi dibuatin, dibuatin, lagi dibikinin, masih les, lagi belajar, persiapan, lagi
persiapan, masih persiapan, baru persiapan, mau bikin, mau buat, mau urus, mau ambil, mau tes, mau test, mau
perpanjang, baru mau, baru mau bikin, baru mau urus, baru daftar, baru mau daftar, akan bikin, akan urus, akan tes,
lagi perpanjang, harus perpanjang, perlu perpanjang, rencana, rencana ambil, rencana tes, rencana test, nunggu,
masih nunggu, lagi nunggu, menunggu, masih menunggu, nanti menyusul, ketinggalan, not, no, not have, do not have,
not ready, not yet, not yet have, have no, in progress, on progress, on process, without, missing, lost, planning
"""
DOCUMENT_WORDS: Mapping[Document, frozenset[str]] = {
    Document.PASSPORT: words_of("paspor"),
    Document.CV: words_of("cv resume"),
    Document.ENGLISH_TEST: words_of("ielts toefl sertifikat"),
    Document.TRANSCRIPT: words_of("transkrip rapor"),
}


PAPERS: Lexicon[frozenset[Document]] = Lexicon(meanings_of(_NAMES))
# Where English was asked for, a certificate can be no other.
PAPERS_OF_ENGLISH: Lexicon[frozenset[Document]] = Lexicon(
    {
        **meanings_of(_NAMES),
        "sertifikat": frozenset({Document.ENGLISH_TEST}),
        "tes": frozenset({Document.ENGLISH_TEST}),
        "test": frozenset({Document.ENGLISH_TEST}),
    }
)
SIGNS: Lexicon[bool] = Lexicon(meanings_of({True: _AFFIRMING, False: _DENYING}))
