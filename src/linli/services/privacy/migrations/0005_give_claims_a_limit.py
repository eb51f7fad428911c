"""Sites that were there before get the limit for claims in each of their presets, too."""

from django.db import migrations

TOPIC = "data-rights"


def give(apps, schema_editor):
    preset, rule = apps.get_model("work", "Preset"), apps.get_model("work", "Rule")
    rule.objects.bulk_create(
        rule(preset=row, kind="handle", topic=TOPIC, amount=15, unit="working_days")
        for row in preset.objects.exclude(rules__topic=TOPIC)
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_keep_claims"), ("work", "0008_watched")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
