"""The filter of a list and its query string, which is also its address: each made from the other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from rest_framework import serializers

from config.api import StrictSerializer
from config.fields import MomentField, StrictChoiceField, TextBooleanField, WordListField
from portal.domain import PortalFilter
from tickets.domain import Category, Order, Priority, Sort, Stage, WaitingOn

MAX_WORKSPACES = 20
NOBODY = "none"
RANGES = ("created", "updated", "closed", "replied")


class FilterQuerySerializer(StrictSerializer):
    """The filters of a list of the portal, as query parameters."""

    workspace = WordListField(
        child=serializers.CharField(max_length=200),
        required=False,
        max_length=MAX_WORKSPACES,
        source="workspaces",
        help_text="The id of a workspace; may come several times. All that the caller may see unless given.",
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
    waiting_on = StrictChoiceField(choices=list(WaitingOn), required=False, help_text="Whose turn it is.")
    created_from = MomentField(required=False)
    created_before = MomentField(required=False)
    updated_from = MomentField(required=False)
    updated_before = MomentField(required=False)
    closed_from = MomentField(required=False)
    closed_before = MomentField(required=False)
    replied_from = MomentField(required=False, help_text="Of the first reply of those who work the ticket.")
    replied_before = MomentField(required=False)
    search = serializers.CharField(
        required=False,
        max_length=200,
        help_text="Words of title and description, the last one as a beginning, by relevance; `#12` is a number.",
    )
    sort = StrictChoiceField(choices=list(Sort), required=False)
    order = StrictChoiceField(choices=list(Order), required=False)


def filter_from(values: dict[str, Any]) -> PortalFilter:
    """Return the filter that the validated parameters mean; those that are no filters are left out."""
    fields = {name: value for name, value in values.items() if name in PortalFilter.__dataclass_fields__}
    is_unassigned = fields.get("assignee") == NOBODY
    if is_unassigned:
        del fields["assignee"]
    for name in ("workspaces", "stages"):
        fields[name] = tuple(fields.get(name, ()))
    return PortalFilter(**fields, is_unassigned=is_unassigned)


def read_filter(query: str) -> PortalFilter:
    """Return the filter that a query string means.

    Raises:
        ValidationError: a parameter is unknown, or breaks a rule.
    """
    serializer = FilterQuerySerializer(data=QueryDict(query.removeprefix("?")))
    serializer.is_valid(raise_exception=True)
    return filter_from(serializer.validated_data)


def query_of(wanted: PortalFilter) -> str:
    """Return the shortest query string that means the filter, with its parameters in a fixed order."""
    return urlencode(list(_parameters(wanted)))


def _parameters(wanted: PortalFilter) -> Iterator[tuple[str, str]]:
    yield from (("workspace", workspace_id) for workspace_id in wanted.workspaces)
    yield from (("stage", stage) for stage in wanted.stages)
    for name in ("category", "priority", "assignee", "requester", "waiting_on", "search"):
        if (value := getattr(wanted, name)) is not None:
            yield name, value
    if wanted.is_unassigned:
        yield "assignee", NOBODY
    for name in ("routed", "pending_approval"):
        if (flag := getattr(wanted, name)) is not None:
            yield name, "true" if flag else "false"
    for name in (f"{moment}_{bound}" for moment in RANGES for bound in ("from", "before")):
        if (moment := getattr(wanted, name)) is not None:
            yield name, _text_of(moment)
    if wanted.sort is not Sort.CREATED:
        yield "sort", wanted.sort
    if wanted.order is not Order.DESCENDING:
        yield "order", wanted.order


def _text_of(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
