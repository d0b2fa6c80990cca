"""The demonstration's workspace in Convex, and what the operator's chat must know of any workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ari.domain import Workspace, WorkspaceId
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A workspace as somebody sees it who wants to try ARI there."""

    workspace: Workspace
    is_enabled: bool
    has_knowledge: bool


def get_demonstration() -> "DemonstrationRepository":
    """Return the repository over the deployment that the settings name."""
    return DemonstrationRepository(get_client())


class DemonstrationRepository:
    """Finds and opens workspaces to try ARI in. For the operator's command alone: it asks for no person.

    Raises everywhere: ConflictError (`slug_taken`), and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def find(self, slug: str) -> Stage | None:
        """Return the workspace of that name."""
        found = as_document(self._convex.query("ariDemonstration:find", {"slug": slug})).get("workspace")
        return None if found is None else stage_from(found)

    def open(
        self,
        *,
        slug: str,
        name: str,
        community_link: str,
        entries: Sequence[Mapping[str, Any]],
        destinations: Sequence[Mapping[str, Any]],
    ) -> Stage:
        """Return the demonstration's workspace; where there is none yet, it is made with this knowledge."""
        args: Args = {
            "slug": slug,
            "name": name,
            "community_link": community_link,
            "entries": [dict(entry) for entry in entries],
            "destinations": [dict(destination) for destination in destinations],
        }
        # It makes what is not there, so a repetition changes nothing.
        answer = as_document(self._convex.mutation("ariDemonstration:open", args, idempotent=True))
        return stage_from(answer["workspace"])


def stage_from(document: Document) -> Stage:
    """Cast a workspace with its switch."""
    return Stage(
        workspace=Workspace(id=WorkspaceId(document["id"]), name=document["name"], slug=document["slug"]),
        is_enabled=document["is_enabled"],
        has_knowledge=document["has_knowledge"],
    )
