"""What the ticket API answers. Names are the original's; what has no value is null."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from config.fields import MomentField
from config.serializers import PageSerializer, PersonSerializer, Serializer, ThingSerializer
from tickets.domain import Category, Priority, Stage, TicketEvent, TransitionKind


class WorkspaceRefSerializer(ThingSerializer):
    """The workspace a ticket comes from."""

    id = serializers.CharField()
    name = serializers.CharField()
    slug = serializers.CharField()


class TransitionOptionSerializer(ThingSerializer):
    """A stage to which the caller may move the ticket: at once, or with the requester's approval."""

    to_stage = serializers.ChoiceField(choices=list(Stage))
    kind = serializers.ChoiceField(choices=list(TransitionKind))


class ListedTicketSerializer(ThingSerializer):
    """A ticket as lists show it."""

    id = serializers.CharField()
    workspace_id = serializers.CharField()
    admin_workspace_id = serializers.CharField(allow_null=True, help_text="The support hub, for a routed ticket.")
    is_routed = serializers.BooleanField()
    requester_id = serializers.CharField()
    assigned_to = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    description = serializers.CharField()
    category = serializers.ChoiceField(choices=list(Category))
    priority = serializers.ChoiceField(choices=list(Priority))
    stage = serializers.ChoiceField(choices=list(Stage))
    pending_approval = serializers.BooleanField()
    pending_stage = serializers.ChoiceField(choices=list(Stage), allow_null=True)
    approval_requested_at = MomentField(allow_null=True)
    closed_at = MomentField(allow_null=True)
    created_at = MomentField()
    updated_at = MomentField()
    last_public_comment_at = MomentField(allow_null=True)
    version = serializers.IntegerField(help_text="Counts the writes; send it back to change what you have seen.")
    requester = PersonSerializer()
    assignee = PersonSerializer(allow_null=True)
    workspace = WorkspaceRefSerializer()


class TicketSerializer(ListedTicketSerializer):
    """A ticket, with what the caller may do with it now."""

    can_edit = serializers.BooleanField(source="permissions.can_edit")
    can_assign = serializers.BooleanField(source="permissions.can_assign")
    can_comment = serializers.BooleanField(source="permissions.can_comment")
    can_comment_internally = serializers.BooleanField(source="permissions.can_comment_internally")
    can_read_internal = serializers.BooleanField(source="permissions.can_read_internal")
    can_transition = serializers.BooleanField(source="permissions.can_transition")
    can_request_skip = serializers.BooleanField(source="permissions.can_request_skip")
    can_withdraw_approval = serializers.BooleanField(source="permissions.can_withdraw_approval")
    can_approve = serializers.BooleanField(source="permissions.can_approve")
    can_reopen = serializers.BooleanField(source="permissions.can_reopen")
    can_attach = serializers.BooleanField(source="permissions.can_attach")
    can_delete = serializers.BooleanField(source="permissions.can_delete")
    allowed_transitions = TransitionOptionSerializer(source="permissions.allowed_transitions", many=True)


class CommentSerializer(ThingSerializer):
    """A comment, or a note for those who work the ticket."""

    id = serializers.CharField()
    ticket_id = serializers.CharField()
    author_id = serializers.CharField()
    author = PersonSerializer()
    content = serializers.CharField()
    is_internal = serializers.BooleanField()
    is_stage_change = serializers.BooleanField()
    created_at = MomentField()


class HistoryRowSerializer(ThingSerializer):
    """Something that happened to the ticket."""

    id = serializers.CharField()
    ticket_id = serializers.CharField()
    event = serializers.ChoiceField(choices=list(TicketEvent), allow_null=True, help_text="Null for migrated rows.")
    changed_by = serializers.CharField(help_text="`system` for what happened by itself.")
    changed_by_person = PersonSerializer()
    from_stage = serializers.CharField(allow_null=True)
    to_stage = serializers.CharField()
    pending_stage = serializers.ChoiceField(choices=list(Stage), allow_null=True)
    reason = serializers.CharField(allow_null=True)
    assigned_to = serializers.CharField(allow_null=True)
    assignee = PersonSerializer(allow_null=True)
    created_at = MomentField()


class AttachmentSerializer(Serializer):
    """An image of the ticket. `url` serves its bytes to who may read the ticket."""

    id = serializers.CharField()
    ticket_id = serializers.CharField()
    comment_id = serializers.CharField(allow_null=True)
    uploaded_by = serializers.CharField()
    uploader = PersonSerializer()
    file_name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    is_internal = serializers.BooleanField()
    created_at = MomentField()
    url = serializers.SerializerMethodField()

    def get_url(self, attachment: Any) -> str:
        """Return the address of the bytes, which checks the caller anew at each request."""
        address: str = self.context["address_of"](attachment)
        return address


class CountsSerializer(ThingSerializer):
    """How many tickets of the workspace the caller may see in each stage."""

    report = serializers.IntegerField()
    discuss = serializers.IntegerField()
    outcome = serializers.IntegerField()
    implementation = serializers.IntegerField()
    closed = serializers.IntegerField()
    total = serializers.IntegerField()


@extend_schema_serializer(many=False)
class TicketListAnswer(PageSerializer):
    """A page of tickets. It may be short, even empty, while there is a next one."""

    tickets = ListedTicketSerializer(many=True)
    counts = CountsSerializer(required=False, help_text="Where `counts=true` was asked for.")


class CommentListAnswer(PageSerializer):
    """A page of the discussion, oldest first."""

    comments = CommentSerializer(many=True)


class HistoryAnswer(PageSerializer):
    """A page of the history, oldest first."""

    history = HistoryRowSerializer(many=True)


@extend_schema_serializer(many=False)
class AttachmentListAnswer(Serializer):
    """The files of a ticket, oldest first; there are at most fifty."""

    attachments = AttachmentSerializer(many=True)


class AssigneeListAnswer(Serializer):
    """Who can be assigned to the ticket."""

    assignees = PersonSerializer(many=True)


class TicketAnswer(Serializer):
    """One ticket."""

    ticket = TicketSerializer()


class NotifiedAnswer(Serializer):
    """What a write tells that could notify participants."""

    emailSent = serializers.BooleanField(  # noqa: N815 - the original's name.
        required=False, help_text="Where notification was asked for: whether there was anybody to write to."
    )


class AssignedAnswer(NotifiedAnswer):
    """The ticket after a change."""

    ticket = TicketSerializer()


class CommentAnswer(NotifiedAnswer):
    """The comment just written."""

    comment = CommentSerializer()


class TransitionAnswer(NotifiedAnswer):
    """The ticket after a step; after a request for a skip it is still in its stage, and `pendingApproval` is true."""

    success = serializers.BooleanField()
    pendingApproval = serializers.BooleanField(required=False)  # noqa: N815 - the original's name.
    ticket = TicketSerializer()


class ApprovalAnswer(NotifiedAnswer):
    """The ticket after the requester's decision."""

    success = serializers.BooleanField()
    approved = serializers.BooleanField()
    ticket = TicketSerializer()


class ReopenAnswer(Serializer):
    """The ticket was reopened. Who came by a token is not shown it."""

    success = serializers.BooleanField()
    ticket = TicketSerializer(required=False)


class UploadAnswer(Serializer):
    """The image was attached. `url`, `path`, `size` are the original's answer; `path` names it within the tickets."""

    url = serializers.CharField()
    path = serializers.CharField()
    size = serializers.IntegerField()
    attachment = AttachmentSerializer()


class BulkResultSerializer(Serializer):
    """What became of one ticket: `status` is the one its own request would have been answered with."""

    id = serializers.CharField()
    ok = serializers.BooleanField()
    status = serializers.IntegerField()
    ticket = TicketSerializer(required=False)
    comment = CommentSerializer(required=False)
    pendingApproval = serializers.BooleanField(required=False)  # noqa: N815 - the original's name.
    emailSent = serializers.BooleanField(required=False)  # noqa: N815 - the original's name.
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)
    fields = serializers.DictField(  # type: ignore[assignment]  # Shadows the serializer's own property on purpose.
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class BulkAnswer(Serializer):
    """An answer for each ticket, in the order asked."""

    results = BulkResultSerializer(many=True)
