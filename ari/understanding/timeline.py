"""When a lead wants to leave: `{"from", "to"}` as "YYYY-MM", or asap, soon, later, flexible, unknown."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ari.domain import Field
from ari.items import OFFERS
from ari.understanding.context import has_any
from ari.understanding.corrections import has_correction
from ari.understanding.months import Month, Span
from ari.understanding.patterns import Pattern, PatternSet
from ari.understanding.places import COUNTRY_OF
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import words_of
from ari.understanding.times import Time, find_times
from ari.understanding.tokens import Token

WORDS = frozenset({"asap", "soon", "later", "flexible", "unknown"})
# Nobody plans further ahead.
FARTHEST_YEARS = 15
_MONTH_TEXT = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")

_ASAP = PatternSet(
    """
    secepatnya
    secepat|sesegera
    as soon as
    cepat cepat
    makin|semakin|lebih cepat makin|semakin|lebih
    as early|quickly|fast as
    ingin|mau|pengin|maunya|pengennya cepat|segera
    lebih cepat baik|bagus
    ^ cepat $
    kalau bisa besok|sekarang
    asap
    immediately|right away
    """
)
_SOON = PatternSet(
    """
    segera
    dalam? waktu|wktu dekat
    tidak lama lagi
    sebentar|bentar|bntr lagi
    soon
    near future
    next intake|batch|opening
    terdekat
    """
)
_LATER = PatternSet(
    """
    masih lama
    masih jauh
    nanti dulu
    tidak|belum|not buru|terburu|keburu|hurry|rush|rushing
    tidak|not in? hurry
    not|tidak any time soon
    no|not rush|hurry|rushing|pressure
    santai|nyantai
    take my time
    tidak|not|jangan usah|perlu|harus? buru|terburu|cepat|ngoyo
    entar entar|nanti nanti
    tidak dalam waktu
    beberapa tahun|thn lagi|kedepan
    few|several|couple years
    not anytime soon
    kapan kapan
    someday|later
    belum|tidak dalam? waktu dekat
    """
)
_FLEXIBLE = PatternSet(
    """
    fleksibel|flexible|fleksible|flexibel
    kapan bisa|boleh|oke|siap
    kapan pun
    kapanpun
    menyesuaikan|disesuaikan|sesuaikan|nyesuain
    ngikut|ikut|nurut|tergantung jadwal|kampus|kampusnya|intake|intakenya
    ^ ngikut|manut $
    any intake|time|month|year
    anytime
    bebas kapan|waktu
    whenever
    any time
    """
)
# Only where the time was asked for.
_BARE_FLEXIBLE = PatternSet(
    """
    ^ kapan $
    ^ terserah $
    ^ bebas $
    ^ bebas|terserah ikut|ngikut|kapan
    """
)
_CUES = words_of(
    "berangkat mulai kuliah intake target targetnya rencana mau ingin masuk lanjut study studi belajar start leave "
    "depart departure kesana pergi cabut enroll apply daftar keberangkatan timeline waktu go going planning pindah "
    "gas s1 s2 s3 aim aiming starting begin pendaftaran buka ke kapan berangkatnya rencananya periode semester"
)
_BLOCKING_BEFORE = words_of(
    "lulus wisuda lahir umur usia angkatan sejak pengalaman kontrak expired berlaku kadaluarsa tes test ujian ielts "
    "toefl konsultasi meeting jadwal telepon telpon ketemu ketemuan janji duolingo lulusan born age tamat resign "
    "menikah nikah durasi selama per tiap visa paspor promo deadline ditutup tutup kelas semester pernah exam "
    "stop berhenti cuti libur bikin urus ngurus perpanjang diperpanjang legalisir sertifikat ijazah paspornya"
)
_BLOCKING_AFTER = words_of(
    "lulus wisuda lalu kemarin ago kerja pengalaman tes test ujian lahir graduate tamat konsultasi meeting juta "
    "ribu miliar experience juta skripsi magang bikin buat urus perpanjang selesai ketemu telepon telpon wisuda sidang "
    "nikah menikah sunat pensiun sertifikat kursus les kontraknya"
)
_CAMPUS = words_of("kampus kampusnya intake universitas campus university")
_LASTING = words_of("semester kelas")
# What happens then is no departure: `desember saya sudah resign`, `april ini mau lamaran`.
_LEAVING = words_of(
    "resign keluar berhenti lulus wisuda kelar tamat lamaran tunangan nikah nikahan umroh umrah haji mudik libur "
    "liburan operasi lahiran melahirkan sidang acara cuti dinas sibuk pindahan kondangan ujian uas uts"
)
_EXPIRING = words_of("paspor visa kontrak izin sim ktp stnk sewa")
_OUT_OF_TOWN = Pattern("ke luar kota")
_LATEST = words_of("lambat lambatnya selambatnya telat maksimal latest")
_STRONG_CUES = words_of("berangkat kuliah intake mulai")
_BLOCK_REACH = 3
_PATTERNS = ((_ASAP, "asap"), (_LATER, "later"), (_SOON, "soon"), (_FLEXIBLE, "flexible"), (_BARE_FLEXIBLE, "flexible"))


def read_timeline(heard: Heard) -> Reading | None:
    """Return when the lead wants to leave, if the message says so."""
    times = [time for time in find_times(heard.utterance.tokens, _this_month(heard)) if _is_departure(heard, time)]
    if times:
        return _reading(heard, times)
    return _word_of(heard)


def is_timeline(value: Any) -> bool:
    """Test if the value is a timeline in the form of `Fact`."""
    if isinstance(value, str):
        return value in WORDS
    if not isinstance(value, dict) or set(value) != {"from", "to"}:
        return False
    ends = [end for end in (value["from"], value["to"]) if end is not None]
    if not ends or not all(isinstance(end, str) and _MONTH_TEXT.fullmatch(end) for end in ends):
        return False
    return bool(ends == sorted(ends))


def _reading(heard: Heard, times: Sequence[Time]) -> Reading:
    tokens = heard.utterance.tokens
    stated = [time for time in times if not heard.is_open(tokens[time.start])]
    chosen = stated or list(times)
    first, last = chosen[0], chosen[-1]
    if len(chosen) == 2 and has_any(tokens[max(0, last.start - 2) : last.start], _LATEST):
        # `paling cepat 2027, paling lambat 2028`
        span = Span(first.span.first, last.span.last)
        chosen = [replace(first, span=span)]
    time = chosen[-1] if has_correction(heard.utterance) else chosen[0]
    spans = {str(found.span.to_value()) for found in chosen}
    notes = ("timeline:several",) if len(spans) > 1 and not has_correction(heard.utterance) else ()
    return Reading(
        value=time.span.to_value(),
        words=heard.utterance.quote(tokens[time.start], tokens[time.end - 1]),
        is_hint=not stated and not heard.is_pending(Field.TIMELINE),
        notes=notes,
    )


def _word_of(heard: Heard) -> Reading | None:
    """Read a time that is no date: `secepatnya`, `masih lama`."""
    patterns = _PATTERNS if heard.is_pending(Field.TIMELINE) else _PATTERNS[:-1]
    for words in heard.utterance.clauses():
        if not _speaks_of_departure(heard, words) or heard.pending in OFFERS:
            continue
        for pattern, value in patterns:
            place = pattern.find_in(words)
            if place:
                return Reading(value=value, words=heard.utterance.quote(words[place[0]], words[place[1] - 1]))
    return None


def _speaks_of_departure(heard: Heard, words: Sequence[Token]) -> bool:
    """Test if a clause answers the question for the time, or speaks of leaving by itself."""
    # `ngikut jadwal kampus` speaks of leaving.
    blocking = _BLOCKING_BEFORE - (words_of("semester kelas jadwal") if has_any(words, _CAMPUS) else _LASTING)
    if has_any(words, blocking) and not has_any(words, _STRONG_CUES):
        return False
    if heard.is_pending(Field.TIMELINE):
        return True
    is_whole = heard.pending is None and len(words) == len(heard.utterance.words) <= 2
    return words[0].clause not in heard.asking and (is_whole or has_any(words, _CUES))


def _is_departure(heard: Heard, time: Time) -> bool:
    """Test if a time is that of leaving for the studies, not of a graduation, a test or a birthday."""
    tokens = heard.utterance.tokens
    is_denied = time.start > 0 and tokens[time.start - 1].word in {"tidak", "bukan", "jangan", "not"}
    if is_denied or not _is_near(heard, time.span):
        return False
    clause = heard.utterance.clause(tokens[time.start].clause)
    led = [token for token in clause if token.end <= tokens[time.start].start]
    followed = [token for token in clause if token.start >= tokens[time.end - 1].end]
    if _is_of_something_else(led, followed):
        return False
    if heard.is_pending(Field.TIMELINE):
        return True
    # A course of six months does not begin in six months.
    if time.is_bare and time.is_duration:
        return False
    # Without the question, next week is when something else happens.
    if has_any(tokens[time.start : time.end], words_of("minggu week")):
        return False
    around = heard.utterance.words if has_correction(heard.utterance) else (*led, *followed)
    if led and not followed and led[-1].word in COUNTRY_OF and len(led) == 1:
        # A line of a form: `Australia 2027`.
        return True
    is_whole = not time.is_bare and not led and not followed and len(heard.utterance.clauses()) == 1
    return is_whole or has_any(around, _CUES)


def _is_of_something_else(led: Sequence[Token], followed: Sequence[Token]) -> bool:
    """Test if a time belongs to another event; what comes after a graduation is not the graduation."""
    # `paspor habis 2027`: here `habis` is not `after`.
    is_expiry = bool(led) and led[-1].word == "setelah" and has_any(led, _EXPIRING)
    is_afterwards = has_any(led, words_of("setelah sesudah after begitu")) and not is_expiry
    if not is_afterwards and has_any(led[-_BLOCK_REACH:], _BLOCKING_BEFORE):
        return True
    is_before = has_any(followed[:1], words_of("setelah sesudah after"))
    is_left = has_any(followed[:3], _LEAVING) or _OUT_OF_TOWN.find_in(followed) is not None
    return not is_before and (is_left or has_any(followed[:2], _BLOCKING_AFTER))


def _this_month(heard: Heard) -> Month:
    return Month(heard.today.year, heard.today.month)


def _is_near(heard: Heard, span: Span) -> bool:
    this = _this_month(heard)
    last, first = span.last or span.first, span.first or span.last
    return last is not None and first is not None and last >= this and first.year <= this.year + FARTHEST_YEARS
