from django.db import migrations
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

# The words that stood here until now, as codes of GB/T 4761.
CODES = {"户主": "02", "本人": "01", "配偶": "10", "父母": "50"}


def encode(apps, schema_editor):
    person = apps.get_model("residents", "Person")
    household = apps.get_model("residents", "Household")
    for word, code in CODES.items():
        person.objects.filter(relation=word).update(relation=code)
    children = person.objects.filter(relation="子女")
    children.filter(sex="2").update(relation="30")
    children.update(relation="20")
    heads = person.objects.filter(relation="02", household=OuterRef("pk")).order_by("pk")
    people = person.objects.filter(household=OuterRef("pk")).order_by().values("household")
    size = people.annotate(n=Count("pk")).values("n")
    household.objects.update(
        head=Subquery(heads.values("pk")[:1]), size=Coalesce(Subquery(size), 0)
    )
    beside = person.objects.filter(household=OuterRef("household")).order_by().values("household")
    person.objects.filter(~Q(household=None)).update(
        household_size=Coalesce(Subquery(beside.annotate(n=Count("pk")).values("n")), 0)
    )


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_keep_files_of_people")]

    operations = [migrations.RunPython(encode, migrations.RunPython.noop)]
