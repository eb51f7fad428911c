"""What kind of table it is: one row a resident or a thing, or numbers about many."""

import re

from linli.insight.sheets.meaning.counts import Counter
from linli.insight.sheets.meaning.folding import fold, read_label
from linli.insight.sheets.meaning.lexicon import understand

COUNTED = re.compile(
    r"(?:数|人次|户次|数量|合计|总计|小计|率|比例|占比|比重|百分比|平均|人数|户数|金额|资金|面积|次|额|总数|人口|[%])$|"
    r"^(?:男|女|男性|女性|其中|合计|总计|总数|小计|平均年龄|最大年龄|最小年龄)$|\d+(?:周?岁|元|平方米)|^占|以[上下]$"
)
NUMBER_UNITS = {
    "人",
    "户",
    "元",
    "万元",
    "%",
    "个",
    "次",
    "件",
    "人次",
    "平方米",
    "㎡",
    "m2",
    "场",
    "户次",
    "对",
    "张",
    "所",
    "家",
    "辆",
}
DESCRIBED = re.compile(
    r"(?:姓名|名称|地址|住址|电话|方式|时间|日期|年月|类型|性质|号|证|人|员|原因|情况|单位|职务|性别|民族|程度|面貌|地|关系|"
    r"说明|备注|代码|状态|结果|意见|内容|措施|事项|要求|依据|来源|用途|部门|联系|签名|签字|种类|级别|等级|专业|学历)$"
)
KEYS = re.compile(
    r"^(?:单位|单位名称|地区|行政区划|区划|区划名称|地区名称|行政区划名称|地区行政区划名称|乡镇|街道|乡镇街道|社区|村|村社区|区县|县区|区域|"
    r"项目|指标|指标名称|类型|区间|年龄段|序号|填报单位|统计单位|社区名称|网格|网格名称|所属网格|小区名称|行政区|省市|县市区|"
    r"年度|月份|年份|时间|分组|组别|名称|部门|科室|片区|部门名称|.*单位名称|.*区划.*|街道社区|村居)$"
)
STATISTICS = re.compile(r"统计|汇总|报表|基本情况|状况|情况表|数据|月报|季报|年报|台账表|分析")
NAMES = re.compile(r"姓名|户主|身份证|名字|^户名|证件号")


def is_statistics(labels: list[tuple[str, ...]], title: str) -> bool:
    """From the label paths of a table's columns."""
    title = "".join(title.split())
    leaves = [path[-1] for path in labels]
    if any(NAMES.search(fold(leaf)) for leaf in leaves):
        return False
    rest = [path for path in labels if fold(path[-1]) not in {"序号", "备注", "号"}]
    if not rest:
        return False
    counted = sum(_is_counted(path) for path in rest)
    described = sum(_is_described(path) for path in rest)
    keyed = bool(KEYS.match(read_label(rest[0][-1]).base))
    if keyed and counted >= max(2, described - 1):
        return True
    if keyed and STATISTICS.search(title) and described < len(rest) * 0.5:
        return True
    return counted > len(rest) * 0.55


def _is_counted(path: tuple[str, ...]) -> bool:
    label = read_label(path[-1])
    if label.unit in NUMBER_UNITS or COUNTED.search(label.base):
        return True
    if Counter(base=None, blocked=False).count(path).element is not None:
        return True
    return len(path) > 1 and any(read_label(part).unit in NUMBER_UNITS for part in path[:-1])


def _is_described(path: tuple[str, ...]) -> bool:
    if _is_counted(path):
        return False
    base = read_label(path[-1]).base
    return bool(DESCRIBED.search(base)) or understand(path[-1]).confidence > 0.8
