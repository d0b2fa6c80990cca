"""The workspaces that menus offer."""

from collections.abc import Sequence

from config.identity.principal import Principal
from portal.domain import PortalWorkspace
from portal.forms.filters import split
from portal.repositories.workspaces import get_workspaces
from tickets.domain import WorkspaceId

# As many workspaces as a menu can offer; the palette finds the others by their names.
MAX_WORKSPACES = 300


def offer_workspaces(asker: Principal, named: str = "") -> Sequence[PortalWorkspace]:
    """Return the workspaces that the asker may see: as many as a menu can offer, the hub, and those that are `named`.

    `named` is what an address or a form has: ids between commas.

    Raises:
        NotFoundError: one of them is none, or not the asker's to see.
    """
    found: list[PortalWorkspace] = []
    cursor: str | None = None
    while len(found) < MAX_WORKSPACES:
        page = get_workspaces().list_granted(asker=asker, cursor=cursor, limit=MAX_WORKSPACES)
        found.extend(page.workspaces)
        if (cursor := page.cursor) is None:
            break
    if cursor is not None and not any(place.is_hub for place in found):
        hub = get_workspaces().find_hub(asker=asker)
        found.extend([] if hub is None else [hub])
    known = {place.id for place in found}
    asked = [WorkspaceId(part) for part in split(named) if part not in known]
    return [*found, *(get_workspaces().get(workspace_id, asker=asker) for workspace_id in asked)]
