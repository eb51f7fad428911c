"""Sites that were there before get the reminder ladder and the interval of urging, too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

REMINDERS = [["share", 50], ["before", 1440], ["before", 60], ["after", 1440]]
URGENT, EMERGENCY = 2, 3
INTERVALS = [(None, 24, "hours"), (URGENT, 2, "hours"), (EMERGENCY, 30, "minutes")]


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    preset, rule, clock = (apps.get_model("work", name) for name in ("Preset", "Rule", "Clock"))
    preset.objects.update(reminders=REMINDERS)
    rule.objects.bulk_create(
        rule(preset=row, kind="urge", topic="", priority=priority, amount=amount, unit=unit)
        for row in preset.objects.exclude(rules__kind="urge")
        for priority, amount, unit in INTERVALS
    )
    # What was to be told when it turns amber is told then; the ladder follows from there.
    clock.objects.filter(stopped_at=None, reminded_at=None).update(remind_at=F("amber_at"))


class Migration(migrations.Migration):
    dependencies = [("work", "0005_supervision_and_reminder_ladder")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
