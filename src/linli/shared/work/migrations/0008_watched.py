from django.db import migrations

from linli.kernel.settled_operations import WatchTable


class Migration(migrations.Migration):
    dependencies = [("work", "0007_indexes_that_are_used")]

    operations = [
        WatchTable("work_preset"),
        WatchTable("work_rule"),
        WatchTable("work_calendarday"),
        WatchTable("work_officialyear"),
    ]
