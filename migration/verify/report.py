"""What a verification found: numbers by table, a bounded list of examples, and how both are shown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migration.verify.compare import Difference
from migration.verify.expectations import Json, Link, Special

# Enough to see what is wrong; the numbers count all.
MAX_EXAMPLES = 100
MAX_SHOWN = 80

# Never shown: keys of the workspaces' own accounts, tokens that open a ticket, signatures of payments.
SECRET_FIELDS = frozenset({"settings", "meta_access_token", "reopen_token", "gateway_response"})
# Shown in part: they lead to a person.
PERSONAL_FIELDS = frozenset({"phone", "phone_normalized", "wa_phone_number", "email"})
NOT_SHOWN = "(not shown)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One difference as it may be shown."""

    id: str
    field: str
    source: str
    document: str


@dataclass(slots=True, kw_only=True)
class TableResult:
    """What was found in one table. `rows` were counted apart from reading them."""

    source: str
    target: str
    is_absent: bool = False
    rows: int = 0
    documents: int = 0
    equal: int = 0
    different: int = 0
    missing: int = 0
    extra: int = 0
    seconds: float = 0.0
    different_fields: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)
    missing_ids: list[str] = field(default_factory=list)
    extra_ids: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    unmapped_columns: list[str] = field(default_factory=list)

    @property
    def checked(self) -> int:
        """The rows that were looked at."""
        return self.equal + self.different + self.missing

    @property
    def checked_percent(self) -> float:
        """How much of the table was looked at."""
        return 100.0 * self.checked / self.rows if self.rows else 100.0

    @property
    def is_clean(self) -> bool:
        """True where every row has exactly its document."""
        return self.checked == self.rows and not (self.different or self.missing or self.extra)

    def add_different(self, row_id: str, found: list[Difference]) -> None:
        """Count a document that differs, and keep its differences while there is room."""
        self.different += 1
        for difference in found:
            self.different_fields[top_field(difference.field)] += 1
            if len(self.examples) < MAX_EXAMPLES:
                self.examples.append(shown(row_id, difference))

    def add_missing(self, row_id: str) -> None:
        """Count a row without a document."""
        self.missing += 1
        if len(self.missing_ids) < MAX_EXAMPLES:
            self.missing_ids.append(row_id)

    def add_extra(self, source_id: str) -> None:
        """Count a document whose row is not in the source, or is another document's already."""
        self.extra += 1
        if len(self.extra_ids) < MAX_EXAMPLES:
            self.extra_ids.append(source_id)

    def as_json(self) -> dict[str, Any]:
        """Return the entry of the report file."""
        return {
            "table": self.source,
            "target": self.target,
            "absent": self.is_absent,
            "rows": self.rows,
            "documents": self.documents,
            "equal": self.equal,
            "different": self.different,
            "missing": self.missing,
            "extra": self.extra,
            "checked_percent": round(self.checked_percent, 2),
            "seconds": round(self.seconds, 2),
            "different_fields": dict(self.different_fields.most_common()),
            "differences": [
                {"id": one.id, "field": one.field, "source": one.source, "document": one.document}
                for one in self.examples
            ],
            "missing_ids": self.missing_ids,
            "extra_ids": self.extra_ids,
            "missing_columns": self.missing_columns,
            "unmapped_columns": self.unmapped_columns,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The whole: a result for each table, and the tables of the source that have no target."""

    started_at: str
    seconds: float
    results: list[TableResult]
    without_target: Mapping[str, int]

    @property
    def is_clean(self) -> bool:
        """True where no table has a difference."""
        return all(result.is_clean for result in self.results)

    def as_json(self) -> dict[str, Any]:
        """Return the report file's content."""
        return {
            "timestamp": self.started_at,
            "duration_seconds": round(self.seconds, 2),
            "is_clean": self.is_clean,
            "tables": {result.source: result.as_json() for result in self.results},
            "tables_without_target": dict(self.without_target),
        }


def top_field(path: str) -> str:
    """Return the field of a path into JSON. Names of fields hold none of the signs that go on from them."""
    for sign in (".", "[", " "):
        path = path.split(sign, 1)[0]
    return path


def shown(row_id: str, difference: Difference) -> Example:
    """Return the difference as it may be printed and kept: no secrets, no whole addresses, nothing long."""
    name = top_field(difference.field)
    return Example(
        id=row_id,
        field=name if name in SECRET_FIELDS else shortened(difference.field),
        source=_shown_value(name, difference.expected),
        document=_shown_value(name, difference.found),
    )


def _shown_value(name: str, value: Any) -> str:
    if isinstance(value, Special):
        return value.value
    if name in SECRET_FIELDS:
        return NOT_SHOWN
    if isinstance(value, Link):
        return f"{value.table} {value.source_id}"
    if isinstance(value, Json):
        return shortened(repr(value.value))
    if name in PERSONAL_FIELDS and isinstance(value, str):
        return f"{value[:3]}… ({len(value)} characters)"
    return shortened(repr(value))


def shortened(text: str) -> str:
    """Return at most `MAX_SHOWN` characters, with how many there were."""
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}… ({len(text)} characters)"
