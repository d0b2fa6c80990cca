"""A turn of ARI: from a burst of messages to what is said, remembered and done about it.

The steps are the table of contents. Each reads and changes one `Talk`; one that decides the turn ends it, and the tail
runs in any case. Rules decide, in the order below; a model, if there is one, only words what was decided.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from ari.domain import Decision, ModelCall, Turn, WorkspaceId
from ari.llm import make_models
from ari.ports import Calendar, Ledger, Models, Respond
from ari.steps.booking import arrange_consultation
from ari.steps.closing import close, remember_speaking
from ari.steps.deciding import begin, decide
from ari.steps.escalation import escalate, escalate_by_route
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


def respond(
    turn: Turn,
    *,
    models: Models,
    ledger: Ledger,
    calendar: Calendar | None = None,
    new_delimiter: Callable[[], str] = secrets.token_hex,
) -> Decision:
    """Return what the turn decides.

    It writes nothing but the ledger of what models cost, and reads no clock: the same turn decides the same again.
    `calendar` None: consultations are arranged by a human. `new_delimiter` draws the fence of each prompt.
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


def make_respond() -> Respond:
    """Return the processor over the models that the settings name a key for."""
    return partial(respond, models=make_models(), ledger=ClosedLedger())


class ClosedLedger:
    """A ledger that allows no spending, so that no model is called: until the one in Convex is here."""

    def reserve(self, workspace_id: WorkspaceId, *, amount_micros: int, now: datetime) -> str | None:
        """Allow nothing."""
        return None

    def settle(self, reservation: str, *, call: ModelCall) -> None:
        """Do nothing: nothing was allowed."""
