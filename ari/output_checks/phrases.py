"""What gives a false text away: promises, demands, deeds that were not done, talk about how ARI works."""

import re
from collections.abc import Mapping


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


# Each may stand in a reply only where a source makes the same promise.
PROMISES: Mapping[str, re.Pattern[str]] = {
    "guarantee": _pattern(
        r"""\b(?:di)?jamin(?:an|kan)?\b | \bmenjamin\b | \bgaransi\w*\b | \bguarantee\w*\b | \bpromise[sd]?\b | \bjanji\b
        | \bpasti\s+(?:di|lolos|lulus|dapat|bisa|berhasil|masuk|keluar|approved)\w*
        | \b(?:definitely|certainly|surely)\s+(?:be|get|pass)\b | \btanpa\s+(?:risiko|syarat|tes|seleksi)\b
        | \bauto\s*(?:lolos|lulus|acc|approve\w*)\b | \bno\s+risk\b | \bwithout\s+(?:any\s+)?(?:test|risk|requirement)s?\b"""
    ),
    "free": _pattern(
        r"""\bgratis\w*\b | \bcuma-?cuma\b | \b(?:for\s+)?free(?:\s+of\s+charge)?\b | \btanpa\s+(?:biaya|bayar)\w*
        | \bno\s+(?:cost|charge|fees?)\b | \bbebas\s+biaya\b | \btidak\s+(?:di)?pungut\s+biaya\b | \bzero\s+cost\b"""
    ),
    "discount": _pattern(
        r"""\bdiskon\w*\b | \bdiscount\w*\b | \bpotongan\b | \bcashback\b | \bpromo\w*\b | \bvoucher\w*\b | \bkupon\w*\b
        | \bbonus\w*\b | \bhadiah\w*\b | \bgift\w*\b | \bkode\s+(?:promo|voucher|referral)\b | \b(?:harga|special)\s+(?:khusus|price)\b
        | \b(?:lebih\s+)?murah\s+\d"""
    ),
    "refund": _pattern(
        r"\brefund\w*\b | \buang\s+kembali\b | \b(?:di)?kembalikan\b | \bmoney\s+back\b | \bganti\s+rugi\b"
    ),
    "deadline": _pattern(
        r"""\b(?:hanya|cuma|only)\s+(?:hari\s+ini|today|sampai|until)\b | \bkuota\s+(?:terbatas|tinggal)\b
        | \b(?:limited|last)\s+(?:time|seats?|slots?|chance)\b | \bsebelum\s+(?:terlambat|kehabisan|habis)\b"""
    ),
}
# Nobody asks for these in a chat but somebody who means harm, unless the workspace says so itself.
SECRETS: Mapping[str, re.Pattern[str]] = {
    "secret": _pattern(
        r"""\botp\b | \bpin\b | \bpasswords?\b | \bkata\s+sandi\b | \bcvv\b | \b(?:nomor|no\.?)\s+(?:kartu|rekening|ktp|nik)\b
        | \bcredit\s+card\s+number\b | \bbank\s+account\b | \brekening\b | \btransfer\b | \bscan\s+qr\b | \bdana\s+ke\b
        | \bfoto\s+(?:ktp|kartu)\b | \bkode\s+verifikasi\b | \bverification\s+code\b | \bseed\s+phrase\b | \bcrypto\w*\b | \bbitcoin\b"""
    ),
}
_DENIAL = re.compile(
    r"(?:\b(?:tidak|tak|bukan|belum|nggak|gak|ga|not|never|cannot|can't|don't)\s+(?:bisa\s+|dapat\s+|ada\s+|be\s+)?)$",
    re.IGNORECASE,
)

# Deeds of the past, and deeds that ARI cannot promise for itself or for others.
DEEDS = _pattern(
    r"""\b(?:sudah|telah|udah|udh|sdh|berhasil|resmi)\s+(?:saya\s+|kami\s+|aku\s+|kita\s+|ku)?
          (?:jadwalkan|booking\w*|book|bookingkan|pesankan|pesan|reservasi\w*|daftarkan|kirim(?:kan)?|konfirmasi\w*|transfer|
             proses|setujui|approve\w*|buatkan|aturkan|hubungi|sampaikan|teruskan|verifikasi|bayar\w*|refund|batalkan|ubah|hapus)\b
    | \b(?:sudah|telah|udah|berhasil|resmi|akan\s+langsung|otomatis)\s+
          (?:di|ter)(?:jadwal\w*|booking\w*|pesan\w*|reservasi\w*|daftar\w*|kirim\w*|konfirmasi\w*|transfer|proses|setujui|terima|
             approve\w*|bayar\w*|refund|batalkan|verifikasi|pilih|hubungi|catat\s+sebagai)\b
    | \b(?:sudah|telah|resmi|dinyatakan)\s+(?:lolos|lulus|lunas|diterima|terpilih|menang|aktif)\b
    | \bterjadwal\b | \bjadwal\w*\s+(?:sudah|telah|kakak|anda|kamu|konsultasi\w*)\s+(?:fix|ok|aman|terkunci|dikonfirmasi)\b
    | \bselamat,?\s+(?:kakak\s+|kak\s+\w+\s+|anda\s+|kamu\s+)?(?:sudah\s+|telah\s+|resmi\s+)?(?:di|ter|men|lolos|lulus)\w+
    | \b(?:i|we)(?:'ve|\s+have|\s+just|'ve\s+just)?\s+(?:just\s+|already\s+)?
          (?:booked|scheduled|reserved|registered|sent|emailed|confirmed|approved|refunded|transferred|enrolled|cancelled|updated|
             processed|arranged|waived|applied|set\s+up|changed|deleted|removed|granted)\b
    | \b(?:is|are|has\s+been|have\s+been|been|now|already|got)\s+
          (?:booked|scheduled|confirmed|approved|reserved|accepted|enrolled|registered|refunded|admitted|waived|cancelled|processed|
             granted|paid)\b
    | \bcongratulations\b | \b(?:sampai\s+(?:jumpa|bertemu|ketemu)|see\s+you)\b
    | \b(?:akan|nanti|segera)\s+(?:saya\s+|kami\s+|langsung\s+)*(?:kirim(?:kan)?|jadwalkan|booking\w*|daftarkan|hubungi|telepon|telp|
          email|transfer|proses|setujui|urus(?:kan)?)\b
    | \b(?:akan|segera)\s+(?:meng|men|di)(?:hubungi|elepon|elpon|irim\w*|jadwalkan|transfer)\b
    | \b(?:i|we|they|someone|our\s+team|our\s+consultant)(?:'ll|\s+will|\s+shall)\s+
          (?:send|email|book|schedule|call|contact|register|refund|transfer|waive|approve|arrange|reach\s+out)\b"""
)

# How ARI works is nothing that a lead reads. "Skor IELTS" is a test's, and may stand.
INTERNALS = _pattern(
    r"""\b(?:skor|score)\w*\b(?!\W+(?:(?:yang|minimal|minimum|of|at|least|kakak|anda|your|an?|the|tes)\W+){0,2}
          (?:ielts|toefl|tes|test|bahasa|english|duolingo|pte|\d))(?<!ielts\ skor)(?<!ielts\ score)(?<!toefl\ score)(?<!toefl\ skor)
    | \b(?:hot|warm|cold)[\s_-]+leads?\b | \bleads?\b | \bprospek\b | \blead[\s_-]?(?:score|status|temperature)\b
    | \b(?:qualifying|nurtur\w+|handoff|hand-off|handover|routing|greeting\s+state|state\s+machine|scoring)\b
    | \bprompts?\b | \bsystem\s+(?:message|instruction\w*)\b | \binstruksi\w*\b | \binstructions?\b | \bdelimiter\b | \bdraf\w*\b | \bdraft\b
    | \b(?:aturan|perintah|petunjuk|pedoman)\s+(?:saya|sistem|internal|dari\s+sistem|yang\s+saya)\b
    | \bmy\s+(?:rules|guidelines|prompt|programming|configuration)\b | \bi\s+(?:was|am|have\s+been)\s+(?:told|instructed|programmed|configured)\b
    | \b(?:saya|aku)\s+(?:diminta|diperintah\w*|diinstruksikan|diprogram|dikonfigurasi|dilarang)\b
    | \b(?:model\s+bahasa|language\s+model|large\s+language|llm|openai|chatgpt|gpt|grok|sea-?lion|x\.?ai|anthropic|token)\b
    | \bjson\b | \bapi\b | \bdatabase\b | \bbasis\s+data\b | \bconvex\b | \bepoch\b | \b(?:jail\s*break|dan\s+mode|developer\s+mode|mode\s+pengembang)\b
    | ```|</?\w+>|<<|>>|\{\s*"|\bnull\b|\bundefined\b"""
)


def is_denied(text: str, at: int) -> bool:
    """Test if what stands at a place is denied: "tidak menjamin"."""
    return _DENIAL.search(text[:at]) is not None
