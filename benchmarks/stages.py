"""The limit of each stage of the migration alone, in rows a second, over one sample."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from benchmarks.migrations import PROJECT, first_line, fresh_deployment
from migration.batches import Batch, cut_batches
from migration.options import Options
from migration.plan import plan_tables
from migration.select import FLAG, compile_select
from migration.source import open_source
from migration.tables import TABLES

Batches = list[tuple[str, Batch]]


def read_all(database: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each table's target and its lines, as the migration reads them, without the rows for judgement."""
    with open_source(database) as source:
        plans = plan_tables(source.catalog)
        for table in TABLES:
            lines = source.stream(compile_select(plans[table.source], plans), reading=table.source)
            yield table.target, (line for line in lines if line[:1] != FLAG)


def time_reading(database: str) -> float:
    """PostgreSQL reads, converts and sends; Python receives and throws away."""
    started, rows = time.perf_counter(), 0
    for _target, lines in read_all(database):
        rows += sum(1 for _line in lines)
    return rows / (time.perf_counter() - started)


def cut_all(database: str) -> Batches:
    """Read a sample into batches of the default size."""
    options = Options()
    return [
        (target, batch)
        for target, lines in read_all(database)
        for batch in cut_batches(lines, max_docs=options.batch_docs, max_bytes=options.batch_bytes)
    ]


def time_batching(database: str) -> float:
    """The same, and cut into bodies."""
    started = time.perf_counter()
    rows = sum(batch.count for _target, batch in cut_all(database))
    return rows / (time.perf_counter() - started)


def time_transport(batches: Batches) -> float:
    """Bodies sent one after the other over one connection to a Node server that only parses them."""
    command = ["node", "benchmarks/parse_server.mjs"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as server:
        try:
            return time_posts(batches, f"http://127.0.0.1:{first_line(server)}", key="any")
        finally:
            server.kill()


def time_deployment(batches: Batches) -> float:
    """Batches that wait in memory, sent one after the other to the real functions in the embedded deployment."""
    with fresh_deployment() as deployment:
        return time_posts(batches, deployment.site_url, key=deployment.migration_key)


def time_posts(batches: Batches, address: str, *, key: str) -> float:
    """Post the batches to an address; return rows a second."""
    rows = sum(batch.count for _target, batch in batches)
    with httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=120) as client:
        started = time.perf_counter()
        for target, batch in batches:
            client.post(f"{address}/migrate/{target}", content=batch.body).raise_for_status()
        return rows / (time.perf_counter() - started)


def time_store(batches: Batches, directory: Path) -> float:
    """The store alone: the same documents put into one table with the indexes of `messages`, in the same batches."""
    bodies = directory / "bodies.jsonl"
    # A body's records stand on lines of their own; here a body is to be one line.
    bodies.write_bytes(b"".join(batch.body.replace(b"\n", b" ") + b"\n" for _target, batch in batches))
    command = ["node", "--import", "tsx", "benchmarks/store_limit.ts", str(bodies), str(directory / "store.sqlite3")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["rows_per_s"])
