"""The ticket API's speed through a production server: lists in workspaces of two sizes, writes, and more clients."""

import json
import re
import socket
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from benchmarks.measured import LOOP_LENGTH, time_loop_ms
from benchmarks.migrations import PROJECT, fresh_deployment
from config.identity.local_issuer import LocalIssuer
from config.launch.deployment import EmbeddedDeployment
from config.launch.processes import Program, find_free_port, is_listening, start_program, wait_until
from config.launch.serving import gunicorn_command

SIZES = {"small": 1_000, "large": 100_000}
USER = "user_bench"
BATCH = 2_000
SECONDS = 6.0
WARM_UP_S = 2.0
STAGES = ("report", "discuss", "outcome", "implementation", "closed")


class Connection:
    """A keep-alive connection that does no more than it must: the clients share the processors with the server.

    Answers must be whole successes with a Content-Length.
    """

    _LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)

    def exchange(self, request: bytes) -> bytes:
        """Send a request and return the body of its answer."""
        self._socket.sendall(request)
        answer = bytearray()
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._piece()
        length = self._LENGTH.search(answer, 0, end)
        if length is None or not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            raise RuntimeError(f"The server answered {bytes(answer[:300])!r}.")
        while len(answer) < end + 4 + int(length[1]):
            answer += self._piece()
        return bytes(answer[end + 4 :])

    def _piece(self) -> bytes:
        piece = self._socket.recv(65_536)
        if not piece:
            raise RuntimeError("The server closed the connection.")
        return piece

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


Act = Callable[[Connection], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What so many clients measured, each sending its next request when the last was answered."""

    latencies_ms: list[float]
    seconds: float
    cpu_s: dict[str, float]

    def quantile(self, share: float) -> float:
        """Return the latency that this share of the requests stayed within."""
        return sorted(self.latencies_ms)[min(len(self.latencies_ms) - 1, int(share * len(self.latencies_ms)))]

    @property
    def per_s(self) -> float:
        """Requests a second."""
        return len(self.latencies_ms) / self.seconds


class Api:
    """A running web server over a deployment with tickets, and a caller who may read and work all of them."""

    def __init__(
        self, web: Program, port: int, token: str, deployment: EmbeddedDeployment, workspaces: dict[str, str]
    ) -> None:
        self.web, self.port, self.deployment, self.workspaces = web, port, deployment, workspaces
        self._headers = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"

    def request(self, method: str, path: str, body: object = None) -> bytes:
        """Return a request as it is sent."""
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\n{self._headers}Content-Length: {len(content)}\r\n\r\n"
        return head.encode() + content

    def list_tickets(self, size: str) -> Act:
        """Read the first page of a workspace."""
        request = self.request("GET", f"/api/tickets/?workspaceId={self.workspaces[size]}&limit=25")
        return lambda connection: void(connection.exchange(request))

    def ask_health(self) -> Act:
        """Ask whether the web server lives, which asks Convex nothing."""
        request = self.request("GET", "/healthz")
        return lambda connection: void(connection.exchange(request))

    def create_ticket(self) -> Act:
        """Open a ticket."""
        body = {"workspaceId": self.workspaces["small"], "title": "Printer struk macet", "category": "bug"}
        body |= {"priority": "low", "description": "Sejak pagi tidak mau mencetak."}
        request = self.request("POST", "/api/tickets/", body)
        return lambda connection: void(connection.exchange(request))

    def move_ticket(self, connection: Connection) -> None:
        """Open a ticket and move it one stage."""
        body = {"workspaceId": self.workspaces["small"], "title": "Menu baru", "category": "feature"}
        body |= {"priority": "high", "description": "Tolong tambahkan es kopi."}
        ticket = json.loads(connection.exchange(self.request("POST", "/api/tickets/", body)))["ticket"]
        path = f"/api/tickets/{ticket['id']}/transition/"
        connection.exchange(self.request("POST", path, {"toStage": "discuss"}))

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Return the processes of each part."""
        web = psutil.Process(self.web.process.pid)
        return {
            "web": [web, *web.children(recursive=True)],
            "Convex": [psutil.Process(self.deployment.program.process.pid)],
        }


def void(_answer: object) -> None:
    """Take an answer that nobody needs."""


@contextmanager
def running_api(workers: int, threads: int) -> Iterator[Api]:
    """Start a deployment with the tickets, and the web server over it."""
    with fresh_deployment() as deployment, tempfile.TemporaryDirectory() as directory:
        sources = {size: str(uuid.uuid4()) for size in SIZES}
        seed(deployment, sources)
        key = Path(directory) / "identity" / "signing_key.pem"
        port = find_free_port()
        token = LocalIssuer(path=key, authorized_party="http://127.0.0.1").issue(
            USER, ttl_s=7200, now_s=int(time.time())
        )
        environment = {**deployment.environment(), "VAR_DIR": directory, "PUBLIC_URL": "http://127.0.0.1"}
        limits = {f"API_{kind}_PER_MINUTE": "0" for kind in ("READS", "WRITES", "STRANGER_REQUESTS")}
        command = gunicorn_command(port, workers=workers, threads=threads)
        log = Path(directory) / "web.log"
        web = start_program("The web server", command, cwd=PROJECT, log=log, environment={**environment, **limits})
        try:
            wait_until(web, lambda: is_listening(port), timeout_s=60)
            workspaces = {size: workspace_id(deployment, slug) for size, slug in sources.items()}
            yield Api(web, port, token, deployment, workspaces)
        finally:
            web.stop()


def seed(deployment: EmbeddedDeployment, sources: dict[str, str]) -> None:
    """Bring two workspaces with their tickets, and one owner of both, by the bulk import."""
    times = {"created_at": 1, "updated_at": 1}
    for size, source in sources.items():
        place = {"id": source, "slug": source}
        send_records(
            deployment, "workspaces", [{"supabaseId": source, "name": size, "slug": source, "owner_id": USER, **times}]
        )
        member = {
            "supabaseId": str(uuid.uuid4()),
            "workspace_id": place,
            "user_id": USER,
            "role": "owner",
            "created_at": 1,
        }
        send_records(deployment, "workspaceMembers", [member])
        ids = sorted(str(uuid.uuid4()) for _ in range(SIZES[size]))
        for start in range(0, len(ids), BATCH):
            records = [
                ticket_record(source_id, place, start + at) for at, source_id in enumerate(ids[start : start + BATCH])
            ]
            send_records(deployment, "tickets", records)


def ticket_record(source_id: str, place: dict[str, str], number: int) -> dict[str, object]:
    """Return one ticket as the migration sends it."""
    moment = 1_700_000_000_000 + number * 1_000
    return {
        "supabaseId": source_id,
        "workspace_id": place,
        "requester_id": USER,
        "title": f"Keluhan nomor {number}",
        "description": "Mohon dibantu, terima kasih banyak. " * 4,
        "category": ("bug", "feature", "question")[number % 3],
        "priority": ("low", "medium", "high")[number % 3],
        "stage": STAGES[number % 5],
        "pending_approval": False,
        "created_at": moment,
        "updated_at": moment,
    }


def send_records(deployment: EmbeddedDeployment, table: str, records: list[dict[str, object]]) -> None:
    """Send one batch; all of it must be inserted."""
    answer = httpx.post(
        f"{deployment.site_url}/migrate/{table}",
        content=json.dumps({"records": records}),
        headers={"Authorization": f"Bearer {deployment.migration_key}"},
        timeout=120,
    )
    if answer.status_code != 200 or answer.json()["inserted"] != len(records):
        raise RuntimeError(f"The seed was refused: {answer.text[:300]}")


def workspace_id(deployment: EmbeddedDeployment, source: str) -> str:
    """Return the Convex id of a seeded workspace."""
    call = {"path": "migrate:readPage", "args": {"table": "workspaces", "cursor": None, "limit": 100}}
    headers = {"Authorization": f"Convex {deployment.admin_key}"}
    page = httpx.post(f"{deployment.url}/api/query", json=call, headers=headers, timeout=60).json()["value"]
    return str(next(document["_id"] for document in page["documents"] if document["supabaseId"] == source))


def put_under_load(api: Api, act: Act, clients: int) -> Load:
    """Let so many clients act for some seconds, after a warm-up that does not count."""
    latencies: list[float] = []
    begins = time.perf_counter() + WARM_UP_S
    ends = begins + SECONDS

    def work() -> None:
        connection = Connection(api.port)
        while (started := time.perf_counter()) < ends:
            act(connection)
            if started >= begins:
                latencies.append((time.perf_counter() - started) * 1000)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(WARM_UP_S)
    before = cpu_of(api)
    for thread in threads:
        thread.join()
    after = cpu_of(api)
    return Load(latencies_ms=latencies, seconds=SECONDS, cpu_s={part: after[part] - before[part] for part in after})


def cpu_of(api: Api) -> dict[str, float]:
    """Return the processor seconds of each part so far."""
    return {
        part: sum(sum(process.cpu_times()[:2]) for process in processes) for part, processes in api.processes().items()
    }


def report_tickets(say: Callable[[str], None], *, workers: int, threads: int) -> None:
    """Measure and print."""
    say(f"\nthe ticket API, gunicorn with {workers} processes of {threads} threads; latency at the client in ms")
    say(f"  the processor: {LOOP_LENGTH:,} multiplications in Python take {time_loop_ms():.0f} ms now")
    with running_api(workers, threads) as api:
        # Node compiles what runs often and Python fills its caches: the first seconds are up to a third slower.
        put_under_load(api, api.list_tickets("small"), 8)
        p95: dict[str, list[float]] = {size: [] for size in SIZES}
        for _round in range(2):
            for size in SIZES:
                load = put_under_load(api, api.list_tickets(size), 8)
                p95[size].append(load.quantile(0.95))
                say(line(f"list of 25 among {SIZES[size]:,}, 8 clients", load))
        say(line("no more than Django's health, 8 clients", put_under_load(api, api.ask_health(), 8)))
        small, large = statistics.median(p95["small"]), statistics.median(p95["large"])
        say(f"  p95 among {SIZES['large']:,} is {large / small:.2f} times that among {SIZES['small']:,} (goal 1.5)")
        for clients in (1, 32):
            say(
                line(
                    f"list of 25 among {SIZES['large']:,}, {clients} clients",
                    put_under_load(api, api.list_tickets("large"), clients),
                )
            )
        say(line("create, 8 clients", put_under_load(api, api.create_ticket(), 8)))
        say(line("create and move, 8 clients", put_under_load(api, api.move_ticket, 8)))


def line(name: str, load: Load) -> str:
    """Return one line of the report."""
    shares = ", ".join(f"{part} {seconds / load.seconds:.0%}" for part, seconds in load.cpu_s.items())
    latency = f"p50 {load.quantile(0.5):6.1f}  p95 {load.quantile(0.95):6.1f}"
    return f"  {name:<41}{latency}  {load.per_s:7.0f}/s  of a core: {shares}"
