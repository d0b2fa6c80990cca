"""The destinations in Convex: universities that a workspace sends students to."""

from ari.domain import Destination, WorkspaceId
from ari.repositories.calls import Write, ask, tell
from ari.settings import Changes, DestinationId, DestinationPage, StoredDestination
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Document, moment_from_ms, present
from config.identity.principal import Principal


def get_destinations() -> "DestinationRepository":
    """Return the destinations in the deployment that Django's settings name."""
    return DestinationRepository(get_client())


class DestinationRepository:
    """Asks and changes destinations. A university stands once for each country and city."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_matching(
        self,
        workspace_id: WorkspaceId,
        *,
        asker: Principal,
        cursor: str | None,
        limit: int,
        country: str | None = None,
        is_promoted: bool | None = None,
    ) -> DestinationPage:
        """Return a page: promoted ones first, then by priority. The country is compared in any case of letters."""
        args = present({"cursor": cursor, "limit": limit, "country": country, "is_promoted": is_promoted})
        answer = ask(self._convex, "ariSettings:listDestinations", workspace_id, asker, args)
        destinations = tuple(stored_destination_from(document) for document in answer["destinations"])
        return DestinationPage(destinations=destinations, cursor=answer.get("cursor"))

    def get(self, destination_id: DestinationId, workspace_id: WorkspaceId, *, asker: Principal) -> StoredDestination:
        """Return one destination."""
        args = {"destination_id": destination_id}
        return stored_destination_from(ask(self._convex, "ariSettings:getDestination", workspace_id, asker, args))

    def create(self, fields: Changes, *, write: Write) -> StoredDestination:
        """Add a destination; its place must be free."""
        return stored_destination_from(
            tell(self._convex, "ariSettings:createDestination", write, fields)["destination"]
        )

    def edit(self, destination_id: DestinationId, changes: Changes, *, write: Write) -> StoredDestination:
        """Change what is named, also within the requirements."""
        args = {**changes, "destination_id": destination_id}
        return stored_destination_from(tell(self._convex, "ariSettings:updateDestination", write, args)["destination"])

    def delete(self, destination_id: DestinationId, *, write: Write) -> None:
        """Delete a destination."""
        tell(self._convex, "ariSettings:deleteDestination", write, {"destination_id": destination_id})


def stored_destination_from(document: Document) -> StoredDestination:
    """Cast a destination with its times."""
    return StoredDestination(
        destination=destination_from(document),
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
    )


def destination_from(document: Document) -> Destination:
    """Cast a destination as ARI reads it."""
    return Destination(
        id=document["id"],
        country=document["country"],
        university_name=document["university_name"],
        city=document.get("city"),
        requirements=document["requirements"],
        programs=tuple(document["programs"]),
        is_promoted=document["is_promoted"],
        priority=int(document["priority"]),
        notes=document.get("notes"),
    )
