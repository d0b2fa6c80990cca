"""The knowledge base in Convex: categories, and the entries that they sort."""

import hashlib
from dataclasses import replace
from itertools import count

from ari.domain import WorkspaceId
from ari.repositories.calls import Write, ask, tell
from ari.settings import Category, CategoryId, Changes, Entry, EntryId, EntryPage
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, moment_from_ms, present
from config.identity.principal import Principal


def get_knowledge() -> "KnowledgeRepository":
    """Return the knowledge base in the deployment that Django's settings name."""
    return KnowledgeRepository(get_client())


class KnowledgeRepository:
    """Asks and changes what ARI may answer from."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_categories(self, workspace_id: WorkspaceId, *, asker: Principal) -> tuple[Category, ...]:
        """Return the categories in the order in which they are displayed."""
        answer = ask(self._convex, "ariSettings:listCategories", workspace_id, asker)
        return tuple(category_from(document) for document in answer["categories"])

    def create_category(self, fields: Changes, *, write: Write) -> Category:
        """Add a category behind the others; its name must be free."""
        return category_from(tell(self._convex, "ariSettings:createCategory", write, fields)["category"])

    def edit_category(self, category_id: CategoryId, changes: Changes, *, write: Write) -> Category:
        """Change what is named."""
        args = {**changes, "category_id": category_id}
        return category_from(tell(self._convex, "ariSettings:updateCategory", write, args)["category"])

    def delete_category(self, category_id: CategoryId, *, write: Write) -> int:
        """Delete a category with its entries; return how many those were.

        Many entries take several transactions. If it stops in between, the category is there with the rest of them, and
        the deletion can be asked for again: with the same key it goes on, and counts all that it deleted.
        """
        deleted = 0
        for step in count():
            args = {"category_id": category_id}
            answer = tell(self._convex, "ariSettings:deleteCategory", write_of_step(write, step), args)
            deleted += int(answer["entries_deleted"])
            if answer["deleted"]:
                break
        return deleted

    def list_entries(
        self,
        workspace_id: WorkspaceId,
        *,
        asker: Principal,
        cursor: str | None,
        limit: int,
        category_id: CategoryId | None = None,
        is_uncategorised: bool = False,
        is_active: bool | None = None,
    ) -> EntryPage:
        """Return a page of the entries, newest first."""
        args: Args = present(
            {"cursor": cursor, "limit": limit, "category_id": category_id, "is_active": is_active},
        )
        if is_uncategorised:
            # Null asks for the entries without a category.
            args["category_id"] = None
        answer = ask(self._convex, "ariSettings:listEntries", workspace_id, asker, args)
        entries = tuple(entry_from(document) for document in answer["entries"])
        return EntryPage(entries=entries, cursor=answer.get("cursor"))

    def entry(self, entry_id: EntryId, workspace_id: WorkspaceId, *, asker: Principal) -> Entry:
        """Return one entry."""
        return entry_from(ask(self._convex, "ariSettings:getEntry", workspace_id, asker, {"entry_id": entry_id}))

    def create_entry(self, fields: Changes, *, write: Write) -> Entry:
        """Add an entry. Its category, if it has one, must be of the workspace."""
        return entry_from(tell(self._convex, "ariSettings:createEntry", write, fields)["entry"])

    def edit_entry(self, entry_id: EntryId, changes: Changes, *, write: Write) -> Entry:
        """Change what is named; `category_id` None takes the entry out of its category."""
        args = {**changes, "entry_id": entry_id}
        return entry_from(tell(self._convex, "ariSettings:updateEntry", write, args)["entry"])

    def delete_entry(self, entry_id: EntryId, *, write: Write) -> None:
        """Delete an entry."""
        tell(self._convex, "ariSettings:deleteEntry", write, {"entry_id": entry_id})


def write_of_step(write: Write, step: int) -> Write:
    """Return the write of one of several transactions, each under a key of its own that follows from the caller's."""
    if step == 0 or write.idempotency is None:
        return write
    key = hashlib.sha256(f"{write.idempotency.key}\n{step}".encode()).hexdigest()
    return replace(write, idempotency=replace(write.idempotency, key=key))


def category_from(document: Document) -> Category:
    """Cast a category."""
    return Category(
        id=CategoryId(document["id"]),
        name=document["name"],
        description=document.get("description"),
        display_order=int(document["display_order"]),
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
    )


def entry_from(document: Document) -> Entry:
    """Cast an entry."""
    return Entry(
        id=EntryId(document["id"]),
        category_id=document.get("category_id"),
        title=document["title"],
        content=document["content"],
        is_active=document["is_active"],
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
    )
