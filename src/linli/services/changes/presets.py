"""The alerts that a new site starts with (D§3.2.7); all of it can be edited."""

from linli.registers.residents.public import ChangeKind
from linli.services.changes.models import AlertRule

# Kind, age, days before, days to follow up, what to think of.
RULES: tuple[tuple[ChangeKind, int | None, int, int, str], ...] = (
    (ChangeKind.AGE, 60, 15, 15, "告诉本人可以办老年人优待，按当地规定。"),
    (ChangeKind.AGE, 65, 15, 15, "告诉本人65岁起的体检和优待，按当地规定。"),
    (ChangeKind.AGE, 80, 30, 15, "高龄津贴一般要本人申请，先问有没有办。"),
    (ChangeKind.AGE, 90, 30, 15, "核对高龄津贴的档次，问问要不要上门。"),
    (ChangeKind.AGE, 100, 30, 15, "核对高龄津贴的档次，商量祝寿和慰问。"),
    (ChangeKind.BENEFIT, None, 30, 15, "问清情况，要续的提前帮着备材料。"),
    (ChangeKind.TAG_ENDS, None, 15, 15, "还符合就续，不符合就去掉。"),
    (ChangeKind.TAG_REVIEW, None, 7, 15, "看一看还符不符合，在档案里点“复核过”。"),
    (ChangeKind.CARD, None, 30, 15, "提醒本人换证，换好了更新有效期。"),
    (ChangeKind.MOVED, None, 0, 15, "核对家庭关系、联系方式和网格。"),
    (ChangeKind.LEFT, None, 0, 15, "核对待遇、标签和关爱对象名单，该转的转、该停的停。"),
    (ChangeKind.DIED, None, 0, 15, "慰问家属，告诉要办的手续；核对津贴和救助，该停的停。"),
)


def load() -> None:
    """Add what is missing; what a site has changed stays."""
    known = set(AlertRule.objects.values_list("kind", "age"))
    AlertRule.objects.bulk_create(
        AlertRule(kind=kind, age=age, lead_days=lead, handle_days=handle, advice=advice)
        for kind, age, lead, handle, advice in RULES
        if (kind.value, age) not in known
    )
