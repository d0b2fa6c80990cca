"""The files of tickets: their records in Convex, their bytes in its file storage."""

from dataclasses import dataclass
from typing import IO

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, present
from config.identity.principal import Principal
from tickets.documents import attachment_from
from tickets.domain import Attachment, AttachmentId, TicketId
from tickets.file_storage import FileStorage, StoredFile
from tickets.images import Image
from tickets.repository import Write


def get_attachments() -> "AttachmentRepository":
    """Return the files of the deployment that the settings name."""
    return AttachmentRepository(get_client(), FileStorage())


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An image on its way to a ticket: what it is, where its bytes are read, and what it belongs to."""

    image: Image
    content: IO[bytes]
    file_name: str
    is_internal: bool = False
    comment_id: str | None = None


class AttachmentRepository:
    """Attaches, lists, opens and removes the files of tickets; who may not see the ticket sees none of them."""

    def __init__(self, convex: ConvexClient, storage: FileStorage) -> None:
        self._convex = convex
        self._storage = storage

    def list_for_ticket(self, ticket_id: TicketId, *, asker: Principal) -> tuple[Attachment, ...]:
        """Return the files of the ticket, oldest first; those of internal notes for who may read them."""
        args: Args = {"actor": asker.as_actor(), "ticket_id": ticket_id}
        answer = as_document(self._convex.query("attachments:listAttachments", args))
        return tuple(attachment_from(document) for document in answer["attachments"])

    def get(self, ticket_id: TicketId, attachment_id: AttachmentId, *, asker: Principal) -> tuple[Attachment, str]:
        """Return the record and the address of the bytes, which only `open_file` may learn."""
        args: Args = {"actor": asker.as_actor(), "ticket_id": ticket_id, "attachment_id": attachment_id}
        answer = as_document(self._convex.query("attachments:getAttachment", args))
        return attachment_from(answer["attachment"]), str(answer["url"])

    def open_file(self, url: str, *, byte_range: str | None) -> StoredFile:
        """Open the bytes for reading; `byte_range` is a Range header."""
        return self._storage.open_file(url, byte_range=byte_range)

    def attach(self, ticket_id: TicketId, upload: Upload, *, write: Write) -> Attachment:
        """Store the bytes and write their record.

        The right to attach is checked before anything is stored. When the record is refused the bytes are removed
        again; so they are when the answer is that of an earlier request with the same key.
        """
        storage_id = self._store(ticket_id, upload, write.actor)
        args: Args = {
            "ticket_id": ticket_id,
            "storage_id": storage_id,
            "file_name": upload.file_name,
            "content_type": upload.image.content_type,
            "size": upload.image.size,
            "is_internal": upload.is_internal,
            **present({"comment_id": upload.comment_id}),
            **write.as_args(),
        }
        is_repeatable = write.idempotency is not None
        is_kept = False
        try:
            answer = as_document(self._convex.mutation("attachments:attachFile", args, idempotent=is_repeatable))
            is_kept = not is_repeatable
        finally:
            if not is_kept:
                # Nothing happens to bytes that a record holds.
                self._convex.mutation("attachments:discardUpload", {"storage_id": storage_id}, idempotent=True)
        return attachment_from(answer["attachment"])

    def delete(self, ticket_id: TicketId, attachment_id: AttachmentId, *, write: Write) -> None:
        """Remove the record and the bytes."""
        args: Args = {"ticket_id": ticket_id, "attachment_id": attachment_id}
        self._convex.mutation("attachments:deleteAttachment", {**args, **write.as_args()})

    def _store(self, ticket_id: TicketId, upload: Upload, actor: Principal) -> str:
        args: Args = {"actor": actor.as_actor(), "ticket_id": ticket_id, "is_internal": upload.is_internal}
        # An address nobody uploads to is forgotten by Convex, so making another one is harmless.
        answer = as_document(self._convex.mutation("attachments:createUploadUrl", args, idempotent=True))
        return self._storage.store(str(answer["upload_url"]), upload.content, content_type=upload.image.content_type)
