"""The settings of ARI in Convex: the config with its switch, and the scoring."""

import logging
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ari.domain import JAKARTA, ScoringConfig, WorkspaceId
from ari.repositories.calls import Write, ask, tell
from ari.settings import Changes, Config, Scoring, Tone
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Document, moment_or_none
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


def zone_named(name: str) -> ZoneInfo:
    """Return the zone. One that this machine's list has not, though the API checked it, gives way to Jakarta's.

    A lead is still answered then, at worst with another hour; the log says what to install.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("There is no time zone %r on this machine; Asia/Jakarta stands in. Update tzdata.", name)
        return JAKARTA
