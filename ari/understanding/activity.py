"""What a lead does now: student, working, both or not_working."""

from collections.abc import Mapping, Sequence

from ari.domain import Field
from ari.understanding.context import WISHES, after, before, has_any, is_denied, quote
from ari.understanding.patterns import Hit, Lexicon
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

STUDENT, WORKING, BOTH, NOT_WORKING = "student", "working", "both", "not_working"
WORDS = frozenset({STUDENT, WORKING, BOTH, NOT_WORKING})

# Words that say what somebody is: they need no verb.
_ROLES: Mapping[str, str] = {
    word: activity
    for activity, text in {
        STUDENT: "mahasiswa, mahasiswi, pelajar, siswa, siswi, student, anak kuliahan, anak sma, anak smk, kelas "
        "10, kelas 11, "
        "kelas 12, kelas xi, kelas xii, kelas x, skripsian, skripsi, college student, koas, high school student, "
        "semester akhir, kls 12, kls 11, undergraduate student, santri, university student, mahasiswa aktif",
        WORKING: "karyawan, karyawati, pegawai, pns, asn, wiraswasta, wirausaha, pengusaha, freelancer, freelance, "
        "guru, dosen, "
        "perawat, dokter, bidan, barista, programmer, developer, engineer, akuntan, teller, sales, kerja kantoran, "
        "kerja full time, kerja part time, kerja paruh waktu, employee, employed, self employed, buruh, kurir, "
        "admin kantor, staff kantor, marketing, desainer, usaha sendiri, punya usaha, dagang, bisnis sendiri, "
        "honorer, "
        "working professional, full time job, magang, kantoran, ngantor, ngajar, mengajar, jualan, berdagang, "
        "entrepreneur, ojol",
        NOT_WORKING: "pengangguran, nganggur, menganggur, jobless, unemployed, ibu rumah tangga, irt, fresh "
        "graduate, freshgrad, "
        "fresh grad, freshgraduate, gap year, gapyear, baru lulus, baru wisuda, baru tamat, job seeker, cari "
        "kerja, nyari kerja, resign, "
        "baru resign, habis resign, di rumah, di rumah saja, mencari kerja, lagi kosong, between jobs, housewife, "
        "lulus baru, abis lulus",
        BOTH: "dua duanya, keduanya, both, kuliah sambil kerja, kerja sambil kuliah, kuliah dan kerja, kerja dan "
        "kuliah, "
        "sambil dua duanya, kerja sama kuliah, kuliah sama kerja, kuliah nyambi kerja, kerja nyambi kuliah, "
        "sekolah sambil kerja, kerja sambil sekolah, kuliah kerja, kerja kuliah, study and work, work and study",
    }.items()
    for word in text.split(", ")
}
# Verbs that may be a plan as well: they need a word that makes them present, or the question.
_VERBS: Mapping[str, str] = {
    "kerja": WORKING,
    "kuliah": STUDENT,
    "sekolah": STUDENT,
    "bekerja": WORKING,
    "job": WORKING,
    "school": STUDENT,
}
_SIGNS: Lexicon[tuple[str, bool]] = Lexicon(
    {
        **{word: (value, False) for word, value in _VERBS.items()},
        **{word: (value, True) for word, value in _ROLES.items()},
    }
)
_PRESENT = words_of(
    "lagi masih sudah sekarang sedang sambil saat aktivitas kegiatan kesibukan sehari-hari full nyambi am studying "
    "currently "
    "status sibuk cuma di sebagai statusnya"
)
_PLANS = WISHES | words_of(
    "bisa boleh lanjut untuk buat kalau supaya biar cari nyari biaya jurusan tempat syarat beasiswa visa "
    "pengalaman ambil daftar part "
    "tentang soal di? peluang izin prospek setelah lulusan lulus dulu selesai lowongan ke"
)
_OTHERS = words_of(
    "kakak adik teman papa mama ayah ibu bapak pacar suami istri ortu orangtua bos sepupu kakakku adikku"
)
_STUDIES = words_of("kuliah sekolah study studi")


def read_activity(heard: Heard) -> Reading | None:
    """Return what the lead does now."""
    words = heard.utterance.words
    hits = [hit for hit in _SIGNS.find(heard.utterance) if _is_present(heard, words, hit)]
    if not hits:
        return None
    values = {_value_of(words, hit) for hit in hits}
    first, last = words[hits[0].start], words[hits[-1].end - 1]
    return Reading(value=_joined(values), words=heard.utterance.quote(first, last))


def _joined(values: set[str]) -> str:
    if BOTH in values or {STUDENT, WORKING} <= values:
        return BOTH
    return next(value for value in (STUDENT, WORKING, NOT_WORKING) if value in values)


def _value_of(words: Sequence[Token], hit: Hit[tuple[str, bool]]) -> str:
    value = hit.value[0]
    return NOT_WORKING if value == WORKING and is_denied(words, hit, reach=2) else value


def _is_present(heard: Heard, words: Sequence[Token], hit: Hit[tuple[str, bool]]) -> bool:
    value, is_role = hit.value
    if heard.is_open(words[hit.start]):
        return False
    led, is_pending = before(words, hit), heard.is_pending(Field.ACTIVITY)
    near = led[-2:]
    if has_any(led, _OTHERS) or (value in {STUDENT, BOTH, NOT_WORKING} and is_denied(words, hit, reach=2)):
        return False
    if is_denied(words, hit, reach=2) and value == WORKING:
        return True
    if is_role:
        return not has_any(near, WISHES | words_of("jurusan visa jadi syarat beasiswa buat untuk calon teman biaya"))
    if has_any(near, _PLANS - {"di?"}):
        return False
    if is_pending:
        return True
    if (
        value == STUDENT
        and has_any(after(words, hit, 2), words_of("di ke"))
        and not has_any(near, _PRESENT - {"di", "sudah"})
    ):
        return False
    return has_any(near, _PRESENT - {"di", "cuma"})


def quoted(heard: Heard, hit: Hit[tuple[str, bool]]) -> str:
    """Return a sign as it was written."""
    return quote(heard.utterance, hit)
