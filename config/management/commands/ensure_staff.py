"""`manage.py ensure_staff`: a staff account for the portal with the password that STAFF_PASSWORD gives."""

import argparse
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

MIN_PASSWORD_LENGTH = 12


class Command(BaseCommand):
    """Create a superuser, or set the password of the one that exists. A second call changes nothing."""

    help = "Create the superuser NAME, or give it the password in the environment variable STAFF_PASSWORD."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the name."""
        parser.add_argument("name")

    def handle(self, *, name: str, **_options: Any) -> None:
        """Create or update the account."""
        password: str = settings.STAFF_PASSWORD
        if len(password) < MIN_PASSWORD_LENGTH:
            raise CommandError(f"Set STAFF_PASSWORD to a password of at least {MIN_PASSWORD_LENGTH} characters.")
        user, _created = get_user_model().objects.get_or_create(username=name)
        user.is_staff = user.is_superuser = True
        if not user.check_password(password):
            user.set_password(password)
        user.save()
