"""`make bench`: print the speed of the migration, the ticket API, the portal and ARI, each from one interleaved run."""

import argparse
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

from benchmarks import stages
from benchmarks.databases import sample_databases
from benchmarks.migrations import PROJECT, Result, migrate
from benchmarks.portal import report_portal
from benchmarks.tickets import report_tickets
from config.launch.serving import THREADS, WORKERS

FAR_S = 0.05
GOALS = {0.0: 5, FAR_S: 20}
WAYS = (("ours", 0.0), ("httpx", 0.0), ("requests", 0.0), ("ours", FAR_S), ("httpx", FAR_S), ("requests", FAR_S))


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


Results = dict[tuple[str, float, int], list[Result]]


def measure_ways(databases: dict[int, str], scales: list[int], rounds: int) -> Results:
    """Run every way in turn, round after round; larger samples fewer times, and the slowest ways not at all there."""
    results: Results = defaultdict(list)
    for turn in range(rounds):
        for position, scale in enumerate(scales):
            if turn >= max(1, rounds - position):
                continue
            for way, delay_s in ways_at(position, turn):
                result = migrate(way, databases[scale], delay_s=delay_s)
                results[way, delay_s, scale].append(result)
                figures = f"{result.rows:>9,} rows {result.rows_per_s:>9,.0f}/s"
                say(f"  round {turn + 1}: {name_of(way, delay_s):<38} {figures}")
    return results


def ways_at(position: int, turn: int) -> list[tuple[str, float]]:
    """Return what is measured at the sample of this position in this round."""
    if position == 0:
        return list(WAYS)
    ways = [("ours", 0.0), ("ours", FAR_S)]
    if (position, turn) == (1, 0):
        ways += [("httpx", 0.0), ("httpx", FAR_S)]
    return ways


def name_of(way: str, delay_s: float) -> str:
    """Name a way for the reader."""
    label = "migrate_supabase" if way == "ours" else f"the plan's way ({way}.post)"
    return f"{label}, {delay_s * 1000:.0f} ms away"


def median(results: list[Result], what: str) -> float:
    """Return the median of one attribute."""
    return float(statistics.median(getattr(result, what) for result in results))


def report_ways(results: Results) -> None:
    """Print rates, memory and processor time of each way, medians of the rounds."""
    heads = f"{'rows':>9}{'rows/s':>10}{'command':>11}{'deployment':>12}"
    say(f"\n{'median of the runs':<40}{heads}  processor seconds: command, Postgres, Convex")
    for (way, delay_s, _scale), runs in sorted(results.items(), key=lambda item: (item[0][2], item[0][1], item[0][0])):
        parts = ("command_cpu_s", "postgres_cpu_s", "deployment_cpu_s")
        shares = ", ".join(f"{median(runs, part):.1f}" for part in parts)
        memory = f"{median(runs, 'command_peak_mib'):>7.0f} MiB{median(runs, 'deployment_peak_mib'):>8.0f} MiB"
        say(f"{name_of(way, delay_s):<40}{runs[0].rows:>9,}{median(runs, 'rows_per_s'):>10,.0f}{memory}  {shares} s")


def report_ratios(results: Results, scales: list[int]) -> None:
    """Print the ratios that the goals name, of medians."""
    say("\nratios of medians")
    for (way, delay_s, scale), runs in sorted(results.items(), key=lambda item: (item[0][2], item[0][1], item[0][0])):
        if way == "ours":
            continue
        ours = median(results["ours", delay_s, scale], "rows_per_s")
        goal = GOALS[delay_s]
        times = f"{ours / median(runs, 'rows_per_s'):5.1f} times as fast at {runs[0].rows:,} rows"
        say(f"  {name_of(way, delay_s):<38} migrate_supabase is {times} (goal {goal})")
    small = scales[0]
    base = results["ours", 0.0, small]
    for runs in (results["ours", 0.0, scale] for scale in scales[1:]):
        slower = median(base, "rows_per_s") / median(runs, "rows_per_s")
        say(f"  time a row at {runs[0].rows:,} rows is {slower:.2f} times that at {base[0].rows:,} (goal at most 1.3)")


def report_stages(database: str) -> None:
    """Print the limit of each stage alone."""
    say("\nthe limit of each stage alone, rows/s")
    with tempfile.TemporaryDirectory() as directory:
        batches = stages.cut_all(database)
        for name, rate in (
            ("PostgreSQL reads and builds the records", stages.time_reading(database)),
            ("… and Python cuts them into batches", stages.time_batching(database)),
            ("transport and JSON.parse in Node", stages.time_transport(batches)),
            ("the functions in the embedded deployment", stages.time_deployment(batches)),
            ("the store alone (3 indexes)", stages.time_store(batches, Path(directory))),
        ):
            say(f"  {name:<44}{rate:>10,.0f}")


def main() -> None:
    """Run the benchmark and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--scales", default="1,10,50", help="samples of so many times 10,000 rows (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds at the smallest sample (%(default)s)")
    parser.add_argument(
        "--only", help="measure only this part", choices=("migration", "tickets", "portal", "ari", "booking")
    )
    parser.add_argument(
        "--appointments", type=int, default=1_000_000, help="stored while one in a hundred is due (%(default)s)"
    )
    options = parser.parse_args()
    if options.only in {None, "migration"}:
        report_migration([int(scale) for scale in options.scales.split(",")], options.rounds)
    if options.only in {None, "tickets"}:
        report_tickets(say, workers=WORKERS, threads=THREADS)
    if options.only in {None, "portal"}:
        report_portal(say)
    if options.only in {None, "ari"}:
        # Its parts import Django's models, which want the settings first.
        django.setup()
        from benchmarks.ari import report_ari

        report_ari(say, workers=WORKERS, threads=THREADS)
    if options.only in {None, "booking"}:
        django.setup()
        from benchmarks.booking import report_booking

        report_booking(say, appointments=options.appointments)


def report_migration(scales: list[int], rounds: int) -> None:
    """Measure the migration and print what was found."""
    with sample_databases(PROJECT / "var" / "benchmarks", tuple(scales)) as databases:
        results = measure_ways(dict(databases), scales, rounds)
        report_ways(results)
        report_ratios(results, scales)
        report_stages(databases[scales[min(1, len(scales) - 1)]])


if __name__ == "__main__":
    main()
