"""Who of the support hub has which ticket open."""

from collections.abc import Sequence

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document
from config.identity.principal import Principal
from portal.documents import presence_from
from portal.domain import Presence
from tickets.domain import TicketId

# A browser says so anew after this time; Convex forgets it after three times as long.
HEARTBEAT_S = 10


def get_presence() -> "PresenceRepository":
    """Return the presence of the deployment that the settings name."""
    return PresenceRepository(get_client())


class PresenceRepository:
    """Notes and tells who looks at a ticket. Raises NotFoundError for a ticket that the asker may not see."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def beat(self, ticket_id: TicketId, *, actor: Principal, is_typing: bool = False) -> tuple[Presence, ...]:
        """Note that the actor has the ticket open, and return the others who have."""
        args: Args = {"actor": actor.as_actor(), "ticket_id": ticket_id, "is_typing": is_typing}
        answer = as_document(self._convex.mutation("portal:heartbeat", args, idempotent=True))
        return tuple(presence_from(document) for document in answer["others"])

    def leave(self, ticket_id: TicketId, *, actor: Principal) -> None:
        """Note that the actor closed the ticket."""
        args: Args = {"actor": actor.as_actor(), "ticket_id": ticket_id}
        self._convex.mutation("portal:leave", args, idempotent=True)

    def list_on(self, ticket_ids: Sequence[TicketId], *, asker: Principal) -> tuple[Presence, ...]:
        """Return who else has one of the tickets open, at most 100 of which can be named."""
        args: Args = {"actor": asker.as_actor(), "ticket_ids": list(ticket_ids)}
        answer = as_document(self._convex.query("portal:listPresence", args))
        return tuple(presence_from(document) for document in answer["present"])
