"""The database itself keeps the log: no line is deleted, none is changed but by its seal.

Whoever has to rebuild the table in a later migration puts these triggers back; the tests of the
app try to break the log and fail when a trigger is missing.
"""

from django.db import migrations

TABLE = "audit_auditevent"
COLUMNS = [
    "id",
    "at",
    "action",
    "actor_id",
    "actor_name",
    "subject_type",
    "subject_id",
    "subject_name",
    "place_path",
    "origin",
    "reason",
    "changes",
]
MESSAGE = "the audit log is append-only"


def sqlite():
    kept = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in COLUMNS)
    sealing = f"OLD.seq IS NULL AND OLD.seal = '' AND NEW.seq IS NOT NULL AND {kept}"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    return [
        f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} {refuse}",
        f"CREATE TRIGGER audit_no_change BEFORE UPDATE ON {TABLE} WHEN NOT ({sealing}) {refuse}",
    ]


def postgresql():
    kept = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in COLUMNS)
    sealing = f"OLD.seq IS NULL AND OLD.seal = '' AND NEW.seq IS NOT NULL AND {kept}"
    refuse = "EXECUTE FUNCTION audit_refuse()"
    return [
        f"""
        CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$
        """,
        f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW {refuse}",
        f"""
        CREATE TRIGGER audit_no_change BEFORE UPDATE ON {TABLE}
        FOR EACH ROW WHEN (NOT ({sealing})) {refuse}
        """,
        f"CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}",
    ]


def put(apps, schema_editor):
    statements = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_refuse() CASCADE", params=None)
    else:
        schema_editor.execute("DROP TRIGGER audit_no_delete", params=None)
        schema_editor.execute("DROP TRIGGER audit_no_change", params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(put, remove)]
