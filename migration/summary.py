"""The end of a run for the eye: a table of counts, and what deserves attention."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Grid

from migration.report import RunReport, TableReport, TableStatus

# Wide enough for all columns where there is no terminal to ask.
PLAIN_WIDTH = 120
_WRITTEN = ("inserted", "updated", "unchanged")
_CHECKED = ("would_send",)


def print_summary(report: RunReport, console: Console) -> None:
    """Print the table of counts and the sentences under it."""
    figures = ("source", *(_CHECKED if report.is_dry_run else _WRITTEN), "skipped", "failed")
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    grid.add_column("table", overflow="fold")
    grid.add_column("status", overflow="fold")
    for name in (*figures, "seconds", "rows/s"):
        grid.add_column(name.replace("_", " "), justify="right", no_wrap=True)
    for table in report.tables.values():
        grid.add_row(*_cells(table, figures))
    totals = report.totals
    grid.add_section()
    grid.add_row(
        "total", str(report.status), *(f"{totals[name]:,}" for name in figures), f"{report.duration_s:.1f}", ""
    )
    console.print(grid, highlight=False)
    if report.is_dry_run:
        console.print("Dry run: nothing was written.", highlight=False)
    for sentence in attention(report):
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def attention(report: RunReport) -> list[str]:
    """Return the sentences that an operator should not have to look for in the report."""
    sentences = [*report.warnings, *_unmapped(report)]
    for name, table in report.tables.items():
        sentences += [f"{name}: {text}" for text in (*table.errors, *table.warnings)]
        sentences += [f"{name}: {count:,} rows {reason}" for reason, count in table.reasons.most_common(3)]
        for column, keys in table.rewritten_keys.items():
            sentences.append(f"{name}.{column}: {keys:,} JSON keys were percent-encoded, because Convex refuses them.")
        lost = {column: values for column, values in table.columns_without_target.items() if values}
        if lost:
            columns = ", ".join(f"{column} ({values:,})" for column, values in lost.items())
            sentences.append(f"{name}: columns without a target, with their values: {columns}.")
    for entry in report.tables_without_target:
        rows = "unreadable" if entry["rows"] is None else f"{entry['rows']:,} rows"
        sentences.append(f"{entry['table']}: {rows}, not migrated: {entry['reason']}.")
    return sentences


def _unmapped(report: RunReport) -> list[str]:
    """Return what is to be said of user ids that the user map lacks: once, where there is no map at all."""
    columns = [(name, unmapped) for name, table in report.tables.items() for unmapped in table.unmapped_users]
    if columns and not report.options.get("has_user_map"):
        values = sum(unmapped["values"] for _name, unmapped in columns)
        return [f"No --user-map was given: {values:,} values in {len(columns)} columns keep their Supabase user ids."]
    return [
        f"{name}.{unmapped['column']}: {unmapped['values']:,} values name {unmapped['ids']:,} users that the user map "
        "lacks; they keep their Supabase ids."
        for name, unmapped in columns
    ]


def _cells(table: TableReport, figures: tuple[str, ...]) -> list[str]:
    if table.status is TableStatus.ABSENT:
        return [table.table.source, str(table.status)]
    counts = [f"{getattr(table, name):,}" for name in figures]
    return [table.table.source, str(table.status), *counts, f"{table.seconds:.1f}", f"{table.rows_per_second:,}"]
