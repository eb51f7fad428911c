"""Whose 姓名 is it? Persons in forms other than the resident the row is about."""

import re

from linli.insight.sheets.meaning.folding import fold

# Words for the person that the register is about: they add nothing.
SELF = (
    "宝宝 婴幼儿 成年人 成年 本人 个人 申请人 申请者 申请对象 申请救助人 居民 "
    "村民 人员 对象 老人 老年人 老年 长者 高龄老人 高龄老年人 残疾人 残疾人员 "
    "残疾儿童 儿童 孩子 少年儿童 未成年人 学生 幼儿 婴儿 新生儿 员工 职工 党员 "
    "士兵 退役军人 退役士兵 退伍军人 退伍士兵 租客 租户 承租人 租住人 租住人员 "
    "租赁人 承租方 承租户 租房人 租住户 暂住人 流动人口 流动人员 外来人员 "
    "外来人口 服务对象 救助对象 保障对象 优抚对象 持证人 参保人 参保人员 参保者 "
    "被保险人 被评估人 评估对象 被评估者 求职者 求职人员 受助人 受益人 受助对象 "
    "住户 孕妇 育龄妇女 妇女 群众 困难群众 低保对象 低保人员 特困人员 五保对象 "
    "困境儿童 留守儿童 孤儿 留守老人 独居老人 空巢老人 志愿者 户内人员 人口 "
    "常住人口 户籍人口 居住人 居住人员 入住人 入住人员 入住老人 实际居住人 "
    "同住人 共同居住人 被帮扶人 帮扶对象 车主 犬主 养犬人 饲养人 宠物主人 "
    "养犬人员 患者 病人 救助人 享受人 享受对象 领取人 领款人 受理对象 走访对象 "
    "探访对象 关爱对象 补贴对象 补贴人员 补助对象 高龄人员 失业人员 就业人员 "
    "务工人员 外出人员 返乡人员 退休人员 重点人员 被走访人 被探访人 "
    "家庭成员本人 残疾军人 伤残人员 伤残军人 参战人员 迁移人 登记对象 遗属 遗孀 "
    "被救助人 残疾人本人 老年人本人 儿童本人 申请人本人 户籍人员 适龄儿童 "
    "受访者 受访对象 受访人 优待对象 优待人员 证件持有人 消费者"
)
SUBJECTS = {
    "head": "户主 户主本人 家庭户主 户长",
    "member": "家庭成员 成员 共同生活成员 共同生活家庭成员 家庭其他成员 其他成员 "
    "家庭主要成员 主要家庭成员 同户成员 家庭人员 其他家庭成员 家庭成员情况 "
    "家庭成员信息 同住家庭成员 共同生活人员",
    "guardian": "监护人 法定监护人 委托监护人 受委托监护人 现监护人 实际监护人 家长 抚养人 "
    "主要监护人 实际抚养人 被委托监护人 受委托照护人 委托照护人 学生家长 "
    "家长监护人 监护人家长",
    "contact": "紧急联系人 应急联系人 联系人 紧急联络人 第一联系人 家属联系人 "
    "紧急情况联系人 亲属联系人 联络人 联系亲属 家庭联系人",
    "owner": "房东 产权人 房主 业主 出租人 出租房主 房屋所有人 所有权人 产权所有人 "
    "房屋产权人 屋主 出租方 房屋业主 房屋所有权人 出租房屋业主 权利人 出租户 "
    "出租户主 出租屋主 出租房屋出租人 房屋出租人 出租屋业主 出租房业主",
    "grid": "网格员 网格长 专职网格员 网格管理员 责任网格员 网格责任人 微网格长 "
    "微网格员 社区网格员 网格负责人 包片网格员",
    "helper": "帮扶人 帮扶责任人 结对帮扶人 帮扶干部 包户干部 联户干部 帮扶联系人 "
    "包保责任人 结对干部 挂钩干部 结对帮扶干部 结对人 包联干部 帮扶党员 "
    "关爱联系人 包户责任人",
    "filler": "填表人 填报人 制表人 填写人 报表人 报送人 上报人",
    "reviewer": "审核人 复核人 审核员",
    "dead": "死者 逝者 死亡人 死亡人员 亡者 亡故人 亡人",
    "martyr": "烈士 牺牲军人 病故军人 牺牲病故军人 牺牲病故人员 因公牺牲军人 已故军人",
}
# Persons and bodies that the register of residents does not hold in a place of their own.
OTHERS = (
    "法人 法定代表人 法人代表 代表人 负责人 单位负责人 主要负责人 部门负责人 "
    "项目负责人 企业负责人 机构负责人 场所负责人 安全负责人 消防负责人 "
    "消防安全责任人 消防安全管理人 消防责任人 安全责任人 安全管理员 安全员 "
    "管理人 管理员 分管领导 带班领导 值班人 值班人员 值班领导 代理人 代办人 "
    "委托人 被委托人 受托人 委托代理人 代申请人 代领人 代理 家属 死者家属 丧属 "
    "丧主 配偶 丈夫 妻子 夫 妻 父亲 母亲 父 母 父母 爷爷 奶奶 祖父母 子女 子 女 "
    "儿子 女儿 赡养人 扶养人 供养人 代养人 寄养人 收养人 送养人 被收养人 "
    "赡养义务人 义务人 家庭医生 签约医生 医生 医师 主治医生 责任医生 社工 "
    "社会工作者 护理员 照护人 照护者 照料人 照料者 护理人 护工 评估员 评估人 "
    "评估人员 主评估员 调查员 调查人 调查人员 经办人 经办人员 受理人 受理人员 "
    "审批人 批准人 办理人 承办人 承办人员 证明人 介绍人 入党介绍人 担保人 "
    "推荐人 报告人 举报人 走访人 走访人员 探访人 探访人员 访问人 工作人员 "
    "工作者 民警 社区民警 责任民警 片警 楼长 楼栋长 楼组长 单元长 组长 小组长 "
    "书记 党支部书记 支部书记 主任 站长 院长 校长 园长 班主任 教师 老师 企业 "
    "单位 公司 机构 社会组织 医院 学校 车辆 犬 犬只 宠物 店主 经营者 经营户 "
    "商户 老板 领导 主管 发起人 捐赠人 捐款人 举办者 开办人 出资人 主办单位 "
    "承办单位 施工单位 物业 物业公司 物业服务企业 物业经理 物业负责人 检查人 "
    "检查人员 巡查人 巡查人员 巡查员 被检查人 被检查单位 受检单位 整改责任人 "
    "整改人 当事人 申请方 被申请人 对方 甲方 乙方 丙方 双方 男方 女方 主持人 "
    "记录人 参会人 参加人 出席人 采集人 采集人员 录入人 录入员 登记人 登记人员 "
    "登记员 操作员 核查人 核实人 验收人 接收人 接收人员 移交人 交接人 发放人 "
    "发放单位 领导人 会计 出纳 委员 副主任 主席 理事长 监事 理事 秘书长 村干部 "
    "社区干部 干部 儿童主任 儿童督导员 督导员 协理员 民政协理员 信息员 联络员 "
    "专干 包村干部 驻村干部 第一书记 中介 中介机构 医疗机构 服务机构 养老机构 "
    "福利机构 敬老院 救助站 用人企业 代管人 管理单位 产权单位 建设单位 使用单位 "
    "维保单位 租赁单位 使用人 保管人 驾驶人 驾驶员 司机 新 变更后 调整后 拟 "
    "生父 生母 继父 继母 养父 养母 外公 外婆 祖父 祖母 外祖父 外祖母 媳妇 女婿 "
    "孙子 兄弟 姐妹 亲戚 亲属 邻居 房客 合租人 担保 同行人 密切接触者"
)
MEANINGS = {
    "head": {
        "person.name": "household.head_name",
        "person.id_number": "household.head_id_number",
        "person.phone": "household.phone",
    },
    "member": {
        "person.name": "household.member_name",
        "person.id_number": "household.member_id_number",
        "household.relation_to_head": "household.relation_to_head",
    },
    "guardian": {"person.name": "child.guardian_name", "person.phone": "child.guardian_phone"},
    "contact": {
        "person.name": "contact.emergency_name",
        "person.phone": "contact.emergency_phone",
        "household.relation_to_head": "contact.emergency_relation",
    },
    "owner": {
        "person.name": "dwelling.owner_name",
        "person.id_number": "dwelling.owner_id_number",
        "person.phone": "dwelling.owner_phone",
    },
    "grid": {"person.name": "place.grid_worker"},
    "helper": {"person.name": "aid.helper_name", "person.employer": "aid.helper_unit"},
    "filler": {"person.name": "report.filler"},
    "reviewer": {"person.name": "report.reviewer"},
    "martyr": {
        "person.name": "veteran.martyr_name",
        "household.relation_to_head": "veteran.martyr_relation",
    },
}
OWNERS = {
    element: (subject, fact)
    for subject, facts in MEANINGS.items()
    for fact, element in facts.items()
    if element != fact and subject != "member"
}
# What a head of household is asked beyond the name is asked of a resident.
HEAD_IS_RESIDENT = "head"

BY_WORD: dict[str, str] = {
    **{fold(word): "other" for word in OTHERS.split()},
    **{fold(word): "self" for word in SELF.split()},
    **{fold(word): subject for subject, names in SUBJECTS.items() for word in names.split()},
}
LONGEST = max(map(len, BY_WORD))
PRESENT = re.compile(r"^(?:现|实际|目前|当前|本)(?=..)")
NUMBERED = re.compile(r"[\dn一二三四五六七八九十]{1,2}$")
# An unknown word for a person: what stands in its group is not asked of the resident.
ROLE = re.compile(
    r"^[^\d]{1,6}(?:(?<!残疾)(?<!老年)(?<![军病老])人|(?<![人党成])员|者|方|(?<!家)长|亲)(?:基本)?(?:信息|情况|资料)?$"
)
# Who is assessed, examined, supported is whom the form is about.
PASSIVE = re.compile(r"^被[^告申委检]{1,4}(?:人|者|对象|人员)(?:基本)?(?:信息|情况|资料)?$")
AROUND = re.compile(r"^(?:基本|主要|个人|家庭)?(?:信息|情况|资料|状况|概况|基本情况|基本信息)+$")


def begins_with(folded: str) -> tuple[str, str] | None:
    """The subject that a label begins with, and what is left: 房东电话 → owner, 电话."""
    passive = re.match(r"被[^告申委检]{1,4}?(?:人员|人|者|对象)(?=.)", folded)
    if passive and passive[0] not in BY_WORD:
        return "self", folded[passive.end() :]
    for length in range(min(LONGEST, len(folded) - 1), 0, -1):
        subject = BY_WORD.get(folded[:length])
        if subject:
            rest = NUMBERED.sub("", folded[length:]) if subject == "member" else folded[length:]
            return subject, re.sub(r"^[\dn一二三四五六七八九十](?=[\u4e00-\u9fff])", "", rest)
    return None


def of_group(folded: str) -> str | None:
    """The subject that a group of fields is about: 监护人情况, 户主基本信息, 配偶."""
    if folded in BY_WORD:
        return BY_WORD[folded]
    for bare in (NUMBERED.sub("", folded), PRESENT.sub("", folded)):
        if bare in BY_WORD:
            return BY_WORD[bare]
    for length in range(min(LONGEST, len(folded) - 1), 0, -1):
        if folded[:length] in BY_WORD and AROUND.match(folded[length:]):
            return BY_WORD[folded[:length]]
    if PASSIVE.search(folded):
        return "self"
    return "other" if ROLE.search(folded) else None


def belongs(subject: str, element: str) -> str | None:
    """The element that a subject's fact is kept in; None where it is kept nowhere."""
    if subject == "self":
        return element
    found = MEANINGS.get(subject, {}).get(element)
    if found is None and subject == HEAD_IS_RESIDENT and element.startswith("person."):
        return element
    return found
