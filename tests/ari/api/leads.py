"""Talks of invented leads with ARI, begun by the simulator, or by a message of a moment of one's choice."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ari.domain import WorkspaceId
from ari.inbox import Inbound
from ari.repositories.inbox import InboxRepository
from tests.ari.api.company import Asks, Company
from tests.config.api_client import Answer


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A conversation of the company with an invented lead."""

    company: Company
    id: str

    @property
    def path(self) -> str:
        return f"/api/ari/conversations/{self.id}/"

    def detail(self) -> dict[str, Any]:
        """Return the conversation as the owner sees it."""
        answer = self.company.owner.send("GET", self.path)
        assert answer.status == 200, answer.body
        detail: dict[str, Any] = answer.body
        return detail

    def status(self) -> str:
        return str(self.detail()["conversation"]["status"])

    def send(self, deed: str, body: object = None, *, by: Asks | None = None, **headers: str) -> Answer:
        """Do something with the conversation, as the owner or as somebody else."""
        content = {} if body is None else body
        return (by or self.company.owner).send("POST", f"{self.path}{deed}/", content, **headers)

    def post(self, deed: str, body: object = None) -> dict[str, Any]:
        """Do something that must work, and return its answer."""
        answer = self.send(deed, body)
        assert answer.status in (200, 201), answer.body
        done: dict[str, Any] = answer.body
        return done

    def pages(self, what: str) -> list[list[dict[str, Any]]]:
        """Return all pages of what belongs to the conversation, one thing a page."""
        pages = []
        cursor: str | None = ""
        while cursor is not None:
            answer = self.company.owner.send("GET", f"{self.path}{what}/?limit=1&cursor={cursor}")
            assert answer.status == 200, answer.body
            pages.append(answer.body[what])
            cursor = answer.body["next_cursor"]
        return pages


def begin_talk(company: Company, lead: str, *texts: str, sent_at: datetime | None = None) -> Talk:
    """Let the lead write, to be answered by ARI; with `sent_at`, at that moment, and to no answer."""
    if sent_at is not None:
        return Talk(company=company, id=write_at(company, lead, sent_at))
    ids = set()
    for text in texts:
        body = {"text": text, "lead": lead, "profile_name": lead}
        ids.add(company.must("POST", "simulator", body)["conversation_id"])
    (conversation_id,) = ids
    return Talk(company=company, id=conversation_id)


def write_at(company: Company, lead: str, sent_at: datetime) -> str:
    message = Inbound(
        phone_number_id="",
        provider_id=f"test.{uuid.uuid4().hex}",
        phone=None,
        phone_spellings=(f"test:{lead}",),
        profile_name=lead,
        kind="text",
        text="Halo",
        sent_at=sent_at,
        wait=timedelta(hours=1),
        limit=timedelta(hours=1),
    )
    inbox = InboxRepository(company.cast.seeder.convex)
    (conversation_id,) = inbox.receive_chat(WorkspaceId(company.workspace), [message]).conversation_ids
    return str(conversation_id)
