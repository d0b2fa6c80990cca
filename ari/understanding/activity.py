"""What a lead does now: student, working, both or not_working."""

from collections.abc import Mapping, Sequence

from ari.domain import Field
from ari.understanding.context import WISHES, after, before, has_any, is_denied, quote
from ari.understanding.patterns import Hit, Lexicon, Pattern, meanings_of
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

STUDENT, WORKING, BOTH, NOT_WORKING = "student", "working", "both", "not_working"
WORDS = frozenset({STUDENT, WORKING, BOTH, NOT_WORKING})

# Words that say what somebody is: they need no verb.
_ROLES: Mapping[str, str] = meanings_of(
    {
        STUDENT: """
            mahasiswa, mahasiswi, pelajar, siswa, siswi, santri, koas, student, anak kuliahan, anak sma, anak smk,
            anak kuliah, anak sekolah, anak sekolahan, maba, mahasiswa baru, mahasiswa tingkat akhir, nyusun skripsi,
            ngerjain skripsi, ngampus, anak smp, masih smp, smp kelas, calon wisudawan, nunggu wisuda,
            menunggu wisuda, tunggu
            wisuda, nunggu sidang, anak kos kampus, tingkat akhir, tahun akhir, doing bachelor, doing master,
            doing degree,
            doing my bachelor, doing my bachelors, doing my master, doing my masters, doing my degree, pursuing degree,
            final year student, sophomore, freshman, in my final year, study at, studying at, murid, siswi kelas,
            garap skripsi, coass, anak pondok, anak pesantren, kelas 3 sma, kelas 2 sma, kelas 1 sma,
            kelas 3 smk, kelas 2 smk, kelas tiga sma, kelas dua sma, undergrad student, grad student,
            pascasarjana aktif,
            kelas dua belas, kelas sebelas, kelas sepuluh, kls 10, masih mahasiswa, ptn, homeschooling,
            kelas 10, kelas 11, kelas 12, kelas x, kelas xi, kelas xii, kls 11, kls 12, skripsian, skripsi, semester
            akhir, college student, university student, high school student, undergraduate student, mahasiswa aktif,
            final year, senior year, in college, in university, in high school
        """,
        WORKING: """
            tni, polri, polisi, tentara, satpam, sekuriti, sopir, supir, montir, mekanik, chef, koki, kasir, spg, sales,
            marketing kantor, staf, staff, staf admin, pramuniaga, pramugari, penjahit, petani, nelayan, peternak,
            teknisi,
            operator produksi, arsitek, apoteker, analis, konsultan it, software engineer, web developer, data analyst,
            desainer grafis, fotografer, videografer, content creator, konten kreator, youtuber, selebgram, penulis,
            jurnalis, notaris, pengacara muda, tukang, pedagang, reseller, dropshipper, agen asuransi, makelar,
            broker, kontraktor, trainer, pelatih, instruktur, guru les, ngajar les, tenaga honorer, p3k, pppk, bumn,
            di sawah, di ladang, di kebun, ke sawah, berkebun, bertani, beternak, ternak, melaut, nakes,
            tenaga kesehatan,
            dinas di, jaga toko, bantu toko, bantu jualan, ngurus olshop, urus olshop, ngurusin olshop, run small,
            run shop,
            run my own, coffee shop, run cafe, own cafe, punya cafe, buka cafe, work at, work as, work in, work for,
            ngonten, affiliate, jastip, ojek, nyopir, nyupir, nguli, kerja kantor, orang kantoran, kerja proyek,
            proyekan,
            karyawan swasta, pegawai swasta, pegawai negeri, asisten dosen, asisten apoteker, terapis, fisioterapis,
            beautician, stylist, hair stylist, waiter, waitress, housekeeping, baker, cook, welder, las, sekretaris,
            resepsionis, telemarketing, call center, customer service, hrd staff, manajer, supervisor, direktur, owner,
            ceo, founder, remote worker, nurse, teacher, accountant, designer, consultant, manager, lecturer, chef,
            civil servant, business owner, run business, own business, own shop, kerja remote, wfh, nguli, kuli, tki,
            tkw,
            jaga konter, jaga kios, buka kios, buka toko, buka jasa, usaha kecil, usaha keluarga, bisnis keluarga,
            warung,
            nerusin usaha, megang usaha, jualan online, jual online, kerja serabutan, serabutan, kerja lepas, pekerja,
            karyawan, karyawati, pegawai, pns, asn, honorer, wiraswasta, wirausaha, pengusaha, entrepreneur, self
            employed, freelancer, freelance, guru, dosen, perawat, dokter, bidan, barista, programmer, developer,
            engineer, akuntan, teller, buruh, kurir, ojol, desainer, admin kantor, staff kantor, kantoran, kerja
            kantoran, ngantor, ngajar, mengajar, jualan, dagang, berdagang, usaha sendiri, punya usaha, bisnis
            sendiri, employee, employed, working professional, full time job, kerja full time, kerja part
            time, kerja paruh waktu, urus toko, jaga toko, punya toko, jaga warung, buka warung, punya warung,
            urus usaha, buka usaha, bantu usaha, punya bisnis, olshop, online shop, ngojek, driver
        """,
        NOT_WORKING: """
            keluar dari kerja, keluar dari kerjaan, keluar kerja, sudah tidak kerja, cabut dari kerja,
            taking break, taking a break, on a break, career break, nungguin anak, jagain anak, ngasuh anak, ngasuh,
            momong,
            belum ada kegiatan, tidak sibuk apa, unemployed currently, stay home,
            belum ada yang nyangkut, ngelamar kerja, lamar kerja, melamar kerja, apply kerja,
            menunggu kerja, nunggu kerja, belum ada kerjaan, belum dapat kerja, lagi lamar kerja, lagi ngelamar,
            rebahan,
            gabut, tidak ada kegiatan, tidak ada kerjaan, tidak ada aktivitas, di phk, diphk, kena phk, kena layoff,
            laid off, layoff, ngurus rumah, urus rumah, momong anak, jaga anak, ngurus anak,
            taking gap year, looking for job, between job, stay at home, homemaker, pensiunan, retired, break
            dulu, lagi break, career break, luntang lantung, in between jobs,
            pengangguran, nganggur, menganggur, jobless, unemployed, ibu rumah tangga, irt, housewife, fresh
            graduate, fresh grad, freshgrad, freshgraduate, gap year, gapyear, baru lulus, lulus baru, baru wisuda,
            baru tamat, job seeker, cari kerja, nyari kerja, mencari kerja, resign, baru resign, between jobs, full
            time mom, stay at home mom, urus anak, bapak rumah tangga
        """,
        BOTH: """
            sambil ambil profesi, sambil profesi, sambil koas, sambil kursus kampus, sambil ambil s1,
            sambil lanjut kuliah,
            sambil s2, sambil s1, sambil s3, sambil ambil s2, sambil kuliah, nyambi kuliah, disambi kuliah,
            kuliah malam,
            kelas karyawan, sambil skripsi, kuliah weekend, kuliah disambi kerja, kuliah sambil usaha,
            kuliah sambil jualan,
            kuliah sambil freelance, kuliah part time kerja, student and part timer, working student,
            dua duanya, keduanya, both, kuliah sambil kerja, kerja sambil kuliah, kuliah dan kerja, kerja dan kuliah,
            kuliah sama kerja, kerja sama kuliah, kuliah nyambi kerja, kerja nyambi kuliah, sekolah sambil kerja,
            kerja sambil sekolah, kuliah kerja, kerja kuliah, study and work, work and study
        """,
    }
)
# Signs only as an answer to the question.
_ANSWERS: Mapping[str, str] = meanings_of(
    {
        NOT_WORKING: "di rumah, rumah, istirahat, santai, kosong, ngapa ngapain, persiapan ielts, les ielts, "
        "persiapan, les, habis kontrak, belajar ielts, belajar bahasa"
    }
)
# Verbs that may be a plan as well: they need a word that makes them present, or the question.
_VERBS: Mapping[str, str] = meanings_of(
    {
        WORKING: "kerja, bekerja, job, magang, intern, internship, koperasi, dinas, mengabdi, part time",
        STUDENT: "sma, smk, slta, kuliah, sekolah, studying, school",
    }
)
_SIGNS: Lexicon[tuple[str, bool]] = Lexicon(
    {
        **{word: (value, False) for word, value in _VERBS.items()},
        **{word: (value, True) for word, value in _ROLES.items()},
    }
)
_BARE: Lexicon[str] = Lexicon(_ANSWERS)
_PRESENT = words_of(
    """
    lagi masih sudah sekarang sedang sambil nyambi saat aktivitas kegiatan kesibukan sibuk status full sebagai saya
    am studying currently
    """
)
_PLANS = WISHES | words_of(
    """
    bisa boleh lanjut untuk buat kalau supaya biar cari nyari biaya jurusan bidang tempat syarat beasiswa visa
    pengalaman ambil daftar tentang soal peluang berhenti keluar stop cuti putus prospek nunggu menunggu pengumuman
    lamar ngelamar lowongan kelar tamat beres finished cita citaku dream standar level seperti izin setelah lulusan
    lulus selesai dulu part ke
    """
)
# Before a role these make it somebody else's, a wish or a measure: `mau jadi dokter`, `standar anak SMA`.
_NOT_OWN = WISHES | words_of(
    "wali orangtua kalian staf pensiunan mantan eks bekas kata pengaduan jurusan visa jadi syarat beasiswa buat "
    "untuk calon teman "
    "biaya standar level seperti setara ke lapor lapori "
    "laporin "
    "dilaporin dilaporkan oleh panggil hubungi ketemu sama akan"
)
_PLACE = words_of("di")
# `kerja udah 2 tahun` goes on.
_LASTED = Pattern("^ sudah|baru")
_TRAINING = words_of("magang intern internship")
_SINCE = words_of("dari sejak waktu pas rapor raport nilai mulai")
_WORKPLACE = words_of("di sebagai as at bagian")
_NOT_PERSONS = words_of("visa exchange loan card dorm id discount")
_OTHERS = words_of("teman papa mama ayah ibu pacar suami istri ortu orangtua sepupu kakakku adik adikku")


Sign = Hit[tuple[str, bool]]


def read_activity(heard: Heard) -> Reading | None:
    """Return what the lead does now."""
    words = heard.utterance.words
    hits = [hit for hit in _SIGNS.find(heard.utterance) if _is_present(heard, words, hit)]
    if not hits:
        return _answer(heard)
    values = {_value_of(words, hit) for hit in hits}
    first, last = words[hits[0].start], words[hits[-1].end - 1]
    return Reading(value=_joined(values), words=heard.utterance.quote(first, last))


def _answer(heard: Heard) -> Reading | None:
    """Read what says something only because it was asked: `di rumah saja`."""
    if not heard.is_pending(Field.ACTIVITY) or heard.asking:
        return None
    hit = next(iter(_BARE.find(heard.utterance)), None)
    return Reading(value=hit.value, words=quote(heard.utterance, hit)) if hit else None


def _joined(values: set[str]) -> str:
    if BOTH in values or {STUDENT, WORKING} <= values:
        return BOTH
    return next(value for value in (STUDENT, WORKING, NOT_WORKING) if value in values)


def _value_of(words: Sequence[Token], hit: Sign) -> str:
    value = hit.value[0]
    # `kerja nggak, kuliah nggak`: denied from behind.
    following = after(words, hit, 2)
    is_denied_after = (
        bool(following) and following[0].word == "tidak" and (len(following) == 1 or hit.value[1] is False)
    )
    return NOT_WORKING if value == WORKING and (is_denied(words, hit, reach=2) or is_denied_after) else value


def _is_present(heard: Heard, words: Sequence[Token], hit: Sign) -> bool:
    """Test if a sign tells what the lead does now, not what they plan, ask about or did, nor what others do."""
    value, is_role = hit.value
    led = before(words, hit)
    if heard.is_open(words[hit.start]) or heard.is_over(words[hit.start]) or has_any(led, _OTHERS):
        return False
    if is_denied(words, hit, reach=2):
        return value == WORKING
    if has_any(after(words, hit, 1), _NOT_PERSONS) or (value == STUDENT and has_any(led[-1:], _PLACE)):
        return False
    # `magang di Jepang`, with nobody who does it now, is a wish.
    if words[hit.start].is_any(_TRAINING) and not (heard.is_pending(Field.ACTIVITY) or has_any(led, _PRESENT)):
        return False
    # `rapor dari kelas 10`: what was then.
    if words[hit.start].word == "kelas" and has_any(led[-1:], _SINCE):
        return False
    if heard.is_pending(Field.PROGRAM) and not has_any(led, _PRESENT):
        return False
    is_planned = has_any(led[-2:], _PLANS)
    if is_role and not (is_planned and words[hit.start].word in _VERBS):
        return not has_any(led[-2:], _NOT_OWN)
    return not is_planned and (heard.is_pending(Field.ACTIVITY) or _is_going_on(words, hit))


def _is_going_on(words: Sequence[Token], hit: Sign) -> bool:
    """Test if a verb is said to go on now: `masih kuliah`, `kerja di bank`, `kuliah sekarang`."""
    near, following = before(words, hit, 2), after(words, hit, 2)
    if has_any(following, words_of("sekarang currently now sambil nyambi")) or _LASTED.find_in(following) is not None:
        return True
    if hit.value[0] == WORKING and has_any(following[:1], _WORKPLACE):
        return True
    # `saya kuliah di …` may be a wish that goes on; a word like `masih` decides.
    is_placed = hit.value[0] == STUDENT and has_any(following, words_of("di ke"))
    return has_any(near, _PRESENT - {"sudah"} if is_placed else _PRESENT)
