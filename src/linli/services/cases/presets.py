"""The words that a new site starts with for requests: alert classes, non-dispatch, categories, duties,
letters. All of it can be edited; sources are given per row."""

from typing import Any

from linli.kernel.presets import add_missing
from linli.services.cases.models import (
    AlertClass,
    Category,
    DutyItem,
    LetterTemplate,
    NonDispatchText,
)

ALERTS = [
    (
        "threat",
        "扬言和轻生",
        "扬言 跳楼 自杀 轻生 不想活 同归于尽 报复社会 砍人 点火烧",
        3,
        "立即报告社区负责人并报110，先稳住人，不争对错；专人陪伴，逐小时续报。",
    ),
    (
        "fire",
        "消防安全",
        "着火 起火 冒烟 火灾 消防通道 堵塞通道 飞线充电 电动车上楼",
        2,
        "有明火拨119并疏散；通道堵塞当天到场。",
    ),
    (
        "gas",
        "燃气泄漏",
        "燃气泄漏 煤气味 燃气味 天然气味 煤气泄漏",
        3,
        "提醒开窗、关阀、不开关电器，到室外拨燃气抢修电话和119。",
    ),
    (
        "elevator",
        "电梯困人",
        "电梯困人 困在电梯 关在电梯 电梯坠落 电梯急停",
        3,
        "通知维保单位30分钟内到场，安抚被困人，必要时拨119。",
    ),
    (
        "lives",
        "危及人身安全",
        "晕倒 昏迷 大出血 触电 溺水 坠落 塌了 坍塌 墙皮脱落 高空抛物",
        3,
        "先拨120、119，再派人到场设警戒。",
    ),
    (
        "minor",
        "未成年人受侵害",
        "打孩子 虐待儿童 虐待孩子 孩子被打 猥亵 无人照看的孩子 遗弃",
        3,
        "依未成年人保护法第11条强制报告，立即报110，通知民政；身份严格保密。",
    ),
    (
        "violence",
        "家庭暴力",
        "家暴 打老婆 被丈夫打 被老公打 家庭暴力",
        3,
        "依反家庭暴力法报110，可协助申请人身安全保护令；不单独上门。",
    ),
    (
        "heating",
        "供暖",
        "暖气不热 没暖气 不供暖 供暖 暖气漏水 暖气片",
        2,
        "联系供热单位，24小时内上门测温，老人婴幼儿户先办。",
    ),
    (
        "water",
        "停水停电",
        "停水 没水 停电 没电 水管爆裂 爆管 跑水",
        2,
        "查是否计划检修，通知抢修，告知恢复时间，帮高楼老人备水。",
    ),
    (
        "manhole",
        "井盖和线缆",
        "井盖 线缆垂落 电线掉 架空线 漏电",
        2,
        "先派人围挡看守，再通知权属单位。",
    ),
    (
        "crowd",
        "集中反映",
        "联名 集体上访 我们全体业主 全体居民 拉横幅",
        1,
        "报告负责人，合并为一件专题办理，定一位对接人。",
    ),
]

# What the resident is told at once, while the request is taken all the same.
FIRST_CALLS = {
    "threat": "如果有人正有危险，请马上拨打110。心里难受想找人说说，可以拨打心理援助热线12356。",
    "fire": "如果正在着火或冒烟，请先离开，马上拨打119。",
    "gas": "如果闻到燃气味：先开窗、关阀门，不要开关电灯，到屋外再拨打119或燃气抢修电话。",
    "elevator": "如果有人正困在电梯里，请按轿厢里的呼叫按钮，也可以拨打119，不要扒门。",
    "lives": "如果有人晕倒、受伤，请马上拨打120；有险情请拨打119或110。",
    "minor": "如果孩子正在受到伤害，请马上拨打110。",
    "violence": "如果正在挨打或受到威胁，请先到安全的地方，马上拨打110。",
    "manhole": "请先绕开，提醒旁边的人不要靠近。",
}

NON_DISPATCH = [
    (
        "emergency",
        "您说的情况很紧急，请马上拨打110（报警）、119（火警、救援）、120（急救）或122（交通事故），这样最快。我们也会派人了解情况。",
    ),
    (
        "legal_route",
        "这件事要通过诉讼、仲裁、纪检监察、行政复议、政府信息公开或信访等法定途径办理，我们不能代为决定。社区可以告诉您去哪里办、带什么材料，也可以帮您联系法律援助（12348）。",
    ),
    (
        "repeat",
        "您之前反映过同一件事，还没有新的情况。最新进展可以用原来的编号随时查看；如果有新的情况，请补充说明，我们马上接着办。",
    ),
    (
        "secret",
        "这件事涉及国家秘密、商业秘密或他人隐私，按规定不能公开办理和答复。请向有权处理的机关反映。",
    ),
    (
        "market",
        "这件事不在政府部门和社区的职责范围内，可以通过市场服务、行业协会或社会组织解决。需要的话，社区可以提供联系方式。",
    ),
    (
        "unlawful",
        "您提出的要求与法律法规或公序良俗不符，我们不能办理，请您理解。您的合理需求可以换个方式告诉我们。",
    ),
]

CATEGORIES: dict[str, dict[str, dict[str, str]]] = {
    "环境卫生": {
        "垃圾": {
            "垃圾清运": "垃圾 清运 异味 垃圾桶",
            "垃圾分类": "分类 误时投放",
            "建筑垃圾": "装修垃圾 建筑垃圾 渣土",
        },
        "公共卫生": {
            "楼道杂物": "楼道 杂物 堆放",
            "宠物粪便": "狗屎 粪便 遛狗",
            "病媒消杀": "蚊子 老鼠 蟑螂 消杀",
        },
        "噪声油烟": {"噪声扰民": "噪音 噪声 吵 广场舞 施工声", "油烟扰民": "油烟 烧烤"},
    },
    "公共设施": {
        "道路照明": {"路灯": "路灯 不亮 照明", "路面破损": "路面 坑 破损 塌陷", "井盖": "井盖"},
        "楼内设施": {
            "电梯": "电梯",
            "门禁对讲": "门禁 对讲 门锁 单元门坏 单元门关",
            "屋顶外墙": "漏雨 渗水 外墙 屋顶 墙皮",
        },
        "管网": {
            "下水道": "下水道 堵塞 反水 污水 化粪池",
            "供水": "停水 水压 水管 自来水",
            "供电": "停电 电表 跳闸",
        },
        "供暖供气": {"供暖": "暖气 供暖 不热", "燃气": "燃气 天然气 煤气"},
    },
    "物业管理": {
        "物业服务": {
            "收费争议": "物业费 收费 停车费",
            "服务不到位": "物业 保安 保洁 不管",
            "维修资金": "维修资金 维修基金",
        },
        "停车": {"乱停车": "乱停 占道 僵尸车 占车位", "充电": "充电桩 飞线 充电"},
        "业主自治": {"业委会": "业委会 业主大会"},
    },
    "安全": {
        "消防": {"通道堵塞": "消防通道 堵塞", "电动车上楼": "电动车 上楼 推进楼道"},
        "治安": {"高空抛物": "高空抛物 扔东西", "群租": "群租 隔断", "可疑人员": "可疑 撬锁 小偷"},
        "犬只": {"不牵绳": "不牵绳 大型犬 恶犬 狗叫"},
    },
    "民生服务": {
        "养老": {"居家照护": "老人 照护 助餐 送餐", "高龄津贴": "高龄津贴 津贴"},
        "社会救助": {"低保": "低保 救助 困难补助", "临时救助": "临时救助"},
        "就业社保": {"社保": "社保 医保 养老保险 认证", "就业": "就业 失业 招聘"},
        "教育托育": {"入学": "入学 学区 幼儿园"},
        "证明办理": {"居住证明": "证明 盖章 居住证"},
    },
    "邻里关系": {
        "邻里纠纷": {
            "漏水纠纷": "楼上漏水 邻居漏水",
            "公共空间": "占用 公共区域 晾晒",
            "生活噪声": "楼上 半夜 拖椅子 钢琴",
        },
    },
    "城市管理": {
        "违法建设": {"私搭乱建": "违建 私搭 乱建 阳光房"},
        "绿化": {"树木修剪": "树枝 修剪 遮光", "绿地占用": "毁绿 种菜 绿地"},
        "市容": {"占道经营": "占道 摆摊 小贩", "小广告": "小广告"},
    },
    "其他": {"意见建议": {"工作建议": "建议", "表扬": "感谢 表扬"}},
}

DUTIES = [
    (
        "出具没有法律依据的证明",
        "withdrawn",
        "需要证明的部门",
        "民发〔2020〕20号：不应由基层群众性自治组织出具证明事项清单",
        "证明 盖章",
    ),
    (
        "对违法建设执法拆除",
        "withdrawn",
        "城市管理综合执法部门",
        "城乡规划法第六十四条、第六十八条",
        "违建 拆除 执法",
    ),
    (
        "对商户油烟、占道经营的行政处罚",
        "withdrawn",
        "城市管理综合执法部门、生态环境部门",
        "大气污染防治法第八十一条；北京市接诉即办工作条例第十七条",
        "油烟 占道 处罚",
    ),
    (
        "燃气、电梯等特种设备的专业检查",
        "withdrawn",
        "燃气主管部门、市场监督管理部门",
        "特种设备安全法第五条；北京市接诉即办工作条例第十七条",
        "电梯 燃气 检查 检测",
    ),
    (
        "职责清单外要求社区填表报数",
        "withdrawn",
        "提出要求的部门",
        "北京市街道办事处条例第三十二条",
        "填表 报数 台账",
    ),
    ("协助做好人口信息采集", "assist", "公安、统计部门", "居民委员会组织法第三条", "人口 采集"),
    ("协助社会救助入户调查", "assist", "民政部门", "社会救助暂行办法第十一条", "低保 入户"),
    ("协助物业矛盾调处", "assist", "住房建设部门、街道办事处", "物业管理条例第二十条", "物业 矛盾"),
    (
        "办理本居住地区居民的公共事务和公益事业",
        "basic",
        "社区居委会",
        "居民委员会组织法第三条第二项",
        "公共事务 公益",
    ),
    ("调解民间纠纷", "basic", "社区居委会", "居民委员会组织法第三条第三项", "调解 纠纷 邻里"),
    (
        "向政府反映居民的意见、要求和建议",
        "basic",
        "社区居委会",
        "居民委员会组织法第三条第六项",
        "意见 建议 反映",
    ),
]

LETTERS = [
    (
        "acceptance",
        "受理告知书",
        "{{ addressee }}：\n\n您于{{ received_on }}反映的“{{ title }}”已受理，编号{{ number }}。由{{ unit }}办理，联系人{{ handler }}，电话{{ phone }}。我们将在{{ due_on }}前向您反馈办理情况。\n\n您可以凭编号和查询码随时查看进展。",
    ),
    (
        "extension",
        "延期告知书",
        "{{ addressee }}：\n\n您反映的“{{ title }}”（编号{{ number }}）正在办理。因{{ reason }}，原定期限内不能办完，办理期限延长至{{ due_on }}。给您带来不便，请谅解。\n\n如有疑问，请与{{ handler }}联系，电话{{ phone }}。",
    ),
    (
        "result",
        "办理结果告知书",
        "{{ addressee }}：\n\n您于{{ received_on }}反映的“{{ title }}”（编号{{ number }}），现将办理结果告知如下：\n\n{{ reply }}\n\n如对结果不满意，您可以在{{ reopen_until }}前要求重新办理。",
    ),
    (
        "rectification",
        "整改通知书",
        "{{ addressee }}：\n\n经{{ unit }}核实，{{ address }}存在以下问题：\n\n{{ text }}\n\n请于{{ due_on }}前完成整改，并将整改情况告知{{ unit }}。联系人{{ handler }}，电话{{ phone }}。",
    ),
    (
        "refusal",
        "事项退回函",
        "{{ addressee }}：\n\n贵单位转来的事项“{{ title }}”（编号{{ number }}）收悉。经核对事项清单，该事项属于“{{ duty }}”，责任单位为{{ responsible }}。\n\n依据：{{ legal_basis }}。\n\n社区不承担该事项的主办责任，现予退回，请转有权单位办理。社区愿意协助联系居民、提供情况。",
    ),
]


def load() -> None:
    """Add what is missing; what a site has changed stays."""
    add_missing(AlertClass, "code", map(_alert, ALERTS))
    add_missing(NonDispatchText, "kind", ({"kind": k, "text": text} for k, text in NON_DISPATCH))
    add_missing(
        LetterTemplate,
        "kind",
        ({"kind": kind, "title": title, "body": body} for kind, title, body in LETTERS),
    )
    duty = ("name", "kind", "responsible", "legal_basis", "keywords")
    add_missing(DutyItem, "name", (dict(zip(duty, row, strict=True)) for row in DUTIES))
    if not Category.objects.exists():
        _load_categories(CATEGORIES, parent=None, level=1)


def _alert(row: tuple[Any, ...]) -> dict[str, Any]:
    code, name, words, priority, advice = row
    return {
        "code": code,
        "name": name,
        "words": words,
        "priority": priority,
        "advice": advice,
        "first_call": FIRST_CALLS.get(code, ""),
    }


def _load_categories(tree: dict[str, Any], *, parent: Category | None, level: int) -> None:
    for name, below in tree.items():
        node = Category.objects.create(
            parent=parent,
            level=level,
            name=name,
            full_name=f"{parent.full_name}／{name}" if parent else name,
            keywords=below if isinstance(below, str) else "",
        )
        if isinstance(below, dict):
            _load_categories(below, parent=node, level=level + 1)
