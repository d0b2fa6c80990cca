"""`/api/ari/config/`: whether and how ARI answers."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import AriApiView, WorkspaceQuerySerializer, read_change, read_workspace
from ari.repositories.settings import SettingsRepository, get_settings
from ari.serializers.config import ConfigAnswer, ConfigSerializer, SaveConfigSerializer
from ari.settings import Config
from config.authentication import principal_of


class ConfigViewSet(AriApiView):
    """The config of a workspace."""

    @property
    def settings_of_ari(self) -> SettingsRepository:
        """The settings in Convex."""
        return get_settings()

    @extend_schema(
        operation_id="ari_config_retrieve",
        summary="Show how ARI is set up",
        parameters=[WorkspaceQuerySerializer],
        responses={200: ConfigAnswer},
    )
    def retrieve(self, request: Request) -> Response:
        """Answer the config, or the defaults."""
        asker = principal_of(request)
        return Response(shown(self.settings_of_ari.config(read_workspace(request), asker=asker)))

    @extend_schema(
        operation_id="ari_config_partial_update",
        summary="Set ARI up, switch it on or off",
        description="By owners and admins of the workspace, and staff with a grant to act. What is not named stays as "
        "it is.",
        parameters=[WorkspaceQuerySerializer],
        request=SaveConfigSerializer,
        responses={200: ConfigAnswer},
    )
    def partial_update(self, request: Request) -> Response:
        """Change some of the config."""
        changes, write = read_change(SaveConfigSerializer, request)
        return Response(shown(self.settings_of_ari.save_config(changes, write=write)))


def shown(config: Config) -> dict[str, object]:
    """Return the config as answers show it."""
    return {"config": ConfigSerializer(config).data, "isDefault": config.is_default}
