"""The options of a run."""

import pytest

from migration.errors import OptionsError
from migration.options import Options, select_tables
from migration.tables import TABLES


def test_selects_all_tables_by_default() -> None:
    assert select_tables("") == TABLES


def test_selects_by_source_and_by_convex_name_parents_first() -> None:
    chosen = select_tables("ari_payments, workspaces,ariConversations,workspaces")
    assert [table.source for table in chosen] == ["workspaces", "ari_conversations", "ari_payments"]


def test_names_the_nearest_and_all_known_tables() -> None:
    with pytest.raises(
        OptionsError, match=r"no table 'contcats'\. Did you mean contacts\? Known are workspaces, .*webinar_r"
    ):
        select_tables("contacts,contcats")


@pytest.mark.parametrize("values", [{"concurrency": 0}, {"batch_docs": 4_001}, {"batch_bytes": 0}, {"concurrency": 17}])
def test_refuses_numbers_that_the_deployment_would(values: dict[str, int]) -> None:
    with pytest.raises(OptionsError, match="must be from 1 to"):
        Options(**values)  # type: ignore[arg-type] # The parameters are of several types.
