from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_find_said_categories")]

    operations = [
        migrations.AddField(
            "case",
            "happened_on",
            models.DateField(blank=True, null=True, verbose_name="发生日期"),
        ),
    ]
