from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.insight.reports.rates import Parameters


class RateFormula(models.Model):
    """The parameters of the three rates as a site counts them; percentages as whole numbers."""

    name = models.CharField(_("名称"), max_length=40)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    response_weight = models.PositiveSmallIntegerField(_("响应率权重（%）"), default=10)
    solution_weight = models.PositiveSmallIntegerField(_("解决率权重（%）"), default=50)
    satisfaction_weight = models.PositiveSmallIntegerField(_("满意率权重（%）"), default=40)
    fair_worth = models.PositiveSmallIntegerField(_("基本满意折算（%）"), default=90)
    period_start_day = models.PositiveSmallIntegerField(_("考核期起始日"), default=1)
    in_use = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=Q(in_use=True), name="formula_one_in_use"
            ),
            models.CheckConstraint(
                name="formula_weights",
                condition=Q(response_weight=100 - F("solution_weight") - F("satisfaction_weight")),
            ),
            models.CheckConstraint(
                name="formula_start_day", condition=Q(period_start_day__range=(1, 28))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def parameters(self) -> Parameters:
        return Parameters(
            Fraction(self.response_weight, 100),
            Fraction(self.solution_weight, 100),
            Fraction(self.satisfaction_weight, 100),
            Fraction(self.fair_worth, 100),
            self.period_start_day,
        )


class CountedDay(models.Model):
    """A day that has been counted ahead into `DayCount`.

    The database itself takes it away when something changes of what was counted (triggers of
    migration 0002): until it is counted anew, its call-backs are read one by one.
    """

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.day}"


class DayCount(models.Model):
    """What was counted on a day in all of a street, a district or the city; see `counting`."""

    day = models.DateField()
    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+", db_index=False)
    effective = models.PositiveIntegerField()
    contacted = models.PositiveIntegerField()
    solved = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    fair = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "day"], name="daycount_once"),
        ]
        indexes = [models.Index(fields=["day"], name="daycount_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.place_id}"
