"""Staff accounts of the portal, who call the API with their Django session."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from config.convex.client import ConvexClient
from config.convex.documents import Args
from tests.config.api_client import Answer, new_client, read

ROOT: Args = {"user_id": "staff:root", "kind": "staff", "superuser": True}


class Staff:
    """A browser in which a staff account has logged in."""

    def __init__(self, convex: ConvexClient, *, is_superuser: bool = False) -> None:
        self.convex = convex
        self.account = User.objects.create(
            username=f"rina{uuid.uuid4().hex[:12]}", is_staff=True, is_superuser=is_superuser
        )
        self.user_id = f"staff:{self.account.username}"
        self.client = new_client(checks_csrf=True)
        self.client.force_login(self.account)
        self.csrf = "x" * 32
        self.client.cookies["csrftoken"] = self.csrf

    def grant(self, workspace_id: str, *, can_act: bool, lasting: timedelta | None = None) -> None:
        """Grant the account a workspace: for ever, or for that long."""
        args: Args = {"actor": ROOT, "user_id": self.user_id, "workspace_id": workspace_id, "can_act": can_act}
        if lasting is not None:
            args["expires_at"] = int((datetime.now(UTC) + lasting).timestamp() * 1000)
        self.convex.mutation("staffGrants:setGrant", args)

    def send(self, method: str, path: str, body: object = b"", **headers: str) -> Answer:
        """Send a request; a body that is not bytes is sent as JSON. Header names are written with underscores."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = sent.pop("Content-Type", "application/json")
        return read(
            self.client.generic(method, path, content, content_type, headers={"X-CSRFToken": self.csrf, **sent})
        )

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = b"", **headers: str) -> Answer:
        return self.send("POST", path, body, **headers)


def path_of(ticket: Mapping[str, Any], route: str = "") -> str:
    return f"/api/portal/tickets/{ticket['id']}/{route}"
