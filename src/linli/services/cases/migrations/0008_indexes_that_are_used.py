import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from linli.kernel.index_operations import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_recusal_demands_and_erasure"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
        ("residents", "0002_search_index"),
        ("work", "0007_indexes_that_are_used"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="callback",
            name="callback_at",
        ),
        WithoutOwnIndex(
            model_name="callback",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="call_backs",
                to="cases.case",
            ),
        ),
        WithoutOwnIndex(
            model_name="callback",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        WithoutOwnIndex(
            model_name="case",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        WithoutOwnIndex(
            model_name="case",
            name="community",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.place",
            ),
        ),
        WithoutOwnIndex(
            model_name="case",
            name="concerns",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="被反映单位",
            ),
        ),
        WithoutOwnIndex(
            model_name="case",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        WithoutOwnIndex(
            model_name="case",
            name="parent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="cases.case",
            ),
        ),
        WithoutOwnIndex(
            model_name="case",
            name="repeats",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repeated_by",
                to="cases.case",
            ),
        ),
        WithoutOwnIndex(
            model_name="case",
            name="resident",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="residents.person",
            ),
        ),
        WithoutOwnIndex(
            model_name="caseunit",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="units",
                to="cases.case",
            ),
        ),
        WithoutOwnIndex(
            model_name="caseunit",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        WithoutOwnIndex(
            model_name="entry",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        WithoutOwnIndex(
            model_name="entry",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="timeline",
                to="cases.case",
            ),
        ),
        WithoutOwnIndex(
            model_name="entry",
            name="kind",
            field=models.SlugField(db_index=False, max_length=30),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("effective", True)),
                fields=[
                    "at",
                    "place_path",
                    "organisation",
                    "contacted",
                    "solved",
                    "satisfaction",
                    "case",
                ],
                name="callback_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("bounces__gt", 0), ("finished_at", None)),
                fields=["place_path"],
                name="case_bounced",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("excluded", True)), fields=["id"], name="case_excluded"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)), fields=["parent"], name="case_parent"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("repeats__isnull", False)),
                fields=["repeats"],
                name="case_repeats",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("concerns__isnull", False)),
                fields=["concerns"],
                name="case_concerns",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("resident__isnull", False)),
                fields=["resident"],
                name="case_resident",
            ),
        ),
    ]
