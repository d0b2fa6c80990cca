"""What the simulator answered to requests with an idempotency key, kept in Convex."""

from ari.domain import WorkspaceId
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document
from config.idempotency import Idempotency
from config.identity.principal import Principal


def get_simulations() -> "SimulationRepository":
    """Return the repository over the deployment that the settings name."""
    return SimulationRepository(get_client())


class SimulationRepository:
    """Keeps answers, as JSON, under the keys of those who asked.

    Raises everywhere: NotFoundError, ForbiddenError: the actor may not configure the workspace; InvalidError
    (`idempotency_key_reused`): the key belongs to another request; and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def find(self, request: Idempotency, *, workspace_id: WorkspaceId, actor: Principal) -> str | None:
        """Return what was answered to this request before."""
        args = args_of(request, workspace_id, actor)
        answer: str | None = as_document(self._convex.query("messages:findSimulated", args)).get("answer")
        return answer

    def keep(self, answer: str, request: Idempotency, *, workspace_id: WorkspaceId, actor: Principal) -> None:
        """Keep what is answered to this request."""
        args = {**args_of(request, workspace_id, actor), "answer": answer}
        self._convex.mutation("messages:keepSimulated", args, idempotent=True)


def args_of(request: Idempotency, workspace_id: WorkspaceId, actor: Principal) -> Args:
    """Return the arguments of both functions."""
    return {"actor": actor.as_actor(), "workspace_id": workspace_id, **request.as_args()}
