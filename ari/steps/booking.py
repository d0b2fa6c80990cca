"""The consultation: accepted, it is arranged.

Until the booking dialogue over the Calendar port is here, a human arranges the time with the lead in the same chat.
"""

from ari.domain import State
from ari.items import CONSULTATION
from ari.steps.escalation import hand_over
from ari.steps.talk import Talk


def arrange_consultation(talk: Talk) -> None:
    """Go on with the consultation that the lead accepted, and end the turn."""
    if talk.accepted == CONSULTATION or talk.turn.state in {State.SCHEDULING, State.PAYMENT}:
        hand_over(talk, "hot_lead")
