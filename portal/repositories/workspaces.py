"""The workspaces that staff of the support hub may see."""

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, present
from config.identity.principal import Principal
from portal.documents import portal_workspace_from, requester_from
from portal.domain import PortalWorkspace, Requester, WorkspacePage
from tickets.domain import WorkspaceId


def get_workspaces() -> "PortalWorkspaceRepository":
    """Return the workspaces of the deployment that the settings name."""
    return PortalWorkspaceRepository(get_client())


class PortalWorkspaceRepository:
    """Asks which workspaces somebody of the hub may see, and who is in them.

    Search for at most MAX_SEARCH_LENGTH characters: Convex refuses more than 100, and counts some signs double.

    Raises everywhere: ForbiddenError for who is no staff of the hub, NotFoundError for a workspace that the asker may
    not see, and the errors of `config.convex.errors`.
    """

    MAX_SEARCH_LENGTH = 50

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_granted(
        self,
        *,
        asker: Principal,
        search: str | None = None,
        cursor: str | None = None,
        limit: int = 100,
        with_counts: bool = False,
    ) -> WorkspacePage:
        """Return a page of the workspaces by slug; `search` is part of a name or slug."""
        optional = present({"search": search, "cursor": cursor, "with_counts": with_counts or None})
        args: Args = {"actor": asker.as_actor(), "limit": limit, **optional}
        answer = as_document(self._convex.query("portal:listWorkspaces", args))
        workspaces = tuple(portal_workspace_from(document) for document in answer["workspaces"])
        return WorkspacePage(workspaces=workspaces, cursor=answer.get("cursor"))

    def find(self, words: str, *, asker: Principal, limit: int) -> tuple[PortalWorkspace, ...]:
        """Return those whose names fit the words best, the one of that slug first."""
        args: Args = {"actor": asker.as_actor(), "words": words, "limit": limit}
        answer = as_document(self._convex.query("portal:findWorkspaces", args))
        return tuple(portal_workspace_from(document) for document in answer["workspaces"])

    def get(self, workspace_id: WorkspaceId, *, asker: Principal) -> PortalWorkspace:
        """Return one workspace with what the asker may do there."""
        args: Args = {"actor": asker.as_actor(), "workspace_id": workspace_id}
        return portal_workspace_from(as_document(self._convex.query("portal:getWorkspace", args)))

    def find_hub(self, *, asker: Principal) -> PortalWorkspace | None:
        """Return the support hub, None where there is none or the asker may not see it."""
        found = as_document(self._convex.query("portal:getHub", {"actor": asker.as_actor()})).get("workspace")
        return None if found is None else portal_workspace_from(found)

    def list_requesters(self, workspace_id: WorkspaceId, *, asker: Principal) -> tuple[Requester, ...]:
        """Return the members on whose behalf the asker can open a ticket, at most 200."""
        args: Args = {"actor": asker.as_actor(), "workspace_id": workspace_id}
        answer = as_document(self._convex.query("portal:listRequesters", args))
        return tuple(requester_from(document) for document in answer["requesters"])
