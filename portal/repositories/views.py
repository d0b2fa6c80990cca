"""The saved views of staff."""

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, present
from config.idempotency import Idempotency
from config.identity.principal import Principal
from portal.documents import filter_document, saved_view_from
from portal.domain import PortalFilter, SavedView


def get_views() -> "SavedViewRepository":
    """Return the saved views of the deployment that the settings name."""
    return SavedViewRepository(get_client())


class SavedViewRepository:
    """Keeps the views of each staff member, which nobody else sees."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_own(self, *, asker: Principal, with_counts: bool = False) -> tuple[SavedView, ...]:
        """Return the asker's views by name, with how many tickets each has now, counted up to 99."""
        args: Args = {"actor": asker.as_actor(), **present({"with_counts": with_counts or None})}
        answer = as_document(self._convex.query("portal:listViews", args))
        return tuple(saved_view_from(document) for document in answer["views"])

    def save(
        self, name: str, filters: PortalFilter, *, actor: Principal, idempotency: Idempotency | None = None
    ) -> SavedView:
        """Keep a view; one of the same name is replaced, so that a repetition does no harm.

        Raises:
            ConflictError: `too_many_views`; there are fifty.
        """
        key = idempotency.as_args() if idempotency else {}
        args: Args = {"actor": actor.as_actor(), "name": name, "filters": filter_document(filters), **key}
        answer = as_document(self._convex.mutation("portal:saveView", args, idempotent=True))
        return saved_view_from(answer["view"])

    def delete(self, view_id: str, *, actor: Principal) -> None:
        """Delete a view of the actor's."""
        self._convex.mutation("portal:deleteView", {"actor": actor.as_actor(), "view_id": view_id})
