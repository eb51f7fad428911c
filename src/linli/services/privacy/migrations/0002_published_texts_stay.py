"""The database itself keeps what people were told: a published text is neither changed nor deleted.

Whoever has to rebuild the table in a later migration puts these triggers back; a test tries to
break a published text and fails when a trigger is missing.
"""

from django.db import migrations

TABLE = "privacy_noticetext"
MESSAGE = "a published notice never changes"


def sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    return [
        f"CREATE TRIGGER privacy_text_{what.lower()} BEFORE {what} ON {TABLE} "
        f"WHEN OLD.version IS NOT NULL {refuse}"
        for what in ("DELETE", "UPDATE")
    ]


def postgresql():
    return [
        f"""
        CREATE FUNCTION privacy_text_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$
        """,
        *(
            f"CREATE TRIGGER privacy_text_{what.lower()} BEFORE {what} ON {TABLE} FOR EACH ROW "
            "WHEN (OLD.version IS NOT NULL) EXECUTE FUNCTION privacy_text_refuse()"
            for what in ("DELETE", "UPDATE")
        ),
    ]


def put(apps, schema_editor):
    statements = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION privacy_text_refuse() CASCADE", params=None)
    else:
        schema_editor.execute("DROP TRIGGER privacy_text_delete", params=None)
        schema_editor.execute("DROP TRIGGER privacy_text_update", params=None)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [migrations.RunPython(put, remove)]
