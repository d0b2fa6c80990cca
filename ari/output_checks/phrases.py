"""What gives a false text away: promises, demands, deeds that were not done, talk about how ARI works."""

import re
from collections.abc import Mapping


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


# Each may stand in a reply only where a source makes the same promise.
PROMISES: Mapping[str, re.Pattern[str]] = {
    "guarantee": _pattern(
        r"""\b(?:di)?jamin(?:an|kan)?\b | \bmenjamin\b | \bgaransi\w*\b | \bguarantee\w*\b
        | \bpromise[sd]?\b | \bjanji\b
        | \bpasti\s+(?:di|lolos|lulus|dapat|bisa|berhasil|masuk|keluar|approved)\w*
        | \b(?:definitely|certainly|surely)\s+(?:be|get|pass)\b
        | \b(?:auto|otomatis)\s*(?:lolos|lulus|acc|approve\w*|diterima)\b
        | \btanpa\s+(?:risiko|syarat|tes|seleksi)\b | \bno\s+risk\b
        | \bwithout\s+(?:any\s+)?(?:test|risk|requirement)s?\b"""
    ),
    "free": _pattern(
        r"""\bgratis\w*\b | \bcuma-?cuma\b | \bfree\b(?!\s+(?:to|time)) | \btanpa\s+(?:biaya|bayar)\w*
        | \bno\s+(?:cost|charge|fees?)\b | \bbebas\s+biaya\b | \btidak\s+(?:di)?pungut\s+biaya\b | \bzero\s+cost\b"""
    ),
    "discount": _pattern(
        r"""\bdiskon\w*\b | \bdiscount\w*\b | \bpotongan\b | \bcashback\b | \bpromo\w*\b | \bvoucher\w*\b | \bkupon\w*\b
        | \bbonus\w*\b | \bhadiah\w*\b | \bgift\w*\b | \bharga\s+khusus\b | \bspecial\s+price\b
        | \bkode\s+referral\b | \b(?:lebih\s+)?murah\s+\d"""
    ),
    "refund": _pattern(
        r"""\brefund\w*\b | \buang\s+kembali\b | \b(?:di)?kembalikan\b | \bmoney\s+back\b | \bganti\s+rugi\b"""
    ),
    "deadline": _pattern(
        r"""\b(?:hanya|cuma|only)\s+(?:hari\s+ini|today|sampai|until)\b | \bkuota\s+(?:terbatas|tinggal)\b
        | \b(?:limited|last)\s+(?:time|seats?|slots?|chance)\b | \bsebelum\s+(?:terlambat|kehabisan|habis)\b"""
    ),
    # Nobody asks for these in a chat but somebody who means harm, unless the workspace says so itself.
    "secret": _pattern(
        r"""\botp\b | \bpin\b | \bpasswords?\b | \bkata\s+sandi\b | \bcvv\b | \brekening\b | \btransfer\b
        | \b(?:nomor|no\.?|foto|scan|kirim)\s+(?:kartu|ktp|nik)\b | \bcredit\s+card\s+number\b | \bbank\s+account\b
        | \balamat\s+rumah\b | \bibu\s+kandung\b | \bhome\s+address\b | \bmaiden\s+name\b | \btanggal\s+lahir\b
        | \bkode\s+verifikasi\b | \bverification\s+code\b | \bseed\s+phrase\b | \bcrypto\w*\b | \bbitcoin\b"""
    ),
}
_DENIAL = re.compile(
    r"\b(?:tidak|tak|bukan|belum|nggak|gak|ga|not|never|cannot|can't|don't)\s+(?:bisa\s+|dapat\s+|ada\s+|be\s+)?$",
    re.IGNORECASE,
)

_DONE = r"(?:sudah|telah|udah|udh|sdh|berhasil|resmi)"
_ME = r"(?:saya\s+|kami\s+|aku\s+|kita\s+|ku)?"
_DEED_STEMS = r"""(?:jadwal\w*|booking\w*|book|pesan\w*|reservasi\w*|daftar\w*|kirim\w*|konfirmasi\w*|transfer|proses|
    setujui|approve\w*|buatkan|aturkan|hubungi|sampaikan|teruskan|verifikasi|bayar\w*|refund|batalkan|ubah|hapus|terima|
    pilih)"""
_DEED_PARTICIPLES = r"""(?:booked|scheduled|reserved|registered|sent|emailed|confirmed|approved|refunded|
    transferred|enrolled|cancelled|updated|processed|arranged|waived|applied|changed|deleted|removed|granted|accepted|admitted|paid)"""
_FUTURE_STEMS = (
    r"(?:kirim\w*|jadwalkan|booking\w*|daftarkan|hubungi|telepon|telp|email|transfer|proses|setujui|urus\w*)"
)
_FUTURE_VERBS = r"(?:send|email|book|schedule|call|contact|register|refund|transfer|waive|approve|arrange|reach\s+out)"

# Deeds of the past, and deeds that ARI cannot promise for itself or for others.
DEEDS = _pattern(
    rf"""\b{_DONE}\s+{_ME}{_DEED_STEMS}\b
    | \b(?:{_DONE}|akan\s+langsung|otomatis)\s+(?:di|ter){_DEED_STEMS}\b | \bterjadwal\b
    | \b(?:sudah|telah|resmi|dinyatakan)\s+(?:lolos|lulus|lunas|diterima|terpilih|menang|aktif)\b
    | \bjadwal\w*\s+(?:(?:sudah|telah|kakak|anda|kamu|konsultasi\w*)\s+)+(?:fix|ok|aman|terkunci|dikonfirmasi)\b
    | \bselamat,?\s+(?:kakak\s+|kak\s+\w+\s+|anda\s+|kamu\s+)?(?:di|ter|men|lolos|lulus)\w+
    | \b(?:i|we)(?:'ve|\s+have)?\s+(?:just\s+|already\s+)?{_DEED_PARTICIPLES}\b
    | \b(?:is|are|has\s+been|have\s+been|been|now|already|got)\s+{_DEED_PARTICIPLES}\b | \bcongratulations\b
    | \bsampai\s+(?:jumpa|bertemu|ketemu)\b | \bsee\s+you\b
    | \b(?:akan|nanti|segera)\s+(?:saya\s+|kami\s+|langsung\s+)*{_FUTURE_STEMS}\b
    | \b(?:akan|segera)\s+(?:meng|men|di)(?:hubungi|elepon|elpon|irim\w*|jadwalkan|transfer)\b
    | \b(?:i|we|they|someone|our\s+team|our\s+consultant)(?:'ll|\s+will|\s+shall)\s+{_FUTURE_VERBS}\b"""
)

_TEST = r"(?:ielts|toefl|tes|test|bahasa|english|duolingo|pte)"
# How ARI works is nothing that a lead reads. "Skor IELTS" and "IELTS score" are a test's, and may stand.
INTERNALS = _pattern(
    rf"""\b(?<!ielts\s)(?<!toefl\s)(?<!test\s)(?<!english\s)(?:skor|score)\w*\b(?!\W+(?:\w+\W+){{0,2}}{_TEST})
    | \bleads?\b | \bprospek\b | \bstate\s+machine\b | \bscoring\b | \brouting\b
    | \b(?:qualifying|nurtur\w+|handoff|hand-off|handover)\b
    | \bprompts?\b | \bsystem\s+message\b | \binstruksi\w*\b | \binstructions?\b | \bdelimiter\b | \bdra(?:f|ft)\w*\b
    | \b(?:aturan|perintah|petunjuk|pedoman)\s+(?:saya|sistem|internal|dari\s+sistem|yang\s+saya)\b
    | \bmy\s+(?:rules|guidelines|prompt|programming|configuration)\b
    | \bi\s+(?:was|am|have\s+been)\s+(?:told|instructed|programmed|configured)\b
    | \b(?:saya|aku)\s+(?:diminta|diperintah\w*|diinstruksikan|diprogram|dikonfigurasi|dilarang)\b
    | \b(?:model\s+bahasa|language\s+model|large\s+language|llm|openai|chatgpt|gpt|grok|sea-?lion|anthropic|tokens?)\b
    | \bjson\b | \bapi\b | \bdatabase\b | \bbasis\s+data\b | \bconvex\b | \bepoch\b
    | \bjail\s*break\b | \bdan\s+mode\b | \bdeveloper\s+mode\b | \bmode\s+pengembang\b
    | ```|</?\w+>|<<|>>|\{{\s*"|\bnull\b|\bundefined\b"""
)


def is_denied(text: str, at: int) -> bool:
    """Test if what stands at a place is denied: "tidak menjamin"."""
    return _DENIAL.search(text[:at]) is not None


def promises_in(text: str) -> frozenset[str]:
    """Return the promises, offers and demands that a text makes, by their names."""
    return frozenset(
        name
        for name, pattern in PROMISES.items()
        if any(not is_denied(text, found.start()) for found in pattern.finditer(text))
    )
