from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists of several communities walk the newest first; the path lets them pass over others."""

    dependencies = [("cases", "0004_open_to_other_systems")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_received"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-received_at", "-id", "place_path"], name="case_newest"),
        ),
    ]
