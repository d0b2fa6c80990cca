"""Canned replies: texts that are sent often."""

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, present
from config.idempotency import Idempotency
from config.identity.principal import Principal
from portal.documents import canned_reply_from
from portal.domain import CannedReply
from tickets.domain import WorkspaceId


def get_canned_replies() -> "CannedReplyRepository":
    """Return the canned replies of the deployment that the settings name."""
    return CannedReplyRepository(get_client())


class CannedReplyRepository:
    """Keeps the replies of workspaces and of the hub; all of the hub's staff may use those of the hub."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_for(self, workspace_id: WorkspaceId | None, *, asker: Principal) -> tuple[CannedReply, ...]:
        """Return the replies of the workspace and those of the hub; None: of the hub alone."""
        args: Args = {"actor": asker.as_actor(), **present({"workspace_id": workspace_id})}
        answer = as_document(self._convex.query("portal:listReplies", args))
        return tuple(canned_reply_from(document) for document in answer["replies"])

    def save(
        self,
        workspace_id: WorkspaceId,
        *,
        title: str,
        content: str,
        actor: Principal,
        reply_id: str | None = None,
        idempotency: Idempotency | None = None,
    ) -> CannedReply:
        """Write a reply, or with `reply_id` change one."""
        key = idempotency.as_args() if idempotency else {}
        texts = {"title": title, "content": content, **present({"reply_id": reply_id})}
        args: Args = {"actor": actor.as_actor(), "workspace_id": workspace_id, **texts, **key}
        is_repeatable = bool(key) or reply_id is not None
        answer = as_document(self._convex.mutation("portal:saveReply", args, idempotent=is_repeatable))
        return canned_reply_from(answer["reply"])

    def delete(self, reply_id: str, *, actor: Principal) -> None:
        """Delete a reply."""
        self._convex.mutation("portal:deleteReply", {"actor": actor.as_actor(), "reply_id": reply_id})
