"""A turn of ARI: from a burst of messages to what is said, remembered and done about it.

The steps are the table of contents. Each reads and changes one `Talk`; one that decides the turn ends it, and the tail
runs in any case. Rules decide, in the order below; a model, if there is one, only words what was decided.
"""

import secrets
from collections.abc import Callable, Sequence

from ari.booking_dialogue import Calendar
from ari.domain import Decision, Turn
from ari.llm import make_models
from ari.ports import Ledger, Models, Respond
from ari.repositories.ledger import get_ledger
from ari.steps.booking import arrange_consultation
from ari.steps.closing import close, remember_speaking
from ari.steps.deciding import begin, decide
from ari.steps.escalation import escalate, escalate_by_route
from ari.steps.extraction import extract_answer
from ari.steps.gate import pass_gate, settle_consent
from ari.steps.judging import choose_way, count_rounds, move, score
from ari.steps.knowing import look_up_knowledge
from ari.steps.offers import hear_offers
from ari.steps.planning import acknowledge, answer, answer_in_kind, greet
from ari.steps.reading import learn_facts, read_record, understand_burst
from ari.steps.talk import Ports, Talk, TurnEndsError
from ari.steps.wording import word_reply

Step = Callable[[Talk], None]

STEPS: Sequence[Step] = (
    # May ARI speak, and what does the lead say?
    understand_burst,
    settle_consent,
    pass_gate,
    read_record,
    learn_facts,
    extract_answer,
    hear_offers,
    # What is there to answer, and how ready is the lead?
    look_up_knowledge,
    score,
    # Must a human go on?
    escalate,
    arrange_consultation,
    # What is to be done with the lead?
    count_rounds,
    choose_way,
    escalate_by_route,
    move,
    # What does the reply say?
    greet,
    acknowledge,
    answer,
    answer_in_kind,
    close,
)
TAIL: Sequence[Step] = (word_reply, remember_speaking)


def draw_delimiter() -> str:
    """Return a word for a prompt's fence that nobody can guess."""
    return secrets.token_hex(8)


def respond(
    turn: Turn,
    *,
    models: Models,
    ledger: Ledger,
    calendar: Calendar | None = None,
    new_delimiter: Callable[[], str] = draw_delimiter,
) -> Decision:
    """Return what the turn decides.

    It reads no clock, and writes nothing but what models cost and what the Calendar books; both know a repetition, so
    the same turn decides the same again. `calendar` is that of the turn's conversation; None: a human arranges
    consultations. `new_delimiter` draws the fence of each prompt.
    """
    ports = Ports(models=models, ledger=ledger, calendar=calendar, new_delimiter=new_delimiter)
    talk = begin(turn, ports)
    try:
        for step in STEPS:
            step(talk)
    except TurnEndsError:
        pass
    for step in TAIL:
        step(talk)
    return decide(talk)


def make_respond(calendar_of: Callable[[Turn], Calendar] | None = None) -> Respond:
    """Return the processor over the models that the settings name a key for, and the ledger in Convex.

    `calendar_of` gives the Calendar of a turn's conversation; without it a human agrees the time of a consultation.
    """
    models, ledger = make_models(), get_ledger()

    def respond_to(turn: Turn) -> Decision:
        calendar = calendar_of(turn) if calendar_of else None
        return respond(turn, models=models, ledger=ledger.of(turn), calendar=calendar)

    return respond_to
