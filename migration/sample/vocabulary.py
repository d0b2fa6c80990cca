"""Invented names and texts, and the values that mix in the columns of the source.

No name, address or number here belongs to anybody: the names are made of invented syllables, mail addresses are of
example domains, and phone numbers lie in the ranges +62 800 and +971 00, which no mobile network has.
"""

GIVEN_NAMES = (
    "Wulandri", "Kirantya", "Bayustara", "Melatiwa", "Sentanu", "Arumira", "Galihara", "Dewantika", "Rimbawan",
    "Laksita", "Pranadya", "Sekarwati", "Tirtana", "Nayomika", "Jatmira", "Widuri",
)  # fmt: skip
FAMILY_NAMES = (
    "", "Pohonjati", "Samudrawan", "Langitbiru", "Karangmas", "Sawahlega", "Bukitraya", "Awanputih", "Ombakdalam",
    "Kertasmaya", "Rumputhijau", "Batukali",
)  # fmt: skip
BUSINESSES = ("Pusat Bantuan", "Jendela Studi", "Langkah Kampus", "Peta Belajar", "Teman Kuliah", "Ruang Rantau")

QUESTIONS = (
    "Halo kak, mau tanya biaya kuliah di sana berapa ya?",
    "Kak, kalau IELTS 6.0 masih bisa daftar? 🙏",
    "Saya mau ambil S2, tapi bingung pilih negara 😅",
    "Ini dokumen paspor saya ya kak, mohon dicek",
    "Kapan jadwal konsultasi yang kosong?",
    "ok siap, makasih banyak infonya ✨",
    "Budget saya sekitar 200jt per tahun, cukup gak?",
    "Orang tua saya mau ikut dengar penjelasannya, boleh?",
)
ANSWERS = (
    "Halo! Boleh tahu rencana berangkatnya kapan, kak?",
    "Untuk jurusan itu syaratnya IELTS 6.5 dan IPK minimal 3.0 ya kak.",
    "Siap, kami bantu cek dulu. Sudah punya paspor?",
    "Jadwal terdekat hari Selasa pukul 10.00 WIB, mau diambil?",
    "Terima kasih! Dokumennya sudah kami terima 👍",
    "Biayanya beda tiap kampus, nanti kami kirim perbandingannya.",
)
NOTES = (
    "Sudah ditelepon, minta dihubungi lagi minggu depan.",
    "Orang tua setuju, tinggal pilih kampus.",
    "Nomor lama tidak aktif, pakai nomor yang baru.",
    "Sent the brochure, waiting for an answer.",
)
TICKET_TITLES = (
    "Pesan WhatsApp tidak masuk ke kotak masuk",
    "Export of contacts stops halfway",
    "Bagaimana cara menambah anggota tim?",
    "Filter tag tidak tersimpan",
    "Please add a weekly summary by mail",
)
TICKET_TEXTS = (
    "Sejak pagi pesan baru tidak muncul, padahal di ponsel ada. Sudah coba muat ulang.",
    "The file ends after some rows and no error is shown. Steps: contacts, export, CSV.",
    "Mohon panduannya, kami punya dua staf baru mulai Senin.",
)
COMMENTS = (
    "Kami cek dulu ya, mohon tunggu.",
    "Terima kasih, sekarang sudah normal lagi.",
    "Could you send a picture of the page?",
    "Sudah kami perbaiki, silakan dicoba kembali.",
)
REASONS = (None, "Sudah dipahami, lanjut ke penyelesaian.", "Agreed with the requester.", "Perbaikan sudah dirilis.")
ARTICLE_TEXT = (
    "# {title}\n\nMenyiapkan berkas lebih awal membuat proses lebih tenang.\n\n## Yang perlu disiapkan\n\n"
    "- paspor yang masih berlaku\n- transkrip nilai\n- hasil tes bahasa\n\n> Mulai enam bulan sebelum berangkat.\n"
)

# Three vocabularies coexist in contacts.lead_status: the database's, the CSV import's, and the one of ARI and the UI.
LEAD_STATUSES = (
    "new", "new", "hot", "warm", "cold", "converted", "lost", "prospect", "cold_lead", "hot_lead", "client",
    "student", "alumni",
)  # fmt: skip
TAGS = ("Community", "1on1", "Follow-up", "webinar-lead", "pricing-form", "solo", "team", "google-form")
CONVERSATION_STATUSES = ("open", "open", "closed", "snoozed", "handover", "new")
ARI_STATES = ("greeting", "qualifying", "scoring", "booking", "payment", "scheduling", "handoff", "completed")
HANDOFF_REASONS = ("auto_handoff_stuck", "hot_lead", "cold_lead_community_sent", "appointment_booked")
AI_MODELS = ("grok", "sealion", "sea-lion")
TEMPERATURES = ("hot", "warm", "cold")
MESSAGE_TYPES = ("text",) * 12 + ("image", "document", "audio", "video", "interactive", "sticker", "location")
NOTE_TYPES = ("note", "note", "note", "status_change", "score_change", "form_submission", "merge")
STAGES = ("report", "discuss", "outcome", "implementation", "closed")
CATEGORIES = ("bug", "feature", "question")
PRIORITIES = ("low", "medium", "high")
PAYMENT_METHODS = ("qris", "gopay", "ovo", "bank_transfer", "card")
PAYMENT_STATUSES = ("pending", "success", "success", "failed", "expired", "refunded")
APPOINTMENT_STATUSES = ("scheduled", "confirmed", "completed", "cancelled", "no_show")
COUNTRIES = ("Australia", "United Kingdom", "Germany", "Japan", "Netherlands", "Canada", "Malaysia")
CITIES = ("Kota Contoh", "Kota Teladan", "Pelabuhan Contoh", "Lembah Teladan")
PROGRAMS = ("MBA", "IT", "Engineering", "Design", "Public Health")
FLOW_STAGES = ("Greeting", "Qualifying", "Scoring", "Booking", "Scheduling", "Handoff")
KNOWLEDGE_CATEGORIES = ("Visa", "Biaya", "Beasiswa", "Dokumen", "Kehidupan di sana")


def full_name(n: int) -> str:
    """Return the name of person `n`. Single words are common, as they are among Indonesian names."""
    family = FAMILY_NAMES[n // len(GIVEN_NAMES) % len(FAMILY_NAMES)]
    return f"{GIVEN_NAMES[n % len(GIVEN_NAMES)]} {family}".rstrip()


def local_phone(n: int) -> str:
    """Return the number of person `n` as it is dialled in Indonesia."""
    return f"0800{n:08d}"


def international_phone(n: int) -> str:
    """Return the number of person `n` in E.164."""
    return f"+62800{n:08d}"


def whatsapp_id(n: int) -> str:
    """Return the number of person `n` as WhatsApp writes it: E.164 without its plus."""
    return f"62800{n:08d}"


def emirates_phone(n: int) -> str:
    """Return a number of the United Arab Emirates."""
    return f"+97100{n:07d}"
