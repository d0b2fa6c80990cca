"""The two files that say which Clerk user and which Clerk organisation a Supabase id became."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from migration.errors import OptionsError

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
USER_PREFIX = "user_"
ORGANISATION_PREFIX = "org_"


class IdMap(dict[str, str]):
    """Clerk ids by Supabase id, in lower case."""

    def as_json(self) -> str:
        """Return the map as JSON text."""
        return json.dumps(self, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings:
    """Both maps; an empty one maps nothing."""

    users: IdMap = field(default_factory=IdMap)
    workspaces: IdMap = field(default_factory=IdMap)


NO_MAPPINGS = Mappings()


def read_mappings(users: Path | None, workspaces: Path | None) -> Mappings:
    """Return the maps of the two files; a file that is not named maps nothing.

    Raises:
        OptionsError: a file cannot be read or is not of its form; the text says where and what to do.
    """
    return Mappings(
        users=read_id_map(users, USER_PREFIX) if users else IdMap(),
        workspaces=read_id_map(workspaces, ORGANISATION_PREFIX) if workspaces else IdMap(),
    )


def read_id_map(path: Path, prefix: str) -> IdMap:
    """Return the map of a file `{"<Supabase id>": "<prefix>…"}`.

    Raises:
        OptionsError: as in `read_mappings`.
    """
    form = f'a flat object {{"<Supabase id>": "{prefix}…"}}'
    try:
        pairs = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_Pairs)
    except OSError as error:
        raise OptionsError(f"The mapping file {path} cannot be read: {error.strerror}. Check the path.") from None
    except UnicodeDecodeError:
        raise OptionsError(f"The mapping file {path} is not UTF-8 text. Save it as {form}.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise OptionsError(f"The mapping file {path} is not JSON ({error.msg} in {place}). Correct it there.") from None
    except RecursionError:
        pairs = None
    if not isinstance(pairs, _Pairs):
        raise OptionsError(f"The mapping file {path} holds no object. Write {form}.")
    return _checked(pairs, path, prefix)


class _Pairs(list[tuple[str, object]]):
    """An object of the file, with the keys that occur twice."""


def _checked(pairs: _Pairs, path: Path, prefix: str) -> IdMap:
    """Return the map of the pairs; refuse one that is not of the form, or in which two ids become one."""
    clerk_id = re.compile(rf"{prefix}[A-Za-z0-9]+")
    ids = IdMap()
    sources: dict[str, str] = {}
    for key, value in pairs:
        source = key.lower()
        where = f"The mapping file {path}, key {key[:60]!r}:"
        if not _UUID.fullmatch(source):
            raise OptionsError(f"{where} this is no UUID. Keys are the ids of the source; remove or correct it.")
        if not isinstance(value, str) or not clerk_id.fullmatch(value):
            raise OptionsError(f'{where} the value is no Clerk id. Write "{prefix}…", or remove the key.')
        if ids.setdefault(source, value) != value:
            raise OptionsError(f"{where} it occurs twice with different values. Keep the right one.")
        if sources.setdefault(value, source) != source:
            raise OptionsError(f"{where} {sources[value]!r} has the same Clerk id. Give each its own.")
    return ids
