"""Which language a message is written in."""

from ari.understanding.email import address_spans
from ari.understanding.spelling import fold, words_of
from ari.understanding.tokens import Kind, Utterance

_INDONESIAN = words_of(
    "saya aku gue gw kamu kak kakak min yang dan di ke dari untuk dengan ini itu ada tidak ga gak nggak ngga gk tdk "
    "belum blm sudah udah udh skrg sekarang mau pengen ingin bisa apa berapa kapan gimana bagaimana dimana kalau "
    "kalo aja saja juga sih dong deh ya iya punya lagi masih akan karena tapi atau sama buat tahun bulan depan "
    "negara kuliah sekolah kerja biaya makasih terima kasih halo pagi siang sore malam selamat nama budget sekitar "
    "juta jt rencana tolong boleh siap orang tua nanti kok nih yg dgn utk sy blom mana siapa kenapa banget semua "
    "baru balas bales cuma sekali tahu tau lupa dokumen transkrip paspor secepatnya inggris belanda jerman jepang "
    "lanjut jurusan beasiswa berhenti bahasa dulu"
)
_ENGLISH = words_of(
    "student full part under over dollars morning afternoon evening good great nice sure maybe later undergraduate "
    "bachelor degree engineering business science fluent real agent human after before really just starting "
    "currently working beginner i i'm im its it's whenever possible absolutely exactly definitely my me you your we "
    "the an and or but is are am was be to of in on for with this that it have has had do does did not no don't can "
    "could would will should want need like what when how where why which who yes please thank thanks hello hi "
    "there about from study studying university next year month soon already yet ready english years i'd i've "
    "what's it's because if looking prefer plan planning interested scholarship money around sorry at by any some "
    "unemployed atm all set more less than much many go going postgraduate "
    "i'll we're they he she her his our them then here day week weeks today tomorrow tonight first last nothing "
    "something anything everything only also too very pretty quite kind sort thought think thinking know knew "
    "see seen got get getting give given make made take taken took tell told ask asked say said talk speak help need "
    "needed come came back sent me be been being at as so up out off down over into through during while "
    "until since because why where won't didn't doesn't haven't hasn't isn't aren't wasn't i'll you're there's let's "
    "rush great rather prefer beginner intermediate advanced passport ready sure okay yeah nope yep sorry maybe perhaps"
)


def read_language(utterance: Utterance, hint: str) -> str:
    """Return "id" or "en", whichever has more of its common words in the message; the hint when it is a draw."""
    spans = address_spans(utterance.text)
    written = [
        fold(token.surface)
        for token in utterance.tokens
        if token.kind is Kind.WORD and not any(start <= token.start < end for start, end in spans)
    ]
    indonesian = sum(word in _INDONESIAN for word in written)
    english = sum(word in _ENGLISH for word in written)
    if indonesian == english:
        return hint if hint in {"id", "en"} else "id"
    return "id" if indonesian > english else "en"
