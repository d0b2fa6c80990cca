"""`manage.py link_organizations`: tie organisations of Clerk to workspaces that came to name them later."""

from typing import Any, cast

from django.core.management.base import BaseCommand

from config.convex.connection import get_client

PAGE = 50


class Command(BaseCommand):
    """Go through the organisations that are tied to no workspace. A second call finds nothing left to do."""

    help = "Tie organisations known from Clerk's webhooks to workspaces whose clerk_org_id was set afterwards."

    def handle(self, **_options: Any) -> None:
        """Link page by page and say how many were linked."""
        linked, cursor, done = 0, None, False
        while not done:
            args = {"paginationOpts": {"numItems": PAGE, "cursor": cursor}}
            # Linking what is linked changes nothing, so a page may be asked for again.
            page = cast(dict[str, Any], get_client().mutation("organizations:linkWorkspaces", args, idempotent=True))
            linked, cursor, done = linked + int(page["linked"]), page["cursor"], page["done"]
        self.stdout.write(f"linked {linked} organisations to their workspaces")
