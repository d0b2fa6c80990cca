"""ARI's Indonesian, by what is said. Each line has variants, so that ARI does not sound canned.

`{kak}` is "Kak" with the lead's name where it is known, `{kamu}` the word for the lead, `{value}` what was understood.
A key with "@formal" or "@casual" replaces its plain one in that style. English has the same keys.
"""

from collections.abc import Mapping

Phrases = Mapping[str, tuple[str, ...]]

GREETINGS: Phrases = {
    "greet.first": (
        "Selamat {time}, {kak}! Terima kasih sudah menghubungi {workspace}. Saya {bot}, asisten virtual di sini.",
        "Halo {kak}, selamat {time}! Saya {bot}, asisten virtual {workspace}. Senang bisa menemani.",
        "Selamat {time}, {kak}! Saya {bot}, asisten virtual dari {workspace}. Dengan senang hati saya bantu.",
    ),
    "greet.first@formal": (
        "Selamat {time}, {kak}. Terima kasih telah menghubungi {workspace}. Saya {bot}, asisten virtual kami.",
        "Selamat {time}, {kak}. Perkenalkan, saya {bot}, asisten virtual {workspace}.",
    ),
    "greet.first@casual": (
        "Hai {kak}, selamat {time}! Aku {bot}, asisten virtualnya {workspace}. Makasih ya udah chat ke sini.",
        "Halo {kak}! Selamat {time}. Kenalin, aku {bot}, asisten virtual {workspace}.",
    ),
    "greet.again": ("Selamat {time}, {kak}!", "Halo lagi, {kak}!", "Hai {kak}, selamat {time}!"),
    "greet.again@formal": ("Selamat {time}, {kak}.", "Selamat {time} kembali, {kak}."),
    "smalltalk.thanks": ("Sama-sama, {kak}.", "Dengan senang hati, {kak}.", "Sama-sama ya, {kak}."),
    "smalltalk": ("Siap, {kak}.", "Oke, {kak}.", "Baik, {kak}."),
    "time.morning": ("pagi",),
    "time.noon": ("siang",),
    "time.afternoon": ("sore",),
    "time.evening": ("malam",),
}

QUESTIONS: Phrases = {
    "ask.name": (
        "Boleh tahu nama lengkapnya?",
        "Kenalan dulu ya, nama lengkap {kamu} siapa?",
        "Sebelum lanjut, boleh tahu nama lengkap {kamu}?",
    ),
    "ask.email": (
        "Boleh minta alamat email yang aktif?",
        "Alamat email yang biasa {kamu} pakai apa?",
        "Kalau alamat emailnya, yang aktif apa ya?",
    ),
    "ask.english_level": (
        "Bahasa Inggrisnya sekarang kira-kira di level mana: pemula, menengah, atau mahir? Kalau sudah punya skor "
        "IELTS atau TOEFL, boleh langsung disebut.",
        "Untuk bahasa Inggris, {kamu} merasa masih pemula, menengah, atau sudah mahir? Skor IELTS atau TOEFL juga "
        "boleh kalau ada.",
        "Boleh tahu kemampuan bahasa Inggrisnya: pemula, menengah, mahir, atau ada skor IELTS/TOEFL?",
    ),
    "ask.budget": (
        "Kira-kira budget yang disiapkan berapa per tahun? Kisaran saja, misalnya 200-300 juta.",
        "Soal dana, ada kisaran budget per tahunnya? Misalnya 150 juta atau 300-400 juta.",
        "Boleh tahu kisaran budget per tahun yang {kamu} siapkan? Perkiraan kasar juga tidak apa-apa.",
    ),
    "ask.timeline": (
        "Rencananya mau berangkat kapan?",
        "Kira-kira target berangkatnya kapan, bulan atau tahun berapa?",
        "Ada bayangan mau mulai kuliahnya kapan?",
    ),
    "ask.country": (
        "Negara tujuannya sudah ada? Misalnya Australia, Inggris, atau Jepang.",
        "Rencananya mau kuliah di negara mana?",
        "Untuk negara tujuan, {kamu} paling tertarik ke mana?",
    ),
    "ask.activity": (
        "Saat ini {kamu} masih sekolah, kuliah, atau sudah bekerja?",
        "Kesibukan {kamu} sekarang apa: sekolah, kuliah, atau kerja?",
    ),
    "ask.program": (
        "Mau ambil jenjang dan jurusan apa? Misalnya S2 Manajemen.",
        "Jurusan yang diincar apa, dan untuk jenjang apa?",
    ),
    "ask.again": ("Kembali ke yang tadi ya.", "Satu lagi yang tadi terlewat."),
    "again.document:passport": ("Kembali ke dokumen tadi, paspornya sudah ada?",),
    "again.document:transcript": ("Kembali ke dokumen tadi, transkrip nilainya sudah siap?",),
    "ask.document:passport": (
        "Sekarang soal dokumen: paspornya sudah ada?",
        "Untuk dokumen, paspor {kamu} sudah siap?",
    ),
    "ask.document:cv": ("Kalau CV atau resume, sudah punya?", "CV-nya sudah ada?"),
    "ask.document:english_test": (
        "Kalau sertifikat tes bahasa Inggris seperti IELTS atau TOEFL, sudah ada?",
        "Sertifikat IELTS atau TOEFL-nya sudah punya?",
    ),
    "ask.document:transcript": (
        "Terakhir, transkrip nilainya sudah siap?",
        "Kalau transkrip nilai atau rapor, sudah ada?",
    ),
}

CLARIFICATIONS: Phrases = {
    "clarify.name": ("Maaf, namanya belum tertangkap. Boleh ditulis ulang, misalnya: nama saya Rina Wijaya?",),
    "clarify.email": ("Sepertinya alamat emailnya belum lengkap. Boleh ditulis seperti nama@contoh.com?",),
    "clarify.english_level": (
        "Maaf, saya belum menangkap levelnya. Paling dekat yang mana: pemula, menengah, atau mahir?",
    ),
    "clarify.budget": ("Maaf, angkanya belum tertangkap. Boleh disebut kisarannya, misalnya 250 juta per tahun?",),
    "clarify.timeline": (
        "Maaf, waktunya belum tertangkap. Boleh disebut bulan atau tahunnya, misalnya Agustus depan?",
    ),
    "clarify.country": ("Maaf, negaranya belum tertangkap. Boleh disebut satu nama negara, misalnya Australia?",),
    "clarify.activity": ("Maaf, boleh diperjelas: sekarang sekolah, kuliah, atau bekerja?",),
    "clarify.program": ("Maaf, boleh diperjelas jenjang dan jurusannya, misalnya S1 Desain?",),
    "clarify.document": ("Maaf, boleh dijawab dengan sudah atau belum untuk {item}?",),
    "clarify.consultation": ("Maaf, jadi bagaimana, mau saya bantu atur konsultasinya?",),
    "clarify.human": ("Maaf, jadi mau saya hubungkan dengan tim kami?",),
    "clarify.region": (
        "Untuk {region}, ada negara tertentu yang diincar?",
        "Di {region} lebih condong ke negara mana?",
    ),
    "remind.document": (
        "Soal {item} tadi, kabari saja kapan-kapan ya.",
        "Oh ya, untuk {item} boleh dijawab kapan saja.",
    ),
    "remind": (
        "Oh ya, {item} boleh dikabari kapan saja.",
        "Yang tadi soal {item}, silakan dijawab kalau sudah sempat ya.",
        "Kalau sudah sempat, {item} tetap saya tunggu.",
    ),
}

ACKNOWLEDGEMENTS: Phrases = {
    "ack.name": ("Salam kenal, {kak}!", "Senang berkenalan, {kak}!", "Halo {kak}, salam kenal!"),
    "ack.email": ("Baik, emailnya {value} ya.", "Siap, saya catat emailnya {value}.", "Oke, email: {value}."),
    "ack.english_level": (
        "Baik, bahasa Inggrisnya {value}.",
        "Oke, saya catat bahasa Inggris {value}.",
        "Siap, level bahasa Inggrisnya {value}.",
    ),
    "ack.budget": ("Baik, budgetnya {value}.", "Oke, saya catat budget {value}.", "Siap, kisaran budgetnya {value}."),
    "ack.timeline": ("Baik, targetnya {value}.", "Oke, rencana berangkat {value}.", "Siap, saya catat: {value}."),
    "ack.country": ("Baik, tujuannya {value}.", "Oke, {value} ya.", "Siap, negara tujuannya {value}."),
    "ack.activity": ("Oke, sekarang {value} ya.", "Baik, saat ini {value}."),
    "ack.program": ("Oke, {value} ya.", "Baik, programnya {value}."),
    "ack.notes": ("Baik, saya catat ya.", "Oke, saya catat."),
    "ack.several": (
        "Baik {kak}, saya catat ya: {value}.",
        "Siap {kak}. Jadi: {value}.",
        "Oke {kak}, ini yang saya tangkap: {value}.",
    ),
    "ack.form": (
        "Terima kasih sudah mengisi formulir. Yang saya baca: {value}.",
        "Formulirnya sudah saya baca: {value}.",
    ),
    "ack.correction": ("Baik, saya ganti: {value}.", "Oke, saya perbarui: {value}."),
    "ack.alternatives": ("Kalau ternyata lebih ke {value}, tinggal bilang ya.",),
    "ack.short": ("Baik, {kak}.", "Oke, {kak}.", "Siap, {kak}."),
    "ack.document.yes": ("Bagus, {value} sudah ada.", "Sip, {value} sudah siap ya.", "Oke, {value} sudah ada."),
    "ack.document.no": ("Baik, {value} belum ada.", "Oke, {value} menyusul ya."),
    "ack.declined": ("Baik, {kak}, kita lewati dulu.", "Oke, itu kita lewati saja."),
    "support.document": ("Tidak apa-apa, {value} bisa disiapkan sambil jalan.", "Santai saja, {value} bisa menyusul."),
    "support.declined": ("Tidak apa-apa, {kak}, itu bisa menyusul.", "Tidak masalah, kita lewati dulu yang itu."),
    "cheer.english_level": ("Modal yang bagus!", "Itu sangat membantu."),
    "cheer.country": ("Pilihan yang menarik!", "Tujuan yang banyak diminati."),
}

ANSWERS: Phrases = {
    "answer.intro": ("", "Begini, {kak}.", "Saya bantu jelaskan ya."),
    "answer.intro@formal": ("", "Berikut informasinya, {kak}."),
    "destinations.country": (
        "Untuk {country}, ini pilihan kampusnya:",
        "Di {country}, kampus yang bisa {kamu} lihat antara lain:",
    ),
    "destinations.all": ("Beberapa kampus yang bisa {kamu} pertimbangkan:", "Ini beberapa pilihan kampusnya:"),
    "destinations.filtered": (
        "Yang sesuai dengan budget dan bahasa Inggris {kamu} sejauh ini:",
        "Melihat budget dan bahasa Inggris {kamu}, yang masuk antara lain:",
    ),
    "destinations.more": ("Masih ada {count} pilihan lain, tinggal bilang kalau mau saya sebutkan.",),
    "destination.ielts": ("IELTS minimal {value}",),
    "destination.gpa": ("IPK minimal {value}",),
    "destination.cost": ("biaya {value} per tahun",),
    "destination.deadline": ("batas pendaftaran {value}",),
    "destination.programs": ("program {value}",),
    "unknown.offer": (
        "Untuk yang itu saya belum tahu, {kak}, dan saya tidak mau asal jawab. Mau saya tanyakan ke tim kami?",
        "Maaf {kak}, saya belum punya informasi soal itu. Mau saya hubungkan dengan tim kami supaya dijawab langsung?",
        "Itu saya belum tahu, {kak}. Daripada menebak, mau saya sambungkan ke tim kami?",
    ),
    "unknown": (
        "Untuk yang itu saya juga belum tahu, {kak}, dan saya tidak mau asal jawab.",
        "Maaf {kak}, soal itu juga belum ada di catatan saya.",
    ),
    "nurture": (
        "Tidak perlu buru-buru, {kak}. Saya bisa bantu jelaskan soal kampus, biaya, atau beasiswa kapan saja.",
        "Sambil menimbang-nimbang, silakan tanya apa saja soal negara tujuan, biaya, atau persyaratannya ya, {kak}.",
        "Silakan dipikirkan dulu, {kak}. Kalau ada yang masih mengganjal, tanyakan saja di sini.",
    ),
    "invite.questions": (
        "Ada yang ingin ditanyakan dulu?",
        "Ada hal lain yang ingin {kamu} ketahui?",
        "Masih ada yang ingin ditanyakan, {kak}?",
    ),
    "media.audio": ("Maaf {kak}, saya belum bisa mendengarkan pesan suara. Boleh diketik saja?",),
    "media.file": (
        "Terima kasih kirimannya, {kak}. Saya belum bisa membuka berkas, nanti tim kami yang memeriksanya.",
        "Terima kasih, {kak}. Isi berkasnya belum bisa saya baca, tapi tim kami bisa melihatnya di sini.",
    ),
    "media.other": ("Maaf {kak}, pesan seperti itu belum bisa saya baca. Boleh ditulis dengan kata-kata?",),
}

DEEDS: Phrases = {
    "offer.consultation": (
        "Dari cerita {kamu}, rencananya sudah cukup matang. Mau saya bantu atur sesi konsultasi dengan konsultan kami?",
        "Persiapan {kamu} sudah bagus, {kak}. Bagaimana kalau kita atur sesi konsultasi dengan konsultan kami, supaya "
        "langkah berikutnya bisa dibahas langsung?",
    ),
    "offer.human": (
        "Supaya lebih jelas, mau saya hubungkan dengan konsultan kami untuk ngobrol langsung?",
        "Kalau mau, konsultan kami bisa bantu lebih rinci. Mau saya hubungkan?",
    ),
    "offer.human@formal": ("Agar lebih jelas, apakah {kamu} berkenan saya hubungkan dengan konsultan kami?",),
    "welcome.wish": (
        "Siap, {kak}, konsultasinya bisa. Supaya sesinya pas, saya tanya beberapa hal dulu ya.",
        "Boleh sekali, {kak}. Sebelum diatur, saya perlu tahu sedikit tentang rencananya.",
    ),
    "accept.no": (
        "Tidak apa-apa, {kak}. Kalau nanti berubah pikiran, tinggal bilang ya.",
        "Oke {kak}, tidak masalah. Tawarannya tetap ada kalau {kamu} butuh.",
    ),
    "community.link": (
        "Sambil menyiapkan semuanya, {kamu} bisa gabung ke komunitas kami di {link} supaya kita tetap terhubung.",
        "Kalau rencananya masih dimatangkan, silakan gabung dulu ke komunitas kami ya, {kak}: {link}",
    ),
    "community": (
        "Silakan dimatangkan dulu rencananya, {kak}. Kapan pun siap lanjut, kabari saya di sini ya.",
        "Pelan-pelan saja, {kak}. Kalau rencananya sudah lebih jelas, chat saya lagi ya.",
    ),
    "handover": (
        "Baik {kak}, percakapan ini saya teruskan ke tim kami ya. Mereka yang akan melanjutkan di chat ini.",
        "Siap {kak}, saya teruskan ke tim kami. Balasan berikutnya dari mereka di chat ini ya.",
    ),
    "handover.complaint": (
        "Mohon maaf atas pengalaman yang kurang menyenangkan ini, {kak}. Saya teruskan ke tim kami supaya ditangani "
        "langsung di chat ini.",
        "Maaf sekali, {kak}. Keluhannya saya teruskan ke tim kami, dan mereka yang akan menanggapi di chat ini.",
    ),
    "handover.legal": (
        "Untuk urusan ini sebaiknya {kamu} berbicara langsung dengan tim kami, {kak}. Saya teruskan percakapannya ya.",
    ),
    "handover.emergency": (
        "Saya teruskan ke tim kami sekarang juga, {kak}. Kalau keadaannya darurat, segera hubungi layanan darurat "
        "setempat ya.",
    ),
    "handover.frustration": (
        "Maaf kalau jawaban saya belum membantu, {kak}. Saya teruskan ke tim kami supaya {kamu} dibantu langsung.",
        "Maaf ya {kak}, saya belum bisa membantu dengan baik. Tim kami yang akan melanjutkan di chat ini.",
    ),
    "handover.no_progress": (
        "Supaya tidak berputar-putar, saya teruskan ke tim kami ya, {kak}. Mereka yang akan melanjutkan di chat ini.",
    ),
    "handover.hot_lead": (
        "Siap, {kak}! Saya teruskan ke konsultan kami ya. Waktu konsultasinya nanti dibicarakan langsung di chat ini.",
        "Baik, {kak}! Konsultan kami yang akan mengatur waktunya dengan {kamu} di chat ini.",
    ),
    "consent.out": (
        "Baik, {kak}. Mulai sekarang saya tidak mengirim pesan lagi. Kalau suatu saat ingin lanjut, cukup balas MULAI.",
    ),
    "consent.in": (
        "Siap, {kak}, kita lanjut lagi ya. Senang {kamu} kembali.",
        "Baik, {kak}, pesan dari kami aktif lagi. Selamat datang kembali!",
    ),
}

VALUES: Phrases = {
    "kak": ("Kak",),
    "you": ("Kakak",),
    "you@formal": ("Anda",),
    "and": ("dan",),
    "item.name": ("nama lengkap",),
    "item.email": ("alamat email",),
    "item.english_level": ("level bahasa Inggris",),
    "item.budget": ("kisaran budget",),
    "item.timeline": ("rencana waktu berangkat",),
    "item.country": ("negara tujuan",),
    "item.activity": ("kesibukan sekarang",),
    "item.program": ("jurusan yang diminati",),
    "item.document:passport": ("paspor",),
    "item.document:cv": ("CV",),
    "item.document:english_test": ("sertifikat tes bahasa Inggris",),
    "item.document:transcript": ("transkrip nilai",),
    "level.pemula": ("tingkat pemula",),
    "level.menengah": ("tingkat menengah",),
    "level.mahir": ("sudah mahir",),
    "activity.student": ("masih sekolah atau kuliah",),
    "activity.working": ("sudah bekerja",),
    "activity.both": ("kuliah sambil bekerja",),
    "activity.not_working": ("sedang tidak sekolah maupun bekerja",),
    "timeline.asap": ("secepatnya",),
    "timeline.soon": ("dalam waktu dekat",),
    "timeline.later": ("masih nanti",),
    "timeline.flexible": ("fleksibel",),
    "timeline.unknown": ("belum pasti",),
    "range.about": ("sekitar {value}",),
    "range.from": ("mulai {value}",),
    "range.to": ("sampai {value}",),
    "told.email": ("email {value}",),
    "told.english_level": ("bahasa Inggris {value}",),
    "told.budget": ("budget {value}",),
    "told.timeline": ("rencana berangkat {value}",),
    "told.country": ("tujuan {value}",),
    "told.activity": ("{value}",),
    "told.program": ("{value}",),
    "told.name": ("{value}",),
    "told.notes": ("{value}",),
    "range.between": ("{low} sampai {high}",),
    "range.year": ("sekitar tahun {value}",),
    "region.europe": ("Eropa",),
    "region.asia": ("Asia",),
    "region.middle_east": ("Timur Tengah",),
    "region.scandinavia": ("Skandinavia",),
    "degree.bachelor": ("S1",),
    "degree.master": ("S2",),
    "degree.phd": ("S3",),
    "degree.diploma": ("D3",),
    "degree.foundation": ("foundation",),
    "degree.language": ("kursus bahasa",),
    "degree.high_school": ("SMA",),
    "degree.exchange": ("pertukaran pelajar",),
    "degree.internship": ("magang",),
}

INDONESIAN: Phrases = {
    **GREETINGS,
    **QUESTIONS,
    **CLARIFICATIONS,
    **ACKNOWLEDGEMENTS,
    **ANSWERS,
    **DEEDS,
    **VALUES,
}

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
COUNTRY_NAMES: Mapping[str, str] = {
    "United Kingdom": "Inggris",
    "United States": "Amerika Serikat",
    "Japan": "Jepang",
    "Germany": "Jerman",
    "Netherlands": "Belanda",
    "Singapore": "Singapura",
    "Canada": "Kanada",
    "New Zealand": "Selandia Baru",
    "South Korea": "Korea Selatan",
    "France": "Prancis",
    "Switzerland": "Swiss",
    "Ireland": "Irlandia",
    "China": "Tiongkok",
    "Turkey": "Turki",
    "Italy": "Italia",
    "Spain": "Spanyol",
    "Sweden": "Swedia",
    "Egypt": "Mesir",
    "United Arab Emirates": "Uni Emirat Arab",
    "Saudi Arabia": "Arab Saudi",
    "Hungary": "Hungaria",
    "Poland": "Polandia",
    "Russia": "Rusia",
    "Finland": "Finlandia",
    "Norway": "Norwegia",
}
