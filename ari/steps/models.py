"""Asking a model within the day's budget: reserved before, settled after, whatever comes of it."""

from dataclasses import dataclass

from ari.domain import ModelCall
from ari.ports import ChatMessage, Completion, ModelError
from ari.steps.talk import Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that is not settled yet: whether it could be used is told by `settle`."""

    completion: Completion
    reservation: str


def models_of(talk: Talk) -> tuple[str, ...]:
    """Return the models to try for this lead, best first; the first is the lead's own from now on."""
    turn = talk.turn
    order = talk.ports.models.order_for(turn.contact.id, grok_weight=turn.settings.grok_weight, before=turn.model)
    talk.model = order[0] if order else None
    return order


def ask_model(talk: Talk, model: str, messages: tuple[ChatMessage, ...], *, max_tokens: int) -> Answered | None:
    """Return the model's answer; None where the budget does not allow it or the model gives none."""
    ports, turn = talk.ports, talk.turn
    ceiling = ports.models.ceiling_micros(model, messages, max_tokens=max_tokens)
    reservation = ports.ledger.reserve(turn.workspace.id, amount_micros=ceiling, now=turn.now)
    if reservation is None:
        talk.note("model", model=model, outcome="over_budget")
        return None
    try:
        completion = ports.models.complete(model, messages, max_tokens=max_tokens)
    except ModelError as error:
        # What the provider may have worked on is counted in full: the budget holds, whatever it bills.
        cost = ceiling if error.is_charged else 0
        call = ModelCall(model=model, outcome=error.outcome, latency_ms=error.latency_ms, cost_micros=cost)
        _settle(talk, reservation, call, reason=error.reason)
        return None
    return Answered(completion=completion, reservation=reservation)


def settle(talk: Talk, answered: Answered, *, complaints: tuple[str, ...]) -> None:
    """Enter what the answer did cost, and whether it could be used."""
    completion = answered.completion
    call = ModelCall(
        model=completion.model,
        outcome="rejected" if complaints else "ok",
        latency_ms=completion.latency_ms,
        input_tokens=completion.input_tokens,
        output_tokens=completion.output_tokens,
        cost_micros=completion.cost_micros,
    )
    _settle(talk, answered.reservation, call, reason=", ".join(complaints))


def _settle(talk: Talk, reservation: str, call: ModelCall, *, reason: str) -> None:
    talk.model_calls.append(call)
    talk.ports.ledger.settle(reservation, call=call)
    talk.note("model", model=call.model, outcome=call.outcome, latency_ms=call.latency_ms, reason=reason)
