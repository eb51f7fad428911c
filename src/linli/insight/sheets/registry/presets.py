"""What a new site starts with: the words of replies, rules that let a community refuse, and what a
cell costs. A site chooses among the rules, and changes the rest.

A rule of another province tells what is done elsewhere; only what holds in the whole country and
whose words stand here as in the text is cited from the start (`verified`). The others are told in
short, after DOMAIN §3 and §1.5.4: whoever cites them compares them with the text first.
"""

from linli.insight.sheets.registry.models import CellCost, Ground, ReplyKind, ReplyTemplate
from linli.kernel.presets import add_missing

ORGANIC_LAW_20 = (
    "市、市辖区的人民政府有关部门，需要居民委员会或者它的下属委员会协助进行的工作，"
    "应当经市、市辖区的人民政府或者它的派出机关同意并统一安排。"
)
# code, name, words, where it holds, read in the text
GROUNDS = (
    (
        "organic-law-20",
        "《城市居民委员会组织法》第二十条",
        ORGANIC_LAW_20,
        "",
        True,
    ),
    (
        "relief-2024",
        "《整治形式主义为基层减负若干规定》（2024年）",
        "同类材料最多报一次，不得频繁要求基层填表报数。",
        "",
        False,
    ),
    (
        "fingertip-2023",
        "《关于防治“指尖上的形式主义”的若干意见》（2023年）",
        "防止多头填报、重复填报，不得过度留痕。",
        "",
        False,
    ),
    (
        "shanghai-27",
        "《上海市居民委员会工作条例》第二十七条",
        "未列入协助行政事项清单的事项，居民委员会有权拒绝。",
        "上海市",
        False,
    ),
    (
        "beijing-32",
        "《北京市街道办事处条例》第三十二条",
        "不得将社区职责清单以外的事项交由社区办理，不得违规要求社区填表报数。",
        "北京市",
        False,
    ),
    (
        "beijing-17",
        "《北京市接诉即办工作条例》第十七条",
        "承办单位不得将社区职责清单外的事项交由社区办理。",
        "北京市",
        False,
    ),
    (
        "guizhou",
        "贵州“一张表”工作要求",
        "未经批准的报表台账，一律停止填报。",
        "贵州省",
        False,
    ),
)

REFUSAL = """{{ addressee }}：

贵单位要求填报的《{{ table }}》收悉。经核对报表准入清单，{{ standing }}。

依据：
{{ grounds }}

现将该表退回。确需填报的，请先办理准入；已有的数据，我们可以从现有报表中提供，不必重复填报。

联系人：{{ contact }}。"""
MERGE = """{{ addressee }}：

贵单位要求填报的《{{ table }}》收悉。其中以下栏目在《{{ into }}》里已经有：{{ common }}。{{ sent }}

为减少重复填报，建议贵单位直接使用《{{ into }}》的数据。{{ new }}

联系人：{{ contact }}。"""
TEMPLATES = (
    (ReplyKind.REFUSAL, "报表退回函", REFUSAL),
    (ReplyKind.MERGE, "报表合并建议函", MERGE),
)

# Nobody has published how long a cell takes: to be measured at the place, and said on the page.
SECONDS = 12
SOURCE = "估计：查到并录入、核对一格约12秒；没有公开数据，请按本地实测修改"


def load() -> None:
    """Add what is missing; what a site has changed stays."""
    add_missing(
        Ground,
        "code",
        (
            {
                "code": code,
                "name": name,
                "words": words,
                "holds_in": holds_in,
                "verified": verified,
                "in_use": verified and not holds_in,
            }
            for code, name, words, holds_in, verified in GROUNDS
        ),
    )
    add_missing(
        ReplyTemplate,
        "kind",
        ({"kind": kind, "title": title, "body": body} for kind, title, body in TEMPLATES),
    )
    CellCost.objects.get_or_create(only=True, defaults={"seconds": SECONDS, "source": SOURCE})
