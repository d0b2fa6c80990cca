"""The table of budgets and claims, where Django's database is Postgres; elsewhere it is a file of its own."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

# Not logged: after a crash the table is empty, which is as good.
CREATE = "CREATE UNLOGGED TABLE config_short_lived (key text PRIMARY KEY, moment double precision NOT NULL)"


def create_table(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the table on Postgres."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop_table(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the table on Postgres."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE config_short_lived")


class Migration(migrations.Migration):
    """Creates the table."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[Operation]] = [migrations.RunPython(create_table, drop_table)]
