"""`manage.py start`: everything on one machine, from an empty directory to the portal in the browser."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.launch.deployment import EmbeddedDeployment, push_functions, start_embedded
from config.launch.processes import (
    LaunchError,
    Program,
    is_listening,
    require_free_port,
    start_program,
    wait_for_any,
    wait_until,
)
from config.launch.sample_database import has_sample, run_postgres
from config.launch.serving import gunicorn_command
from config.local_secrets import read_or_create_secret

STAFF_NAME = "staff"
WEB_PORT = 8000
WEB_TIMEOUT_S = 60.0
SAMPLE_SEED = 21
# What works beside the web server, by what it is called.
HELPERS: Mapping[str, tuple[str, ...]] = {
    "ARI": ("run_ari", "--exit-with-parent"),
    "The mail sender": ("send_mail", "--loop", "--exit-with-parent"),
}


class Command(BaseCommand):
    """Start the embedded deployment, push the functions, migrate a sample database, serve the portal."""

    help = (
        "Start the embedded Convex deployment, push convex/ to it, create a sample Supabase database, migrate it, and "
        "serve the portal until Ctrl-C."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="stop after the migration; serve nothing")
        parser.add_argument("--scale", type=int, default=1, help="size of the sample: 1 is about 10,000 rows")

    def handle(self, *, once: bool, scale: int, **_options: Any) -> None:
        """Run the steps in order; end what was started in reverse order, also after Ctrl-C or SIGTERM."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.environment: dict[str, str] = {}
        try:
            with ExitStack() as stack:
                self.start_convex(stack)
                self.migrate_sample(stack, scale)
                self.manage("book_sample_appointments")
                if not once:
                    self.serve(stack)
        except LaunchError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.say("Stopped.")

    def start_convex(self, stack: ExitStack) -> None:
        """Start the embedded deployment and push the functions."""
        remedy = "Is another `make run` still going? End it, or the program that listens there, and try again."
        for port in (3210, 3211, WEB_PORT):
            require_free_port(port, "my21staff", remedy)
        self.say("Starting the embedded Convex deployment …")
        deployment: EmbeddedDeployment = start_embedded(
            settings.BASE_DIR, settings.EMBEDDED_DIR, port=3210, site_port=3211, quiet=False
        )
        stack.callback(deployment.stop)
        self.say("Pushing the functions with `npx convex deploy` …")
        push_functions(settings.BASE_DIR, deployment)
        self.environment = deployment.environment()

    def migrate_sample(self, stack: ExitStack, scale: int) -> None:
        """Run the sample database, fill it the first time, and migrate it."""
        self.say("Starting PostgreSQL with the sample Supabase database …")
        maps = settings.VAR_DIR / "sample"
        database_url = stack.enter_context(run_postgres(settings.VAR_DIR / "postgres"))
        self.environment["SUPABASE_DB_URL"] = database_url
        if not has_sample(database_url):
            options = [f"--scale={scale}", f"--seed={SAMPLE_SEED}", f"--maps={maps}"]
            self.manage("create_sample_supabase", *options)
        user_map, workspace_map = maps / "user-id-mapping.json", maps / "workspace-org-mapping.json"
        self.manage("migrate_supabase", f"--user-map={user_map}", f"--workspace-map={workspace_map}")

    def serve(self, stack: ExitStack) -> None:
        """Serve the portal until Ctrl-C or until the web server ends by itself."""
        self.manage("migrate", "--verbosity=0")
        password = read_or_create_secret(settings.VAR_DIR / "staff_password", random_bytes=12)
        self.manage("ensure_staff", STAFF_NAME, password=password)
        command = gunicorn_command(WEB_PORT)
        log = settings.VAR_DIR / "log" / "web.log"
        web = start_program("The web server", command, cwd=settings.BASE_DIR, log=log, environment=self.environment)
        stack.callback(web.stop)
        wait_until(web, lambda: is_listening(WEB_PORT), timeout_s=WEB_TIMEOUT_S)
        helpers = [self.start_helper(stack, name, *command) for name, command in HELPERS.items()]
        self.say(f"\nThe portal is at http://127.0.0.1:{WEB_PORT}/ — log in as {STAFF_NAME} with {password}")
        self.say(f"Logs: {relative(log.parent)}, {relative(settings.EMBEDDED_DIR / 'log')}. Ctrl-C ends everything.")
        ended = wait_for_any([web, *helpers])
        raise LaunchError(f"{ended.name} ended by itself. It printed:\n{ended.last_lines()}")

    def start_helper(self, stack: ExitStack, name: str, *command: str) -> Program:
        """Start a command that works beside the web server until both are ended."""
        log = settings.VAR_DIR / "log" / f"{command[0]}.log"
        program = start_program(
            name,
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            log=log,
            environment=self.environment,
        )
        stack.callback(program.stop)
        return program

    def manage(self, command: str, *arguments: str, password: str = "") -> None:
        """Run a management command in a process of its own, with the addresses and keys found so far."""
        environment = {**os.environ, **self.environment} | ({"STAFF_PASSWORD": password} if password else {})
        done = subprocess.run(
            [sys.executable, "manage.py", command, *arguments], cwd=settings.BASE_DIR, env=environment, check=False
        )
        if done.returncode:
            raise LaunchError(f"`manage.py {command}` ended with status {done.returncode}; see what it printed above.")

    def say(self, text: str) -> None:
        """Print one line at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()


def relative(path: Path) -> Path:
    """Return the path as seen from the project, where it lies inside."""
    return path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path
