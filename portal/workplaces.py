"""The workspace that a page is about, among those that the reader is granted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from ari.domain import WorkspaceId
from ari.repositories.schedule import get_schedule
from ari.zones import zone_named
from config.identity.principal import Principal
from portal.asking import asker_of
from portal.domain import PortalWorkspace
from portal.repositories.workspaces import get_workspaces
from portal.staff import Naming
from portal.workspace_menu import offer_workspaces
from tickets import domain as tickets


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """One workspace with what the reader may do there, and the others to change to."""

    workspace: PortalWorkspace
    asker: Principal
    request: HttpRequest

    @property
    def id(self) -> WorkspaceId:
        """The id of the workspace."""
        return WorkspaceId(self.workspace.id)

    @property
    def can_change(self) -> bool:
        """Whether the reader's grant lets them act, not only see."""
        return self.workspace.can_act

    @cached_property
    def name_of(self) -> Naming:
        """What people are called on the page."""
        return Naming()

    @cached_property
    def members(self) -> tuple[tickets.Person, ...]:
        """The people of the workspace, who can give consultations; nobody for who may only see."""
        if not self.can_change:
            return ()
        return tuple(each.person for each in get_workspaces().list_requesters(self.workspace.id, asker=self.asker))

    @cached_property
    def today(self) -> date:
        """The date on the clock of the workspace."""
        zone = zone_named(get_schedule().settings(self.id, asker=self.asker).time_zone)
        return timezone.now().astimezone(zone).date()

    def context(self) -> dict[str, Any]:
        """Return what every page of a workspace shows."""
        return {
            "workspace": self.workspace,
            "workspaces": list_workplaces(self.request),
            "can_change": self.can_change,
            "name_of": self.name_of,
        }


def open_workplace(request: HttpRequest, workspace_id: str) -> Workplace:
    """Return the workspace that an address names.

    Raises:
        NotFoundError: there is none, or it is not granted.
    """
    asker = asker_of(request)
    workspace = get_workspaces().get(tickets.WorkspaceId(workspace_id), asker=asker)
    return Workplace(workspace=workspace, asker=asker, request=request)


def list_workplaces(request: HttpRequest) -> list[PortalWorkspace]:
    """Return the workspaces that the reader may choose from, clients before the hub."""
    return sorted(offer_workspaces(asker_of(request)), key=lambda place: place.is_hub)
