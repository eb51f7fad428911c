"""Messages made up for tests: four matters of a community, each in a few words of its own."""

import random

from linli.insight.triage.learned.training import Example

MATTERS = {
    "物业管理": ("物业", "小区", "业主", "停车费", "电梯", "保安"),
    "教育": ("学校", "老师", "学生", "入学", "作业", "校服"),
    "环境卫生": ("垃圾", "臭味", "污水", "粉尘", "噪音", "油烟"),
    "劳动保障": ("工资", "社保", "退休", "合同", "养老金", "工伤"),
}
FRAMES = (
    "请问{0}的{1}一直没有人管怎么办",
    "反映{0}问题，{1}和{2}都很严重，希望尽快处理",
    "关于{0}，我们多次找过，{1}还是老样子，{2}也没有说法",
    "尊敬的领导您好，{0}今年以来{1}越来越差，盼回复",
)


def sample(count: int, *, cut: bool, seed: int = 1) -> list[Example]:
    """So many messages, as words with gaps or as people write."""
    chance = random.Random(seed)
    found = []
    for at in range(count):
        label = list(MATTERS)[at % len(MATTERS)]
        place = f"{chance.randint(1, 99)}号楼"
        words = chance.sample(MATTERS[label], 3)
        if cut:
            said = ["反映", place, *words, "希望", "处理", *chance.choices(MATTERS[label], k=2)]
            found.append(Example(" ".join(said), label))
        else:
            found.append(Example(place + chance.choice(FRAMES).format(*words), label))
    return found
