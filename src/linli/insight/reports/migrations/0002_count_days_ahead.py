import django.db.models.deletion
from django.db import migrations, models

from linli.insight.reports.day_operations import UncountDays


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_watched"),
        ("cases", "0009_watched"),
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("effective", models.PositiveIntegerField()),
                ("contacted", models.PositiveIntegerField()),
                ("solved", models.PositiveIntegerField()),
                ("satisfied", models.PositiveIntegerField()),
                ("fair", models.PositiveIntegerField()),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="daycount_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "day"), name="daycount_once")
                ],
            },
        ),
        UncountDays(),
    ]
