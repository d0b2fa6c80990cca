"""`/api/ari/knowledge/`: categories and entries of the knowledge base."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import (
    AriApiView,
    DeleteQuerySerializer,
    WorkspaceQuerySerializer,
    read_change,
    read_deletion,
    read_workspace,
)
from ari.domain import WorkspaceId
from ari.repositories.knowledge import KnowledgeRepository, get_knowledge
from ari.serializers.knowledge import (
    CategoryAnswer,
    CategoryDeletedAnswer,
    CategoryListAnswer,
    CategorySerializer,
    CreateCategorySerializer,
    CreateEntrySerializer,
    EditCategorySerializer,
    EditEntrySerializer,
    EntryAnswer,
    EntryListAnswer,
    EntryQuerySerializer,
    EntrySerializer,
)
from ari.settings import CategoryId, EntryId
from config.authentication import principal_of
from config.paging import read_page_request
from config.viewsets import read_query, show_all


class CategoryViewSet(AriApiView):
    """The categories of a workspace's knowledge."""

    @property
    def knowledge(self) -> KnowledgeRepository:
        """The knowledge base in Convex."""
        return get_knowledge()

    @extend_schema(
        operation_id="ari_knowledge_categories_list",
        summary="Show the categories",
        parameters=[WorkspaceQuerySerializer],
        responses={200: CategoryListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer all categories."""
        asker = principal_of(request)
        categories = self.knowledge.list_categories(read_workspace(request), asker=asker)
        return Response({"categories": show_all(CategorySerializer, categories)})

    @extend_schema(
        operation_id="ari_knowledge_categories_create",
        summary="Add a category",
        parameters=[WorkspaceQuerySerializer],
        request=CreateCategorySerializer,
        responses={201: CategoryAnswer},
    )
    def create(self, request: Request) -> Response:
        """Add a category."""
        fields, write = read_change(CreateCategorySerializer, request)
        category = self.knowledge.create_category(fields, write=write)
        return Response({"category": CategorySerializer(category).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_knowledge_categories_partial_update",
        summary="Rename, describe or move a category",
        parameters=[WorkspaceQuerySerializer],
        request=EditCategorySerializer,
        responses={200: CategoryAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some of a category."""
        changes, write = read_change(EditCategorySerializer, request)
        category = self.knowledge.edit_category(CategoryId(pk), changes, write=write)
        return Response({"category": CategorySerializer(category).data})

    @extend_schema(
        operation_id="ari_knowledge_categories_destroy",
        summary="Delete a category with its entries",
        parameters=[DeleteQuerySerializer],
        responses={200: CategoryDeletedAnswer},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a category, and say how many entries went with it."""
        deleted = self.knowledge.delete_category(CategoryId(pk), write=read_deletion(request))
        return Response({"success": True, "entriesDeleted": deleted})


class EntryViewSet(AriApiView):
    """The entries of a workspace's knowledge."""

    @property
    def knowledge(self) -> KnowledgeRepository:
        """The knowledge base in Convex."""
        return get_knowledge()

    @extend_schema(
        operation_id="ari_knowledge_entries_list",
        summary="Show the entries",
        parameters=[EntryQuerySerializer],
        responses={200: EntryListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of entries."""
        asker = principal_of(request)
        query = read_query(EntryQuerySerializer, request)
        wanted = {
            "category_id": query["category_id"],
            "is_uncategorised": query["is_uncategorised"],
            "is_active": query.get("active"),
        }
        workspace_id = WorkspaceId(query["workspace_id"])
        page = read_page_request(request, question={"asker": asker.user_id, "workspace": workspace_id, **wanted})
        found = self.knowledge.list_entries(workspace_id, asker=asker, cursor=page.cursor, limit=page.limit, **wanted)
        return Response(page.body("entries", show_all(EntrySerializer, found.entries), found.cursor))

    @extend_schema(
        operation_id="ari_knowledge_entries_create",
        summary="Add an entry",
        parameters=[WorkspaceQuerySerializer],
        request=CreateEntrySerializer,
        responses={201: EntryAnswer},
    )
    def create(self, request: Request) -> Response:
        """Add an entry."""
        fields, write = read_change(CreateEntrySerializer, request)
        entry = self.knowledge.create_entry(fields, write=write)
        return Response({"entry": EntrySerializer(entry).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_knowledge_entries_retrieve",
        summary="Show an entry",
        parameters=[WorkspaceQuerySerializer],
        responses={200: EntryAnswer},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one entry."""
        asker = principal_of(request)
        entry = self.knowledge.entry(EntryId(pk), read_workspace(request), asker=asker)
        return Response({"entry": EntrySerializer(entry).data})

    @extend_schema(
        operation_id="ari_knowledge_entries_partial_update",
        summary="Change an entry",
        parameters=[WorkspaceQuerySerializer],
        request=EditEntrySerializer,
        responses={200: EntryAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some of an entry."""
        changes, write = read_change(EditEntrySerializer, request)
        entry = self.knowledge.edit_entry(EntryId(pk), changes, write=write)
        return Response({"entry": EntrySerializer(entry).data})

    @extend_schema(
        operation_id="ari_knowledge_entries_destroy",
        summary="Delete an entry",
        parameters=[DeleteQuerySerializer],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete an entry."""
        self.knowledge.delete_entry(EntryId(pk), write=read_deletion(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
