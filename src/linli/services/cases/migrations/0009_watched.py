from django.db import migrations

from linli.kernel.settled_operations import WatchTable


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_indexes_that_are_used")]

    operations = [WatchTable("cases_alertclass"), WatchTable("cases_category")]
