"""The two mapping files that go with a sample: users to Clerk, workspaces to Clerk organisations."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from migration.sample.bad_rows import BadRow
from migration.sample.draws import clerk_id
from migration.sample.plan import MEMBERS, Plan

USER_MAP = "user-id-mapping.json"
WORKSPACE_MAP = "workspace-org-mapping.json"
BAD_ROWS = "bad-rows.json"
# The original's files were partial: somebody's account failed, and the free plan allowed one organisation only.
UNMAPPED_USER = 3


def user_map(plan: Plan, *, full: bool) -> dict[str, str]:
    """Return the Clerk id of each user who has a profile; without `full`, of all but one."""
    ids = [plan.id("users", n) for n in range(MEMBERS * plan.workspaces + 1) if full or n != UNMAPPED_USER]
    return {user_id: clerk_id(plan.seed, "user_", user_id) for user_id in ids}


def workspace_map(plan: Plan, *, full: bool) -> dict[str, str]:
    """Return the Clerk organisation of each ordinary workspace; without `full`, of all but the last."""
    ids = [plan.id("workspaces", n) for n in range(plan.workspaces - (0 if full else 1))]
    return {workspace_id: clerk_id(plan.seed, "org_", workspace_id) for workspace_id in ids}


def manifest(bad: Sequence[tuple[str, BadRow]]) -> dict[str, dict[str, str]]:
    """Return the bad rows by id: the table, what is wrong in words, the kind of reason and the outcome to expect."""
    return {
        row_id: {"table": row.table, "label": row.label, "kind": row.kind.value, "outcome": row.kind.outcome}
        for row_id, row in bad
    }


def write_maps(directory: Path, plan: Plan, *, full: bool, bad: Sequence[tuple[str, BadRow]] = ()) -> list[Path]:
    """Write the files into the directory, which is made where it is missing, and return their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    files: dict[str, Mapping[str, object]] = {
        USER_MAP: user_map(plan, full=full),
        WORKSPACE_MAP: workspace_map(plan, full=full),
    }
    if bad:
        files[BAD_ROWS] = manifest(bad)
    for name, content in files.items():
        (directory / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return [directory / name for name in files]
