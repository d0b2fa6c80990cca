"""Words by which a question and an entry meet: without fillers, stemmed, synonyms under one name.

Measured on tests/ari/corpus/knowledge.jsonl (`tests.ari.evaluation.knowledge.py` prints it): stems and synonyms
help each alone and more together, so both stay.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import Flag, auto
from functools import lru_cache

import snowballstemmer

from ari.knowledge.countries import with_country_words

# Ask, address or fill, in chat Indonesian and in English, and tell nothing about the subject.
_FILLERS_TEXT = """
    yang di ke dari dan atau untuk dengan pada itu ini ya kak kakak min sih dong deh kok aja saja apa apakah berapa
    brp bisa ga gak nggak enggak ngga tidak gimana bagaimana kalau kalo kl saya aku kami kalian kamu anda mau ingin
    ada nya juga lagi lah kah buat bila jika tetapi tapi karena dalam oleh akan sudah udah sdh belum blm bagi para
    adalah yg dgn utk dr tp krn sy pakai pake lewat sampai sampe disana sana sini masih boleh perlu harus kapan mana
    dimana siapa kenapa nanti dulu jadi tahu tau tanya ok oke halo hai hi hello tolong pls please dll dsb per
    bingung ambil tersedia abis habis bs gmn bgt banget dpt dapat punya kasih info informasi soal tentang mengenai
    cara cari cariin nyari urus urusin diurusin diurus minta lihat liat mohon bilang btw emang pengen pgn dapet
    ngobrol kena memang kayak kyk seperti sekitar kira gitu gini nah loh lho yuk cuma hanya sekarang terima admin
    mbak mas bang gan sis bu pak bisakah adakah langsung butuh lain kurang banyak bagus wajib the a an of to in for
    is are do does i you my me we can could should how what when where which who will it there have has if be and or
    your need much many while studying study student students they join about any some with without from at on as
    this that these those am was were would may might must get got take want like know tell give us our than then so
    not no yes also too just more most
"""
_FILLERS = frozenset(_FILLERS_TEXT.split())

# Expressions of several words, or of one word in several spellings, that mean one thing.
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), name)
    for pattern, name in (
        ("orang ?tua(?:ku|nya)?", "orangtua"),
        ("kerja ?sama", "kerjasama"),
        ("part ?time|paruh waktu|sampingan", "parttime"),
        ("fresh ?grad(?:uate)?s?", "freshgraduate"),
        ("uang kuliah|uang semester|tuition(?: fees?)?|spp|ukt", "uangkuliah"),
        ("living costs?|costs? of living|biaya hidup", "biayahidup"),
        ("medical check ?up|cek kesehatan|mcu", "cekkesehatan"),
        ("health insurance|asuransi kesehatan", "asuransi"),
        ("tempat tinggal", "asrama"),
        ("motivation letter", "motivationletter"),
        ("work experience|pengalaman kerja", "pengalamankerja"),
        ("luar neg[er]+i|overseas|abroad", "luarnegeri"),
        ("kartu kredit|credit card", "kartukredit"),
    )
)

# The first word of a line stands for the others.
_SYNONYMS: Mapping[str, str] = {
    word: line.split()[0]
    for line in """
        biaya harga fee fees cost costs tarif ongkos mahal budget price duit
        bayar pay payment pembayaran
        cicil nyicil cicilan installment installments instalment instalments angsur
        kembali refund balik
        batal cancel cancellation
        kampus universitas university universities univ college uni
        beasiswa scholarship scholarships
        syarat requirement requirements persyaratan
        dokumen document documents berkas
        daftar apply application applications pendaftaran registrasi admission
        asrama accommodation dorm dormitory kos apartemen apartment homestay tinggal tempat housing
        kerja work working job jobs bekerja pekerjaan
        keluarga family pasangan istri suami spouse wife husband anak kids children
        orangtua ortu parents parent mama papa ayah ibu
        asuransi insurance bpjs
        kesehatan health medical
        jurusan major majors prodi
        usia umur age
        batas limit maksimal minimal minimum maximum max min
        lulus graduation graduate graduating wisuda
        ipk gpa
        nilai rapor skor score scores
        kelas les kursus bimbel class classes course courses
        kantor office
        alamat address
        buka open jam
        salat sholat shalat solat pray prayer musala musholla mushola ibadah
        makan food makanan
        hidup living
        bulan month months sebulan perbulan bulanan monthly
        tahun year years setahun pertahun tahunan yearly
        minggu week weeks seminggu perminggu
        mitra partner partners rekan rekanan kerjasama
        sertifikat certificate certificates
        favorit popular populer
        layanan jasa service services
        konsultasi consultation konsul konseling
        s2 master masters magister
        s1 bachelor bachelors sarjana
        s3 phd doktor doctorate
        lama long
        proses process
        terjemah translate translation
        wawancara interview
    """.strip().splitlines()
    for word in line.split()
}  # fmt: skip

_WORD = re.compile(r"[^\W_]+")
# "kira2" and "berkas2nya": chat writes a doubled word so.
_DOUBLED = re.compile(r"([a-z]{3,})2(?:nya|an)?")
_STEMMER = snowballstemmer.stemmer("indonesian")


class Folding(Flag):
    """What is done to words beside dropping the fillers."""

    NONE = 0
    STEMS = auto()
    SYNONYMS = auto()
    BOTH = STEMS | SYNONYMS


def subject_words(text: str, folding: Folding = Folding.BOTH) -> list[str]:
    """Return the words that tell what the text is about, in order, each as often as it stands there."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if folding & Folding.SYNONYMS:
        plain = with_country_words(plain)
        for pattern, name in _PHRASES:
            plain = pattern.sub(name, plain)
    words = (_DOUBLED.sub(r"\1", word) for word in _WORD.findall(plain))
    return [fold(word, folding) for word in words if word not in _FILLERS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=20_000)
def fold(word: str, folding: Folding) -> str:
    """Return the form under which a word is compared."""
    stem = str(_STEMMER.stemWord(word)) if folding & Folding.STEMS else word
    if not folding & Folding.SYNONYMS:
        return stem
    common = _SYNONYMS.get(word) or _SYNONYMS.get(stem)
    if common is None:
        return stem
    return str(_STEMMER.stemWord(common)) if folding & Folding.STEMS else common
