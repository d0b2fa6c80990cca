"""The messages in Indonesian."""

from ari.appointment_messages.wording import Wording
from ari.appointments import Audience, NoticeKind

INDONESIAN = Wording(
    greeting="Halo {name},",
    greeting_without_name="Halo,",
    subjects={
        Audience.LEAD: {
            NoticeKind.BOOKED: "Konsultasi dengan {workspace}: {day}",
            NoticeKind.MOVED: "Jadwal baru konsultasi dengan {workspace}: {day}",
            NoticeKind.CANCELLED: "Konsultasi dengan {workspace} dibatalkan",
            NoticeKind.REMINDER: "Pengingat: konsultasi dengan {workspace}, {day}",
        },
        Audience.CONSULTANT: {
            NoticeKind.BOOKED: "Konsultasi baru: {lead}, {day}",
            NoticeKind.MOVED: "Konsultasi dipindahkan: {lead}, {day}",
            NoticeKind.CANCELLED: "Konsultasi dibatalkan: {lead}, {day}",
            NoticeKind.ASSIGNED: "Konsultasi untuk Anda: {lead}, {day}",
            NoticeKind.UNASSIGNED: "Konsultasi dialihkan: {lead}, {day}",
        },
    },
    sentences={
        Audience.LEAD: {
            NoticeKind.BOOKED: "konsultasi dengan {workspace} sudah terjadwal.",
            NoticeKind.MOVED: "jadwal konsultasi dengan {workspace} sudah dipindahkan. Ini waktu yang baru.",
            NoticeKind.CANCELLED: "konsultasi dengan {workspace} pada waktu berikut sudah dibatalkan.",
            NoticeKind.REMINDER: "kami ingatkan lagi tentang konsultasi dengan {workspace}.",
        },
        Audience.CONSULTANT: {
            NoticeKind.BOOKED: "ada konsultasi baru untuk Anda.",
            NoticeKind.MOVED: "konsultasi dengan {lead} dipindahkan. Ini waktu yang baru.",
            NoticeKind.CANCELLED: "konsultasi dengan {lead} pada waktu berikut dibatalkan.",
            NoticeKind.ASSIGNED: "konsultasi berikut sekarang menjadi tugas Anda.",
            NoticeKind.UNASSIGNED: "konsultasi berikut tidak lagi menjadi tugas Anda.",
        },
    },
    whys={
        Audience.LEAD: "Anda menerima email ini karena ada konsultasi atas nama Anda di {workspace}.",
        Audience.CONSULTANT: "Anda menerima email ini karena Anda memberikan konsultasi di {workspace}.",
    },
    someone="calon klien",
    day_label="Hari",
    time_label="Waktu",
    previous_label="Sebelumnya",
    consultant_label="Konsultan",
    lead_label="Nama",
    phone_label="WhatsApp",
    link_label="Tautan pertemuan",
    reason_label="Alasan",
    notes_label="Catatan",
    business_label="Bisnis",
    duration="{minutes} menit",
    move="Ubah jadwal",
    cancel="Batalkan",
    calendar_note="Berkas terlampir dapat dibuka di kalender Anda.",
)
