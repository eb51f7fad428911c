"""The words that requests are described by. Codes are stored, labels shown."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Nature(TextChoices):
    """北京市接诉即办工作条例 art 2, 11."""

    CONSULTATION = "consultation", _("咨询")
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    SUGGESTION = "suggestion", _("建议")


class Source(TextChoices):
    PORTAL = "portal", _("居民窗口")
    COUNTER = "counter", _("来访")
    PHONE = "phone", _("来电")
    CHAT = "chat", _("聊天群")
    HOTLINE = "hotline", _("12345热线")
    OPEN311 = "open311", _("其他系统")
    PATROL = "patrol", _("巡查发现")


class NonDispatch(TextChoices):
    """The six kinds that are not dispatched (北京市接诉即办工作条例 art 11)."""

    EMERGENCY = "emergency", _("紧急事项，转110、119、120、122")
    LEGAL_ROUTE = "legal_route", _("应走诉讼、仲裁、纪检、复议、信息公开或信访途径")
    REPEAT = "repeat", _("同一事项，没有新的事实和理由")
    SECRET = "secret", _("涉及国家秘密、商业秘密或个人隐私")
    MARKET = "market", _("不在各单位职责内，可走市场或社会渠道")
    UNLAWFUL = "unlawful", _("违反法律法规或公序良俗")


class ContactWay(TextChoices):
    PHONE = "phone", _("电话")
    VISIT = "visit", _("上门")
    MESSAGE = "message", _("短信或聊天")
    OFFICE = "office", _("来社区面谈")


class ContactResult(TextChoices):
    REACHED = "reached", _("联系上")
    NO_ANSWER = "no_answer", _("无人接听")
    REFUSED = "refused", _("拒接或不愿谈")
    WRONG_NUMBER = "wrong_number", _("号码有误")
    NOT_HOME = "not_home", _("不在家")


class Outcome(TextChoices):
    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    EXPLAINED = "explained", _("已解释说明")
    UNSOLVED = "unsolved", _("暂未解决")


class Satisfaction(IntegerChoices):
    VERY_SATISFIED = 5, _("很满意")
    SATISFIED = 4, _("满意")
    FAIR = 3, _("基本满意")
    DISSATISFIED = 2, _("不满意")
    VERY_DISSATISFIED = 1, _("很不满意")


class UnitRole(TextChoices):
    OWNER = "owner", _("主办")
    ASSIST = "assist", _("协办")
    WHISTLED = "whistled", _("吹哨报到")
    FORMER = "former", _("曾经手")


class EndReason(TextChoices):
    """Why handling may end before its time (潍坊市条例 art 19, 21)."""

    NOT_ACCEPTED = "not_accepted", _("属于不予受理的情形")
    UNCOOPERATIVE = "uncooperative", _("居民不配合，无法继续办理")
    UNTRUE = "untrue", _("反映的情况不属实")
    OTHER = "other", _("其他")
