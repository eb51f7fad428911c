from django.db import models
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.kernel.labels import QuickLabels


class Nature(models.TextChoices):
    HELP = "help", _("是")
    OTHER = "other", _("否")


class Sample(QuickLabels):
    nature = models.CharField(max_length=12, choices=Nature, blank=True)
    light = models.IntegerField(null=True, choices=[(_("颜色"), [(1, _("是")), (2, _("否"))])])

    class Meta:
        app_label = "kernel_tests"
        managed = False


def test_labels_are_those_that_django_gives() -> None:
    for nature in ("", "unknown", *Nature.values):
        for light in (None, 1, 2, 7):
            row = Sample(nature=nature, light=light)
            for field in Sample._meta.get_fields():
                if field.name != "id":
                    ours = getattr(row, f"get_{field.name}_display")()
                    assert ours == models.Model._get_FIELD_display(row, field)


def test_a_label_speaks_the_language_of_the_moment() -> None:
    row = Sample(light=1)
    with override_settings(USE_I18N=True), translation.override("en"):
        assert row.get_light_display() == "Yes"
    with translation.override("zh-hans"):
        assert row.get_light_display() == "是"
