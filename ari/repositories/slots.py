"""The weekly slots of a workspace in Convex."""

from ari.booking_documents import slot_from
from ari.domain import WorkspaceId
from ari.repositories.calls import Write, ask, tell
from ari.schedule import Slot, SlotId
from ari.settings import Changes
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.identity.principal import Principal


def get_slots() -> "SlotRepository":
    """Return the slots in the deployment that the settings name."""
    return SlotRepository(get_client())


class SlotRepository:
    """Asks and changes slots. Appointments that were booked on one stay as they are, whatever becomes of it."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_all(self, workspace_id: WorkspaceId, *, asker: Principal) -> tuple[Slot, ...]:
        """Return the slots by weekday and start; there are at most a thousand."""
        answer = ask(self._convex, "consultantSlots:listSlots", workspace_id, asker)
        return tuple(slot_from(document) for document in answer["slots"])

    def get(self, slot_id: SlotId, *, workspace_id: WorkspaceId, asker: Principal) -> Slot:
        """Return one slot."""
        return slot_from(
            ask(self._convex, "consultantSlots:getSlot", workspace_id, asker, {"slot_id": slot_id})["slot"]
        )

    def create(self, fields: Changes, *, write: Write) -> Slot:
        """Make a slot. A consultant, or nobody, has one that begins at a time of a weekday."""
        return slot_from(tell(self._convex, "consultantSlots:createSlot", write, fields)["slot"])

    def edit(self, slot_id: SlotId, changes: Changes, *, write: Write) -> Slot:
        """Change what is named."""
        args = {**changes, "slot_id": slot_id}
        return slot_from(tell(self._convex, "consultantSlots:updateSlot", write, args)["slot"])

    def delete(self, slot_id: SlotId, *, write: Write) -> None:
        """Delete a slot."""
        tell(self._convex, "consultantSlots:deleteSlot", write, {"slot_id": slot_id})
