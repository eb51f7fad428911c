from django.db import migrations
from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, When


def know(apps, schema_editor):
    """Households that stood before the register was kept have their figures, but for this one."""
    person = apps.get_model("residents", "Person")
    household = apps.get_model("residents", "Household")
    here = person.objects.filter(household=OuterRef("pk"), merged_into=None, presence="here")
    # Where somebody's birth is unknown, nobody is known to be the youngest.
    births = (
        here.order_by()
        .values("household")
        .annotate(unknown=Count("pk", filter=Q(born_on=None)), last=Max("born_on"))
    )
    youngest = births.values(one=Case(When(unknown=0, then=F("last"))))
    household.objects.filter(youngest_on=None).update(youngest_on=Subquery(youngest))
    own = household.objects.filter(pk=OuterRef("household"))
    person.objects.filter(household_youngest_on=None).exclude(household=None).update(
        household_youngest_on=Subquery(own.values("youngest_on"))
    )


class Migration(migrations.Migration):
    dependencies = [("residents", "0007_cover_ages")]

    operations = [migrations.RunPython(know, migrations.RunPython.noop)]
