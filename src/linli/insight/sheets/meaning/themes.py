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
TENANTS = re.compile(r"出租|租赁|租客|租户|承租|房屋|住房|流动人口|暂住|居住证|房东")


@dataclasses.dataclass(frozen=True)
class Theme:
    """`heading`: title and name of the sheet; `words`: all that stands in its cells."""

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
    def tenants(self) -> bool:
        return bool(TENANTS.search(self.heading))
