from django.db import migrations

from linli.kernel.search_operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_initial")]

    operations = [CreateSearchIndex("residents_person")]
