"""What webhooks bring, on its way into Convex."""

from collections.abc import Sequence

from ari.documents import inbound_args, received_from, status_args
from ari.domain import WorkspaceId
from ari.inbox import Inbound, Received, StatusUpdate
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document
from config.identity.principal import Principal


def get_inbox() -> "InboxRepository":
    """Return the inbox of the deployment that the settings name."""
    return InboxRepository(get_client())


class InboxRepository:
    """Stores messages and statuses. All of a batch is written in one transaction, each message once.

    Raises everywhere: the errors of `config.convex.errors`; `receive_simulated` also the refusals of `config.errors`.
    """

    # What one call takes: Convex bounds how much one function may read.
    MAX_BATCH = 200

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def receive(self, messages: Sequence[Inbound], statuses: Sequence[StatusUpdate] = ()) -> Received:
        """Store a batch of a webhook, MAX_BATCH messages and statuses at most. A repetition changes nothing."""
        args: Args = {
            "messages": [inbound_args(message) for message in messages],
            "statuses": [status_args(status) for status in statuses],
        }
        return received_from(as_document(self._convex.mutation("messages:receiveBatch", args, idempotent=True)))

    def receive_simulated(
        self, workspace_id: WorkspaceId, messages: Sequence[Inbound], *, actor: Principal
    ) -> Received:
        """Store messages for somebody who tries ARI out; they must be allowed to configure it.

        The contact is marked as nobody, and what is answered leaves for nowhere. Claim the conversation at once by
        `TurnRepository.claim(…, even_if_not_due=True)`.
        """
        args: Args = {
            "actor": actor.as_actor(),
            "workspace_id": workspace_id,
            "messages": [inbound_args(message) for message in messages],
        }
        return received_from(as_document(self._convex.mutation("messages:receiveSimulated", args, idempotent=True)))

    def receive_chat(self, workspace_id: WorkspaceId, messages: Sequence[Inbound]) -> Received:
        """Store messages as `receive_simulated` does, for the operator's chat in the terminal."""
        args: Args = {"workspace_id": workspace_id, "messages": [inbound_args(message) for message in messages]}
        return received_from(as_document(self._convex.mutation("messages:receiveChat", args, idempotent=True)))
