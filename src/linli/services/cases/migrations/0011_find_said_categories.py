from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_say_who_chose_the_category")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["-id"], condition=models.Q(category_said=True), name="case_category_said"
            ),
        ),
    ]
