"""Start the embedded Convex deployment and push the functions to it with Convex's own command line."""

import json
import os
import re
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from config.launch.processes import LaunchError, Program, start_program, wait_until
from config.local_secrets import read_local_secret, read_or_create_secret

START_TIMEOUT_S = 60.0
PUSH_TIMEOUT_S = 180.0
READY_LINE = re.compile(r"^ready (?P<url>http://\S+) \(site (?P<site>http://[^)\s]+)\)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedDeployment:
    """A running embedded deployment: where it is and the keys to it."""

    program: Program
    url: str
    site_url: str
    data_dir: Path

    @property
    def admin_key(self) -> str:
        """The deploy key of this deployment."""
        return read_local_secret(self.data_dir / "admin_key")

    @property
    def migration_key(self) -> str:
        """The key of the bulk import; made at random the first time it is asked for."""
        return read_or_create_secret(self.data_dir / "migration_key")

    def environment(self) -> dict[str, str]:
        """Return the environment variables that lead Django to this deployment."""
        return {
            "CONVEX_URL": self.url,
            "CONVEX_SITE_URL": self.site_url,
            "CONVEX_DEPLOY_KEY": self.admin_key,
            "MIGRATION_KEY": self.migration_key,
        }

    def stop(self) -> None:
        """End the deployment; it finishes what it is doing and closes its file."""
        self.program.stop()


def start_embedded(
    project: Path, data_dir: Path, *, port: int, site_port: int, quiet: bool = True
) -> EmbeddedDeployment:
    """Start the deployment over the data directory and wait until it answers. Port 0 takes any free one."""
    # The larger nursery for short-lived objects was measured to make imports a fifth faster, for 120 MB more memory.
    command = ["node", "--max-semi-space-size=64", "--import", "tsx", "embedded/main.ts", "--data", str(data_dir)]
    command += ["--exit-with-parent"]
    command += ["--port", str(port), "--site-port", str(site_port)] + (["--quiet"] if quiet else [])
    program = start_program("The embedded deployment", command, cwd=project, log=data_dir / "log", environment={})
    try:
        wait_until(program, lambda: READY_LINE.search(program.log.read_text()) is not None, timeout_s=START_TIMEOUT_S)
    except LaunchError:
        program.stop()
        raise
    ready = READY_LINE.search(program.log.read_text())
    if ready is None:
        raise LaunchError("The embedded deployment printed no address.")
    return EmbeddedDeployment(program=program, url=ready["url"], site_url=ready["site"], data_dir=data_dir)


def push_functions(project: Path, deployment: EmbeddedDeployment) -> None:
    """Give the deployment its migration key and push `convex/` to it by `npx convex deploy`.

    Raises:
        LaunchError: the deployment or the command line refused; with what it printed.
    """
    set_environment_variable(deployment, "MIGRATION_KEY", deployment.migration_key)
    # A Convex deployment named in the developer's own environment must not be pushed to by accident.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONVEX_")}
    environment |= {"CI": "1", "CONVEX_SELF_HOSTED_URL": deployment.url}
    environment["CONVEX_SELF_HOSTED_ADMIN_KEY"] = deployment.admin_key
    # Types are checked by `make lint`; checking them again would double the time that a start takes. Without the last
    # flag a version that adds an index to a large table asks whether it may, and nobody is there to answer.
    command = ["node", "node_modules/convex/bin/main.js", "deploy", "-y", "--typecheck", "disable"]
    command.append("--skip-large-indexes-check")
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=PUSH_TIMEOUT_S, check=False
    )
    if done.returncode:
        raise LaunchError(f"`npx convex deploy` refused the functions:\n{done.stdout}{done.stderr}")


def set_environment_variable(deployment: EmbeddedDeployment, name: str, value: str) -> None:
    """Set an environment variable of the deployment's functions."""
    request = urllib.request.Request(  # noqa: S310 - the address is the loopback one that the deployment printed.
        f"{deployment.url}/api/update_environment_variables",
        data=json.dumps({"changes": [{"name": name, "value": value}]}).encode(),
        headers={"Authorization": f"Convex {deployment.admin_key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=START_TIMEOUT_S):  # noqa: S310
        pass
