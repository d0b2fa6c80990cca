"""`/api/ari/simulator/`: trying ARI out on a lead who does not exist."""

import logging
import uuid
from functools import cache

import orjson
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import AriApiView, WorkspaceQuerySerializer, read_workspace
from ari.domain import WorkspaceId
from ari.insight import decided_turn_from
from ari.ports import Respond
from ari.repositories.conversations import get_conversations
from ari.repositories.inbox import get_inbox
from ari.repositories.simulations import get_simulations
from ari.repositories.turns import get_turns
from ari.serializers.simulator import DecisionSerializer, SimulatedAnswer, SimulateSerializer
from ari.simulation import Simulated, SimulatedMessage, make_trial_respond, simulate
from config.authentication import principal_of
from config.convex.errors import ConvexError
from config.idempotency import Idempotency, read_idempotency
from config.identity.principal import Principal
from config.json_bodies import JsonRenderer
from config.viewsets import read_body

logger = logging.getLogger(__name__)

DEFAULT_LEAD = "1"


class SimulatorViewSet(AriApiView):
    """Talks with ARI as a lead, of whom nothing leaves by WhatsApp."""

    @extend_schema(
        operation_id="ari_simulator",
        summary="Write to ARI as a lead who does not exist",
        description="The turn is a real one: with the workspace's settings, knowledge, models and budget, also where "
        "ARI is switched off. What is answered leaves for nowhere, and nobody is mailed. By those who may configure.",
        parameters=[WorkspaceQuerySerializer],
        request=SimulateSerializer,
        responses={200: SimulatedAnswer},
    )
    def simulate(self, request: Request) -> Response:
        """Run one turn and answer what ARI did, and why."""
        actor = principal_of(request)
        workspace_id = read_workspace(request)
        body = read_body(SimulateSerializer, request)
        idempotency, simulations = read_idempotency(request), get_simulations()
        if idempotency:
            kept = simulations.find(idempotency, workspace_id=workspace_id, actor=actor)
            if kept is not None:
                return Response(orjson.loads(kept))
        message = SimulatedMessage(
            message_id=message_id_of(idempotency, actor),
            lead=body.get("lead", DEFAULT_LEAD),
            text=body["text"],
            profile_name=body.get("profile_name"),
        )
        answer = shown(run(message, workspace_id=workspace_id, actor=actor))
        if idempotency:
            text = JsonRenderer().render(answer).decode()
            try:
                simulations.keep(text, idempotency, workspace_id=workspace_id, actor=actor)
            except ConvexError:
                # The turn is made and paid for: its answer must not be lost because it cannot be given twice.
                logger.exception("The simulator's answer could not be kept for a repetition.")
        return Response(answer)


def run(message: SimulatedMessage, *, workspace_id: WorkspaceId, actor: Principal) -> Simulated:
    """Run the turn over the deployment that the settings name."""
    return simulate(
        message,
        workspace_id=workspace_id,
        actor=actor,
        inbox=get_inbox(),
        conversations=get_conversations(),
        turns=get_turns(),
        respond=shared_respond(),
    )


@cache
def shared_respond() -> Respond:
    """Return the processor of this process: its connections to models are kept open between requests."""
    return make_trial_respond()


def message_id_of(idempotency: Idempotency | None, actor: Principal) -> str:
    """Return the id of the message: the same for the same key of the same caller, so that it is stored once."""
    if idempotency is None:
        return uuid.uuid4().hex
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{actor.user_id}\n{idempotency.key}").hex


def shown(simulated: Simulated) -> dict[str, object]:
    """Return what came of it as answers show it."""
    decision = simulated.decision
    return {
        "conversation_id": simulated.conversation_id,
        "outcome": simulated.silence or simulated.outcome,
        "turn": None if decision is None else DecisionSerializer(decided_turn_from(decision)).data,
    }
