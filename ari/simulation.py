"""Trying ARI out: a message of a lead who does not exist is stored as a webhook would store it, and answered at once.

The turn is a real one, with the workspace's own settings, knowledge and budget, and it is written down like any other.
But the lead is marked as nobody, so that what is answered leaves for nowhere, nobody is mailed about them, ARI answers
them also where it is switched off, and the consultation that they book takes no time from anybody.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from ari.booking_dialogue import Appointment
from ari.consent import read_consent
from ari.domain import ConversationId, Decision, Turn, WorkspaceId
from ari.errors import RepeatedMessageError
from ari.inbox import CommitOutcome, Inbound, Silence
from ari.lead_calendar import get_calendar
from ari.llm import make_models
from ari.ports import Respond
from ari.processor import respond
from ari.repositories.conversations import ConversationRepository
from ari.repositories.inbox import InboxRepository
from ari.repositories.ledger import get_ledger
from ari.repositories.turns import TurnRepository
from ari.trial_calendar import TrialCalendar
from config.identity.principal import Principal

# The simulator claims at once. If it dies before, a worker may answer after this.
PATIENCE = timedelta(seconds=60)
LEASE = timedelta(minutes=2)
WITH_HUMAN_STATUS = "handover"
# Where an invented lead's memory has the appointment that they believe to have.
TRIAL = "trial_appointment"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedMessage:
    """What the invented lead writes. `lead` is any name that tells the caller's leads apart; `profile_name` is theirs.

    `message_id` makes it one message, however often it is sent.
    """

    message_id: str
    lead: str
    text: str
    profile_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What came of it. `silence` says why there was no turn; otherwise `outcome` what became of its `decision`."""

    conversation_id: ConversationId
    silence: Silence | None = None
    outcome: CommitOutcome | None = None
    decision: Decision | None = None


def simulate(
    message: SimulatedMessage,
    *,
    workspace_id: WorkspaceId,
    actor: Principal,
    inbox: InboxRepository,
    conversations: ConversationRepository,
    turns: TurnRepository,
    respond: Respond,
) -> Simulated:
    """Store the message and run the turn that answers it.

    Raises:
        NotFoundError, ForbiddenError: the actor may not configure the workspace.
        RepeatedMessageError: the message came before.
    """
    received = inbox.receive_simulated(workspace_id, [inbound_from(message, actor)], actor=actor)
    if received.repeated:
        raise RepeatedMessageError
    (conversation_id,) = received.conversation_ids
    claim = turns.claim(conversation_id, lease=LEASE, even_if_not_due=True)
    if isinstance(claim, Silence):
        conversation = conversations.get(conversation_id, asker=actor)
        # Where a human has it, nothing was made ready for ARI in the first place.
        is_with_human = claim is Silence.NOT_READY and conversation.status == WITH_HUMAN_STATUS
        silence = Silence.WITH_HUMAN if is_with_human else claim
        return Simulated(conversation_id=conversation_id, silence=silence)
    committed = None
    try:
        decision = respond(claim.turn)
        committed = turns.commit(claim, decision)
    finally:
        if committed is None:
            turns.release(claim)
    return Simulated(conversation_id=conversation_id, outcome=committed.outcome, decision=decision)


def inbound_from(message: SimulatedMessage, actor: Principal) -> Inbound:
    """Return the message as a webhook would bring it, from a number that nobody can have."""
    return Inbound(
        phone_number_id="",
        provider_id=f"simulator.{message.message_id}",
        phone=None,
        phone_spellings=(f"{actor.user_id}:{message.lead}",),
        kind="text",
        text=message.text,
        profile_name=message.profile_name,
        consent=read_consent(message.text),
        wait=PATIENCE,
        limit=PATIENCE,
    )


def apart_from_trials(respond: Respond) -> Respond:
    """Return what answers all leads: invented ones on trial, the others by `respond`.

    A worker meets an invented lead where the simulator died before its answer.
    """
    respond_on_trial = make_trial_respond()
    return lambda turn: respond_on_trial(turn) if turn.contact.is_simulated else respond(turn)


def make_trial_respond() -> Respond:
    """Return the processor over the models that the settings name a key for, with a Calendar of which nothing is taken.

    What the lead believes to have booked is kept in their memory.
    """
    models, ledger = make_models(), get_ledger()

    def respond_to(turn: Turn) -> Decision:
        stored = turn.memory.get(TRIAL)
        turn = replace(turn, memory={name: value for name, value in turn.memory.items() if name != TRIAL})
        booked = None if stored is None else Appointment.from_json(stored)
        calendar = TrialCalendar(get_calendar(turn), booked, now=turn.now)
        decision = respond(turn, models=models, ledger=ledger.of(turn), calendar=calendar)
        kept = {} if calendar.appointment is None else {TRIAL: calendar.appointment.to_json()}
        return replace(decision, memory={**decision.memory, **kept})

    return respond_to
