"""`/api/ari/scoring/`: thresholds and weights."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import AriApiView, WorkspaceQuerySerializer, read_change, read_workspace
from ari.domain import Document
from ari.repositories.settings import SettingsRepository, get_settings, zone_named
from ari.scoring_preview import SampleLead, facts_from, preview_score
from ari.serializers.conversations import ScoreSerializer
from ari.serializers.scoring import (
    PreviewAnswer,
    PreviewSerializer,
    SaveScoringSerializer,
    ScoringAnswer,
    ScoringSerializer,
)
from ari.settings import Scoring
from config.authentication import principal_of
from config.viewsets import read_body


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

    @extend_schema(
        operation_id="ari_scoring_preview",
        summary="Show what other thresholds and weights would do",
        description="Scores a lead by the present config and by the changed one. Nothing is stored.",
        parameters=[WorkspaceQuerySerializer],
        request=PreviewSerializer,
        responses={200: PreviewAnswer},
    )
    def preview(self, request: Request) -> Response:
        """Answer both scores."""
        asker = principal_of(request)
        workspace_id = read_workspace(request)
        body = read_body(PreviewSerializer, request)
        present = self.settings_of_ari.scoring(workspace_id, asker=asker).config
        zone = zone_named(self.settings_of_ari.config(workspace_id, asker=asker).time_zone)
        now = timezone.now()
        lead = SampleLead(
            facts=facts_from(body.get("facts", {}), zone=zone, now=now),
            documents={Document(name): has for name, has in body.get("documents", {}).items()},
            engagement=body.get("engagement"),
        )
        scores = preview_score(lead, present=present, changes=body.get("changes", {}), zone=zone, now=now)
        return Response(
            {"current": ScoreSerializer(scores.current).data, "preview": ScoreSerializer(scores.preview).data}
        )


def shown(scoring: Scoring) -> dict[str, object]:
    """Return the scoring config as answers show it."""
    return {"config": ScoringSerializer(scoring).data, "isDefault": scoring.is_default}
