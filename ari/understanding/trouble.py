"""What a human must deal with: wishes for one, complaints, trouble with visas or the law, frustration, emergencies."""

from collections.abc import Sequence

from ari.understanding.outcome import Mood, Topic
from ari.understanding.patterns import PatternSet, any_of
from ari.understanding.reading import Heard
from ari.understanding.tokens import ADDRESSES, PARTICLES, Kind, Token, Utterance

_SPEAK = any_of(
    "ngomong ngobrol chat chatting konsultasi telepon telpon telfon call talk speak hubungi sambungkan sambungin "
    "hubungkan dihubungkan disambungkan dialihkan alihkan connect transfer ketemu diskusi discuss komunikasi kontak "
    "bicarain speaking talking nanya tanya disambungin connected"
)
_PERSON = any_of(
    "orang manusia admin cs konsultan konselor staf staff tim team agen agent human person someone somebody "
    "pimpinan pimpinannya atasan adminnya konsultannya konselornya orangnya bagian "
    "representative operator petugas manager manajer supervisor counselor consultant advisor people mentor orangnya"
)
_CALL = any_of("telepon telpon telfon ditelepon ditelpon ditelfon dihubungi hubungi call callback called")
_HUMAN = PatternSet(
    f"""
    {_SPEAK} .. {_PERSON}
    orang|manusia|admin|human|person|agent asli|beneran|sungguhan|langsung|benar
    real|actual|live human|person|people|agent|support|being
    ^ halo|hai? ada|dimana|mana {_PERSON} $
    anyone|anybody .. talk|speak|chat|help
    {_PERSON} ada|dimana $
    ^ ada|bisa|apakah {_PERSON} disini|online|standby|bisa|siap|ready|available|tidak
    minta|boleh|ada|bagi|kasih nomor|kontak|number|no|wa|whatsapp|hp? nomor|kontak|wa|whatsapp|hp|telepon? {_PERSON}
    ada manusia|orangnya|admin|cs tidak
    admin|adminnya|cs|konsultan|konsultannya|konselornya .. mana|dimana|kemana $
    mau|ingin|minta|tolong dibalas|dijawab|dibantu|balas|jawab sama|oleh? manusia|orang|admin|human|konsultan
    telepon|call saya? sekarang|now|nanti|besok
    vc|video|zoom|meet call|meet? .. {_PERSON}
    kontak|nomor .. bisa saya? {_CALL}|wa|chat
    admin|adminnya|cs|konsultan|konsultannya|konselornya .. masih? ada|online $
    minta|mau|tolong|bisa|boleh {_SPEAK} ke? bagian|divisi
    ^ panggil|panggilin|minta|butuh|perlu|need|want|get {_PERSON}
    mau|ingin|bisa|minta|prefer|lebih telepon
    mau|ingin|bisa|boleh|tolong|minta dengan|sama|ke? {any_of("manusia admin cs human konsultan orang")} $
    tidak|bukan|not|males|malas mau|ingin|want|suka? .. bot|robot|ai|mesin
    sama|dengan|ke|with manusia|admin|human|konsultan|cs
    tolong|bisa|minta|mohon|boleh|mau|ingin {_CALL} saya?
    call me $
    ^ {_CALL} saya
    ^ {_CALL} me back|now|later? $
    ^ human|manusia|agent|operator $
    """
)
_NOT_HUMAN = PatternSet(
    f"""
    jangan|tidak|not|stop|usah mau? {_CALL}
    jadi|sebagai|kerja|as|lowongan {_PERSON}
    berapa|siapa .. {_PERSON}
    atau bot|robot|ai|mesin
    janji|janjinya|katanya .. {_CALL}
    telepon mama|papa|ortu|orangtua|suami|istri|ibu|bapak|ayah|teman|rumah
    ini .. {_PERSON} .. bukan $
    orang tua
    biaya|harga|jadwal .. konsultasi
    """
)
# Whoever writes nothing else calls for one; `kak admin, makasih` addresses one.
_CALLED = PatternSet("^ admin|cs|konsultan $")
_BAD = any_of(
    "buruk jelek parah lambat lemot bad terrible slow mengecewakan kasar jutek rude lama awful worst ancur lelet "
    "payah poor"
)
_SERVICE = any_of(
    "pelayanan layanan service servis respon responnya admin konsultan response experience cs balas jawab"
)
_COMPLAINT = PatternSet(
    f"""
    kecewa|mengecewakan|dikecewakan|disappointed|disappointing
    komplain|complain|complaint|protes|keluhan
    tipu|penipuan|penipu|nipu|ditipu|menipu|scam|scammer|dibohongi|bohongin|scammed
    refund|refunded
    uang|duit|money|budget .. kembali|balik|dikembalikan|kembalikan|back
    dirugikan
    balikin|kembalikan uang|duit|dp
    tidak|not profesional|professional|becus|bertanggung
    {_SERVICE} .. {_BAD}
    {_BAD} {_SERVICE}
    lama|lambat balas|balasnya|dibalas|respon|jawab|jawabnya
    sudah bayar .. tidak|belum
    unacceptable|unprofessional
    pengaduan|mengadu|ngadu|aduan
    tidak niat|serius|bener|becus .. urus|layanin|bantu|orang|kerja
    sakit hati
    uang|duit saya? hilang|lenyap|raib|hangus
    gara gara kalian
    janji|janjinya janji|janjinya
    pungli|pungutan|pemerasan|diperas|peras
    minta uang tambahan|lagi
    phpin|dipehapein|diphpin
    konsultan|konsultannya|admin|adminnya|kalian|cs|agennya .. php
    janji|janjinya manis|palsu|melulu|mulu
    ^ janji|janjinya $
    omdo|ngibul|ngibulin|dikibulin|zonk
    ingkar|mangkir|kabur .. janji|uang|duit
    janji .. tidak|belum .. ditepati|ada|dihubungi|dikirim|kunjung
    katanya .. mana bukti|buktinya|janji|janjinya
    katanya .. zonk
    dijanjiin|dijanjikan .. tidak|belum|mana|terus
    nyesel|menyesal|rugi daftar|bayar|pakai|ikut|join
    dikerjain|dicuekin|dicuekkin|diabaikan|digantung|digantungin|diombang|dipingpong|dilempar|ghosting|dighosting|ghosted
    hilang|ngilang|menghilang konsultan|admin|cs|agen
    konsultan|admin|cs|agen|konsultannya|adminnya .. hilang|ngilang|menghilang|galak|judes|sombong|bohong
    worst|terrible service|experience|agency
    no one|body .. replied|reply|answered
    tidak|kurang puas
    tidak|belum pernah? direspon|ditanggapi|dibalas|digubris|ditindaklanjuti
    tidak|belum ada balas|jawab|bantu|respon|tanggapan|kabar|kelanjutan
    """
)
# What another agency did is no complaint about this one.
_ELSEWHERE = PatternSet(
    """
    agen|agent|agensi|agency|tempat|lembaga|konsultan|biro saya? sebelah|lain|lama|sana|dulu|sebelumnya
    sebelah
    tidak|bukan penipuan|penipu|tipu|scam|bohong ya?
    """
)
# Over more than one clause: `sudah bayar tapi tidak diproses`.
_PAID = PatternSet("sudah bayar|transfer|lunas|dibayar .. tapi .. tidak|belum")
_CROSS = any_of(
    "kesal kesel sebel sebal jengkel muak emosi marah nyebelin ngeselin dongkol geram frustasi percuma annoying",
    "annoyed frustrated frustrating angry upset ridiculous useless stupid anjing anjir anjrit bangsat tolol goblok",
    "bego bodoh kampret brengsek sialan bangke babi tai monyet asu jancok wtf fuck shit damn idiot bullshit",
)
_TOIL = any_of(
    "jelasin jelaskan ngejelasin nerangin jawab ngulang ulang nanya ditanya nunggu tunggu of bot robot waiting"
)
_FRUSTRATED = PatternSet(
    f"""
    {_CROSS}
    capek|cape|lelah|bosan|tired|males|malas .. {_TOIL}
    ribet|berbelit|ruwet|belibet banget|amat
    lemot|lelet|lambat amat|balasnya|jawabnya|responnya
    lama banget|amat balas|balasnya|jawab|jawabnya|respon|responnya
    sudah saya? kasih|kasi tahu|info|informasi
    sudah saya? kasih|kirim|jawab|isi .. tadi $
    kenapa? nanya|tanya|ditanya lagi lagi
    bolak balik {_TOIL}
    sudah dijelasin|dijelaskan|dijawab|dibilangin|dikasih .. masih|kenapa|lagi|tanya|nanya
    kzl|ksl|kzel|bete
    bad mood
    tidak jelas banget|amat|bot
    apa tidak jelas
    ^ nyebelin|ngeselin|rese|resek|bawel|cerewet
    ngerti bahasa tidak
    seperti wartawan|polisi|interogasi|diinterogasi|robot|kaset
    diinterogasi|interogasi
    sudah saya? bilang|jawab|sebut|tulis|jelasin|dibilang|dijawab|bilangin tadi|berkali|dari|di|ke
    sudah berapa kali saya? bilang|jawab|jelasin|kirim|dijawab
    tadi saya? sudah saya? bilang|jawab|dijawab|jelasin|kirim|sebut
    ditanya|nanya|tanya|ditanyain|nanyain|ask|asking lagi|tentang? terus|mulu|melulu|berkali|again|same
    kenapa? ditanya|ditanyain|nanya lagi
    saya sudah told|said|answered
    stop|berhenti asking|nanya|tanya
    tidak nyambung|mudeng|membantu|helpful|useful
    same question
    sudah dibilang|dibilangin
    dari tadi
    waste of? my? time
    buang waktu
    fed up
    hadeh|hadeuh|woy|woi|oy
    muter|mutar|berputar terus|mulu
    sudah saya bilang|sebutin|jelasin|bilangin $
    """
)
_NOT_FRUSTRATED = PatternSet(f"tidak|not|belum|bukan {_CROSS}")
_REFUSED = any_of(
    "ditolak dtolak reject rejected denied refused dibatalkan cancelled canceled dicabut ditahan bermasalah masalah "
    "refuse refuse direfuse dipersulit nolak menolak hangus lapsed "
    "habis expired overstay gagal refusal problem trouble issue revoked mati"
)
_BORDER = any_of("imigrasi immigration bandara kedutaan embassy border")
_VISA_TROUBLE = PatternSet(
    f"""
    visa .. {_REFUSED}
    ditolak|rejected|denied|refused|penolakan|gagal|refusal .. visa
    overstay|overstayed|overstaying
    deportasi|dideportasi|dideport|deport|deported|deportation
    ditahan|masalah|bermasalah|dicekal|cekal|problem|trouble|detained|stuck|issue .. {_BORDER}
    {_BORDER} .. ditahan|menahan|masalah|bermasalah|menolak|cekal|detained
    blacklist|diblacklist|dicekal|blacklisted
    izin|ijin|permit tinggal? .. habis|expired|mati|bermasalah|dicabut
    """
)
_LEGAL = PatternSet(
    """
    pengacara|lawyer|advokat|attorney
    somasi|gugat|menggugat|menuntut|tuntut|tuntutan|digugat|dituntut|sue|sued|suing|lawsuit|pengadilan|court
    lapor|laporkan|laporin|dilaporkan|report|melapor ke? polisi|police|ojk|ylki|kalian
    jalur|masalah|kasus|ranah|proses|tindakan hukum|pidana|perdata
    legal action|problem|trouble|issue|case|matter|notice
    paspor .. ditahan|disita|confiscated
    ijazah|dokumen|loa|visa|surat .. palsu|dipalsukan|fake
    dipalsu|dipalsukan|dipalsuin ijazah|dokumen|oleh|sama|agen
    palsu|dipalsukan|pemalsuan|fake ijazah|dokumen|loa|visa|surat
    """
)
# What is feared, denied, asked about or somebody else's did not happen to the lead.
_NOT_HAPPENED = PatternSet(
    any_of(
        "takut khawatir cemas worried afraid semoga takutnya trauma resiko risiko peluang kemungkinan chance "
        "chances risk biar supaya agar hope teman temanku jurusan cara bagaimana how tidak not belum never bisa "
        "sering katanya biasanya banyak hindari menghindari avoid tanpa mencegah saudara sepupu kenalan friend"
    )
)
_EMERGENCY = PatternSet(
    """
    darurat|emergency|gawat
    kecelakaan|accident
    dirampok|kerampokan|dicopet|kecopetan|robbed|diculik|mugged|diperkosa|dilecehkan|dipukul|dipukuli|dianiaya|assaulted
    dipalak|dihadang|preman|dijambret|kejambretan|ditodong|ditusuk|ditembak|diancam|disekap|dikurung|diserang|dibegal|begal|kemalingan|dihipnotis
    tidak|belum sadar $
    tidak|belum siuman
    tidak sadarkan? diri
    kebakaran|kebanjiran|keracunan|overdosis|tenggelam|tertabrak|ketabrak|tabrakan|pendarahan|kejang|tersesat|nyasar
    sesak napas|nafas
    ditangkap|ditahan polisi|police
    arrested|kidnapped|bleeding|drowning|overdose
    hilang|ilang|lost|putus kontak|contact|kabar
    bunuh|membunuh|dibunuh|nyakitin|menyakiti saya|diri|dia|anak
    mengancam|ngancam|ngancem|diancem|threatened|threatening
    tidak bisa napas|nafas|bernapas
    missing .. since|sejak
    tidak bisa dihubungi sejak|dari|sudah
    ada|kena gempa|tsunami|kerusuhan|perang
    gempa|tsunami|kerusuhan disini|barusan|sekarang
    ditelantarkan
    operasi darurat|mendadak
    mau|ingin mengakhiri hidup
    on fire
    bunuh diri
    suicide|suicidal
    kill myself
    diusir .. kos|apartemen|asrama|rumah|dorm|kontrakan
    evicted
    di|masuk|in igd|ugd|icu|hospital
    masuk|di rumah sakit
    sakit parah|keras
    paspor .. hilang|dicuri|stolen|lost .. bandara|luar|airport|jalan|negeri|abroad
    kehilangan|hilang|ilang|dicuri|stolen|lost saya|my? paspor .. bandara|luar|airport|jalan|negeri|abroad
    kehilangan|hilang|ilang|dicuri|stolen|lost saya|my? paspor .. kereta|bus|stasiun|hotel|taksi|sana|train|station
    pingsan|sekarat|unconscious|fainted
    terdampar|stranded|terlantar|ditelantarkan|hospitalized|hospitalised
    """
)
_URGENT = PatternSet(
    """
    urgent|urgently|mendesak|genting|darurat|emergency|gawat
    butuh|minta|tolong|mohon .. cepat|segera
    ^ cepat .. balas|dibalas|jawab|bantu|saya|ini|proses|deadline
    cepat balas|dibalas|jawab|dijawab|bantu|diproses
    segera balas|dibalas|jawab|dijawab|bantu|dibantu|diproses|respon|direspon|hubungi|dihubungi
    mepet|kepepet .. deadline|waktu|waktunya|banget|ini|jadwal
    deadline|waktu|waktunya|batas .. mepet|kepepet|malam|nanti
    harus|terakhir|last|due .. hari|malam|siang|sore|pagi|jam ini
    harus|terakhir|due .. besok|lusa|tomorrow|today|tonight
    paling lambat hari|malam|siang|sore|besok|lusa
    asap balas|reply
    need .. asap|immediately|now|today
    secepatnya balas|dibalas|jawab|dijawab|bantu|dibantu|diproses|respon|hubungi|dihubungi|help
    tolong|mohon secepatnya|asap|segera|cepat
    batas akhir|waktu|submit
    besok|lusa|tomorrow|today|tonight .. deadline|terakhir|ditutup
    hari|jam|malam|sore ini batas|terakhir|deadline
    tutup|ditutup|terakhir|closing|closed|closes besok|lusa|tomorrow|today|tonight
    tutup|ditutup hari|malam|sore ini
    help .. now|immediately
    keburu tutup|ditutup|telat|expired|hangus
    darurat
    penting segera
    tolong|bantu .. cepat|cepet|quickly
    deadline|terakhir|ditutup|closes|closing .. besok|lusa|today|tomorrow
    deadline|terakhir|ditutup|closes .. hari ini
    """
)


_NOT_URGENT = PatternSet(
    """
    tidak|not|belum|bukan hal|masalah? urgent|mendesak|darurat|emergency|gawat|genting|penting|keburu|mepet
    tidak|not|jangan|bukan harus? buru|terburu|cepat|segera
    """
)
# A question about insurance or a rule names an accident that did not happen.
_ONLY_ASKED = PatternSet(f"{any_of('asuransi ditanggung insurance tercover cover klaim diganti')}")


def wants_human(utterance: Utterance) -> bool:
    """Test if the message asks for a person."""
    clauses = utterance.clauses()
    if len(clauses) == 1 and _CALLED.find_in(clauses[0]) is not None:
        return True
    return _asks_for_one(utterance) or any(
        _HUMAN.find_in(words) is not None and _NOT_HUMAN.find_in(words) is None for words in clauses
    )


def _asks_for_one(utterance: Utterance) -> bool:
    """Test if a message asks for somebody by name: `mbak Sinta ada ga?`."""
    words = [token for token in utterance.tokens if token.kind is Kind.WORD and token.word not in PARTICLES]
    if not 3 <= len(words) <= 5 or words[0].word not in ADDRESSES | {"bapak", "ibu"}:
        return False
    return words[1].surface.istitle() and words[2].word in {"ada", "dimana", "online", "mana", "masih"}


def is_complaint(heard: Heard) -> bool:
    """Test if the message complains about the business; what is only supposed is no complaint."""
    if _PAID.find_in(heard.utterance.words) is not None:
        return True
    passed = heard.supposing | heard.others
    clauses = [words for words in heard.utterance.clauses() if words[0].clause not in passed]
    return any(_COMPLAINT.find_in(words) is not None and _ELSEWHERE.find_in(words) is None for words in clauses)


def read_moods(utterance: Utterance) -> frozenset[Mood]:
    """Return how the lead feels, where it shows."""
    is_frustrated = _FRUSTRATED.has(utterance) and not _NOT_FRUSTRATED.has(utterance)
    return frozenset({Mood.FRUSTRATED}) if is_frustrated else frozenset()


def read_topics(heard: Heard) -> frozenset[Topic]:
    """Return trouble with visas or the law that happened, not what is feared or asked about."""
    topics: set[Topic] = set()
    for words in heard.utterance.clauses():
        # `kalau dulu pernah dideportasi …` supposes nothing: it happened.
        if words[0].clause in heard.supposing and not any(token.word == "pernah" for token in words):
            continue
        topics |= {topic for patterns, topic in _TOPICS if _has_happened(words, patterns)}
    return frozenset(topics)


def is_emergency(heard: Heard) -> bool:
    """Test if somebody is in danger or need; what is supposed, denied or asked about has not happened."""
    clauses = [words for words in heard.utterance.clauses() if words[0].clause not in heard.supposing]
    return any(_EMERGENCY.find_in(words) is not None and _ONLY_ASKED.find_in(words) is None for words in clauses)


def is_urgent(utterance: Utterance) -> bool:
    """Test if the message presses for haste."""
    return _URGENT.has(utterance) and not _NOT_URGENT.has(utterance)


_TOPICS = ((_VISA_TROUBLE, Topic.VISA_TROUBLE), (_LEGAL, Topic.LEGAL))


def _has_happened(words: Sequence[Token], patterns: PatternSet) -> bool:
    place = patterns.find_in(words)
    return place is not None and _NOT_HAPPENED.find_in(words[: place[1]]) is None
