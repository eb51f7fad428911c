from django.db import migrations

from linli.kernel.settled_operations import WatchTable


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [WatchTable("places_place")]
