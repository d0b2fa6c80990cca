"""`/api/ari/comparison/` and `/api/ari/budget/`: how the models do, and what they cost."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import AriApiView
from ari.domain import WorkspaceId
from ari.repositories.ledger import LedgerRepository, get_ledger
from ari.repositories.settings import get_settings, zone_named
from ari.serializers.comparison import (
    BudgetAnswer,
    BudgetQuerySerializer,
    BudgetSerializer,
    ComparisonAnswer,
    ComparisonQuerySerializer,
    ModelMonthSerializer,
)
from config.authentication import principal_of
from config.viewsets import read_query, show_all


class ComparisonViewSet(AriApiView):
    """The ledger of a workspace's models."""

    @property
    def ledger(self) -> LedgerRepository:
        """The ledger in Convex."""
        return get_ledger()

    @extend_schema(
        operation_id="ari_comparison_list",
        summary="Compare the models",
        description="A row for each model and calendar month, kept by the calls themselves.",
        parameters=[ComparisonQuerySerializer],
        responses={200: ComparisonAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer how the models did."""
        asker = principal_of(request)
        query = read_query(ComparisonQuerySerializer, request)
        months = self.ledger.list_months(
            WorkspaceId(query["workspace_id"]),
            asker=asker,
            ai_model=query.get("ai_model"),
            since=query.get("since"),
        )
        return Response({"comparison": show_all(ModelMonthSerializer, months)})

    @extend_schema(
        operation_id="ari_budget_retrieve",
        summary="Show what of a day's budget is used up",
        parameters=[BudgetQuerySerializer],
        responses={200: BudgetAnswer},
    )
    def budget(self, request: Request) -> Response:
        """Answer what is used up of a day's budget, today's unless another is named."""
        asker = principal_of(request)
        query = read_query(BudgetQuerySerializer, request)
        workspace_id = WorkspaceId(query["workspace_id"])
        day = query.get("day")
        if day is None:
            zone = zone_named(get_settings().config(workspace_id, asker=asker).time_zone)
            day = timezone.now().astimezone(zone).date()
        budget = self.ledger.budget(workspace_id, day, asker=asker)
        return Response({"budget": BudgetSerializer(budget).data})
