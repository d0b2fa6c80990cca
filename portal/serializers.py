"""What the portal API answers. A requester's answers have of a ticket only what a requester is to know."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from config.fields import MomentField
from config.serializers import PageSerializer, PersonSerializer, Serializer, Show, ThingSerializer
from portal.domain import Act, code_of, colour_of
from portal.queries import query_of
from tickets.domain import Category, Priority, Side, Stage, WaitingOn
from tickets.serializers import (
    BulkResultSerializer,
    CommentSerializer,
    ListedTicketSerializer,
    NotifiedAnswer,
    TicketSerializer,
    WorkspaceRefSerializer,
)

# What requesters are answered of their tickets, and of the comments on them.
CLIENT_TICKET_FIELDS = (
    "id",
    "title",
    "description",
    "category",
    "priority",
    "stage",
    "created_at",
    "updated_at",
    "closed_at",
    "pending_approval",
    "pending_stage",
)
CLIENT_COMMENT_FIELDS = ("id", "content", "is_stage_change", "created_at", "author")


class MarkedWorkspaceSerializer(WorkspaceRefSerializer):
    """The workspace a ticket comes from, and the number of the colour that marks it."""

    computed: ClassVar[Mapping[str, Show]] = {"colour": lambda workspace: colour_of(workspace.id)}

    colour = serializers.IntegerField()


class ReplySerializer(ThingSerializer):
    """The last public comment: when, by whom, for which side."""

    at = MomentField()
    by = PersonSerializer()
    side = serializers.ChoiceField(choices=list(Side))


class PortalListedTicketSerializer(ListedTicketSerializer):
    """A ticket as lists show it to staff of the support hub. Requesters are answered its first eleven fields alone."""

    computed: ClassVar[Mapping[str, Show]] = {"code": code_of}

    workspace = MarkedWorkspaceSerializer()
    number = serializers.IntegerField(allow_null=True)
    code = serializers.CharField(help_text="What people call the ticket by.")
    last_reply = ReplySerializer(allow_null=True)
    waiting_on = serializers.ChoiceField(choices=list(WaitingOn), help_text="Whose turn it is.")

    def get_fields(self) -> dict[str, Any]:
        """Tell in the schema which fields everybody is answered."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in CLIENT_TICKET_FIELDS
        return fields


class PortalTicketSerializer(PortalListedTicketSerializer, TicketSerializer):
    """A ticket as staff of the support hub see it, with what they may do now. Requesters get eleven fields of it."""


class ClientTicketSerializer(ThingSerializer):
    """A ticket as its requester sees it: nothing of who works it, and whether their approval is wanted."""

    id = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    category = serializers.ChoiceField(choices=list(Category))
    priority = serializers.ChoiceField(choices=list(Priority))
    stage = serializers.ChoiceField(choices=list(Stage))
    created_at = MomentField()
    updated_at = MomentField()
    closed_at = MomentField(allow_null=True)
    pending_approval = serializers.BooleanField()
    pending_stage = serializers.ChoiceField(choices=list(Stage), allow_null=True)


class NamedPersonSerializer(ThingSerializer):
    """A person by name: requesters are not told the addresses of others."""

    id = serializers.CharField()
    full_name = serializers.CharField(allow_null=True)


class AuthorSerializer(PersonSerializer):
    """Who wrote a comment; requesters are not told addresses."""

    email = serializers.CharField(allow_null=True, required=False)


class PortalCommentSerializer(CommentSerializer):
    """A comment. Requesters are answered some of its fields, and no notes."""

    author = AuthorSerializer()

    def get_fields(self) -> dict[str, Any]:
        """Tell in the schema which fields everybody is answered."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in CLIENT_COMMENT_FIELDS
        return fields


class ClientCommentSerializer(ThingSerializer):
    """A public comment as the requester reads it."""

    id = serializers.CharField()
    content = serializers.CharField()
    is_stage_change = serializers.BooleanField()
    created_at = MomentField()
    author = NamedPersonSerializer()


class StageCountsSerializer(ThingSerializer):
    """How many tickets stand in each stage."""

    report = serializers.IntegerField(source="counts.report")
    discuss = serializers.IntegerField(source="counts.discuss")
    outcome = serializers.IntegerField(source="counts.outcome")
    implementation = serializers.IntegerField(source="counts.implementation")
    closed = serializers.IntegerField(source="counts.closed")
    total = serializers.IntegerField(source="counts.total")
    is_partial = serializers.BooleanField(help_text="true: there are more, which were not counted.")


@extend_schema_serializer(many=False)
class PortalTicketListAnswer(PageSerializer):
    """A page of tickets, with the beginning of each description. It may be short, even empty, before the end."""

    tickets = PortalListedTicketSerializer(many=True)
    counts = StageCountsSerializer(required=False, help_text="Where `counts=true` was asked for.")


class PortalTicketAnswer(Serializer):
    """One ticket."""

    ticket = PortalTicketSerializer()


class PortalChangedAnswer(NotifiedAnswer):
    """The ticket after a change."""

    ticket = PortalTicketSerializer()


class PortalTransitionAnswer(NotifiedAnswer):
    """The ticket after a step; after a request for a skip it is still in its stage, and `pendingApproval` is true."""

    success = serializers.BooleanField()
    pendingApproval = serializers.BooleanField(required=False)  # noqa: N815 - the original's name.
    ticket = PortalTicketSerializer()


class PortalCommentListAnswer(PageSerializer):
    """A page of the discussion, oldest first."""

    comments = PortalCommentSerializer(many=True)


class PortalCommentAnswer(NotifiedAnswer):
    """The comment just written."""

    comment = PortalCommentSerializer()


class PortalBulkResultSerializer(BulkResultSerializer):
    """What became of one ticket, as the portal shows it."""

    ticket = PortalTicketSerializer(required=False)
    comment = PortalCommentSerializer(required=False)


class PortalBulkAnswer(Serializer):
    """An answer for each ticket, in the order asked."""

    results = PortalBulkResultSerializer(many=True)


class PortalWorkspaceSerializer(ThingSerializer):
    """A workspace, with what the caller may do there."""

    id = serializers.CharField()
    name = serializers.CharField()
    slug = serializers.CharField()
    colour = serializers.IntegerField(help_text="The number of the colour that marks it.")
    is_hub = serializers.BooleanField(help_text="The support hub itself.")
    can_act = serializers.BooleanField(help_text="Work on its routed tickets, and open some for its members.")
    expires_at = MomentField(allow_null=True, help_text="When the caller's grant ends.")
    open = serializers.IntegerField(allow_null=True, help_text="Tickets that are not closed, where asked for.")


@extend_schema_serializer(many=False)
class WorkspaceListAnswer(PageSerializer):
    """A page of workspaces by slug."""

    workspaces = PortalWorkspaceSerializer(many=True)


class WorkspaceAnswer(Serializer):
    """One workspace."""

    workspace = PortalWorkspaceSerializer()


class RequesterSerializer(ThingSerializer):
    """A member of a workspace."""

    person = PersonSerializer()
    role = serializers.CharField()


class RequesterListAnswer(Serializer):
    """On whose behalf a ticket can be opened."""

    requesters = RequesterSerializer(many=True)


class GrantSerializer(ThingSerializer):
    """What a staff account may do in a workspace."""

    user_id = serializers.CharField(help_text="`staff:` and the username.")
    workspace = WorkspaceRefSerializer()
    can_act = serializers.BooleanField()
    expires_at = MomentField(allow_null=True)
    granted_by = PersonSerializer(allow_null=True)
    created_at = MomentField()


@extend_schema_serializer(many=False)
class GrantListAnswer(PageSerializer):
    """A page of grants; those that ran out are among them."""

    grants = GrantSerializer(many=True)


class GrantAnswer(Serializer):
    """One grant."""

    grant = GrantSerializer()


class AuditRecordSerializer(ThingSerializer):
    """Something that somebody did in a workspace they do not belong to."""

    id = serializers.CharField()
    actor = PersonSerializer()
    workspace = WorkspaceRefSerializer()
    act = serializers.ChoiceField(choices=list(Act))
    target = serializers.CharField(help_text="The id of a ticket or a canned reply; for grants, the staff account.")
    created_at = MomentField()


@extend_schema_serializer(many=False)
class AuditListAnswer(PageSerializer):
    """A page of the audit, the latest first."""

    records = AuditRecordSerializer(many=True)


class MatchCountSerializer(ThingSerializer):
    """How many tickets a list has."""

    count = serializers.IntegerField()
    is_exact = serializers.BooleanField(help_text="false: there are more than were counted.")


class SavedViewSerializer(ThingSerializer):
    """A list that the caller comes back to."""

    computed: ClassVar[Mapping[str, Show]] = {"query": lambda view: query_of(view.filters)}

    id = serializers.CharField()
    name = serializers.CharField()
    query = serializers.CharField(allow_blank=True, help_text="The query string of its list.")
    created_at = MomentField()
    updated_at = MomentField()
    tickets = MatchCountSerializer(allow_null=True, help_text="Null: not asked for, or not to be seen any more.")


@extend_schema_serializer(many=False)
class ViewListAnswer(Serializer):
    """The caller's views by name; there are at most fifty."""

    views = SavedViewSerializer(many=True)


class ViewAnswer(Serializer):
    """One view."""

    view = SavedViewSerializer()
