"""What the portal API takes. Unknown fields are refused."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from config.api import StrictSerializer
from config.fields import IdField, MomentField, StrictBooleanField, StrictChoiceField, StrictTextField, TextBooleanField
from config.paging import DEFAULT_LIMIT, MAX_LIMIT
from portal.queries import FilterQuerySerializer, read_filter
from tickets.domain import Category, Priority
from tickets.fields import BodyField, TitleField

VIEW_NAME_MAX_LENGTH = 60
VIEW_QUERY_MAX_LENGTH = 4_000


class PageQuerySerializer(StrictSerializer):
    """Which page of a list."""

    cursor = serializers.CharField(required=False, allow_blank=True, help_text="`next_cursor` of the page before.")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, help_text=f"{DEFAULT_LIMIT} unless given."
    )


class PortalListQuerySerializer(FilterQuerySerializer, PageQuerySerializer):
    """Which tickets are listed; for requesters the page alone."""

    counts = TextBooleanField(required=False, help_text="true: also how many tickets there are in each stage.")


class OpenTicketSerializer(StrictSerializer):
    """A new ticket. Staff of the support hub open it on behalf of a member of a workspace, and name both."""

    workspaceId = IdField(  # noqa: N815 - the original's name.
        source="workspace_id", required=False, help_text="Who belongs to one workspace need not name it."
    )
    requester_id = IdField(required=False, help_text="On whose behalf; for staff of the support hub.")
    title = TitleField()
    description = BodyField()
    category = StrictChoiceField(choices=list(Category))
    priority = StrictChoiceField(choices=list(Priority))
    route_to_hub = StrictBooleanField(required=False, help_text="true unless given; for staff of the support hub.")


class ClientCommentBodySerializer(StrictSerializer):
    """A comment of a requester, which everybody who sees the ticket reads."""

    content = BodyField()


class WorkspaceListQuerySerializer(PageQuerySerializer):
    """Which workspaces are listed."""

    search = serializers.CharField(required=False, max_length=100, help_text="Part of the name or slug.")
    counts = TextBooleanField(required=False, help_text="true: also how many of their tickets are open.")


class GrantListQuerySerializer(PageQuerySerializer):
    """Whose grants are listed, and for which workspace."""

    user = serializers.CharField(required=False, max_length=200, help_text="`staff:` and the username.")
    workspace = serializers.CharField(required=False, max_length=200)


class SetGrantSerializer(StrictSerializer):
    """What a staff account may do in the workspace, besides to see it."""

    can_act = StrictBooleanField()
    expires_at = MomentField(required=False, allow_null=True, help_text="When it ends; null or absent: never.")


class AuditQuerySerializer(PageQuerySerializer):
    """Which acts are listed. The range of time is half-open."""

    workspace = serializers.CharField(required=False, max_length=200)
    actor = serializers.CharField(required=False, max_length=200, help_text="Whose acts.")
    since = MomentField(required=False)
    before = MomentField(required=False)


class ViewListQuerySerializer(StrictSerializer):
    """What is told of the views."""

    counts = TextBooleanField(required=False, help_text="true: also how many tickets each has, counted up to 99.")


class SaveViewSerializer(StrictSerializer):
    """A view by its name and the query string of its list."""

    name = StrictTextField(max_length=VIEW_NAME_MAX_LENGTH)
    query = StrictTextField(
        allow_blank=True, max_length=VIEW_QUERY_MAX_LENGTH, help_text="As in the address of the list, without a page."
    )

    def validate_query(self, query: str) -> Any:
        """Read the filter that the query string means."""
        try:
            return read_filter(query)
        except ValidationError as error:
            problems = error.detail.items() if isinstance(error.detail, dict) else [("query", error.detail)]
            raise ValidationError([f"{name}: {problem}" for name, problem in problems]) from None
