"""What this app's deeds are called in the log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.registers.residents.contradictions import RULES
from linli.registers.residents.models import ContactRole, ExportFormat, Level, LifeKind, Source

WORDS = {
    "residents.add": _("登记居民"),
    "residents.add_contact": _("添加联系人"),
    "residents.settle_contradiction": _("核对过对不上的信息，确认没有问题"),
    "residents.reopen_contradiction": _("重新列出对不上的信息"),
    "residents.confirm": _("核实居民信息"),
    "residents.export": _("导出居民名单"),
    "residents.fetch_export": _("下载导出的居民名单"),
    "residents.merge": _("合并居民档案"),
    "residents.part": _("分开合并的档案"),
    "residents.tell_apart": _("确认不是同一个人"),
    "residents.erase_facts": _("删除居民的部分信息"),
    "residents.erase_file": _("删除居民档案"),
    "residents.forget_exports": _("按保存期限删除导出的名单"),
    "residents.life": _("登记居民变动"),
    "residents.relate": _("修改与户主关系"),
    "residents.remove_contact": _("删除联系人"),
    "residents.reveal": _("查看居民完整信息"),
    "residents.close_tag": _("停用标签"),
    "residents.give_tag": _("加标签"),
    "residents.reopen_tag": _("恢复标签"),
    "residents.review_tag": _("复核标签"),
    "residents.save_tag": _("修改标签字典"),
    "residents.take_tag": _("去掉标签"),
    "residents.tell": _("修改居民信息"),
    "residents.undo_life": _("撤销居民变动"),
}
PARTICULARS = {
    "fields": _("哪些项"),
    "source": _("来源"),
    "life": _("变动"),
    "on": _("日期"),
    "relation": _("与户主关系"),
    "role": _("身份"),
    "tag": _("标签"),
    "level": _("敏感程度"),
    "rows": _("行数"),
    "columns": _("列"),
    "full": _("号码不打码"),
    "format": _("格式"),
    "contradiction": _("什么对不上"),
    "lists": _("名单数"),
    "people_gone": _("删除档案数"),
    "facts_gone": _("删除项数"),
    "words_gone": _("删除修改记录数"),
    "tags_gone": _("删除标签数"),
    "life_gone": _("删除变动数"),
    "contacts_gone": _("删除联系人数"),
}
VALUES: dict[str, list[tuple[Any, Any]]] = {
    "source": Source.choices,
    "life": LifeKind.choices,
    "role": ContactRole.choices,
    "level": Level.choices,
    "format": ExportFormat.choices,
    "contradiction": [(rule.code, rule.label) for rule in RULES],
}
