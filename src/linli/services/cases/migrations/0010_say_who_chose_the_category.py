from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_watched")]

    operations = [
        migrations.AddField("case", "category_said", models.BooleanField(default=False)),
    ]
