"""How many rows a sample has, and which row belongs to which: pure arithmetic, so that nothing is kept in memory.

A parent is found from the number of its child alone. Person, conversation and message `n` are the same in every run
with the same seed and scale, whichever table is written first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from migration.sample.draws import uuid_of

# Rows for a scale of 1, in the proportions of section 4.1 of the facts about the source: 5,000 contacts to 60,000
# messages and 300 tickets. Tables of which a workspace has a few are counted by workspace, in `Plan.count`.
ROWS_PER_SCALE: Mapping[str, int] = {
    "contacts": 440,
    "conversations": 350,
    "messages": 5250,
    "contact_notes": 260,
    "ari_conversations": 220,
    "ari_messages": 2640,
    "ari_payments": 35,
    "ari_appointments": 44,
    "ari_destinations": 26,
    "ari_ai_comparison": 10,
    "ari_knowledge_entries": 70,
    "consultant_slots": 20,
    "articles": 18,
    "webinars": 6,
    "webinar_registrations": 350,
    "tickets": 28,
    "ticket_comments": 175,
    "ticket_status_history": 105,
    "workspace_invitations": 5,
    "flows": 3,
    "form_templates": 3,
    "knowledge_base": 4,
    "user_todos": 5,
}
ROWS_PER_WORKSPACE: Mapping[str, int] = {
    "workspaces": 1,
    "workspace_members": 4,
    "ari_flow_stages": 6,
    "ari_knowledge_categories": 5,
}
MEMBERS = ROWS_PER_WORKSPACE["workspace_members"]
# A user without a profile, and one whom no workspace knows.
EXTRA_USERS = 2
# The last two workspaces have no ordinary row of the settings: one gets the row of NULLs, one has none at all.
WITHOUT_SETTINGS = 2

# Messages per conversation: most have few, one in ten has sixty. The sums are the ratios of ROWS_PER_SCALE.
CONVERSATION_SIZES = (5, 9, 14, 7, 60, 12, 6, 8, 21, 8)
ARI_CONVERSATION_SIZES = (4, 8, 10, 6, 30, 12, 10, 16, 18, 6)
CONVERSATIONS_PER_CONTACTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One sample: its scale and its seed."""

    scale: int
    seed: int

    def id(self, table: str, key: int | str) -> str:
        """Return the id of a row: an ordinary one by its number, an odd one by its label."""
        return uuid_of(self.seed, table, key)

    @property
    def workspaces(self) -> int:
        """How many workspaces there are; at least four, so that one tenant's rows in another's place show."""
        return 3 + self.scale

    def count(self, table: str) -> int:
        """Return how many ordinary rows the table has; the odd ones come on top."""
        if table in ROWS_PER_SCALE:
            return ROWS_PER_SCALE[table] * self.scale
        if table in ROWS_PER_WORKSPACE:
            return ROWS_PER_WORKSPACE[table] * self.workspaces
        if table in {"ari_config", "ari_scoring_config"}:
            return self.workspaces - WITHOUT_SETTINGS
        return MEMBERS * self.workspaces + (EXTRA_USERS if table == "users" else 0)

    def workspace(self, n: int) -> int:
        """Return the workspace of an ordinary row that hangs on nothing else."""
        return n % self.workspaces

    def in_workspace(self, table: str, workspace: int, n: int) -> int:
        """Return the number of a row of the table that lies in the workspace; `n` chooses among them."""
        rows = (self.count(table) - workspace - 1) // self.workspaces + 1
        return workspace + self.workspaces * (n % rows)

    def member(self, workspace: int, n: int) -> str:
        """Return the user id of a member of the workspace; member 0 owns it."""
        return self.id("users", workspace * MEMBERS + n % MEMBERS)

    def contact_of_conversation(self, conversation: int) -> int:
        """Return the contact: every seventh contact has two conversations, the last fifth has none."""
        conversation %= self.count("conversations")
        return conversation - conversation // CONVERSATIONS_PER_CONTACTS

    def conversation_of_contact(self, contact: int) -> int:
        """Return the number of the contact's newest conversation, which exists for the first four fifths of them."""
        return contact + contact // (CONVERSATIONS_PER_CONTACTS - 1)

    def conversation_of_message(self, message: int) -> tuple[int, int]:
        """Return the conversation of a message and the message's place in it."""
        return _holder(CONVERSATION_SIZES, message % self.count("messages"))

    def ari_conversation_of_message(self, message: int) -> tuple[int, int]:
        """Return the ARI conversation of an ARI message and the message's place in it."""
        return _holder(ARI_CONVERSATION_SIZES, message % self.count("ari_messages"))

    def ari_workspace(self, ari_conversation: int) -> int:
        """Return the workspace of an ARI conversation: the contact of the same number decides."""
        return self.workspace(ari_conversation)


def _holder(sizes: tuple[int, ...], n: int) -> tuple[int, int]:
    """Return which holder thing `n` lies in, and its place there, where holders repeat with the sizes."""
    places = _places(sizes)
    round_, offset = divmod(n, len(places))
    holder, place = places[offset]
    return round_ * len(sizes) + holder, place


@lru_cache
def _places(sizes: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((holder, place) for holder, size in enumerate(sizes) for place in range(size))
