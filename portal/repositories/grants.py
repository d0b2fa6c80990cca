"""What staff accounts are granted, for superusers."""

from datetime import datetime

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, ms_from_moment, present
from config.identity.principal import Principal
from portal.documents import grant_from
from portal.domain import Grant, GrantPage
from tickets.domain import WorkspaceId


def get_grants() -> "GrantRepository":
    """Return the grants of the deployment that the settings name."""
    return GrantRepository(get_client())


class GrantRepository:
    """Lists, sets and revokes grants. Raises ForbiddenError for who is no superuser."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_for(
        self,
        *,
        asker: Principal,
        user_id: str | None = None,
        workspace_id: WorkspaceId | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> GrantPage:
        """Return a page of the grants of an account, for a workspace, or of all; those that ran out are among them."""
        optional = present({"user_id": user_id, "workspace_id": workspace_id, "cursor": cursor})
        args: Args = {"actor": asker.as_actor(), "limit": limit, **optional}
        answer = as_document(self._convex.query("staffGrants:listGrants", args))
        grants = tuple(grant_from(document) for document in answer["grants"])
        return GrantPage(grants=grants, cursor=answer.get("cursor"))

    def set(
        self,
        user_id: str,
        workspace_id: WorkspaceId,
        *,
        can_act: bool,
        expires_at: datetime | None,
        actor: Principal,
    ) -> Grant:
        """Let the account see the workspace, and act there; what it had there before is replaced.

        Setting it again leaves the same grant, so a call whose answer was lost may be repeated.
        """
        expiry: Args = {} if expires_at is None else {"expires_at": ms_from_moment(expires_at)}
        args: Args = {"actor": actor.as_actor(), "user_id": user_id, "workspace_id": workspace_id, "can_act": can_act}
        answer = as_document(self._convex.mutation("staffGrants:setGrant", args | expiry, idempotent=True))
        return grant_from(answer["grant"])

    def revoke(self, user_id: str, workspace_id: WorkspaceId, *, actor: Principal) -> bool:
        """Take the grant away; return whether there was one."""
        args: Args = {"actor": actor.as_actor(), "user_id": user_id, "workspace_id": workspace_id}
        return bool(as_document(self._convex.mutation("staffGrants:revokeGrant", args))["revoked"])
