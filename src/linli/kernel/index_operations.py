"""The migration operation that takes the index off a field which other indexes serve."""

from typing import Any

from django.db.migrations.operations import AlterField


class WithoutOwnIndex(AlterField):
    """`AlterField` to the same field with `db_index=False`: drops the index and does no more.

    Django would copy the whole table on SQLite, which takes minutes at a million rows.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for name, _columns in self._indexes(app_label, schema_editor, from_state):
            schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(name)}")

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """The pattern index of PostgreSQL, which nothing used, does not come back."""
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for name, column in self._indexes(app_label, schema_editor, to_state)[:1]:
            quote = schema_editor.quote_name
            schema_editor.execute(f"CREATE INDEX {quote(name)} ON {quote(table)} ({quote(column)})")

    def _indexes(self, app_label: str, schema_editor: Any, state: Any) -> list[tuple[str, str]]:
        """Names as Django gives them, each with its column: the plain one, then the pattern one."""
        meta = state.apps.get_model(app_label, self.model_name)._meta
        column = meta.get_field(self.name).column
        return [
            (schema_editor._create_index_name(meta.db_table, [column], suffix=suffix), column)
            for suffix in ("", "_like")
        ]
