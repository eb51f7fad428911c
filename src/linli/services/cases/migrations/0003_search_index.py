from django.db import migrations

from linli.kernel.search_operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_alerts_say_what_to_do_first")]

    operations = [CreateSearchIndex("cases_case")]
