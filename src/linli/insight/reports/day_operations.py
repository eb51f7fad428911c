"""The migration operation that lets the database take a day for uncounted when something changes
of its call-backs, whoever writes it: see `counting`.

Rebuilding cases_callback or cases_case in a later migration drops the triggers on SQLite: reports
then needs a migration with `UncountDays` anew. The tests of `counting` change each of them and fail
without.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

from linli.insight.reports.counting import LOCK

# Shanghai has known no summer time since 1991.
SQLITE = (
    """
    CREATE TRIGGER reports_uncount_insert AFTER INSERT ON cases_callback BEGIN
        DELETE FROM reports_countedday WHERE day = date(NEW.at, '+8 hours');
    END
    """,
    """
    CREATE TRIGGER reports_uncount_update AFTER UPDATE ON cases_callback BEGIN
        DELETE FROM reports_countedday
        WHERE day IN (date(OLD.at, '+8 hours'), date(NEW.at, '+8 hours'));
    END
    """,
    """
    CREATE TRIGGER reports_uncount_delete AFTER DELETE ON cases_callback BEGIN
        DELETE FROM reports_countedday WHERE day = date(OLD.at, '+8 hours');
    END
    """,
    """
    CREATE TRIGGER reports_uncount_excluded AFTER UPDATE OF excluded ON cases_case
    WHEN OLD.excluded <> NEW.excluded BEGIN
        DELETE FROM reports_countedday WHERE day IN (
            SELECT date(at, '+8 hours') FROM cases_callback WHERE case_id = NEW.id
        );
    END
    """,
)
# The lock is held until the change is committed: who counts the day meanwhile would not see it.
# Its number is the day's as Python counts them (`toordinal`).
POSTGRESQL = (
    f"""
    CREATE FUNCTION reports_uncount(moments timestamptz[]) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE changed date;
    BEGIN
        FOR changed IN
            SELECT DISTINCT (moment AT TIME ZONE 'Asia/Shanghai')::date AS day
            FROM unnest(moments) AS moment WHERE moment IS NOT NULL ORDER BY day
        LOOP
            PERFORM pg_advisory_xact_lock_shared({LOCK}, changed - date '0001-01-01' + 1);
            DELETE FROM reports_countedday WHERE day = changed;
        END LOOP;
    END $$
    """,  # noqa: S608 - a number of ours
    """
    CREATE FUNCTION reports_callback_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM reports_uncount(ARRAY[OLD.at, NEW.at]);
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION reports_excluded_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM reports_uncount(array_agg(at)) FROM cases_callback WHERE case_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER reports_uncount_callback AFTER INSERT OR UPDATE OR DELETE ON cases_callback
    FOR EACH ROW EXECUTE FUNCTION reports_callback_changed()
    """,
    """
    CREATE TRIGGER reports_uncount_excluded AFTER UPDATE OF excluded ON cases_case
    FOR EACH ROW WHEN (OLD.excluded <> NEW.excluded)
    EXECUTE FUNCTION reports_excluded_changed()
    """,
)
SQLITE_NAMES = ("insert", "update", "delete", "excluded")
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS reports_uncount_{name}" for name in SQLITE_NAMES],
    "postgresql": [
        "DROP TRIGGER IF EXISTS reports_uncount_callback ON cases_callback",
        "DROP TRIGGER IF EXISTS reports_uncount_excluded ON cases_case",
        "DROP FUNCTION IF EXISTS reports_callback_changed",
        "DROP FUNCTION IF EXISTS reports_excluded_changed",
        "DROP FUNCTION IF EXISTS reports_uncount",
    ],
}


class UncountDays(Operation):
    """Makes the triggers, or makes them anew."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A trigger is nothing that models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        vendor = schema_editor.connection.vendor
        for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in UNDO[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Take a day for uncounted when one of its call-backs changes"

    @property
    def migration_name_fragment(self) -> str:
        return "uncount_days"
