"""How the repositories of ARI call Convex for a person: who asks in which workspace, and what makes a write safe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ari.domain import WorkspaceId
from config.convex.client import ConvexClient
from config.convex.documents import Args, Document, as_document, ms_from_moment
from config.idempotency import Idempotency
from config.identity.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Who writes in which workspace, on what they have seen, and the key that makes a repetition harmless.

    With `is_checked` the thing must not have been changed since `seen_at`, None where there was none yet; otherwise
    the write is on whatever is there.
    """

    actor: Principal
    workspace_id: WorkspaceId
    idempotency: Idempotency | None = None
    is_checked: bool = False
    seen_at: datetime | None = None

    def as_args(self) -> Args:
        """Return the arguments that every writing function takes."""
        args: Args = {"actor": self.actor.as_actor(), "workspace_id": self.workspace_id}
        if self.is_checked:
            # Null is a value here: the writer has seen that there was nothing.
            args["expected_updated_at"] = None if self.seen_at is None else ms_from_moment(self.seen_at)
        return args | (self.idempotency.as_args() if self.idempotency else {})


def ask(
    convex: ConvexClient,
    function: str,
    workspace_id: WorkspaceId,
    asker: Principal,
    args: Mapping[str, Any] | None = None,
) -> Document:
    """Return what a query answers about the workspace."""
    named: Args = {"actor": asker.as_actor(), "workspace_id": workspace_id}
    return as_document(convex.query(function, {**named, **(args or {})}))


def tell(convex: ConvexClient, function: str, write: Write, args: Mapping[str, Any]) -> Document:
    """Run a mutation. With a key it may be repeated when its outcome is unknown: it happens once all the same."""
    answer = convex.mutation(function, {**args, **write.as_args()}, idempotent=write.idempotency is not None)
    return as_document(answer)
