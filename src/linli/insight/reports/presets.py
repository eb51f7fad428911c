"""Formulas that a new site can choose from; each says where it was seen."""

from linli.insight.reports.models import RateFormula

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
    for name, source, response, solution, satisfaction, fair, day in FORMULAS:
        RateFormula.objects.get_or_create(
            name=name,
            defaults={
                "source": source,
                "response_weight": response,
                "solution_weight": solution,
                "satisfaction_weight": satisfaction,
                "fair_worth": fair,
                "period_start_day": day,
            },
        )
    if not RateFormula.objects.filter(in_use=True).exists():
        RateFormula.objects.filter(name=FORMULAS[0][0]).update(in_use=True)
