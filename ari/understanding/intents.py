"""What a message wants: one message may want several things."""

from ari.domain import Intent
from ari.items import OFFERS, item_document
from ari.understanding.consent import is_opt_in, is_opt_out
from ari.understanding.corrections import has_correction
from ari.understanding.courtesies import is_greeting, is_smalltalk
from ari.understanding.patterns import PatternSet
from ari.understanding.reading import Heard
from ari.understanding.spelling import words_of
from ari.understanding.tokens import FILLERS, Kind
from ari.understanding.trouble import is_complaint, wants_human

# A confirmation is a list, not a beginning: `ya` confirms, `yang mana ya` and `ok tapi ganti jam` do not.
_YES = words_of(
    "centang ikut jadwalin jadwalkan atur aturin book sounds "
    "ya oke boleh benar setuju siap sip deal lanjut gas mau sure sepakat cocok bersedia bisa fix confirm confirmed "
    "agree agreed love "
    "gass cus cuss kuy hayuk hayu ayuk sok monggo mangga sumangga laksanakan gaspol gasken sikat bungkus let lets "
    "gaslah hajar wokeh okesiap manut nurut "
    "purun okeh oklah okelah bolehlah gaslah gaskan cocoklah baiklah pengin ingin langsung "
    "right yuk ayo ayok exactly absolutely definitely tentu pasti berminat tertarik interested gaskeun acc "
    "\U0001f44d \U0001f44c "
    "\u2705 \U0001f197"
)
_YES_ALSO = words_of(
    "good konsultasi dibantu jadwal saya makasih terima kasih banget sekali dengan senang hati tahu baik sudah "
    "begitu thank you is it lets "
    "do of "
    "banyak atuh pisan pol saestu kitu begitu atuh have i saya would love "
    "course would atuh diantos langsung seneng atur pisan terimakasih kabarin kabari "
    "like love to sangat ikut daftar ambil monggo mari silakan silahkan go ahead please kamu infonya ditunggu tunggu "
    "\U0001f64f \U0001f60a \U0001f601 \U0001f525 \u2764 \U0001f604 \U0001f60d \U0001f642 \ufe0f"
)
# `okelah klo begitu` supposes nothing.
_IF_SO = ("kalau", "begitu")
_HOLDS_BACK = words_of(
    "tapi but dulu nanti tidak belum jangan bukan not kalau ganti atau kecuali cuma no mungkin kayaknya maybe"
)
# Who does one of these first, puts an offer off: `tanya mama dulu`.
_ASIDE = (
    "tanya|tanyain|izin|ijin|diskusi|diskusiin|ngobrol|rundingan|musyawarah|omongin|bilang|bicara|rembug|nabung|"
    "lihat|liat|baca|pelajari|riset|bandingin|bandingkan|survei|kumpulin|fokus|sibuk|kerja|ujian|istikharah|doa"
)
_NO = PatternSet(
    """
    ^ tidak|no|not|jangan|nanti|skip $
    ^ tidak|no|belum dulu
    ^ tidak|no makasih|thank|terima|usah|jadi|tertarik|minat|berminat|perlu|interested|need|sekarang|bisa
    ^ tidak .. tidak
    belum mau|berminat|tertarik|siap|butuh|perlu|bisa $
    ^ belum $
    tidak usah|jadi|tertarik|berminat|minat|perlu
    ^ tidak mau saya? $
    not interested|now|today
    not right now
    ^ nanti kapan|lagi|dulu
    nanti $
    lain kali|waktu
    later|next time? $
    batal|cancel|batalin|batalkan|dibatalkan
    mundur
    pikir|mikir|pikirin|dipikirin|dipikirkan|think
    jangan sekarang
    """
)

# These put an offer off; where nothing was offered they are only polite.
_PUT_OFF = PatternSet(
    f"""
    ^ skip|ogah|males|malas|mager|pass|lewat
    kapan kapan
    belum|tidak dulu
    {_ASIDE} .. dulu
    tunggu|nunggu|menunggu .. dulu
    rembukan|rembugan|rundingan|berunding|diskusikan|bicarakan|dibicarakan .. dulu|keluarga|suami|istri|ortu|mama|papa
    dulu $
    lagi|masih sibuk|padat|padet|repot|banyak|ujian|uts|uas
    next|lain time|kali|kesempatan|waktu
    belum yakin|sreg|mantap|siap|pengin|butuh
    busy|swamped
    tidak|belum ada|punya duit|uang|budget|waktu|biaya
    am good|fine|okay
    raincheck
    tidak|not usah
    belum waktunya|saatnya
    nanti saya? kabari|kabarin|hubungi|info|informasi|pikir|lihat
    belum kepikiran
    """
)


def read_intents(heard: Heard, *, has_answer: bool, has_question: bool) -> frozenset[Intent]:
    """Return everything the message wants; `other` only where nothing else is in it."""
    utterance = heard.utterance
    signs = {
        Intent.ANSWER: has_answer,
        Intent.QUESTION: has_question,
        Intent.HUMAN: wants_human(utterance),
        Intent.COMPLAINT: is_complaint(heard),
        Intent.OPT_OUT: is_opt_out(utterance),
        Intent.OPT_IN: is_opt_in(utterance),
        Intent.CHANGE: has_correction(utterance),
        Intent.CONFIRM: is_confirmation(heard),
        Intent.DECLINE: not is_opt_out(utterance) and is_decline(heard, has_answer=has_answer),
        Intent.GREETING: is_greeting(utterance),
        Intent.SMALLTALK: is_smalltalk(utterance),
    }
    return frozenset(intent for intent, is_there in signs.items() if is_there) or frozenset({Intent.OTHER})


def is_confirmation(heard: Heard) -> bool:
    """Test if the whole message says yes; a condition, a second thought or a question makes it none."""
    tokens = [token for token in heard.utterance.tokens if token.kind is not Kind.MARK]
    if heard.asking or item_document(heard.pending) is not None:
        return False
    content = [token for token in tokens if token.word not in FILLERS]
    # `sure, why not` holds nothing back.
    content = content[:-2] if [token.word for token in content[-2:]] == ["why", "not"] else content
    content = content[:-2] if tuple(token.word for token in content[-2:]) == _IF_SO else content
    held = [token for token in tokens if token.word in FILLERS] + content
    # `hahaha bisa aja` laughs at something.
    is_joke = any(token.word == "haha" for token in tokens) and (
        (content[-1:] and content[-1].word == "bisa") or any(token.word == "juga" for token in tokens)
    )
    if is_joke or any(token.is_any(_HOLDS_BACK) for token in held):
        return False
    # `saya mau`, `I'd love to`: the speaker is named first.
    content = content[1:] if len(content) > 1 and content[0].word == "saya" else content
    content = content[1:] if len(content) > 1 and content[0].word == "would" else content
    return bool(content) and content[0].is_any(_YES) and all(token.is_any(_YES | _YES_ALSO) for token in content)


def is_decline(heard: Heard, *, has_answer: bool) -> bool:
    """Test if the message says no to what was offered; an answer that happens to deny is an answer."""
    if heard.asking or (has_answer and heard.pending not in OFFERS):
        return False
    is_put_off = heard.pending in OFFERS and _PUT_OFF.has(heard.utterance)
    return is_put_off or _NO.has(heard.utterance)
