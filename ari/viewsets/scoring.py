"""`/api/ari/scoring/`: thresholds and weights."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import AriApiView, WorkspaceQuerySerializer, read_change, read_workspace
from ari.repositories.settings import SettingsRepository, get_settings
from ari.serializers.scoring import SaveScoringSerializer, ScoringAnswer, ScoringSerializer
from ari.settings import Scoring
from config.authentication import principal_of


class ScoringViewSet(AriApiView):
    """The scoring config of a workspace."""

    @property
    def settings_of_ari(self) -> SettingsRepository:
        """The settings in Convex."""
        return get_settings()

    @extend_schema(
        operation_id="ari_scoring_retrieve",
        summary="Show thresholds and weights",
        parameters=[WorkspaceQuerySerializer],
        responses={200: ScoringAnswer},
    )
    def retrieve(self, request: Request) -> Response:
        """Answer the scoring config, or the defaults."""
        asker = principal_of(request)
        return Response(shown(self.settings_of_ari.scoring(read_workspace(request), asker=asker)))

    @extend_schema(
        operation_id="ari_scoring_partial_update",
        summary="Change thresholds and weights",
        description="What is not named keeps its present value. Hot must be above warm, the weights add up to 100.",
        parameters=[WorkspaceQuerySerializer],
        request=SaveScoringSerializer,
        responses={200: ScoringAnswer},
    )
    def partial_update(self, request: Request) -> Response:
        """Change some of the scoring config."""
        changes, write = read_change(SaveScoringSerializer, request)
        return Response(shown(self.settings_of_ari.save_scoring(changes, write=write)))


def shown(scoring: Scoring) -> dict[str, object]:
    """Return the scoring config as answers show it."""
    return {"config": ScoringSerializer(scoring).data, "isDefault": scoring.is_default}
