"""What the ticket API takes: by the original's names; unknown fields are refused, texts trimmed before measuring."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from config.api import StrictSerializer
from config.fields import (
    IdField,
    MomentField,
    StrictBooleanField,
    StrictChoiceField,
    StrictTextField,
    TextBooleanField,
    WordListField,
)
from config.paging import DEFAULT_LIMIT, MAX_LIMIT
from tickets.domain import Category, Order, Priority, Sort, Stage
from tickets.fields import BodyField, ReasonField, TitleField, VersionField

MAX_BULK = 100
MAX_SEARCH_LENGTH = 200
NOTIFY_HELP = "Write to the requester and everybody who commented, except you."
VERSION_HELP = "The version you have seen; a ticket changed since then is refused with 409 and its present state."

NOT_WITH_WITHDRAWAL = {"to_stage": "toStage", "from_stage": "fromStage", "comment": "comment"}


class ListQuerySerializer(StrictSerializer):
    """Which tickets are listed."""

    workspaceId = serializers.CharField(  # noqa: N815 - the original's name.
        source="workspace_id", required=False, max_length=200, help_text="Required unless `requester=me`."
    )
    stage = WordListField(
        child=StrictChoiceField(choices=list(Stage)),
        required=False,
        source="stages",
        help_text="May come several times.",
    )
    category = StrictChoiceField(choices=list(Category), required=False)
    priority = StrictChoiceField(choices=list(Priority), required=False)
    assignee = serializers.CharField(required=False, max_length=200, help_text="`me`, `none`, or the id of a user.")
    requester = serializers.CharField(required=False, max_length=200, help_text="`me`, or the id of a user.")
    routed = TextBooleanField(required=False, help_text="true: those of the support hub; false: internal ones.")
    pending_approval = TextBooleanField(required=False)
    created_from = MomentField(required=False)
    created_before = MomentField(required=False)
    updated_from = MomentField(required=False)
    updated_before = MomentField(required=False)
    search = serializers.CharField(
        required=False,
        max_length=MAX_SEARCH_LENGTH,
        help_text="Words of title and description, the last one as a beginning; orders by relevance.",
    )
    sort = StrictChoiceField(choices=list(Sort), required=False)
    order = StrictChoiceField(choices=list(Order), required=False)
    counts = TextBooleanField(required=False, help_text="true: also how many tickets there are in each stage.")
    cursor = serializers.CharField(required=False, allow_blank=True, help_text="`next_cursor` of the page before.")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, help_text=f"{DEFAULT_LIMIT} unless given."
    )

    def validate(self, attrs: Any) -> Any:
        """Ask for a workspace, or for the caller's own tickets in all of them."""
        if "workspace_id" not in attrs:
            if attrs.get("requester") != "me":
                raise ValidationError({"workspaceId": ["Name a workspace, or ask for your own tickets: requester=me."]})
            if attrs.get("counts"):
                raise ValidationError({"counts": ["Only the tickets of a workspace are counted; name one."]})
        return attrs


class PageQuerySerializer(StrictSerializer):
    """Which page of a list."""

    cursor = serializers.CharField(required=False, allow_blank=True, help_text="`next_cursor` of the page before.")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, help_text=f"{MAX_LIMIT} unless given."
    )


class DeleteQuerySerializer(StrictSerializer):
    """Which version is deleted."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1, help_text=VERSION_HELP)


class CreateTicketSerializer(StrictSerializer):
    """A new ticket."""

    workspaceId = IdField(source="workspace_id")  # noqa: N815 - the original's name.
    title = TitleField()
    description = BodyField()
    category = StrictChoiceField(choices=list(Category))
    priority = StrictChoiceField(choices=list(Priority))
    route_to_hub = StrictBooleanField(default=False, help_text="Send it to the support hub.")


class VersionedSerializer(StrictSerializer):
    """A change of a ticket that the caller has seen."""

    version = VersionField(required=False, help_text=VERSION_HELP)


class NotifyingSerializer(VersionedSerializer):
    """A change that can be told to the participants."""

    notifyParticipants = StrictBooleanField(  # noqa: N815 - the original's name.
        source="notify", default=False, help_text=NOTIFY_HELP
    )


class ReplaceTicketSerializer(VersionedSerializer):
    """What a ticket says, as a whole."""

    title = TitleField()
    description = BodyField()
    category = StrictChoiceField(choices=list(Category))
    priority = StrictChoiceField(choices=list(Priority))


class PatchTicketSerializer(NotifyingSerializer):
    """Some of what a ticket says, or who has it."""

    title = TitleField(required=False)
    description = BodyField(required=False)
    category = StrictChoiceField(choices=list(Category), required=False)
    priority = StrictChoiceField(choices=list(Priority), required=False)
    assigned_to = IdField(required=False, allow_null=True, help_text="A user's id; null takes it from whoever has it.")

    def validate(self, attrs: Any) -> Any:
        """Take one change: an edit and an assignment are told and permitted differently."""
        details = {"title", "description", "category", "priority"} & attrs.keys()
        if not details and "assigned_to" not in attrs:
            raise ValidationError({"body": ["Name at least one field to change."]})
        if details and "assigned_to" in attrs:
            raise ValidationError(
                {"assigned_to": ["Assign in a request of its own: nothing else may stand beside it."]}
            )
        if details and attrs["notify"]:
            raise ValidationError({"notifyParticipants": ["Only an assignment can be notified of here."]})
        return attrs


class CommentBodySerializer(StrictSerializer):
    """A comment."""

    content = BodyField()
    is_internal = StrictBooleanField(default=False, help_text="A note for those who work the ticket, and nobody else.")


class AddCommentSerializer(NotifyingSerializer, CommentBodySerializer):
    """A new comment."""


class MoveSerializer(StrictSerializer):
    """A move of a ticket."""

    toStage = StrictChoiceField(choices=list(Stage), source="to_stage")  # noqa: N815 - the original's name.
    reason = ReasonField(required=False)
    comment = BodyField(required=False, allow_blank=True)


class TransitionSerializer(NotifyingSerializer, MoveSerializer):
    """A step, a request for a skip, or the withdrawal of one."""

    toStage = StrictChoiceField(  # noqa: N815 - the original's name.
        choices=list(Stage), source="to_stage", required=False, help_text="Required unless `withdraw` is true."
    )
    fromStage = StrictChoiceField(  # noqa: N815 - as toStage.
        choices=list(Stage), source="from_stage", required=False, help_text="A ticket that is elsewhere is refused."
    )
    withdraw = StrictBooleanField(default=False, help_text="Take back the request for a skip.")

    def validate(self, attrs: Any) -> Any:
        """Take a target or a withdrawal."""
        if not attrs["withdraw"]:
            if "to_stage" not in attrs:
                raise ValidationError({"toStage": [f"Must be one of {', '.join(Stage)}."]})
        elif unused := NOT_WITH_WITHDRAWAL.keys() & attrs.keys():
            raise ValidationError({NOT_WITH_WITHDRAWAL[name]: ["Does not go with withdraw."] for name in unused})
        return attrs


class ApprovalSerializer(NotifyingSerializer):
    """The requester's decision."""

    approved = StrictBooleanField()
    pendingStage = StrictChoiceField(  # noqa: N815 - as toStage.
        choices=list(Stage), source="pending_stage", required=False, help_text="The skip you saw; another is refused."
    )
    reason = ReasonField(required=False)


class ReopenSerializer(NotifyingSerializer):
    """A reopening: by the token of a mail, or by the requester, signed in."""

    reason = ReasonField()
    token = StrictTextField(required=False, max_length=2_000)


class UploadSerializer(StrictSerializer):
    """An image, as a form."""

    file = serializers.FileField(help_text="JPEG, PNG, GIF or WebP to 5 MiB, recognised by what it holds.")
    is_internal = TextBooleanField(default=False)
    comment_id = serializers.CharField(required=False, max_length=200, help_text="The comment it belongs to.")


class BulkSerializer(StrictSerializer):
    """Which tickets."""

    ids = serializers.ListField(child=IdField(), min_length=1, max_length=MAX_BULK)
    notifyParticipants = StrictBooleanField(  # noqa: N815 - the original's name.
        source="notify", default=False, help_text=NOTIFY_HELP
    )

    def validate_ids(self, ids: list[str]) -> list[str]:
        """Refuse a ticket that is named twice: it would be changed twice."""
        if len(set(ids)) < len(ids):
            raise ValidationError("Name each ticket once.")
        return ids


class BulkAssignSerializer(BulkSerializer):
    """Assign the tickets."""

    action = StrictChoiceField(choices=["assign"])
    assigned_to = IdField(allow_null=True)


class BulkTransitionSerializer(BulkSerializer, MoveSerializer):
    """Move the tickets."""

    action = StrictChoiceField(choices=["transition"])


class BulkCommentSerializer(BulkSerializer, CommentBodySerializer):
    """Comment on the tickets."""

    action = StrictChoiceField(choices=["comment"])
