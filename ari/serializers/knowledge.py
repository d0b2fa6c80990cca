"""The knowledge base, in and out."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ari.answers import ChangeSerializer, PageQuerySerializer
from ari.fields import TextField
from config.api import StrictSerializer
from config.fields import (
    ID_MAX_LENGTH,
    IdField,
    MomentField,
    StrictBooleanField,
    TextBooleanField,
    WholeNumberField,
)
from config.serializers import PageSerializer, Serializer, ThingSerializer

NAME_MAX_LENGTH, DESCRIPTION_MAX_LENGTH = 100, 1_000
TITLE_MAX_LENGTH, CONTENT_MAX_LENGTH = 255, 20_000
UNCATEGORISED = "none"


class CategorySerializer(ThingSerializer):
    """A category."""

    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    display_order = serializers.IntegerField()
    created_at = MomentField()
    updated_at = MomentField()


class CategoryAnswer(Serializer):
    """One category."""

    category = CategorySerializer()


@extend_schema_serializer(many=False)
class CategoryListAnswer(Serializer):
    """All categories in the order in which they are displayed."""

    categories = CategorySerializer(many=True)


class CategoryDeletedAnswer(Serializer):
    """What went with the category."""

    success = serializers.BooleanField()
    entriesDeleted = serializers.IntegerField()  # noqa: N815 - the original's name.


class CreateCategorySerializer(StrictSerializer):
    """A new category, which stands behind the others. Its name must be free."""

    name = TextField(NAME_MAX_LENGTH)
    description = TextField(DESCRIPTION_MAX_LENGTH, required=False, allow_null=True)


class EditCategorySerializer(ChangeSerializer):
    """Some of a category; what is not named stays, null clears."""

    name = TextField(NAME_MAX_LENGTH, required=False)
    description = TextField(DESCRIPTION_MAX_LENGTH, required=False, allow_null=True)
    display_order = WholeNumberField(min_value=0, max_value=1_000_000, required=False)


class EntrySerializer(ThingSerializer):
    """An entry."""

    id = serializers.CharField()
    category_id = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    content = serializers.CharField()
    is_active = serializers.BooleanField(help_text="ARI answers from active entries alone.")
    created_at = MomentField()
    updated_at = MomentField()


class EntryAnswer(Serializer):
    """One entry."""

    entry = EntrySerializer()


@extend_schema_serializer(many=False)
class EntryListAnswer(PageSerializer):
    """A page of the entries, newest first. It may be short, even empty, while there is a next one."""

    entries = EntrySerializer(many=True)


class EntryQuerySerializer(PageQuerySerializer):
    """Which entries."""

    category = serializers.CharField(
        required=False, max_length=ID_MAX_LENGTH, help_text="The id of a category, or `none`."
    )
    active = TextBooleanField(required=False)

    def validate(self, attrs: Any) -> Any:
        """Say what the category means to the repository."""
        category = attrs.pop("category", None)
        is_uncategorised = category == UNCATEGORISED
        wanted = {"category_id": None if is_uncategorised else category, "is_uncategorised": is_uncategorised}
        return {**attrs, **wanted}


class CreateEntrySerializer(StrictSerializer):
    """A new entry."""

    title = TextField(TITLE_MAX_LENGTH)
    content = TextField(CONTENT_MAX_LENGTH)
    category_id = IdField(required=False, allow_null=True)
    is_active = StrictBooleanField(required=False)


class EditEntrySerializer(ChangeSerializer):
    """Some of an entry; what is not named stays."""

    title = TextField(TITLE_MAX_LENGTH, required=False)
    content = TextField(CONTENT_MAX_LENGTH, required=False)
    category_id = IdField(required=False, allow_null=True, help_text="Null takes the entry out of its category.")
    is_active = StrictBooleanField(required=False)
