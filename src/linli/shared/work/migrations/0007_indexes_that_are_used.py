import django.db.models.deletion
from django.db import migrations, models

from linli.kernel.index_operations import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0002_search_index"),
        ("work", "0006_presets_get_ladder_and_urging"),
    ]

    operations = [
        WithoutOwnIndex(
            model_name="workitem",
            name="kind",
            field=models.SlugField(db_index=False),
        ),
        WithoutOwnIndex(
            model_name="workitem",
            name="resident",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="residents.person",
            ),
        ),
    ]
