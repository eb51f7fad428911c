"""The migration operation that lets the database mark each change of a table for `settled`.

Rebuilding a table in a later migration drops its triggers on SQLite: such a migration ends with
`WatchTable` anew. The tests of `settled` write to every watched table and fail without.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

from linli.kernel.settled import TABLE

SQLITE_MARK = "lower(hex(randomblob(16)))"
POSTGRESQL_MARK = "gen_random_uuid()::text"

# A change is marked at its commit, once in a transaction: an import that writes for minutes keeps
# nobody waiting for the one row with the mark.
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION linli_settled_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('linli.settled', true) IS DISTINCT FROM txid_current()::text THEN
        UPDATE {TABLE} SET mark = {POSTGRESQL_MARK};
        PERFORM set_config('linli.settled', txid_current()::text, true);
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608 - names of ours


class WatchTable(Operation):
    """`WatchTable("work_rule")`: whatever changes in it, what is kept of it is read anew.

    `columns`: of updates only those of these columns count.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, columns: tuple[str, ...] = ()) -> None:
        self.table = table
        self.columns = columns

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A trigger is nothing that models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        vendor = schema_editor.connection.vendor
        for statement in _postgresql(self) if vendor == "postgresql" else _sqlite(self):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for event in EVENTS:
            on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {_name(self, event)}{on}", params=None)

    def describe(self) -> str:
        return f"Watch the table {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"watch_{self.table}"


EVENTS = ("INSERT", "UPDATE", "DELETE")


def _name(watch: WatchTable, event: str) -> str:
    return f"{watch.table}_settled_{event.lower()}"


def _when(watch: WatchTable, event: str) -> str:
    columns = f" OF {', '.join(watch.columns)}" if event == "UPDATE" and watch.columns else ""
    return f"{event}{columns} ON {watch.table}"


def _marks(mark: str) -> list[str]:
    """The table with its one row, made by whichever table is watched first."""
    return [
        f"CREATE TABLE IF NOT EXISTS {TABLE} (mark text NOT NULL)",
        f"INSERT INTO {TABLE} SELECT {mark} WHERE NOT EXISTS (SELECT 1 FROM {TABLE})",  # noqa: S608
    ]


def _sqlite(watch: WatchTable) -> list[str]:
    change = f"BEGIN UPDATE {TABLE} SET mark = {SQLITE_MARK}; END"  # noqa: S608 - names of ours
    return [
        *_marks(SQLITE_MARK),
        *(
            f"CREATE TRIGGER {_name(watch, event)} AFTER {_when(watch, event)} {change}"
            for event in EVENTS
        ),
    ]


def _postgresql(watch: WatchTable) -> list[str]:
    at_commit = "DEFERRABLE INITIALLY DEFERRED"
    change = "FOR EACH ROW EXECUTE FUNCTION linli_settled_changed()"
    return [
        *_marks(POSTGRESQL_MARK),
        POSTGRESQL_FUNCTION,
        *(
            f"CREATE CONSTRAINT TRIGGER {_name(watch, event)}"
            f" AFTER {_when(watch, event)} {at_commit} {change}"
            for event in EVENTS
        ),
    ]
