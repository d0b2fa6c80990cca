"""Every test that `docs/original-faults.md` names exists."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"\| `([^`]+?)::([^`]+)` \|$")


def test_the_named_tests_exist() -> None:
    rows = [row for row in (PROJECT / "docs/original-faults.md").read_text().splitlines() if row.startswith("| ")][1:]
    named = [match.groups() for row in rows if (match := NAMED.search(row))]

    assert len(named) == len(rows) > 40
    for file, name in named:
        text = (PROJECT / file).read_text()
        assert f"def {name}(" in text or f'"{name}"' in text, (file, name)
