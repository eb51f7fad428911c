"""The purposes and draft texts that a new site starts with (D§14); all of it can be edited.

Months of keeping are proposals; so is every law that is named without an article.
"""

from typing import Any

from linli.services.privacy.models import Basis, NoticeText, Purpose, TextKind

PURPOSES: tuple[dict[str, Any], ...] = (
    {
        "name": "居民信息登记和日常服务",
        "why": "知道谁住在哪里、怎么联系，办理公共事务和公益事业，协助政府做好与居民有关的工作",
        "basis": Basis.DUTY,
        "law": "城市居民委员会组织法第三条；个人信息保护法第三十七条",
        "groups": [
            "identity",
            "contact",
            "residence",
            "situation",
            "household",
            "dwelling",
            "owner",
        ],
        "way": "登记、查询、统计、填写报表",
        "recipients": "街道办事处；法律法规要求报送的部门",
        "kept_months": 36,
    },
    {
        "name": "诉求办理",
        "why": "联系反映问题的人，派给能办的单位，告诉结果",
        "basis": Basis.DUTY,
        "law": "本地12345热线或接诉即办条例（如北京市接诉即办工作条例第八条至第十五条）",
        "groups": [],
        "also": "您说的事、地点、称呼、电话、照片",
        "way": "登记、联系、转办、回访",
        "recipients": "承办单位（被投诉的一方看不到是谁反映的）",
        "kept_words": "办结满期后自动删除，期限见“隐私说明”",
    },
    {
        "name": "社会救助的协助办理",
        "why": "协助低保、特困、临时救助的申请、复核和发放",
        "basis": Basis.DUTY,
        "law": "社会救助暂行办法（第六十一条：对申请人的信息保密）",
        "groups": ["aid", "economy", "insurance"],
        "way": "登记、核对、上报",
        "recipients": "街道办事处、民政部门",
        "necessity": "不填收入和账户就无法核定资格、发放救助金；只报给办理救助的部门",
        "kept_months": 36,
    },
    {
        "name": "困境儿童和留守儿童关爱",
        "why": "建立信息档案，专人联系，及时报告和帮扶",
        "basis": Basis.DUTY,
        "law": "未成年人保护法第四十三条",
        "groups": ["care"],
        "way": "登记、探访、转介",
        "recipients": "街道办事处、民政部门、学校",
        "necessity": "不掌握孩子的处境就没法保护；只有专岗人员能看，公示时不出现孩子的姓名",
        "kept_months": 36,
    },
    {
        "name": "退役军人和优抚对象服务",
        "why": "建档立卡、走访慰问、协助落实优抚待遇",
        "basis": Basis.DUTY,
        "law": "退役军人保障法；军人抚恤优待条例",
        "groups": ["veteran", "injury", "insurance"],
        "way": "登记、核对、填写报表",
        "recipients": "街道办事处、退役军人事务部门",
        "necessity": "伤残等级和账户关系到抚恤金的核定和发放；只报给退役军人事务部门",
        "kept_months": 36,
    },
    {
        "name": "老年人探访和健康服务",
        "why": "按身体状况安排探访，联系家庭医生，突发情况时知道怎么帮",
        "basis": Basis.CONSENT,
        "groups": ["health", "care"],
        "way": "登记、探访、转介",
        "recipients": "社区卫生服务中心（转介时另行告知）",
        "necessity": "不知道身体状况就没法确定多久探访一次；不同意不影响其他服务",
        "kept_months": 12,
    },
    {
        "name": "残疾人服务和补贴协助",
        "why": "协助办理残疾人证、两项补贴，提供无障碍服务",
        "basis": Basis.CONSENT,
        "groups": ["health", "insurance"],
        "way": "登记、核对、上报",
        "recipients": "街道办事处、残联、民政部门",
        "necessity": "残疾类别、等级和账户是补贴的条件；不同意只影响由社区代办，可以自己去办",
        "kept_months": 12,
    },
    {
        "name": "就业帮扶",
        "why": "介绍岗位、培训，协助申请就业补贴",
        "basis": Basis.CONSENT,
        "groups": ["work"],
        "way": "登记、联系、推荐",
        "recipients": "人力资源和社会保障部门",
        "kept_months": 12,
    },
    {
        "name": "活动通知和志愿服务",
        "why": "通知社区活动，招募志愿者",
        "basis": Basis.CONSENT,
        "groups": ["contact"],
        "way": "电话、短信通知",
        "kept_months": 6,
    },
    {
        "name": "突发事件疏散和救助",
        "why": "火灾、汛情、疫情等突发事件时找到人、帮助行动不便的人转移",
        "basis": Basis.EMERGENCY,
        "law": "个人信息保护法第十三条第一款第四项；突发事件应对法",
        "groups": ["identity", "contact", "residence", "health"],
        "way": "只在突发事件期间查询使用，结束后不另存",
        "recipients": "应急、消防、医疗救援单位",
        "necessity": "不知道谁行动不便就无法先救；事后告知本人（第十八条）",
        "kept_words": "不另外保存",
    },
)

TEXTS: dict[str, str] = {
    TextKind.GENERAL: (
        "为了给您提供社区服务，我们会处理您的个人信息。这份告知书说明：为什么用、用哪些、用多久、"
        "给谁看，以及您能要求我们做什么。\n\n"
        "一、谁在处理：您所在社区的居民委员会。联系方式见本页下方或社区公示栏。\n\n"
        "二、用来做什么：见下面的用途表。表里没有写的用途，我们不做；要增加用途，会先告诉您。\n\n"
        "三、怎么保护：电话、证件号码加密保存，平时打码；谁看过完整内容、为什么看，都有记录；"
        "敏感信息只有岗位需要的人看得到。\n\n"
        "四、保存多久：您住在这里的时候一直用；您迁出或去世后，按用途表里的期限到期自动删除。\n\n"
        "五、需要您同意的用途，您可以不同意，也可以随时撤回，不影响其他服务。"
        "撤回以前已经做的事仍然有效。\n\n"
        "六、您的权利：查阅、复制、更正、补充、删除您的信息，限制或拒绝我们使用，要求我们解释。"
        "到社区窗口、打电话，或者在本页提交申请都可以，我们核对身份后办理。"
        "不满意，可以向街道办事处反映，向网信部门投诉，或依法向法院起诉。\n\n"
        "依据：《中华人民共和国个人信息保护法》第十三条至第十七条、第四十四条至第五十条。"
    ),
    TextKind.SENSITIVE: (
        "健康、社会救助、银行账户、未成年人等信息是敏感个人信息，一旦泄露，容易伤害您的尊严或"
        "人身、财产安全。除了法律规定必须办理的事情以外，只有您单独同意，我们才使用。\n\n"
        "每个用途为什么必须用、对您有什么影响，写在用途表里。您可以只同意其中一项，"
        "也可以都不同意；不同意不影响其他服务。\n\n"
        "我们对这些信息加密保存，只有岗位需要的人看得到，每次查看都有记录。\n\n"
        "依据：《中华人民共和国个人信息保护法》第二十八条至第三十条。"
    ),
    TextKind.CHILDREN: (
        "未满十四周岁孩子的信息都按敏感个人信息保护。\n\n"
        "一、需要同意的用途，由父母或其他监护人决定，监护人可以随时撤回。\n\n"
        "二、只收集保护孩子所必需的信息，由专人保管；公示、报表、照片里不出现孩子的姓名和长相。\n\n"
        "三、发现孩子受到侵害或者面临危险，我们依法向公安机关和民政部门报告，这不需要征得同意。\n\n"
        "四、孩子的信息不给无关的人看。监护人可以查阅、更正、要求删除。\n\n"
        "依据：《中华人民共和国个人信息保护法》第三十一条，《中华人民共和国未成年人保护法》第四十三条。"
    ),
}


def load() -> None:
    """Add what is missing; what a site has changed, and what it has published, stays."""
    if not Purpose.objects.exists():
        Purpose.objects.bulk_create(
            Purpose(position=number * 10, **one) for number, one in enumerate(PURPOSES, 1)
        )
    there = set(NoticeText.objects.values_list("kind", flat=True))
    NoticeText.objects.bulk_create(
        NoticeText(kind=kind, text=text) for kind, text in TEXTS.items() if kind not in there
    )
