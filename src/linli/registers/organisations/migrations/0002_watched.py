from django.db import migrations

from linli.kernel.settled_operations import WatchTable


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [WatchTable("organisations_organisation")]
