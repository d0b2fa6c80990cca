"""Whether a message forbids to write again, or allows it again.

The whole sense of the message counts, not a word inside another sentence: `berhenti kerja` forbids nothing.
"""

from ari.understanding.patterns import PatternSet, any_of
from ari.understanding.tokens import Utterance

_STOP = any_of("stop berhenti unsubscribe unsub unreg setop")
_FORBID = any_of("jangan stop berhenti setop")
_WRITE = any_of(
    "chat wa hubungi kontak kirim ganggu spam dihubungi dichat diganggu menghubungi mengirim message text texting "
    "contacting messaging bother chatin kirimin whatsapp dikirimi ngechat mengganggu sms"
)
_WRITTEN = any_of("dihubungi dichat diganggu dikirimi dikontak contacted messaged ditelepon ditelpon")
_MESSAGES = any_of("pesan promo promosi iklan informasi messages broadcast")
_OPT_OUT = PatternSet(
    f"""
    ^ tolong? {_STOP} ya? makasih|thank|terimakasih? $
    ^ saya? mau|ingin {_STOP} $
    ^ do? not {_WRITE} saya|me
    ^ {_STOP} chat|pesan|message|messages|wa|kirim|hubungi|messaging|texting|promo|spam|all|promosi|menghubungi
    ^ {_STOP} mengirim|ngirim|kirimin|ngechat|japri
    {_FORBID} telepon|telpon|call .. lagi|again
    {_FORBID} {_WRITE} .. {_MESSAGES}|saya|lagi|me|anymore|again|sini|whatsapp
    {_FORBID} {_WRITE} $
    tidak|not usah|perlu|mau|to? {_WRITE} {_MESSAGES}|saya|me? lagi|anymore|again
    tidak|not mau|ingin|want|bersedia|wish to? be? {_WRITTEN}
    tidak|not mau|ingin|want to? terima|menerima|receive|get more? {_MESSAGES}
    hapus|delete|remove|keluarkan|keluarin|hapuskan|coret .. data|nomor|kontak|number|me|list|daftar|broadcast
    nomor .. dihapus|dikeluarkan|dikeluarin|diblokir|dicoret
    keluarkan|dikeluarkan|keluarin|dikeluarin|hapus|dihapus .. broadcast|list|daftar|kontak|database|grup
    {_FORBID} {_WRITE} {_WRITE}? beginian|ginian|beginian|iklan|promosi
    tidak usah|perlu chat|wa|hubungi|dihubungi|ganggu|diganggu|spam $
    tidak minat|tertarik|berminat jangan {_WRITE}
    tidak mau|usah|perlu .. broadcast
    stop|jangan broadcast|japri|pc|dm|spam|ganggu .. saya|lagi
    unsubscribe
    blokir|block nomor|number|saya|me
    leave me alone
    no more|further messages|message|texts|chat|chats|spam|promo
    bukan punya|nomornya .. lagi .. {_FORBID}
    take me off
    opt out
    berhenti langganan|berlangganan
    """
)
# These have the words and not the sense.
_NOT_OPT_OUT = PatternSet(
    """
    berhenti|stop kerja|kuliah|sekolah|sementara|les|bekerja|studi|dari|merokok|studying|working|school|my
    bus|non|one|full|halte stop
    jangan|not|tidak berhenti|stop
    jangan|tidak|not .. sampai|sebelum|email|telat|lama|malam|pagi|siang|sore|jam|dulu|kalau|sekarang|before|until
    kapan|apakah|kenapa|when|why|how .. berhenti|stop
    stop asking|nanya|tanya|ditanya
    kenapa|why|kapan .. tidak|not
    sudah|sempat|sempet|terpaksa berhenti|stop
    """
)
_REACH = any_of("dikabari dikabarin dihubungi dichat dikirimi hubungi chat kontak kirim")
_OPT_IN = PatternSet(
    f"""
    ^ start|unstop|subscribe|resubscribe|mulai $
    ^ mulai|start|aktifkan|aktifin|subscribe|langganan chat? lagi|again|kembali
    opt in
    ^ hubungi|chat|kirim saya|pesan lagi $
    mau|boleh|bisa|silakan|silahkan {_REACH} saya|pesan? lagi|kembali|again
    lanjut|lanjutkan chat lagi?
    resume|restart messages|chat|messaging
    can|may kontak|message|text|chat me again
    """
)
# Over more than one clause: `kirim info lagi dong, kemarin saya minta stop`.
_TAKEN_BACK = PatternSet(
    f"kirim|kirimin|{_REACH}|lanjut .. lagi .. kemarin|sempat|dulu .. stop|berhenti|unsubscribe|berhentiin|keluar"
)
_MOST_WORDS_OF_OPT_IN = 7


def is_opt_out(utterance: Utterance) -> bool:
    """Test if the message forbids to write again."""
    return _OPT_OUT.has(utterance) and not _NOT_OPT_OUT.has(utterance)


def is_opt_in(utterance: Utterance) -> bool:
    """Test if the message allows to write again."""
    is_short = len(utterance.words) <= _MOST_WORDS_OF_OPT_IN and _OPT_IN.has(utterance)
    return (is_short or _TAKEN_BACK.find_in(utterance.words) is not None) and not is_opt_out(utterance)
