"""The settings of ARI in Convex: the config with its switch, the scoring, and what a turn reads of all of it."""

import logging
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ari.domain import JAKARTA, AriSettings, Destination, FlowStage, KnowledgeEntry, ScoringConfig, WorkspaceId
from ari.repositories.calls import Write, ask, tell
from ari.repositories.destinations import destination_from
from ari.settings import Changes, Config, Scoring, Tone
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, moment_or_none
from config.identity.principal import Principal

logger = logging.getLogger(__name__)

SCORING_FIELDS = tuple(ScoringConfig.__dataclass_fields__)


def get_settings() -> "SettingsRepository":
    """Return the settings in the deployment that Django's settings name."""
    return SettingsRepository(get_client())


class SettingsRepository:
    """Asks and changes how ARI is set up. What the asker may not see does not exist.

    Raises everywhere: NotFoundError, ForbiddenError, ConflictError, InvalidInputError (`config.errors`) with the codes
    that Convex gives, and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def config(self, workspace_id: WorkspaceId, *, asker: Principal) -> Config:
        """Return the config, or the defaults where nobody has saved one."""
        return config_from(ask(self._convex, "ariSettings:getConfig", workspace_id, asker))

    def save_config(self, changes: Changes, *, write: Write) -> Config:
        """Change what is named. `is_enabled` is the switch."""
        return config_from(tell(self._convex, "ariSettings:saveConfig", write, changes)["config"])

    def scoring(self, workspace_id: WorkspaceId, *, asker: Principal) -> Scoring:
        """Return thresholds and weights, or the defaults where nobody has saved any."""
        return scoring_from(ask(self._convex, "ariSettings:getScoring", workspace_id, asker))

    def save_scoring(self, changes: Changes, *, write: Write) -> Scoring:
        """Change what is named; the whole has to obey the rules."""
        return scoring_from(tell(self._convex, "ariSettings:saveScoring", write, changes)["scoring"])

    def for_turn(self, workspace_id: WorkspaceId) -> AriSettings:
        """Return what a turn reads: for the worker, who asks for no person."""
        document = as_document(self._convex.query("ariSettings:getForTurn", {"workspace_id": workspace_id}))
        return turn_settings_from(document)

    def knowledge_for_turn(self, workspace_id: WorkspaceId) -> tuple[KnowledgeEntry, ...]:
        """Return all active entries, oldest first."""
        pages = self._pages("ariSettings:listKnowledgeForTurn", workspace_id, "entries")
        return tuple(knowledge_entry_from(document) for document in pages)

    def destinations_for_turn(self, workspace_id: WorkspaceId) -> tuple[Destination, ...]:
        """Return all destinations, promoted ones first, then by priority."""
        pages = self._pages("ariSettings:listDestinationsForTurn", workspace_id, "destinations")
        return tuple(destination_from(document) for document in pages)

    def _pages(self, function: str, workspace_id: WorkspaceId, name: str) -> list[Document]:
        found: list[Document] = []
        args: Args = {"workspace_id": workspace_id}
        while True:
            answer = as_document(self._convex.query(function, args))
            found += answer[name]
            if (cursor := answer.get("cursor")) is None:
                return found
            args = {**args, "cursor": cursor}


def config_from(document: Document) -> Config:
    """Cast a config."""
    budget = document.get("daily_budget_micros")
    tone = document["tone"]
    return Config(
        workspace_id=WorkspaceId(document["workspace_id"]),
        is_default=document["is_default"],
        is_enabled=document["is_enabled"],
        bot_name=document["bot_name"],
        greeting_style=document["greeting_style"],
        language=document["language"],
        tone=Tone(**{"description": None, **tone}),
        greeting_template=document.get("greeting_template"),
        community_link=document.get("community_link"),
        time_zone=document["time_zone"],
        grok_weight=int(document["grok_weight"]),
        daily_budget_micros=None if budget is None else int(budget),
        updated_at=moment_or_none(document, "updated_at"),
    )


def scoring_from(document: Document) -> Scoring:
    """Cast thresholds and weights."""
    return Scoring(
        config=ScoringConfig(**{name: int(document[name]) for name in SCORING_FIELDS}),
        is_default=document["is_default"],
        updated_at=moment_or_none(document, "updated_at"),
    )


def turn_settings_from(document: Document) -> AriSettings:
    """Cast what a turn reads."""
    config = config_from(document["config"])
    tone: dict[str, Any] = dict(document["config"]["tone"])
    return AriSettings(
        is_enabled=config.is_enabled,
        bot_name=config.bot_name,
        greeting_style=config.greeting_style,
        language=config.language,
        tone=tone,
        greeting_template=config.greeting_template,
        community_link=config.community_link,
        zone=zone_named(config.time_zone),
        grok_weight=config.grok_weight,
        daily_budget_micros=config.daily_budget_micros,
        scoring=scoring_from(document["scoring"]).config,
        flow_stages=tuple(flow_stage_from(stage) for stage in document["flow_stages"]),
    )


def flow_stage_from(document: Document) -> FlowStage:
    """Cast a stage as ARI reads it."""
    return FlowStage(
        name=document["name"],
        goal=document["goal"],
        sample_script=document.get("sample_script"),
        exit_criteria=document.get("exit_criteria"),
    )


def knowledge_entry_from(document: Document) -> KnowledgeEntry:
    """Cast an entry as ARI reads it."""
    return KnowledgeEntry(
        id=document["id"], title=document["title"], content=document["content"], category=document.get("category")
    )


def zone_named(name: str) -> ZoneInfo:
    """Return the zone. One that this machine's list has not, though the API checked it, gives way to Jakarta's.

    A lead is still answered then, at worst with another hour; the log says what to install.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("There is no time zone %r on this machine; Asia/Jakarta stands in. Update tzdata.", name)
        return JAKARTA
