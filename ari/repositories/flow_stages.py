"""The stages of the talk in Convex."""

from collections.abc import Sequence

from ari.domain import WorkspaceId
from ari.repositories.calls import Write, ask, tell
from ari.settings import Changes, Stage, StageId, StageList
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Document, moment_or_none
from config.identity.principal import Principal


def get_flow_stages() -> "FlowStageRepository":
    """Return the stages in the deployment that Django's settings name."""
    return FlowStageRepository(get_client())


class FlowStageRepository:
    """Asks and changes the stages. While none is stored there are defaults; a write on those stores them first."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_all(self, workspace_id: WorkspaceId, *, asker: Principal) -> StageList:
        """Return the stages in their order."""
        return stages_from(ask(self._convex, "ariSettings:listFlowStages", workspace_id, asker))

    def create(self, fields: Changes, *, write: Write) -> Stage:
        """Put a stage behind the others."""
        return stage_from(tell(self._convex, "ariSettings:createFlowStage", write, fields)["stage"])

    def edit(self, stage_id: StageId, changes: Changes, *, write: Write) -> Stage:
        """Change what is named."""
        args = {**changes, "stage_id": stage_id}
        return stage_from(tell(self._convex, "ariSettings:updateFlowStage", write, args)["stage"])

    def delete(self, stage_id: StageId, *, write: Write) -> None:
        """Delete a stage; those behind it move up."""
        tell(self._convex, "ariSettings:deleteFlowStage", write, {"stage_id": stage_id})

    def reorder(self, stage_ids: Sequence[StageId], *, write: Write) -> StageList:
        """Put all stages into this order, at once or not at all."""
        args = {"stage_ids": list(stage_ids)}
        return stages_from(tell(self._convex, "ariSettings:reorderFlowStages", write, args))


def stages_from(document: Document) -> StageList:
    """Cast the list of stages."""
    return StageList(
        stages=tuple(stage_from(stage) for stage in document["stages"]),
        is_default=document["is_default"],
        updated_at=moment_or_none(document, "updated_at"),
    )


def stage_from(document: Document) -> Stage:
    """Cast a stage."""
    return Stage(
        id=StageId(document["id"]),
        name=document["name"],
        goal=document["goal"],
        sample_script=document.get("sample_script"),
        exit_criteria=document.get("exit_criteria"),
        stage_order=int(document["stage_order"]),
        is_active=document["is_active"],
        updated_at=moment_or_none(document, "updated_at"),
    )
