"""Why a migration ends early, sorted by its exit status.

    MigrationError
    ├── CannotRunError        2  nothing useful can happen until somebody changes something
    │   ├── OptionsError         an option or a mapping file is wrong
    │   ├── SourceError          the Supabase database cannot be reached or read
    │   ├── SchemaError          the database is reached and has not the form that can be migrated
    │   └── TargetError          the Convex deployment cannot be reached, refuses the key, or lacks the functions
    └── StoppedError          1  --fail-fast, and a row was skipped or failed

Every text is one or more sentences for the operator: what is wrong and what to do. None holds a password, a key or a
value of a row.
"""

from typing import ClassVar


class MigrationError(Exception):
    """The migration ended early. What was written stays; running it again carries on."""

    exit_status: ClassVar[int] = 2


class CannotRunError(MigrationError):
    """The migration could not run, or not to its end."""


class OptionsError(CannotRunError):
    """An option or a mapping file is wrong."""


class SourceError(CannotRunError):
    """The source database cannot be reached or read."""


class SchemaError(CannotRunError):
    """The source database has not the form that can be migrated."""


class TargetError(CannotRunError):
    """The Convex deployment cannot be reached, refuses the key, or lacks the functions."""


class StoppedError(MigrationError):
    """A row was skipped or failed, and the operator asked to stop at the first."""

    exit_status = 1
