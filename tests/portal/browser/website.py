"""The site in a process of its own, as `manage.py start` serves it, over the deployment of the test run."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.launch.processes import Program, find_free_port, is_listening, start_program, wait_until
from config.launch.serving import gunicorn_command
from tests.portal.browser.chromium import PROJECT

PASSWORD = "kopi-tubruk-manis"
# By username: the full name, and whether the account sees every workspace.
ACCOUNTS: Mapping[str, tuple[str, bool]] = {
    "rina": ("Rina Hartono", True),
    "bayu": ("Bayu Pratama", True),
    "dian": ("Dian Putri", False),
}
SET_UP = """
from django.contrib.auth.models import User
from django.core.management import call_command
from tests.portal.browser.website import ACCOUNTS, PASSWORD
call_command("migrate", verbosity=0)
for username, (name, is_superuser) in ACCOUNTS.items():
    first, last = name.split()
    User.objects.create_user(
        username, password=PASSWORD, first_name=first, last_name=last, is_staff=True, is_superuser=is_superuser
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Website:
    """A running site."""

    address: str
    program: Program
    environment: Mapping[str, str]

    def manage(self, *command: str) -> None:
        """Run a management command of the site."""
        arguments = [sys.executable, "manage.py", *command]
        done = subprocess.run(arguments, cwd=PROJECT, env={**os.environ, **self.environment}, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def run_website(deployment: Mapping[str, str], folder: Path) -> Iterator[Website]:
    """Serve the site with the staff accounts for the time of the block. `deployment` names the Convex deployment."""
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **deployment,
        "VAR_DIR": str(folder),
        "PUBLIC_URL": address,
        "API_READS_PER_MINUTE": "0",
        "API_WRITES_PER_MINUTE": "0",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SET_UP]
    subprocess.run(shell, cwd=PROJECT, env={**os.environ, **environment}, check=True)
    program = start_program(
        "The site",
        gunicorn_command(port, workers=1),
        cwd=PROJECT,
        log=folder / "web.log",
        environment=environment,
    )
    try:
        wait_until(program, lambda: is_listening(port), timeout_s=60)
        yield Website(address=address, program=program, environment=environment)
    finally:
        program.stop()
