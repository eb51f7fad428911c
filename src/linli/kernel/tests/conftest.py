import pytest
from django.db import connection

from linli.kernel.tests.sample import MODELS


@pytest.fixture
def sample_tables(db):
    """Empty tables for the models in `sample`, gone with the test's transaction."""
    editor = connection.schema_editor()
    editor.deferred_sql = []
    with connection.cursor() as cursor:
        for model in MODELS:
            sql, params = editor.table_sql(model)
            cursor.execute(sql, params or None)
