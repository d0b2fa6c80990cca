"""The page that shows what was migrated: documents by table now, and the last run's report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from config.convex.connection import get_client
from portal.repository import MigrationRun, MigrationRunRepository
from portal.showing import show
from portal.wording import Words

RUNS_SHOWN = 5
PROBLEMS_SHOWN = 20
FIGURES: Mapping[str, Words] = {
    "source": _("Source"),
    "inserted": _("Inserted"),
    "updated": _("Updated"),
    "unchanged": _("Unchanged"),
    "skipped": _("Skipped"),
    "failed": _("Failed"),
}
# How runs and tables ended. A word that is not here, of another version's report, is shown as it is.
STATUSES: Mapping[str, Words] = {
    "running": _("running"),
    "reconciled": _("reconciled"),
    "incomplete": _("incomplete"),
    "stopped": _("stopped"),
    "interrupted": _("interrupted"),
    "failed": _("failed"),
    "not_started": _("not started"),
    "absent": _("absent"),
    "empty": _("empty"),
    "migrated": _("migrated"),
    "checked": _("checked"),
    "unfinished": _("unfinished"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One table of a report as the page shows it; `figures` are in the order of FIGURES."""

    table: str
    status_name: Words
    figures: list[int]
    problems: list[Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run as the page shows it."""

    finished_at: datetime
    duration_s: float
    status: str
    status_name: Words
    is_dry_run: bool
    rows: list[TableRow]


def view_run(run: MigrationRun) -> RunView:
    """Arrange a report for the page. Figures that an older report lacks are shown as 0."""
    return RunView(
        finished_at=datetime.fromtimestamp(run.finished_at_ms / 1000, UTC),
        duration_s=float(run.report.get("duration_seconds", 0)),
        status=(status := str(run.report.get("status", ""))),
        status_name=STATUSES.get(status, status),
        is_dry_run=bool(run.report.get("dry_run")),
        rows=[view_table(name, table) for name, table in run.report.get("tables", {}).items()],
    )


def view_table(name: str, table: Mapping[str, Any]) -> TableRow:
    """Arrange one table of a report."""
    status = str(table.get("status", ""))
    return TableRow(
        table=name,
        status_name=STATUSES.get(status, status),
        figures=[int(table.get(figure, 0)) for figure in FIGURES],
        problems=list(table.get("rows", []))[:PROBLEMS_SHOWN],
    )


@require_safe
def show_migration(request: HttpRequest) -> HttpResponse:
    """Show the counts and the last reports."""
    repository = MigrationRunRepository(get_client())
    counts, runs = repository.count_migrated(), repository.list_latest(RUNS_SHOWN)
    context = {
        "title": gettext("Migration"),
        "counts": counts,
        "documents": sum(count.documents for count in counts),
        "figures": FIGURES.values(),
        "runs": [view_run(run) for run in runs],
    }
    return show(request, "portal/migration.html", context)
