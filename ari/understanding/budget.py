"""What a lead can spend: `{"min", "max", "currency"}` in whole units, None for an open end."""

from collections.abc import Sequence

from ari.domain import Field
from ari.understanding.amounts import IDR, Amount, find_amounts
from ari.understanding.context import has_any
from ari.understanding.patterns import PatternSet
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

# More than a hundred miliar is nobody's budget for studies.
MOST_IDR = 10**11
MOST_FOREIGN = 10**8
LEAST_IDR = 10**6
LEAST_FOREIGN = 100
# A bare number that answers "how much" is in juta between these.
_BARE_JUTA = (10, 2_000)

_OWN = words_of(
    "budget punya siap mampu tabungan modal uang duit sediain siapin disiapin disiapkan menyiapkan sanggup alokasi "
    "siapkan menyiapkan kami cover budgeting provide simpanan warisan tabung kumpulin kekumpul terkumpul ngumpulin "
    "modalnya "
    "kasih ngasih tanggung nanggung biayain biayai modalin bayarin kantong saku keluarin pegang alokasiin dijatah "
    "jatah "
    "ready have afford spend savings funds sponsor orangtua ortu kesanggupan bujetnya nabung dananya"
)
_PRICES = words_of(
    "biaya harga gaji tuition spp ukt bayar cost costs fee fees price cicil cicilan dp tagihan beasiswa scholarship "
    "diskon promo hutang utang denda refund transfer komisi bonus potongan biayanya harganya uangnya menang hadiah "
    "ditawarin ditawari ditawarkan pangkal pangkalnya pendaftaran registrasi katanya agen sebelah kata jaminan "
    "sewa kos deposit visa mahal murah kemahalan segitu pajak asuransi tiket dendanya"
)
# What a later clause adds to an amount: `250 juta tapi kalau bisa kurang`.
_NO_MORE = PatternSet(
    """
    jangan|tidak .. lebih $
    jangan|tidak .. lebih dari segitu
    bisa .. kurang|murah|dibawah $
    bisa|mau .. kurang|dibawah dari? segitu
    sudah mentok|maksimal|max|pol
    ^ mentok|maksimal|max|pol $
    """
)
# Right before a bare number these make it one of juta: `dana 300`.
_CALLED = words_of("budget dananya modal tabungan")
# What somebody else asks for, or a thing costs, is not what the lead has.
_OFFERED = words_of("ditawarin ditawari ditawarkan sebelah pangkal pangkalnya")
# What never pays for studies, whatever was asked.
_NEVER = words_of("gaji denda refund")
_PERIODS = PatternSet(
    """
    per|tiap|setiap|each|every bulan|month|semester|minggu|hari|week
    sebulan|perbulan|bulanan|monthly|seminggu|persemester
    """
)


def read_budget(heard: Heard) -> Reading | None:
    """Return what the lead can spend; the last amount counts after a correction, the first otherwise."""
    tokens = heard.utterance.tokens
    readings = [
        (amount, reading)
        for amount in find_amounts(tokens)
        if (reading := _reading(heard, amount, tokens[amount.start : amount.end])) is not None
    ]
    if not readings:
        return None
    stated = [reading for _amount, reading in readings if not reading.is_hint]
    return stated[-1] if stated else readings[0][1]


def _reading(heard: Heard, amount: Amount, span: Sequence[Token]) -> Reading | None:
    clause = heard.utterance.clause(span[-1].clause)
    is_own = has_any(clause, _OWN)
    is_wanted = heard.is_pending(Field.BUDGET) or is_own
    if not is_wanted and not amount.is_marked:
        return None
    is_answer = heard.is_pending(Field.BUDGET) and not heard.is_open(span[-1])
    if not is_own and not is_answer and has_any(clause, _PRICES):
        return None
    if has_any(clause, _NEVER) or (span[-1].clause in heard.others and not has_any(clause, _OWN)):
        return None
    if span[-1].clause in heard.before:
        return None
    if _PERIODS.find_in(clause) is not None:
        return None
    if has_any(clause, _OFFERED):
        return None
    is_budget_said = heard.is_pending(Field.BUDGET) or has_any(_before(heard, span), _CALLED)
    amount, notes = _in_juta(amount) if not amount.is_marked and is_budget_said else (amount, ())
    is_topped = amount.low == amount.high and any(
        _NO_MORE.find_in(words) is not None
        for words in heard.utterance.clauses()
        if words[0].clause >= span[-1].clause and words[-1].start >= span[-1].end
    )
    value = {"min": None if is_topped else amount.low, "max": amount.high, "currency": amount.currency}
    if not is_budget(value):
        return None
    is_hint = heard.is_open(span[-1]) and not heard.is_pending(Field.BUDGET)
    return Reading(value=value, words=heard.utterance.quote(span[0], span[-1]), is_hint=is_hint, notes=notes)


def is_budget(value: object) -> bool:
    """Test if the value is a budget in the form of `Fact`, of a size that a budget can have."""
    if not isinstance(value, dict) or set(value) != {"min", "max", "currency"}:
        return False
    low, high, currency = value["min"], value["max"], value["currency"]
    ends = [end for end in (low, high) if end is not None]
    if not ends or not all(isinstance(end, int) and not isinstance(end, bool) for end in ends):
        return False
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isupper()):
        return False
    least, most = (LEAST_IDR, MOST_IDR) if currency == IDR else (LEAST_FOREIGN, MOST_FOREIGN)
    return all(least <= end <= most for end in ends) and (len(ends) < 2 or low <= high)


def _before(heard: Heard, span: Sequence[Token]) -> Sequence[Token]:
    clause = heard.utterance.clause(span[0].clause)
    return [token for token in clause if token.end <= span[0].start][-2:]


def _in_juta(amount: Amount) -> tuple[Amount, tuple[str, ...]]:
    """Read a bare number as juta where only that makes sense, and say that it was so read."""
    ends = [end for end in (amount.low, amount.high) if end is not None]
    if not all(_BARE_JUTA[0] <= end <= _BARE_JUTA[1] for end in ends):
        return amount, ()
    low, high = (None if end is None else end * 10**6 for end in (amount.low, amount.high))
    read = Amount(start=amount.start, end=amount.end, low=low, high=high, currency=amount.currency, is_marked=False)
    return read, ("budget:juta",)
