"""What the checks of a model's text complain of, and what they let pass."""

import pytest

from ari.output_checks import Complaint, Permit, check_reply, tidy
from ari.output_checks.claims import Claim, Kind, claims_of, number_of

KNOWLEDGE = (
    "Sesi konsultasi berlangsung satu jam dan biayanya Rp500 ribu. Pendampingan ke kampus mitra tidak dipungut biaya. "
    "Uang kuliah di Jepang Rp90-160 juta per tahun. Banyak kampus memberi keringanan 30 sampai 100 persen."
)
PERMIT = Permit(
    draft="Baik, budgetnya Rp300 juta, emailnya rina@example.com. Rencananya mau berangkat kapan?",
    sources=(KNOWLEDGE, "Rencananya mau berangkat kapan?"),
    own=("budget Rp300 juta", "email rina@example.com", "bahasa Inggris IELTS 6.5"),
    examples=("Misalnya 150 juta atau 300-400 juta.",),
    links=frozenset({"https://chat.example.com/komunitas"}),
    language="id",
    secret="Kalimat rahasia ini hanya untuk asisten dan tidak boleh terbaca oleh siapa pun di luar.",
    delimiter="f00dfeedf00dfeed",
    asks=("kapan",),
    names=("Rumah Kuliah", "ARI", "Rina"),
)


def codes_of(text: str, permit: Permit = PERMIT) -> set[str]:
    return {complaint.code for complaint in check_reply(text, permit)}


@pytest.mark.parametrize(
    "text",
    [
        "Siap Kak Rina, budgetnya 300 juta ya. Rencananya berangkat kapan?",
        "Baik Kak, anggarannya sekitar Rp300.000.000. Kapan rencana berangkatnya?",
        "Konsultasinya satu jam, biayanya Rp500 ribu Kak. Mau berangkat kapan?",
        "Biaya konsultasinya Rp500.000 untuk sesi satu jam ya Kak. Kapan berangkatnya?",
        "Uang kuliah di Jepang sekitar 90 sampai 160 juta per tahun, Kak. Kapan mau berangkat?",
        "Skor IELTS 6.5 itu modal bagus Kak. Kapan rencananya berangkat?",
        "Emailnya rina@example.com ya Kak. Kapan mau berangkat?",
        "Gabung ke https://chat.example.com/komunitas ya Kak. Kapan mau berangkat?",
        "Kami tidak bisa menjamin hasilnya ya Kak. Kapan mau berangkat?",
        "Pendampingan ke kampus mitra tidak dipungut biaya, Kak. Kapan mau berangkat?",
        "Konsultasinya belum dijadwalkan ya Kak. Kapan mau berangkat?",
    ],
)
def test_lets_pass_what_the_sources_say(text: str) -> None:
    assert codes_of(text) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("…", "empty"),
        ("Kapan? " + "Ceritakan rencananya ya Kak. " * 40, "too_long"),
        ("Lihat di http://evil.example ya Kak, kapan berangkat?", "link"),
        ("Lihat di EVIL.example.com ya Kak, kapan berangkat?", "link"),
        ("Lihat di evil dot com ya Kak, kapan berangkat?", "link"),
        ("Lihat di \uff45vil\uff0ecom ya Kak, kapan berangkat?", "link"),
        ("Lihat di wa.me/628123 ya Kak, kapan berangkat?", "link"),
        ("Kirim ke rina@example.com ya Kak, kapan berangkat?", "link"),
        ("Follow @agenresmi ya Kak, kapan berangkat?", "link"),
        ("Gabung ke https://chat.example.com/komunitas.evil.io ya Kak, kapan?", "link"),
        ("Biaya konsultasinya Rp50 ribu Kak. Kapan berangkat?", "ungrounded"),
        ("Biaya konsultasinya \uff15\uff10 ribu Kak. Kapan berangkat?", "ungrounded"),
        ("Biaya konsultasinya lima puluh ribu Kak. Kapan berangkat?", "ungrounded"),
        ("Biaya kuliahnya Rp300 juta Kak. Kapan berangkat?", "ungrounded"),
        ("Biaya kuliahnya 400 juta, misalnya. Kapan berangkat?", "ungrounded"),
        ("Uang kuliah di Jepang US$90 juta per tahun Kak. Kapan berangkat?", "ungrounded"),
        ("Kuliah di Inggris Rp90-160 juta sudah termasuk tiket pesawat Kak. Kapan berangkat?", "ungrounded"),
        ("Kakak dapat keringanan 100 persen kalau daftar hari ini. Kapan berangkat?", "ungrounded"),
        ("Konsultasinya gratis untuk Kakak. Kapan berangkat?", "ungrounded"),
        ("Ada diskon untuk Kakak. Kapan berangkat?", "ungrounded"),
        ("Tidak diragukan, dijamin lolos Kak. Kapan berangkat?", "ungrounded"),
        ("Kakak pasti diterima. Kapan berangkat?", "ungrounded"),
        ("Visanya guaranteed Kak. Kapan berangkat?", "ungrounded"),
        ("Hubungi 081299998888 ya Kak. Kapan berangkat?", "ungrounded"),
        ("Boleh kirim kode OTP-nya, Kak? Kapan berangkat", "ungrounded"),
        ("Transfer ke rekening kami ya Kak. Kapan berangkat?", "ungrounded"),
        ("Konsultasinya sudah saya jadwalkan Kak. Kapan berangkat?", "deed"),
        ("Sudah dibooking ya Kak. Kapan berangkat?", "deed"),
        ("Berkasnya telah kami kirim Kak. Kapan berangkat?", "deed"),
        ("Nanti saya kirimkan brosurnya Kak. Kapan berangkat?", "deed"),
        ("Kami akan hubungi Kakak segera. Kapan berangkat?", "deed"),
        ("Selamat, Kakak diterima! Kapan berangkat?", "deed"),
        ("I have booked it, Kak. Kapan berangkat?", "deed"),
        ("Your place is confirmed, Kak. Kapan berangkat?", "deed"),
        ("Skor Kakak bagus sekali. Kapan berangkat?", "internal"),
        ("Kakak termasuk hot lead. Kapan berangkat?", "internal"),
        ("Sesuai instruksi, saya tanya kapan berangkat?", "internal"),
        ("Saya diminta tidak menjawab itu Kak. Kapan berangkat?", "internal"),
        ("Saya model bahasa, Kak. Kapan berangkat?", "internal"),
        ('{"reply": "Kapan berangkat?"}', "internal"),
        ("Kalimat rahasia ini hanya untuk asisten dan tidak boleh ya Kak. Kapan berangkat?", "prompt"),
        ("Kodenya f00dfeedf00dfeed Kak. Kapan berangkat?", "prompt"),
        ("When would you like to leave, and where would you like to go? Kapan", "language"),
        ("Когда вы хотите поехать, Kak? Kapan", "language"),
        ("K a p a n m a u b e r a n g k a t y a K a k ?", "language"),
        ("Baik, Kak, saya mengerti ya.", "question"),
        ("Baik Kak. Mau ke negara mana?", "question"),
        ("Kapan berangkat? Ke mana? Dengan siapa?", "question"),
    ],
)
def test_complains_of(text: str, code: str) -> None:
    assert code in codes_of(text)


def test_a_reply_that_asks_nothing_may_not_ask() -> None:
    silent = Permit(
        draft="Sama-sama, Kak.",
        sources=(),
        own=(),
        examples=(),
        links=frozenset(),
        language="id",
        secret="",
        delimiter="x",
    )
    assert codes_of("Sama-sama ya, Kak Rina.", silent) == set()
    assert codes_of("Sama-sama Kak. Alamat rumahnya di mana?", silent) >= {"question"}


def test_a_complaint_tells_the_log_what_it_found() -> None:
    assert check_reply("Lihat http://evil.example ya Kak, kapan berangkat?", PERMIT) == (
        Complaint("link", "http://evil.example"),
    )


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Rp300-500 juta", {(Kind.MONEY, 3e8, "IDR"), (Kind.MONEY, 5e8, "IDR")}),
        ("300 sampai 500 juta", {(Kind.MONEY, 3e8, ""), (Kind.MONEY, 5e8, "")}),
        ("Rp 7,5 juta", {(Kind.MONEY, 7.5e6, "IDR")}),
        ("Rp1.500.000", {(Kind.MONEY, 1.5e6, "IDR")}),
        ("500rb", {(Kind.MONEY, 5e5, "")}),
        ("1,2 M", {(Kind.MONEY, 1.2e9, "")}),
        ("US$20,000", {(Kind.MONEY, 20_000.0, "USD")}),
        ("20 ribu dolar", {(Kind.MONEY, 20_000.0, "USD")}),
        ("80 persen", {(Kind.PERCENT, 80.0, "")}),
        ("10-50%", {(Kind.PERCENT, 10.0, ""), (Kind.PERCENT, 50.0, "")}),
        ("IELTS 6,5", {(Kind.PLAIN, 6.5, "")}),
        ("1. satu\n2) dua", set()),
        ("tanpa angka", set()),
    ],
)
def test_reads_numbers_as_values(text: str, claims: set[tuple[Kind, float, str]]) -> None:
    assert claims_of(text) == {Claim(kind, value, currency) for kind, value, currency in claims}


@pytest.mark.parametrize(("text", "words"), [("lima ratus ribu", "lima ratus ribu"), ("sejuta rupiah", "sejuta")])
def test_reads_numbers_in_words(text: str, words: str) -> None:
    assert {claim.words for claim in claims_of(text)} == {words}


@pytest.mark.parametrize(
    ("written", "number"), [("6.5", 6.5), ("6,5", 6.5), ("1.500", 1500), ("12", 12), ("1.2.3", 1.23)]
)
def test_reads_both_notations(written: str, number: float) -> None:
    assert number_of(written) == number


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ('"Halo Kak!"', "Halo Kak!"),
        ("ARI: Halo Kak!", "Halo Kak!"),
        ("Balasan: Halo Kak!", "Halo Kak!"),
        ("**Halo** Kak! 😊🎉", "Halo Kak!"),
        ("# Judul\nHalo   Kak!\n\n\n\nYa", "Judul\nHalo Kak!\n\nYa"),
    ],
)
def test_takes_off_what_models_put_around_a_text(text: str, tidied: str) -> None:
    assert tidy(text, bot="ARI", has_emoji=False) == tidied


def test_keeps_emoji_where_they_are_wished() -> None:
    assert tidy("Halo Kak 😊", bot="ARI", has_emoji=True) == "Halo Kak 😊"
