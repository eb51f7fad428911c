from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sheets", "0004_invite_residents"),
    ]

    operations = [
        migrations.AddField(
            model_name="returned",
            name="message",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="returned",
            name="progress",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="returned",
            name="reading",
            field=models.CharField(
                choices=[("reading", "正在对照"), ("read", "对照好了"), ("failed", "对照不了")],
                default="read",
                max_length=7,
            ),
        ),
    ]
