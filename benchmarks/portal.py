"""The portal's speed through a production server: its list and a ticket, for few and many workspaces and tickets."""

import http.client
import json
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.migrations import PROJECT, fresh_deployment
from benchmarks.tickets import STAGES, send_records
from config.launch.deployment import EmbeddedDeployment
from config.launch.processes import find_free_port, is_listening, start_program, wait_until
from config.launch.serving import gunicorn_command

# (workspaces, tickets): the smallest and the largest are compared.
SIZES = ((3, 1_000), (300, 1_000), (3, 200_000), (300, 200_000))
PEOPLE = 20
COMMENTS = 10
BATCH = 2_000
ROUNDS, REQUESTS, WARM_UP = 12, 25, 60
GOAL_RATIO, GOAL_MS = 1.5, 100
HUB = {"id": "00000000-0000-4000-8000-000000000021", "slug": "my21staff"}
ACCOUNTS = {"superuser": True, "granted": False}
WEEK_MS = 7 * 86_400_000
SESSIONS = """
import json, sys
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
keys = {}
for name, is_superuser in json.loads(sys.argv[-1]).items():
    user = User.objects.create(username=name, is_staff=True, is_superuser=is_superuser)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    keys[name] = session.session_key
print(json.dumps(keys))
"""


@dataclass(kw_only=True)
class Site:
    """A web server over a deployment of one size, and how long its answers took, by what was asked."""

    workspaces: int
    tickets: int
    port: int
    sessions: Mapping[str, str]
    ticket_ids: list[str]
    processes: list[psutil.Process]
    latencies_ms: dict[str, list[float]] = field(default_factory=dict)
    cpu_ms: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, account: str, path: str, name: str, *, count: int, is_measured: bool) -> int:
        """Ask for the path so many times on one connection; return the last status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={self.sessions[account]}"}
        took: list[float] = []
        before = self.cpu_s()
        for _request in range(count):
            started = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - started) * 1000)
            if answer.status != 200:
                break
        connection.close()
        if is_measured:
            self.latencies_ms.setdefault(name, []).extend(took)
            self.cpu_ms.setdefault(name, []).append((self.cpu_s() - before) * 1000 / count)
        return answer.status

    def cpu_s(self) -> float:
        """Return the processor seconds of the web server and the deployment so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes)

    def paths(self, turn: int) -> dict[str, tuple[str, str]]:
        """Return for each thing that is measured who asks for it and where."""
        ticket = self.ticket_ids[turn % len(self.ticket_ids)]
        open_stages = "&".join(f"stage={stage}" for stage in STAGES[:-1])
        return {
            "list, all granted": ("granted", "/api/portal/tickets/?counts=true"),
            "list, open, by last change": ("granted", f"/api/portal/tickets/?{open_stages}&sort=updated"),
            "list, bugs in a hurry": ("granted", "/api/portal/tickets/?category=bug&priority=high"),
            "list, superuser": ("superuser", "/api/portal/tickets/?counts=true"),
            "ticket": ("granted", f"/api/portal/tickets/{ticket}/"),
            "its discussion": ("granted", f"/api/portal/tickets/{ticket}/comments/"),
            "page: inbox": ("granted", "/portal/tickets/"),
            "page: ticket": ("granted", f"/portal/tickets/{ticket}/"),
        }


def report_portal(say: Callable[[str], None], *, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
    """Measure and print. Sizes are measured in turn, round after round, so that all meet the same machine."""
    say("\nthe portal, one client; milliseconds at the client, and processor milliseconds of web server and Convex")
    with ExitStack() as stack:
        sites = [stack.enter_context(running_site(*size)) for size in sizes]
        names = [name for name in sites[0].paths(0) if all(warm_up(site, name) for site in sites)]
        for turn in range(ROUNDS):
            for name in names:
                for site in sites[turn % 2 :] + sites[: turn % 2]:
                    account, path = site.paths(turn)[name]
                    site.ask(account, path, name, count=REQUESTS, is_measured=True)
        for name in names:
            report_one(say, name, sites)


def warm_up(site: Site, name: str) -> bool:
    """Ask until the code is compiled and the caches are filled; tell if the site has such a page."""
    account, path = site.paths(0)[name]
    return site.ask(account, path, name, count=WARM_UP, is_measured=False) == 200


def report_one(say: Callable[[str], None], name: str, sites: list[Site]) -> None:
    """Print what was found for one thing at each size, and the ratio of the largest to the smallest."""
    say(f"  {name}")
    for site in sites:
        took = sorted(site.latencies_ms[name])
        cpu = sorted(site.cpu_ms[name])[len(site.cpu_ms[name]) // 2]
        size = f"{site.workspaces:>5} workspaces, {site.tickets:>7,} tickets"
        say(f"    {size}  p50 {quantile(took, 0.5):6.1f}  p95 {quantile(took, 0.95):6.1f}  processor {cpu:5.1f}")
    small, large = sites[0], sites[-1]
    p95 = quantile(sorted(large.latencies_ms[name]), 0.95)
    ratio = p95 / quantile(sorted(small.latencies_ms[name]), 0.95)
    say(f"    p95 of the largest is {ratio:.2f} times the smallest (goal {GOAL_RATIO}); goal below {GOAL_MS} ms")


def quantile(ordered: list[float], share: float) -> float:
    """Return the value that this share of the values stays within."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextmanager
def running_site(workspaces: int, tickets: int) -> Iterator[Site]:
    """Start a deployment with so many workspaces and tickets, and the web server over it."""
    with fresh_deployment() as deployment, tempfile.TemporaryDirectory() as directory:
        seed(deployment, workspaces, tickets)
        port = find_free_port()
        environment = {**deployment.environment(), "VAR_DIR": directory, "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        environment |= {f"API_{kind}_PER_MINUTE": "0" for kind in ("READS", "WRITES", "STRANGER_REQUESTS")}
        sessions = make_sessions(environment)
        run_manage(environment, "tidy_tickets")
        run_manage(environment, "collectstatic", "--noinput", "--verbosity=0")
        command = gunicorn_command(port, workers=1, threads=2)
        log = Path(directory) / "web.log"
        web = start_program("The web server", command, cwd=PROJECT, log=log, environment=environment)
        try:
            wait_until(web, lambda: is_listening(port), timeout_s=60)
            yield Site(
                workspaces=workspaces,
                tickets=tickets,
                port=port,
                sessions=sessions,
                ticket_ids=grant_all(deployment),
                processes=processes_of(web.process.pid, deployment),
            )
        finally:
            web.stop()


def processes_of(web: int, deployment: EmbeddedDeployment) -> list[psutil.Process]:
    """Return the processes that serve a request."""
    server = psutil.Process(web)
    return [server, *server.children(recursive=True), psutil.Process(deployment.program.process.pid)]


def run_manage(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the project and return what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    # The path of the interpreter's own programs is all that a command needs of this process.
    inherited = {name: value for name, value in psutil.Process().environ().items() if not name.startswith("CONVEX_")}
    done = subprocess.run(
        command, cwd=PROJECT, env={**inherited, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def make_sessions(environment: Mapping[str, str]) -> dict[str, str]:
    """Make Django's database, the accounts and a session of each; return the session keys."""
    run_manage(environment, "migrate", "--verbosity=0")
    script = SESSIONS.replace("sys.argv[-1]", repr(json.dumps(ACCOUNTS)))
    keys: dict[str, str] = json.loads(run_manage(environment, "shell", "--no-imports", "-c", script))
    return keys


def seed(deployment: EmbeddedDeployment, workspaces: int, tickets: int) -> None:
    """Bring the hub, the workspaces with their people, and the tickets, by the bulk import."""
    draw = random.Random(1)  # noqa: S311 - no secret.
    times = {"created_at": 1, "updated_at": 1}
    places = [{"id": str(uuid.UUID(int=1_000 + n)), "slug": f"usaha-{n:04}"} for n in range(workspaces)]
    send_records(
        deployment,
        "workspaces",
        [
            {"supabaseId": place["id"], "name": place["slug"].title(), "slug": place["slug"], "owner_id": "u", **times}
            for place in (HUB, *places)
        ],
    )
    people = [f"user_{n}_{m}" for n in range(workspaces) for m in range(PEOPLE)]
    for start in range(0, len(people), BATCH):
        send_records(deployment, "users", [person_record(user_id) for user_id in people[start : start + BATCH]])
    for start in range(0, tickets, BATCH):
        end = min(tickets, start + BATCH)
        send_records(deployment, "tickets", [ticket_record(draw, number, places) for number in range(start, end)])
    comments = [comment_record(ticket, n) for ticket in range(tickets - 5, tickets) for n in range(COMMENTS)]
    send_records(deployment, "ticketComments", comments)


def person_record(user_id: str) -> dict[str, object]:
    """Return a user as the migration sends it."""
    name = {"full_name": f"Orang {user_id}", "email": f"{user_id}@example.com"}
    return {"supabaseId": str(uuid.uuid4()), "clerk_id": user_id, **name, "created_at": 1, "updated_at": 1}


def ticket_record(draw: random.Random, number: int, places: list[dict[str, str]]) -> dict[str, object]:
    """Return a ticket as the migration sends it: of a random workspace, half of them routed to the hub."""
    place = draw.randrange(len(places))
    # Spread over the weeks before now, the last one latest.
    created = int(time.time() * 1000) - WEEK_MS + number * 1_000
    routed = {"admin_workspace_id": HUB} if draw.random() < 0.5 else {}
    assigned = {"assigned_to": draw.choice(["staff:granted", "staff:superuser"])} if draw.random() < 0.5 else {}
    return {
        "supabaseId": ticket_key(number),
        "workspace_id": places[place],
        "requester_id": f"user_{place}_{draw.randrange(PEOPLE)}",
        "title": f"Keluhan nomor {number}",
        "description": "Mohon dibantu, terima kasih banyak. " * 4,
        "category": draw.choice(["bug", "feature", "question"]),
        "priority": draw.choice(["low", "medium", "high"]),
        "stage": draw.choice(STAGES),
        "pending_approval": False,
        "created_at": created,
        "updated_at": created + draw.randrange(WEEK_MS),
        **routed,
        **assigned,
    }


def ticket_key(number: int) -> str:
    """Return the source id of a ticket: in the order of the numbers, as the import likes its batches."""
    return str(uuid.UUID(int=10**12 + number))


def comment_record(ticket: int, number: int) -> dict[str, object]:
    """Return a comment as the migration sends it."""
    return {
        "supabaseId": str(uuid.UUID(int=2 * 10**12 + ticket * 100 + number)),
        "ticket_id": {"id": ticket_key(ticket)},
        "author_id": f"user_0_{number % PEOPLE}",
        "content": "Terima kasih, kami periksa dulu. " * 3,
        "is_internal": False,
        "created_at": int(time.time() * 1000) + number,
    }


def grant_all(deployment: EmbeddedDeployment) -> list[str]:
    """Grant every workspace to the account that needs grants; return the ids of the tickets with a discussion."""
    root = {"user_id": "staff:superuser", "kind": "staff", "superuser": True}
    cursor: str | None = None
    while True:
        args = {"actor": root, "limit": 100, **({} if cursor is None else {"cursor": cursor})}
        page = call(deployment, "query", "portal:listWorkspaces", args)
        for workspace in page["workspaces"]:
            grant = {"user_id": "staff:granted", "workspace_id": workspace["id"], "can_act": True}
            call(deployment, "mutation", "staffGrants:setGrant", {"actor": root, **grant})
        cursor = page.get("cursor")
        if cursor is None:
            break
    newest = call(deployment, "query", "portal:listTickets", {"actor": root, "limit": 5})
    return [str(ticket["id"]) for ticket in newest["tickets"]]


def call(deployment: EmbeddedDeployment, kind: str, path: str, args: object) -> dict[str, Any]:
    """Call a function of the deployment."""
    headers = {"Authorization": f"Convex {deployment.admin_key}"}
    body = {"path": path, "args": args, "format": "json"}
    answer = httpx.post(f"{deployment.url}/api/{kind}", json=body, headers=headers, timeout=60).json()
    if answer["status"] != "success":
        raise RuntimeError(f"{path} was refused: {answer}")
    value: dict[str, Any] = answer["value"]
    return value
