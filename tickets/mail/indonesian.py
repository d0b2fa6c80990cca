"""The mails in Indonesian."""

from tickets.domain import Category, MailKind, Priority, RecipientRole, Stage, TicketEvent
from tickets.mail.wording import Wording

INDONESIAN = Wording(
    greeting="Halo {name},",
    greeting_without_name="Halo,",
    subjects={
        MailKind.CREATED: "Tiket baru: {title}",
        MailKind.UPDATED: "Tiket diperbarui: {title}",
        MailKind.APPROVAL_WANTED: "Persetujuan Anda diperlukan: {title}",
        MailKind.CLOSED: "Tiket selesai: {title}",
    },
    events={
        TicketEvent.CREATED: "{actor} membuka tiket di {workspace}.",
        TicketEvent.STEP: "{actor} memindahkan tiket dari {from_stage} ke {to_stage}.",
        TicketEvent.SKIP_REQUESTED: "{actor} meminta agar tiket langsung dipindahkan dari {from_stage} ke {to_stage}. "
        "Tiket tetap di tempatnya sampai pemohon menyetujuinya.",
        TicketEvent.APPROVED: "{actor} menyetujui: tiket dipindahkan dari {from_stage} ke {to_stage}.",
        TicketEvent.REJECTED: "{actor} tidak menyetujui pemindahan tiket ke {to_stage}. Tiket tetap di {from_stage}.",
        TicketEvent.WITHDRAWN: "{actor} membatalkan permintaan untuk memindahkan tiket ke {to_stage}. "
        "Tiket tetap di {from_stage}.",
        TicketEvent.REOPENED: "{actor} membuka kembali tiket.",
        TicketEvent.AUTO_CLOSED: "Tiket ditutup secara otomatis: tidak ada komentar selama tujuh hari di tahap "
        "Implementasi.",
        TicketEvent.ASSIGNED: "{actor} menyerahkan tiket kepada {assignee}.",
        TicketEvent.EDITED: "{actor} mengubah tiket.",
        TicketEvent.COMMENTED: "{actor} mengomentari tiket.",
    },
    closed="{actor} menutup tiket.",
    unassigned="{actor} melepaskan tiket dari petugasnya; sekarang belum ada yang menanganinya.",
    notes={
        MailKind.CREATED: "",
        MailKind.UPDATED: "",
        MailKind.APPROVAL_WANTED: "Silakan lihat tiketnya, lalu setujui atau tolak permintaan ini.",
        MailKind.CLOSED: "Jika masalahnya belum selesai, Anda dapat membukanya kembali melalui tautan ini sampai "
        "{until}. Tautan ini hanya berlaku satu kali.",
    },
    buttons={
        MailKind.CREATED: "Lihat tiket",
        MailKind.UPDATED: "Lihat tiket",
        MailKind.APPROVAL_WANTED: "Beri keputusan",
        MailKind.CLOSED: "Buka kembali tiket",
    },
    reasons={
        RecipientRole.REQUESTER: "Anda menerima email ini karena Anda membuka tiket tersebut.",
        RecipientRole.STAFF: "Anda menerima email ini karena Anda menangani tiket {workspace}.",
        RecipientRole.CLIENT: "Anda menerima email ini karena Anda ikut serta dalam tiket tersebut.",
    },
    stages={
        Stage.REPORT: "Laporan",
        Stage.DISCUSS: "Diskusi",
        Stage.OUTCOME: "Keputusan",
        Stage.IMPLEMENTATION: "Implementasi",
        Stage.CLOSED: "Selesai",
    },
    categories={Category.BUG: "Bug", Category.FEATURE: "Fitur", Category.QUESTION: "Pertanyaan"},
    priorities={Priority.LOW: "Rendah", Priority.MEDIUM: "Sedang", Priority.HIGH: "Tinggi"},
    somebody="Seseorang",
    system="my21staff",
    reason_label="Alasan",
    comment_label="Komentar",
    number_label="Tiket",
    workspace_label="Ruang kerja",
    title_label="Judul",
    category_label="Kategori",
    priority_label="Prioritas",
    stage_label="Tahap",
    moment_format="j F Y, H.i",
    zone_name="WIB",
)
