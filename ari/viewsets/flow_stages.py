"""`/api/ari/flow-stages/`: the stages of the talk."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import (
    AriApiView,
    DeleteQuerySerializer,
    WorkspaceQuerySerializer,
    read_change,
    read_deletion,
    read_workspace,
)
from ari.repositories.flow_stages import FlowStageRepository, get_flow_stages
from ari.serializers.flow_stages import (
    CreateStageSerializer,
    EditStageSerializer,
    ReorderSerializer,
    StageAnswer,
    StageListAnswer,
    StageSerializer,
)
from ari.settings import StageId, StageList
from config.authentication import principal_of
from config.fields import MomentField
from config.viewsets import show_all


class FlowStageViewSet(AriApiView):
    """The stages of the talk as a workspace describes them to ARI."""

    @property
    def stages(self) -> FlowStageRepository:
        """The stages in Convex."""
        return get_flow_stages()

    @extend_schema(
        operation_id="ari_flow_stages_list",
        summary="Show the stages of the talk",
        description="Six defaults until somebody writes. Whoever changes what is shown stores all of it.",
        parameters=[WorkspaceQuerySerializer],
        responses={200: StageListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer all stages."""
        asker = principal_of(request)
        return Response(shown(self.stages.list_all(read_workspace(request), asker=asker)))

    @extend_schema(
        operation_id="ari_flow_stages_create",
        summary="Add a stage behind the others",
        parameters=[WorkspaceQuerySerializer],
        request=CreateStageSerializer,
        responses={201: StageAnswer},
    )
    def create(self, request: Request) -> Response:
        """Add a stage."""
        fields, write = read_change(CreateStageSerializer, request)
        stage = self.stages.create(fields, write=write)
        return Response({"stage": StageSerializer(stage).data}, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_flow_stages_partial_update",
        summary="Change a stage",
        parameters=[WorkspaceQuerySerializer],
        request=EditStageSerializer,
        responses={200: StageAnswer},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some of a stage."""
        changes, write = read_change(EditStageSerializer, request)
        stage = self.stages.edit(StageId(pk), changes, write=write)
        return Response({"stage": StageSerializer(stage).data})

    @extend_schema(
        operation_id="ari_flow_stages_destroy",
        summary="Delete a stage",
        description="Those behind it move up. After the last one the defaults are back.",
        parameters=[DeleteQuerySerializer],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a stage."""
        self.stages.delete(StageId(pk), write=read_deletion(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        operation_id="ari_flow_stages_reorder",
        summary="Reorder all stages at once",
        description="Names every stage once. Where the stages are others meanwhile, nothing is changed: 409.",
        parameters=[WorkspaceQuerySerializer],
        request=ReorderSerializer,
        responses={200: StageListAnswer},
    )
    @action(detail=False, methods=["post"])
    def reorder(self, request: Request) -> Response:
        """Put the stages into an order."""
        values, write = read_change(ReorderSerializer, request)
        ids = [StageId(stage_id) for stage_id in values["stage_ids"]]
        return Response(shown(self.stages.reorder(ids, write=write)))


def shown(found: StageList) -> dict[str, object]:
    """Return the stages as answers show them."""
    at = found.updated_at
    return {
        "stages": show_all(StageSerializer, found.stages),
        "isDefault": found.is_default,
        "updated_at": None if at is None else MomentField().to_representation(at),
    }
