"""One spelling a word: chat language brought to the form that the readers know."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from ari.understanding.dialects import DIALECT_EXPANSIONS, DIALECT_SPELLINGS


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


# The spelling that the readers know, and the ones that people write. A right side of several words is not possible;
# a left side of several words is (`tidak tahu: gatau`).
_SPELLINGS = """
tidak: ga gak gk g gq nggak ngga nggk enggak engga engg enggk ngak ngg kaga kagak kgk tdk
tidak: ndak nda gag egk nope ora tak nggaak tida
belum: blm blum belom blom blon belon blmm lom
not: dont don't doesnt doesn't didnt didn't isnt isn't arent aren't wasnt wasn't
not: havent haven't hasnt hasn't cant can't cannot wont won't wouldnt wouldn't
sudah: udah udh uda sdh dah udeh udahh sdah already
yasudah: yaudah yaudh ydh yauda yowis yowes
depan: dpn dpan dpnn
ya: yups yap yaps iya iyah iye ye yes yess yep yup yeah yea yoi yaa iyaa yah yaah y
oke: ok okay okey okeh oki okk k okeyy okei okie okd oks okedeh okesip okelah oce
yang: yg yng
dengan: dgn dg dngn
untuk: utk untk tuk
buat: bt buwat
karena: krn karna krna karno soalnya
kalau: klo kl kalo klu klau kalu
tapi: tp tpi tetapi namun
juga: jg jga
saja: aja aj sj ajah doang doank
saya: ku i sy sya gw gue gua aku ak aq w ane gwe
kamu: km kmu lu lo elu kau you u
kita: kta
kami: kmi
punya: pny pnya py pya punyaa
ada: ad adaa
ingin: pengen pengin pingin pgn pngen pngn kepengen
mau: mw mo mao maw mauu
bisa: bs bsa isa
lagi: lg lgi
masih: msh msi masi
sekarang: skrg skrng skg skarang sekrg now skr skrang
tahun: taun thn th taun tahunn
bulan: bln
minggu: mgg mnggu
hari: hr
tahu: tau taw thu tauk
malam: malem mlm mlem
nama: nm nma
atau: ato ataw
sedang: sedeng
setahun: setaun
bapak: bapa bpk
ibu: ibuk bunda
bagaimana: gimana gmn gmna gimna bgmn pripun gmana
berapa: brp brpa brapa berpa
kapan: kpn kapn
kenapa: knp knapa napa mengapa
dimana: dmn dmna
kemana: kmn kmna
siapa: sapa spa
apa: ap apaan
apakah: apkh
begini: gini gni
begitu: gitu gt gtu
banget: bgt bngt bngtt bget bgtt
sangat: sgt
terus: trs trus
sama: sm ama
dari: dr dri
pada: pd
boleh: bole blh bolehh
kemarin: kemaren kmrn kmren kmarin
sampai: nyampe nyampai smp sampe smpe ampe sampek hingga s/d s.d s.d. sd
dalam: dlm
setelah: stlh abis habis
sebelum: sblm
sekolah: sklh skolah
kuliah: kul kulyah kulia kuliahh
kerja: krj kerjaa bekerja krja gawe work working
kerjaan: kerjaaan pekerjaan
juta: jt jeti jutaan jtan
ribu: rb rebu ribuan
miliar: milyar miliyar milyard milliar mili billion milyaran miliaran
orang: org orng
teman: temen tmn temn
nomor: nmr nomer nomr
tolong: tlg tlng tolongin
terima: trima trimakasih
makasih: makasi mksh mksih makasii tq thx thanks thankyou tengkyu tks trims thank thankss makacih nuhun suwun
halo: hallo helo hello hlo haloo hallow
hai: hi hay hey hei hii
kakak: kak ka kaka kk kka kakk
minta: mnta mntak
ngomong: ngmg bicara berbicara ngobrol ngomongin bicarakan
coba: cb cba
gaji: gajih salary
paspor: passport pasport paspors pasporr passpor pasor pspor passports
transkrip: transcript transkip transcrip transkript transcripts traskrip transkripnilai
sertifikat: sertif sertipikat certificate sertifkat
ijazah: ijasah ijazahh
semua: smua smw smuanya semuany
dokumen: dokumn docs document documents dokumennya berkas doc
budget: bajet budjet bugdet bujet budged budgett bdget dana anggaran
inggris: ingris inggriss inggrs inggirs ingrris
jepang: jpn jepng japan
jerman: germany jermany
belanda: netherlands holland netherland
amerika: amrik america amerka usa
australia: aussie ausie ausi aus ausy australi ostrali ostralia autralia aussy
kanada: canada knada
singapura: singapore singapur singapor spore
korea: korsel
prancis: perancis france
program: prodi programme progam
jurusan: jrsn jurusn major
semester: smstr smster sem smt
mahasiswa: mhs mhsw
lulus: lls graduate graduated
informasi: info infonya inpo
rencana: rncana rencn plan planning
mungkin: mngkin mgkn maybe
kayaknya: kyknya kyk kayanya kyaknya kaya kayak kek keknya sepertinya
jangan: jgn jgan jgnn
benar: bener bnr betul btl bnar correct
salah: slh
hubungi: hub hubungin
konsultasi: konsul konsultsi consult consultation
siap: sip siyap siapp sipp ready
baru: br bru
seperti: sprti spt
banyak: bnyk bnyak
besok: bsk besuk bsok
nanti: nnti ntar ntr tar entar
memang: emang emng emg mmg
pakai: pake pke
cuma: cuman cm cman only
sekitar: skitar sktr kurleb krg-lebih kurang-lebih around approximately approx about kira-kira kira
secepatnya: scptnya secepetnya secepat2nya asap
bahasa: bhs bhsa bahsa
berangkat: brgkt brangkat berngkt brkt
negara: ngra negr negri negeri
lanjut: lnjut lanjutin melanjutkan
bikin: bkin
urus: ngurus mengurus urusin diurus
lancar: lancr
email: imel e-mail imail surel
kontak: contact
maaf: maf sori sorry sry mf
belajar: blajar
dolar: dollar dollars
pound: pounds poundsterling
euro: eur euros
lulusan: alumni alumnus
ganti: gnti
lihat: liat ngeliat liatin
tadi: td tdi
balas: bales bls blas
balasnya: balesnya blsnya
cepat: cepet cpt cepetan gercep buruan
segera: sgra sgera
harus: hrs kudu mesti kdu
belajar: sinau diajar
butuh: bth btuh
bayar: byr
telepon: telpon telfon tlp telp tlpn tlpon nelpon nelepon telponan telfonan teleponan tlponan
ketemu: ktmu ktemu
langsung: lgsg lsg lgsung
dibalas: dibales dibls
"""
_EXPANSIONS = """
tidak tahu: gatau gtau gataw gktau gaktau nggatau nggaktau gatw entah idk dunno gaktahu gatahu ngertig
tidak bisa: gabisa gbisa gakbisa gabs
tidak mau: gamau gmau gakmau gamw gamauu
tidak ada: gaada gada gakada gaad nggada gaadaa gakad
tidak punya: gapunya gakpunya gpunya gpnya
tidak usah: gausah gakusah gausa gosah gusah
tidak jadi: gajadi gakjadi
tidak perlu: gaperlu gakperlu
tidak pernah: gapernah
belum tahu: blmtau blumtau belumtau
belum ada: blmada belumada
belum punya: blmpunya blumpunya
tidak apa: gapapa gpp gapp ngapapa
saya am: i'm im
saya have: i've ive
saya would: i'd
want to: wanna
going to: gonna
terima kasih: makasihbanyak
selamat pagi: pagiii
"""
# Letters that people stretch: three or more of one are one, or two where the language has two.
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_LAUGH = re.compile(r"(?:(?:wk)+w?k?|(?:ha){2,}h?|(?:he){2,}h?|(?:hi){2,}h?|(?:xi){2,}|lol+|ha?ks+|awo+k\w*)")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'"})
# Short words that may carry a suffix, and words that only look as if they did.
_SHORT_STEMS = words_of("cv ya")
_WHOLE = words_of("adalah masalah sekolah setelah jumlah kamu hanya punya kemarin ngerti ngeri")
_SUFFIXES = ("nya", "ku", "mu", "lah", "kah")


def joined_lines(text: str) -> list[str]:
    """Return the lines of a table; an indented line goes on with the one before."""
    return text.strip().replace("\n    ", " ").splitlines()


def _table(text: str) -> Iterator[tuple[str, str]]:
    for line in text.strip().splitlines():
        canonical, _, variants = line.partition(":")
        for variant in variants.split():
            yield variant, canonical


SPELLINGS: Mapping[str, str] = dict(_table(DIALECT_SPELLINGS + _SPELLINGS))
EXPANSIONS: Mapping[str, str] = dict(_table(DIALECT_EXPANSIONS + _EXPANSIONS))
_KNOWN = frozenset(SPELLINGS.values()) | frozenset(SPELLINGS) | frozenset(EXPANSIONS)


def fold(text: str) -> str:
    """Return the text in lower case, without accents, apostrophes straight; its length may change."""
    straight = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    marked = unicodedata.normalize("NFD", straight)
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def canonical_words(written: str) -> tuple[str, ...]:
    """Return the word, or words, that a written word stands for, each in its one spelling.

    Applying it again to what it returned changes nothing.
    """
    word = _squeeze(fold(written))
    if word in EXPANSIONS:
        return tuple(EXPANSIONS[word].split())
    if word in SPELLINGS:
        return (SPELLINGS[word],)
    if _LAUGH.fullmatch(word):
        return ("haha",)
    plain = word.replace("'", "")
    return (SPELLINGS.get(plain, plain),)


def stems_of(word: str) -> tuple[str, ...]:
    """Return the word and, where it carries one, the word without its possessive or particle: `budgetnya`, `cvku`."""
    if word in _WHOLE:
        return (word,)
    stems = [word, *_plain_verbs(word)]
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and (len(stem) > 2 or stem in _SHORT_STEMS):
            stems.append(SPELLINGS.get(stem, stem))
    return tuple(stems)


def _plain_verbs(word: str) -> tuple[str, ...]:
    """Return what a verb of chat language is in the written one: `dipalsuin` is `dipalsukan`, `ngechat` is `chat`."""
    found: list[str] = []
    stem = word.removesuffix("in")
    if stem != word and len(stem) > 3:
        found += [stem + "kan", stem + "i", SPELLINGS.get(stem, stem)]
    stem = word.removeprefix("nge")
    if stem != word and len(stem) > 2:
        found.append(SPELLINGS.get(stem, stem))
    return tuple(found)


def _squeeze(word: str) -> str:
    short = _STRETCHED.sub(r"\1", word)
    if short != word:
        double = _STRETCHED.sub(r"\1\1", word)
        word = double if double in _KNOWN and short not in _KNOWN else short
    is_doubled = len(word) > 2 and word[-1] == word[-2] and word not in _KNOWN
    return word[:-1] if is_doubled and word[:-1] in _KNOWN else word
