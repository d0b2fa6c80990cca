"""What the ARI views share: which workspace, who writes on what they saw, and refusals in the words of the API."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from ari.domain import WorkspaceId
from ari.errors import StaleWriteError
from ari.repositories.calls import Write
from config.api import StrictSerializer
from config.authentication import principal_of
from config.errors import RefusalError
from config.fields import ID_MAX_LENGTH, MomentField
from config.idempotency import read_idempotency
from config.paging import DEFAULT_LIMIT, MAX_LIMIT
from config.viewsets import ApiViewSet, read_body, read_query, rename_fields

# Arguments of Convex functions that are called something else in requests.
REQUEST_NAMES: Mapping[str, str] = {"workspace_id": "workspaceId"}
SEEN = "expected_updated_at"
SEEN_HELP = "`updated_at` as you have seen it; what was changed since is refused with 409."


class WorkspaceQuerySerializer(StrictSerializer):
    """Which workspace. Every address of ARI names one."""

    workspaceId = serializers.CharField(  # noqa: N815 - the original's name.
        source="workspace_id", max_length=ID_MAX_LENGTH
    )


class PageQuerySerializer(WorkspaceQuerySerializer):
    """Which page of a list."""

    cursor = serializers.CharField(required=False, allow_blank=True, help_text="`next_cursor` of the page before.")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, help_text=f"{DEFAULT_LIMIT} unless given."
    )


class DeleteQuerySerializer(WorkspaceQuerySerializer):
    """What is deleted, as the caller has seen it."""

    expected_updated_at = MomentField(required=False, help_text=SEEN_HELP)


class WriteSerializer(StrictSerializer):
    """A write on something that the caller has seen."""

    expected_updated_at = MomentField(
        required=False, allow_null=True, help_text=f"{SEEN_HELP} Null: there was nothing stored yet."
    )


class ChangeSerializer(WriteSerializer):
    """A change of what is named; what is not stays as it is."""

    def validate(self, attrs: Any) -> Any:
        """Ask for a change."""
        if not attrs.keys() - {SEEN}:
            raise ValidationError({"body": ["Name at least one field to change."]})
        return attrs


class AriApiView(ApiViewSet):
    """The base of the ARI viewsets."""

    def reword(self, refusal: RefusalError) -> None:
        """Name fields as requests do, and show when a stale thing was changed as answers show moments."""
        rename_fields(refusal, REQUEST_NAMES)
        if isinstance(refusal, StaleWriteError):
            at = refusal.updated_at
            refusal.facts["updated_at"] = None if at is None else MomentField().to_representation(at)


def read_workspace(request: Request) -> WorkspaceId:
    """Return the workspace that the address names, where it names nothing else."""
    return WorkspaceId(read_query(WorkspaceQuerySerializer, request)["workspace_id"])


def read_write(request: Request, values: dict[str, Any], workspace_id: str) -> Write:
    """Return who writes and what they have seen, which is taken out of the values."""
    is_checked = SEEN in values
    return Write(
        actor=principal_of(request),
        workspace_id=WorkspaceId(workspace_id),
        idempotency=read_idempotency(request),
        is_checked=is_checked,
        seen_at=values.pop(SEEN, None),
    )


def read_change(serializer: type[StrictSerializer], request: Request) -> tuple[dict[str, Any], Write]:
    """Return what a body writes into the workspace that the address names, and the write itself."""
    principal_of(request)
    workspace_id = read_workspace(request)
    values = read_body(serializer, request)
    write = read_write(request, values, workspace_id)
    return values, write


def read_deletion(request: Request) -> Write:
    """Return the write of a request without a body."""
    principal_of(request)
    query = read_query(DeleteQuerySerializer, request)
    return read_write(request, query, query["workspace_id"])
