"""ARI's speed: from the webhook through a worker and the outbox to a stand-in for WhatsApp, with ARI's own words."""

import hmac
import http.client
import json
import queue
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import psutil

from ari.bursts import patience_for
from ari.domain import ConversationId, Decision, Reply, State
from ari.inbox import Claim, ConversationFilter
from ari.repositories.conversations import ConversationRepository
from ari.repositories.inbox import InboxRepository
from ari.repositories.turns import TurnRepository
from ari.webhooks.meta import parse_body
from benchmarks.migrations import PROJECT, fresh_deployment
from benchmarks.tickets import send_records, workspace_id
from config.convex.client import ConvexClient
from config.convex.documents import Args
from config.identity.principal import Principal, PrincipalKind, Standing
from config.launch.deployment import EmbeddedDeployment
from config.launch.processes import Program, find_free_port, is_listening, start_program, wait_until
from config.launch.serving import gunicorn_command

SECRET = uuid.uuid4().hex
NUMBER_ID = "number-bench"
OWNER = "user_bench"
# What every lead says, one after the other; each waits for ARI's answer to the one before.
SAYINGS = ("Halo kak, saya mau tanya kuliah di Jepang, bisa?", "Kalau budget 200 juta, cukup?")
# The burst is over so long after each of them.
WAIT_MS = patience_for(SAYINGS[0]).wait.total_seconds() * 1000
CLIENTS = 8
WARM_UP_S, SECONDS = 8.0, 20.0
# Leads who talk at a time: so many that a worker always has something to do; so few that it never has much.
CROWD, FEW = 400, 4
SIZES = (10, 500, 1_000, 2_000)
TURNS_PER_SIZE = 60


class Crowd:
    """Leads who write by webhook, wait for the answer, and write again; new ones come for those who went."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._to_say: queue.SimpleQueue[tuple[str, int] | None] = queue.SimpleQueue()
        self._said: dict[str, int] = {}
        self._numbers = iter(range(10**6, 10**7))
        self._ended = threading.Event()
        self.answers: list[float] = []
        self.webhook_ms: list[float] = []
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(CLIENTS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        for _thread in self._threads:
            self._to_say.put(None)
        for thread in self._threads:
            thread.join()

    def come(self, count: int) -> None:
        """Let new leads begin to talk."""
        for _ in range(count):
            self._to_say.put((f"62813{next(self._numbers)}", 0))

    def hear(self, wa_id: str) -> None:
        """Take an answer of ARI's, and go on."""
        self.answers.append(time.perf_counter())
        said = self._said.get(wa_id, 0)
        if self._ended.is_set() or said == 0:
            return
        self._said[wa_id] = 0
        if said < len(SAYINGS):
            self._to_say.put((wa_id, said))
        else:
            self.come(1)

    def _write(self) -> None:
        while (task := self._to_say.get()) is not None:
            wa_id, said = task
            self._said[wa_id] = said + 1
            started = time.perf_counter()
            post_webhook(self._port, wa_id, SAYINGS[said])
            self.webhook_ms.append((time.perf_counter() - started) * 1000)


def post_webhook(port: int, wa_id: str, text: str) -> None:
    """Send one message as Kapso does, over a connection of its own; it must be taken."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    raw = json.dumps(body_of(wa_id, text)).encode()
    signature = hmac.digest(SECRET.encode(), raw, "sha256").hex()
    headers = {"Content-Type": "application/json", "x-kapso-signature": signature}
    connection.request("POST", "/webhooks/kapso/", raw, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"The webhook was answered {answer.status}: {content[:200]!r}")


def body_of(wa_id: str, *texts: str) -> dict[str, Any]:
    """Return a webhook in the shape of Meta's API."""
    messages = [
        {"from": wa_id, "id": f"wamid.{uuid.uuid4().hex}", "type": "text", "text": {"body": text}} for text in texts
    ]
    contacts = [{"wa_id": wa_id, "profile": {"name": "Sari"}}]
    value = {"metadata": {"phone_number_id": NUMBER_ID}, "contacts": contacts, "messages": messages}
    return {"entry": [{"changes": [{"field": "messages", "value": value}]}]}


class WhatsApp:
    """Takes messages as Kapso does and hands them to whoever they are for."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                content = json.dumps({"messages": [{"id": f"wamid.{uuid.uuid4().hex}"}]}).encode()
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content)
                self.wfile.write(head + content)
                hear(str(body["to"]))

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A deployment with a workspace, and the web server over it."""

    deployment: EmbeddedDeployment
    convex: ConvexClient
    workspace: str
    web: Program
    port: int
    directory: Path

    @contextmanager
    def workers(self, count: int, kapso_url: str) -> Iterator[Program]:
        """Run `run_ari` with so many workers."""
        environment = {**self.deployment.environment(), "VAR_DIR": str(self.directory)}
        environment |= {"KAPSO_API_KEY": "key", "KAPSO_BASE_URL": kapso_url}
        command = [sys.executable, "manage.py", "run_ari", f"--workers={count}"]
        program = start_program("ARI", command, cwd=PROJECT, log=self.directory / "ari.log", environment=environment)
        try:
            yield program
        finally:
            program.stop()


@contextmanager
def running_house(*, workers: int, threads: int) -> Iterator[House]:
    """Start the deployment and the web server, and switch ARI on in a workspace."""
    with fresh_deployment() as deployment, tempfile.TemporaryDirectory() as name:
        directory, port, source = Path(name), find_free_port(), str(uuid.uuid4())
        seed(deployment, source)
        environment = {**deployment.environment(), "VAR_DIR": name, "KAPSO_WEBHOOK_SECRET": SECRET}
        command = gunicorn_command(port, workers=workers, threads=threads)
        web = start_program("The web server", command, cwd=PROJECT, log=directory / "web.log", environment=environment)
        try:
            wait_until(web, lambda: is_listening(port), timeout_s=60)
            with ConvexClient(deployment.url, deploy_key=deployment.admin_key) as convex:
                workspace = workspace_id(deployment, source)
                actor = {"user_id": OWNER, "kind": "user"}
                switch: Args = {"actor": actor, "workspace_id": workspace, "is_enabled": True}
                convex.mutation("ariSettings:saveConfig", switch)
                yield House(
                    deployment=deployment, convex=convex, workspace=workspace, web=web, port=port, directory=directory
                )
        finally:
            web.stop()


def seed(deployment: EmbeddedDeployment, source: str) -> None:
    """Bring a workspace with a WhatsApp number, its owner, and a knowledge base of usual size."""
    times = {"created_at": 1, "updated_at": 1}
    workspace = {"supabaseId": source, "name": "Bench", "slug": source, "owner_id": OWNER, "kapso_phone_id": NUMBER_ID}
    send_records(deployment, "workspaces", [{**workspace, **times}])
    place = {"id": source, "slug": source}
    member = {"supabaseId": str(uuid.uuid4()), "workspace_id": place, "user_id": OWNER, "role": "owner"}
    send_records(deployment, "workspaceMembers", [{**member, "created_at": 1}])
    entries = [
        {
            "supabaseId": identifier,
            "workspace_id": place,
            "title": f"Pertanyaan nomor {number} tentang kuliah",
            "content": "Syaratnya ijazah, transkrip, paspor dan sertifikat bahasa. " * 8,
            "is_active": True,
            **times,
        }
        for number, identifier in enumerate(sorted(str(uuid.uuid4()) for _ in range(60)))
    ]
    send_records(deployment, "ariKnowledgeEntries", entries)


@dataclass(slots=True)
class Throughput:
    """What a crowd measured in some seconds."""

    answers: int
    seconds: float
    cpu_s: dict[str, float]
    latencies_ms: list[float] = field(default_factory=list)
    webhook_ms: list[float] = field(default_factory=list)


def measure_crowd(house: House, *, workers: int, leads: int) -> Throughput:
    """Let so many leads talk with ARI by so many workers."""
    crowd = Crowd(house.port)
    started_ms = time.time() * 1000
    with WhatsApp(crowd.hear) as whatsapp, house.workers(workers, whatsapp.url) as ari, crowd:
        crowd.come(leads)
        time.sleep(WARM_UP_S)
        parts = {"web": house.web, "ARI": ari, "Convex": house.deployment.program}
        before, first, begins = cpu_of(parts), len(crowd.answers), time.perf_counter()
        first_webhook = len(crowd.webhook_ms)
        time.sleep(SECONDS)
        after, seconds = cpu_of(parts), time.perf_counter() - begins
        measured = Throughput(
            answers=len(crowd.answers) - first,
            seconds=seconds,
            cpu_s={name: after[name] - before[name] for name in parts},
            webhook_ms=crowd.webhook_ms[first_webhook:],
        )
    measured.latencies_ms = latencies_since(house, started_ms)
    return measured


def cpu_of(parts: dict[str, Program]) -> dict[str, float]:
    """Return the processor seconds of each part so far."""
    times = {}
    for name, program in parts.items():
        process = psutil.Process(program.process.pid)
        family = [process, *process.children(recursive=True)]
        times[name] = sum(sum(member.cpu_times()[:2]) for member in family)
    return times


def latencies_since(house: House, started_ms: float) -> list[float]:
    """Return how long after the end of each burst its reply was queued, by Convex's clock, of a sample of the leads."""
    conversations = ConversationRepository(house.convex)
    nobody = Standing(full_name=None, email=None, language=None, memberships=(), grants=())
    owner = Principal(user_id=OWNER, kind=PrincipalKind.USER, load_standing=lambda: nobody)
    latencies = []
    page = conversations.list_for_workspace(
        house.workspace,  # type: ignore[arg-type]
        ConversationFilter(),
        asker=owner,
        limit=100,
    )
    for conversation in page.conversations:
        messages = conversations.list_messages(conversation.id, asker=owner, limit=20).messages[::-1]
        for said, reply in pairwise(messages):
            if said.direction == "inbound" and reply.direction == "outbound":
                waited = (reply.created_at - said.created_at).total_seconds() * 1000 - WAIT_MS
                if said.created_at.timestamp() * 1000 > started_ms + WARM_UP_S * 1000:
                    latencies.append(waited)
    return latencies


def quantile(values: list[float], share: float) -> float:
    """Return the value that this share stayed within."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def measure_growth(house: House) -> dict[int, float]:
    """Return what a turn costs, from the message to the written reply, in conversations of so many messages; in ms.

    The conversations take turns, so that whatever else the machine does falls on all of them.
    """
    inbox, turns = InboxRepository(house.convex), TurnRepository(house.convex)
    leads = {size: f"6289900{size:06}" for size in SIZES}
    for size, wa_id in leads.items():
        for start in range(0, size, 100):
            receive(inbox, wa_id, *(f"pesan {number}" for number in range(start, min(size, start + 100))))
        answer_one(inbox, turns, wa_id)
    spent: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(TURNS_PER_SIZE):
        for size, wa_id in leads.items():
            started = time.perf_counter()
            answer_one(inbox, turns, wa_id)
            spent[size].append((time.perf_counter() - started) * 1000)
    return {size: statistics.median(times) for size, times in spent.items()}


def receive(inbox: InboxRepository, wa_id: str, *texts: str) -> ConversationId:
    """Store messages whose burst is over at once."""
    messages = parse_body(body_of(wa_id, *texts)).messages
    ready = [replace(message, wait=timedelta(0), limit=timedelta(0)) for message in messages]
    return inbox.receive(ready).conversation_ids[0]


def answer_one(inbox: InboxRepository, turns: TurnRepository, wa_id: str) -> None:
    """Let a message come, and write an answer."""
    claim = turns.claim(receive(inbox, wa_id, "lalu?"), lease=timedelta(seconds=30))
    if not isinstance(claim, Claim):
        raise TypeError(f"There was nothing to answer: {claim}.")
    turns.commit(claim, Decision(state=State.QUALIFYING, memory=claim.turn.memory, replies=(Reply(text="Baik kak."),)))


def report_ari(say: Callable[[str], None], *, workers: int, threads: int) -> None:
    """Measure and print."""
    say(f"\nARI with its own words, gunicorn with {workers} processes of {threads} threads, all on this machine")
    for count in (1, 4):
        with running_house(workers=workers, threads=threads) as house:
            say(
                rate_line(f"{CROWD} leads, run_ari --workers {count}", measure_crowd(house, workers=count, leads=CROWD))
            )
    with running_house(workers=workers, threads=threads) as house:
        load = measure_crowd(house, workers=4, leads=FEW)
    say(rate_line(f"{FEW} leads, run_ari --workers 4", load))
    late = ", ".join(f"p{share} {quantile(load.latencies_ms, share / 100):.0f} ms" for share in (50, 95))
    say(f"    its replies are queued so long after the end of the burst: {late}")
    with running_house(workers=workers, threads=threads) as house:
        costs = measure_growth(house)
    shown = ", ".join(f"{cost:.1f} ms at {size:,}" for size, cost in costs.items())
    say(f"  message, claim and commit in a conversation of so many messages (medians): {shown}")
    say(f"  at {SIZES[-1]:,} that is {costs[SIZES[-1]] / costs[SIZES[0]]:.2f} times the cost at {SIZES[0]}")


def rate_line(name: str, load: Throughput) -> str:
    """Return one line of the report."""
    shares = ", ".join(f"{part} {seconds / load.seconds:.0%}" for part, seconds in load.cpu_s.items())
    rate = f"{load.answers / load.seconds:6.1f} answers/s"
    return f"  {name:<34}{rate}  webhook p95 {quantile(load.webhook_ms, 0.95):4.0f} ms  of a core: {shares}"
