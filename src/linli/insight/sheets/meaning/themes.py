"""What a table is about as a whole: its title, the sheet's name, its notes and all its labels."""

import dataclasses
import re

VETERANS = re.compile(
    r"优抚|伤残|退役|退伍|复员|转业|烈士|三属|抚恤|参战|参试|士兵|军人|军休|带病回乡|两参|核试验|义务兵|入伍|因战|牺牲"
)
WOUNDED = re.compile(r"伤残|残疾军人|残疾人员|抚恤|优抚|换证|评残|因战|残疾性质|残疾情形|残疾证件")
AID = re.compile(
    r"低保|最低生活|救助|五保|特困|困难户|困难家庭|困难群众|贫困|供养|低收入|保障金|临时救助|施保|扶贫|生活费|津贴|补贴"
)
DISABLED = re.compile(r"残疾人(?!员)|残联|重残|助残|无障碍")
CHILDREN = re.compile(r"儿童|未成年|孤儿|留守|少年|学生|幼儿|青少年|学龄")
ELDERS = re.compile(r"老年|老人|高龄|养老|敬老|空巢|独居|居家养老|能力评估")
TENANTS = re.compile(r"出租|租赁|租客|租户|承租|房屋|住房|流动人口|暂住|居住证|房东")
# Bodies, facilities, events and money: a register of residents knows nothing of them.
THINGS = re.compile(
    r"社会组织|社会团体|社团|民办非|基金会|企业|公司|机构|敬老院|养老院|福利院|救助站|医院|设施|项目|工程|会议|培训|活动|"
    r"值班|巡查|巡逻|检查|隐患|消防|场所|商户|门店|店铺|九小|车辆|设备|物资|捐赠|捐款|经费|资金|预算|"
    r"档案|资产|合同|采购|台账|殡葬|火化|骨灰|公墓|墓|殡仪|遗体|结婚|离婚|婚姻登记|收养|彩票|地名|界线|灾情|救灾|灾害|"
    r"工作人员|职工|干部|队伍|志愿|床位|案件|纠纷|信访|诉求|党组织|党支部|工会|物业"
)


@dataclasses.dataclass(frozen=True)
class Theme:
    """`heading`: title, sheet name and notes; `words`: these and all labels."""

    heading: str
    words: str

    @property
    def veterans(self) -> bool:
        found = VETERANS.findall(self.words)
        return bool(VETERANS.search(self.heading)) or len(set(found)) > 1 or "优抚" in found

    @property
    def wounded(self) -> bool:
        """Disabled in service: another grade, another certificate than a disabled resident's."""
        return self.veterans and bool(WOUNDED.search(self.words)) and not self.disabled

    @property
    def disabled(self) -> bool:
        return bool(DISABLED.search(self.heading))

    @property
    def aid(self) -> bool:
        return bool(AID.search(self.heading)) or len(set(AID.findall(self.words))) > 1

    @property
    def children(self) -> bool:
        return bool(CHILDREN.search(self.heading))

    @property
    def elders(self) -> bool:
        return bool(ELDERS.search(self.heading))

    @property
    def tenants(self) -> bool:
        return bool(TENANTS.search(self.heading))

    @property
    def things(self) -> bool:
        return bool(THINGS.search(self.heading))
