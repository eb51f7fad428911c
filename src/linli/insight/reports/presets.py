"""Formulas that a new site can choose from; each says where it was seen."""

from linli.insight.reports.models import RateFormula
from linli.kernel.presets import add_missing

FORMULAS = (
    (
        "北京某区系统",
        "公开源代码所见：0.1响应+0.5解决+0.4满意，基本满意×0.9，19日起算",
        10,
        50,
        40,
        90,
        19,
    ),
    ("准格尔旗", "一篇关于三率的文章（待核实）", 30, 35, 35, 100, 1),
    ("常见旧口径", "10/45/45（待核实）", 10, 45, 45, 100, 1),
)


def load() -> None:
    """Add the formulas that are missing; choose the first when none is chosen."""
    formula = (
        "name",
        "source",
        "response_weight",
        "solution_weight",
        "satisfaction_weight",
        "fair_worth",
        "period_start_day",
    )
    add_missing(RateFormula, "name", (dict(zip(formula, row, strict=True)) for row in FORMULAS))
    if not RateFormula.objects.filter(in_use=True).exists():
        RateFormula.objects.filter(name=FORMULAS[0][0]).update(in_use=True)
