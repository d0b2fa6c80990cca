"""How chat spells the words that this package knows: each variant leads to the one form the readers look for.

English words whose meaning is exactly that of an Indonesian one share its form ("tomorrow" is besok). Sunday is
"ahad" here, because "minggu" is also a week.
"""

_VARIANTS: dict[str, str] = {
    # Days
    "besok": "bsk bsok besuk esok besk bsk2 tomorrow tmr tmrw tmw tmrrw tomorow tommorow tommorrow",
    "lusa": "lsa",
    "kemarin": "kmrn kmarin kemaren kmren yesterday",
    "today": "",
    "tonight": "tonite",
    "sekarang": "skrg skrang skr now",
    "nanti": "ntar entar tar nnti nti ntr nanty",
    "hari": "hr hri day",
    "hari2": "days",
    "ini": "ni this",
    "depan": "dpn dpan depn",
    "lagi": "lg lgi",
    "lalu": "ago",
    "senin": "snin senen snen sennin monday mon",
    "selasa": "sls slasa selas tuesday tue tues",
    "rabu": "rbu rebo rab wednesday wed weds",
    "kamis": "kms kmis kemis thursday thu thur thurs",
    "jumat": "jmt jum jumaat jumt friday fri",
    "sabtu": "sbtu sbt saptu sab saturday sat",
    "ahad": "sunday sun",
    "minggu": "mgg mggu mnggu minngu mingu mingggu",
    "setiap": "tiap tiap2 stiap every each",
    "weekend": "wiken weeken wknd",
    # Units
    "pekan": "week",
    "weeks": "",
    "bulan": "bln bulann month",
    "months": "",
    "tahun": "thn year",
    "menit": "mnt menitan minute minutes mins",
    "jam": "jm jem pukul pkl pk pukulan jamm",
    "tanggal": "tgl tggl tgal tangal tangggal tnggl",
    # Parts
    "pagi": "pgi pg pagii morning mornin",
    "siang": "siank sianng siyang",
    "sore": "sor",
    "malam": "mlm malem mlem malm mlam night malams",
    "malming": "malmingan malmng",
    "dini": "",
    "noon": "midday",
    "subuh": "shubuh fajr",
    "dzuhur": "zuhur dhuhur zhuhur duhur lohor",
    "ashar": "asar asr",
    "maghrib": "magrib mghrib",
    "isya": "isyak isha",
    # Clocks
    "setengah": "stgh stengah stngah setgh stngh stgah stgh2",
    "seperempat": "sprempat seprempat quarter",
    "kurang": "krg krang",
    "lewat": "lwt lwat",
    "lebih": "lbh lebi",
    "sekitar": "sekitaran skitar kisaran around about circa approximately approx sktr",
    "kurleb": "krlb kurlep",
    "kira2": "kira",
    # Words that join, reject, correct
    "atau": "ato ataw atw or",
    "dan": "and plus",
    "sampai": "sampe smpe smp smpai sampek hingga hingg until till sd",
    "sebelum": "sblm sblum before",
    "setelah": "stlh sesudah ssdh stelah after",
    "antara": "between",
    "dari": "dr from",
    "yang": "yg yng",
    "dalam": "dlm dalem",
    "kalau": "kalo klo klu klau klw kl kalu if",
    "tapi": "tp tpi but namun",
    "jangan": "jgn jngan jgan jngn",
    "bukan": "bkn bukn",
    "selain": "sln",
    "kecuali": "kecual except",
    "ga": "gak nggak ngga enggak engga kagak ndak nda tidak tdk tak gk g ngak gag tida nggk",
    "gabisa": "gbs gakbisa gkbisa gabs gbisa cant cannot",
    "bisa": "bs bsa bisaa bisakah",
    "mau": "mo mw pengen pingin",
    "jadi": "jd jdi",
    "aja": "saja aj ajah sj ae only just instead",
    "maksudnya": "mksdnya maksdnya maksutnya mksudnya mksd maksudku maksud",
    "salah": "slh",
    "maaf": "maap mf sori sorry sory",
    "ganti": "gnti diganti gantiin",
    "pindah": "pindahin dipindah pindahkan",
    # Those addressed, and small words that say nothing of time
    "kak": "ka kaka kakak kk kaks",
    "min": "admin mimin minn",
    "mbak": "mba mb mbk",
    "pak": "bapak bpk",
    "bu": "ibu bunda",
    "ya": "y yah yaa yaaa iya iyaa yes",
    "dong": "dongs donk",
    "gimana": "gmn gmna gimna bagaimana",
    "berapa": "brp brapa brapaa",
}

_CANONICAL = {variant: word for word, variants in _VARIANTS.items() for variant in [word, *variants.split()]}


def _without_repeats(word: str) -> str:
    """Return the word with every run of one letter as a single letter."""
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


# "selasanya" is the Tuesday, "jamnya" the hour; "besoknya" would be the day after another day.
_THE = "nya"
_WITH_THE = frozenset({
    "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad", "pagi", "siang", "sore", "malam", "jam",
    "tanggal",
})  # fmt: skip

# "besokkk" and "pagiiii" find their word through this; words of two letters are too easily something else.
_STRETCHED = {_without_repeats(variant): word for variant, word in _CANONICAL.items() if len(variant) > 2}


def canonical(word: str) -> str:
    """Return the form that the readers look for, or the word itself where it is none of theirs."""
    known = _CANONICAL.get(word)
    if known is not None or len(word) <= 2:
        return known or word
    stem = _CANONICAL.get(word.removesuffix(_THE), "")
    if stem in _WITH_THE:
        return stem
    squeezed = _without_repeats(word)
    if squeezed == word:
        return word
    return _CANONICAL.get(squeezed) or _STRETCHED.get(squeezed, word)
