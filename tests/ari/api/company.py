"""Kopi Nusantara with somebody of every role, and what the tests of the ARI API do over and over."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.test import Client

from config.convex.documents import Args
from tests.config.api_client import Answer, Caller, read
from tests.tickets.cast import Cast, sign_in

SUPERUSER = {"user_id": "staff:root", "kind": "staff", "superuser": True}
MALFORMED = (b"{", b"[]", b'"text"', b"nul", b'{"name": NaN}', b"\xff", b"[" * 5000)


class Asks(Protocol):
    """Whoever sends requests: with a session token, or with the session of the portal."""

    def send(self, method: str, path: str, body: object = b"", **headers: str) -> Answer:
        """Send a request; a body that is not bytes is sent as JSON."""


class StaffCaller:
    """A browser in which a staff account has logged in to the portal."""

    def __init__(self, *, is_superuser: bool = False) -> None:
        name = f"staf-{uuid.uuid4().hex[:10]}"
        self.account = User.objects.create(username=name, is_staff=True, is_superuser=is_superuser)
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.account)
        self.client.cookies["csrftoken"] = "x" * 32

    def send(self, method: str, path: str, body: object = b"", **headers: str) -> Answer:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"X-CSRFToken": "x" * 32, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return read(self.client.generic(method, path, content, "application/json", headers=sent))


@dataclass(kw_only=True)
class Company:
    """The people of one workspace by what they are in it, and the outsiders.

    `sees` and `acts` are staff with a grant to see and one to act; `stranger` has signed in and belongs nowhere.
    """

    cast: Cast
    workspace: str
    owner: Asks
    admin: Asks
    member: Asks
    sees: Asks
    acts: Asks
    superuser: Asks
    stranger: Asks
    neighbour: Asks
    nobody: Asks
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def configurers(self) -> dict[str, Asks]:
        """Who may change how ARI is set up."""
        return {name: getattr(self, name) for name in ("owner", "admin", "acts", "superuser")}

    @property
    def onlookers(self) -> dict[str, Asks]:
        """Who may only look at it."""
        return {"member": self.member, "sees": self.sees}

    def url(self, route: str, **query: str) -> str:
        """Return the address of a route for the workspace."""
        more = "".join(f"&{name}={value}" for name, value in query.items())
        return f"/api/ari/{route}/?workspaceId={self.workspace}{more}"

    def ask(self, method: str, route: str, body: object = b"", *, by: Asks | None = None, **headers: str) -> Answer:
        """Send a request as the owner, or as somebody else."""
        return (by or self.owner).send(method, self.url(route), body, **headers)

    def must(self, method: str, route: str, body: object = b"", status: int = 200) -> Any:
        """Send a request as the owner, which must be answered so; return the body of the answer."""
        answer = self.ask(method, route, body)
        assert answer.status == status, answer.body
        return answer.body


def assemble_company(cast: Cast) -> Company:
    mark = uuid.uuid4().hex[:10]
    cast.seeder.add_users((f"user_owner_{mark}", "Putri Ayu", cast.source_workspace, "owner"))
    sees, acts = StaffCaller(), StaffCaller()
    for staff, can_act in ((sees, False), (acts, True)):
        args: Args = {"actor": SUPERUSER, "user_id": f"staff:{staff.account.username}", "can_act": can_act}
        cast.seeder.convex.mutation("staffGrants:setGrant", {**args, "workspace_id": cast.workspace})
    return Company(
        cast=cast,
        workspace=cast.workspace,
        owner=sign_in(f"user_owner_{mark}"),
        admin=cast.admin,
        member=cast.member,
        sees=sees,
        acts=acts,
        superuser=StaffCaller(is_superuser=True),
        stranger=sign_in(f"user_stranger_{mark}"),
        neighbour=cast.neighbour,
        nobody=Caller(user_id=""),
    )


def said(answer: Answer) -> tuple[int, Any]:
    """Return the status and the code of a refusal."""
    return answer.status, answer.body.get("code")


def refuses_outsiders(company: Company, method: str, route: str, body: object = b"") -> None:
    """Whoever does not belong is told nothing, in the words for a workspace that there is not."""
    for outsider in (company.stranger, company.neighbour):
        assert said(company.ask(method, route, body, by=outsider)) == (404, "workspace_not_found")
    assert said(company.ask(method, route, body, by=company.nobody)) == (401, "not_authenticated")


def refuses_missing_workspaces(company: Company, method: str, route: str, body: object = b"") -> None:
    """A workspace that there is not, one that is named badly, and none at all."""
    for name in ("nothing", "k" * 32, company.cast.source_workspace):
        answer = company.owner.send(method, f"/api/ari/{route}/?workspaceId={name}", body)
        assert said(answer) == (404, "workspace_not_found")
    answer = company.owner.send(method, f"/api/ari/{route}/", body)
    assert (answer.status, list(answer.body["fields"])) == (422, ["workspaceId"])


def refuses_methods(company: Company, route: str, *methods: str) -> None:
    """Methods that the address does not take."""
    for method in methods:
        assert said(company.ask(method, route, {})) == (405, "method_not_allowed")


def refuses_malformed(company: Company, method: str, route: str) -> None:
    """Bodies that are no JSON object, and another content type."""
    for content in MALFORMED:
        assert said(company.ask(method, route, content)) == (400, "malformed_body")
    assert said(company.ask(method, route, b"<a/>", Content_Type="application/xml")) == (415, "unsupported_media_type")


def refuses_parameters(company: Company, method: str, route: str, body: object = b"") -> None:
    """Parameters that the address does not know."""
    answer = company.owner.send(method, company.url(route, nonsense="1"), body)
    assert (answer.status, answer.body["fields"]) == (422, {"nonsense": ["There is no such field."]})
