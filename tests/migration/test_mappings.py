"""The files that map ids to Clerk."""

from pathlib import Path

import pytest

from migration.errors import OptionsError
from migration.mappings import read_id_map, read_mappings

ONE, TWO = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"


def test_reads_both_files(tmp_path: Path) -> None:
    users, workspaces = tmp_path / "users.json", tmp_path / "workspaces.json"
    users.write_text(f'\ufeff{{"{ONE.upper()}": "user_2abC"}}', encoding="utf-8")
    workspaces.write_text(f'{{"{TWO}": "org_2abC"}}')

    mappings = read_mappings(users, workspaces)

    assert mappings.users == {ONE: "user_2abC"}
    assert mappings.workspaces == {TWO: "org_2abC"}


def test_no_file_maps_nothing() -> None:
    assert read_mappings(None, None).users == {}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{\n  oops", r"line 2, column 3"),
        ("[]", r"holds no object.*flat object"),
        ('"text"', r"holds no object"),
        ("[" * 100_000, r"holds no object|not JSON"),
        (f'{{"{ONE}": 5}}', rf"{ONE}.*no Clerk id"),
        (f'{{"{ONE}": null}}', r"no Clerk id"),
        (f'{{"{ONE}": "org_2abC"}}', r"no Clerk id.*user_"),
        (f'{{"{ONE}": "user_"}}', r"no Clerk id"),
        (f'{{"{ONE}": "user_a\\"b"}}', r"no Clerk id"),
        (f'{{"{ONE}": {{"id": "user_a"}}}}', r"no Clerk id"),
        ('{"someone": "user_a"}', r"'someone'.*no UUID"),
        (f'{{"{ONE}": "user_a", "{ONE}": "user_b"}}', r"twice"),
        (f'{{"{ONE}": "user_a", "{TWO}": "user_a"}}', r"same Clerk id"),
    ],
)
def test_says_where_a_file_is_wrong(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "user-id-mapping.json"
    path.write_text(content)
    with pytest.raises(OptionsError, match=complaint) as caught:
        read_id_map(path, "user_")
    assert str(path) in str(caught.value)


def test_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="cannot be read: No such file"):
        read_id_map(tmp_path / "missing.json", "user_")


def test_says_that_a_file_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(b'{"\xff": 1}')
    with pytest.raises(OptionsError, match="not UTF-8"):
        read_id_map(path, "user_")
