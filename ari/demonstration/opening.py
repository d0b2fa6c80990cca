"""Opening the demonstration. Its universities exist; costs, grades and dates are rough and only for show."""

import json
from pathlib import Path
from typing import Any

from ari.repositories.demonstration import DemonstrationRepository, Stage

SLUG, NAME = "ari-demo", "Rumah Kuliah"
COMMUNITY_LINK = "https://chat.example.com/rumah-kuliah"
_HERE = Path(__file__).parent


def open_demonstration(demonstration: DemonstrationRepository) -> Stage:
    """Return the demonstration's workspace, made now if it is not there."""
    return demonstration.open(
        slug=SLUG,
        name=NAME,
        community_link=COMMUNITY_LINK,
        entries=[{name: entry[name] for name in ("category", "title", "content")} for entry in _read("knowledge")],
        destinations=_read("destinations"),
    )


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((_HERE / f"{name}.json").read_text(encoding="utf-8"))
    return rows
