"""The migration operation that makes the table of a `SearchIndex`."""

from typing import Any

from django.db.migrations.operations.base import Operation

from linli.kernel.search import dialect_of


class CreateSearchIndex(Operation):
    """`CreateSearchIndex("cases_case")` makes `cases_case_search`. It starts empty."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The table is no model."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in dialect_of(schema_editor.connection).create:
            schema_editor.execute(statement.format(table=f"{self.name}_search"))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(f"DROP TABLE {self.name}_search")

    def describe(self) -> str:
        return f"Create the search index {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.name}_search"
