"""The audit: what somebody did in a workspace they do not belong to. It is written by the transactions themselves."""

from datetime import datetime

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, ms_from_moment, present
from config.identity.principal import Principal
from portal.documents import audit_record_from
from portal.domain import AuditPage
from tickets.domain import WorkspaceId


def get_audit() -> "AuditRepository":
    """Return the audit of the deployment that the settings name."""
    return AuditRepository(get_client())


class AuditRepository:
    """Reads the audit. Raises ForbiddenError for who is no superuser."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_matching(
        self,
        *,
        asker: Principal,
        workspace_id: WorkspaceId | None = None,
        actor_id: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> AuditPage:
        """Return a page of the records, the latest first; the range of time is half-open."""
        optional = present({"workspace_id": workspace_id, "actor_id": actor_id, "cursor": cursor})
        args: Args = {"actor": asker.as_actor(), "limit": limit, **optional}
        args |= {} if since is None else {"from": ms_from_moment(since)}
        args |= {} if before is None else {"before": ms_from_moment(before)}
        answer = as_document(self._convex.query("portal:listAudit", args))
        records = tuple(audit_record_from(document) for document in answer["records"])
        return AuditPage(records=records, cursor=answer.get("cursor"))
