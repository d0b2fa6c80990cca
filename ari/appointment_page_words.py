"""The texts of the pages on which a lead cancels or moves an appointment."""

from collections.abc import Mapping
from dataclasses import dataclass

from ari.appointments import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWording:
    """The texts in one language. `refusals` are by code; "" is for all others."""

    cancel_title: str
    move_title: str
    problem_title: str
    cancel_question: str
    cancel_button: str
    reason_label: str
    move_question: str
    move_button: str
    more_days: str
    first_days: str
    nothing_free: str
    missing_choice: str
    cancelled: str
    moved: str
    again: str
    download: str
    nearest: str
    refusals: Mapping[str, str]


INDONESIAN = PageWording(
    cancel_title="Batalkan konsultasi",
    move_title="Ubah jadwal konsultasi",
    problem_title="Konsultasi",
    cancel_question="Apakah konsultasi ini ingin dibatalkan?",
    cancel_button="Ya, batalkan",
    reason_label="Alasan (boleh dikosongkan)",
    move_question="Pilih waktu yang baru.",
    move_button="Pindahkan ke waktu ini",
    more_days="Lihat hari berikutnya",
    first_days="Kembali ke hari terdekat",
    nothing_free="Belum ada waktu kosong pada hari-hari ini.",
    missing_choice="Pilih salah satu waktu terlebih dahulu.",
    cancelled="Konsultasi sudah dibatalkan. Terima kasih sudah memberi tahu kami.",
    moved="Jadwal sudah dipindahkan. Sampai jumpa pada waktu yang baru.",
    again="Ubah jadwal lagi",
    download="Simpan ke kalender",
    nearest="Waktu terdekat yang masih kosong:",
    refusals={
        "": "Permintaan ini belum dapat dijalankan. Silakan hubungi kami lewat WhatsApp.",
        "link_invalid": "Tautan ini tidak berlaku. Buka tautan lengkap dari pesan kami.",
        "link_mismatch": "Tautan ini untuk keperluan lain. Buka tautan yang sesuai dari pesan kami.",
        "link_expired": "Tautan ini sudah kedaluwarsa karena waktu konsultasinya sudah tiba.",
        "link_used": "Tautan ini sudah dipakai, atau jadwalnya sudah diubah. Gunakan tautan dari pesan terbaru.",
        "appointment_not_found": "Konsultasi ini sudah tidak ada.",
        "appointment_started": "Konsultasi ini sudah dimulai, jadi tidak dapat diubah lagi.",
        "appointment_not_open": "Konsultasi ini sudah tidak berlaku, jadi tidak dapat diubah lagi.",
        "status_conflict": "Konsultasi ini sudah tidak berlaku, jadi tidak dapat dibatalkan lagi.",
        "slot_full": "Maaf, waktu itu baru saja diambil orang lain.",
        "consultant_busy": "Maaf, waktu itu baru saja diambil orang lain.",
        "slot_inactive": "Maaf, waktu itu sudah tidak tersedia.",
        "slot_not_found": "Maaf, waktu itu sudah tidak tersedia.",
        "not_a_start": "Maaf, waktu itu sudah tidak tersedia.",
        "day_closed": "Maaf, hari itu kami tutup.",
        "in_the_past": "Waktu itu sudah lewat.",
        "too_soon": "Waktu itu sudah terlalu dekat.",
        "beyond_window": "Waktu itu masih terlalu jauh.",
        "convex_unavailable": "Halaman ini belum dapat dibuka saat ini. Coba lagi sebentar lagi.",
    },
)

ENGLISH = PageWording(
    cancel_title="Cancel the consultation",
    move_title="Change the time of the consultation",
    problem_title="Consultation",
    cancel_question="Do you want to cancel this consultation?",
    cancel_button="Yes, cancel it",
    reason_label="Reason (may be left empty)",
    move_question="Choose the new time.",
    move_button="Move to this time",
    more_days="Show later days",
    first_days="Back to the nearest days",
    nothing_free="There is no free time on these days.",
    missing_choice="Choose one of the times first.",
    cancelled="The consultation is cancelled. Thank you for telling us.",
    moved="The consultation was moved. See you at the new time.",
    again="Change it again",
    download="Add to your calendar",
    nearest="The nearest times that are free:",
    refusals={
        "": "This could not be done. Please write to us on WhatsApp.",
        "link_invalid": "This link is not valid. Open the whole link from our message.",
        "link_mismatch": "This link is for something else. Open the right link from our message.",
        "link_expired": "This link has expired: the time of the consultation has come.",
        "link_used": "This link was used, or the time was changed since. Use the link from our latest message.",
        "appointment_not_found": "This consultation does not exist any more.",
        "appointment_started": "This consultation has begun and cannot be changed any more.",
        "appointment_not_open": "This consultation is over or cancelled and cannot be changed any more.",
        "status_conflict": "This consultation is over or cancelled and cannot be cancelled any more.",
        "slot_full": "Sorry, somebody else has just taken that time.",
        "consultant_busy": "Sorry, somebody else has just taken that time.",
        "slot_inactive": "Sorry, that time is not offered any more.",
        "slot_not_found": "Sorry, that time is not offered any more.",
        "not_a_start": "Sorry, that time is not offered any more.",
        "day_closed": "Sorry, we are closed on that day.",
        "in_the_past": "That time is past.",
        "too_soon": "That time is too near.",
        "beyond_window": "That time is too far ahead.",
        "convex_unavailable": "This page cannot be opened just now. Try again in a minute.",
    },
)

WORDINGS: Mapping[Language, PageWording] = {Language.INDONESIAN: INDONESIAN, Language.ENGLISH: ENGLISH}
