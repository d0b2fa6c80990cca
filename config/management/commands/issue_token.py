"""`manage.py issue_token`: a session token on a machine without Clerk, signed with the machine's own key."""

import argparse
import re
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.identity.local_issuer import LocalIssuer
from config.identity.tokens import is_user_id

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
DEFAULT_TTL = "8h"
MAX_TTL_S = 30 * SECONDS["d"]


def read_ttl(text: str) -> int:
    """Return a duration such as `90s`, `15m`, `8h`, `7d` in seconds; argparse shows the error."""
    match = re.fullmatch(r"(\d{1,8})([smhd])", text, re.ASCII)
    seconds = int(match[1]) * SECONDS[match[2]] if match else 0
    if not 0 < seconds <= MAX_TTL_S:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration like 90s, 15m, 8h or 7d, up to 30d")
    return seconds


class Command(BaseCommand):
    """Print a token for a user. Nothing else is printed on standard output, so it can be used in a shell command."""

    help = (
        "Print a session token for USER, for `Authorization: Bearer …`. Works only where no Clerk issuer is set; "
        "where one is, people sign in with Clerk."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the user and the life time."""
        parser.add_argument("--user", required=True, metavar="USER", help="id of the user, as Convex knows it")
        parser.add_argument(
            "--ttl", type=read_ttl, default=DEFAULT_TTL, help=f"how long it is good: 90s, 15m, 8h, 7d ({DEFAULT_TTL})"
        )

    def handle(self, *, user: str, ttl: int, **_options: Any) -> None:
        """Sign the token, or say why not."""
        if settings.CLERK_ISSUER:
            raise CommandError("CLERK_ISSUER is set, so people sign in with Clerk and no other token is accepted here.")
        if not is_user_id(user):
            raise CommandError(f"{user!a} cannot be the id of a user. Give a Clerk id or a migrated UUID.")
        issuer = LocalIssuer(path=settings.LOCAL_SIGNING_KEY, authorized_party=settings.PUBLIC_URL)
        self.stdout.write(issuer.issue(user, ttl_s=ttl, now_s=int(time.time())))
