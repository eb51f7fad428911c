"""The values of a drop-down list tell what a field asks for, where its label does not."""

from linli.insight.sheets.meaning.folding import fold
from linli.insight.sheets.meaning.lexicon import Sense

# Values that lists of an element offer in one wording or another.
OFFERED = {
    "person.sex": "男 女 男性 女性 未知 未说明",
    "person.ethnicity": "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 "
    "朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 "
    "黎族 汉 满 回 蒙",
    "person.marital_status": "未婚 已婚 离婚 丧偶 初婚 再婚 复婚 离异 未说明婚姻情况",
    "person.political_status": "中共党员 党员 中共预备党员 预备党员 共青团员 团员 群众 "
    "民主党派 无党派人士 无党派民主人士",
    "person.education": "文盲 半文盲 小学 初中 高中 中专 中技 职高 技校 大专 "
    "大学专科 专科 本科 大学本科 大学 研究生 硕士 博士 "
    "硕士研究生 博士研究生 文盲或半文盲 大专及以上",
    "person.health_status": "健康 良好 健康或良好 一般 较弱 一般或较弱 体弱 有慢性病 "
    "患病 残疾 重病 患大病 长期慢性病",
    "person.registration_type": "农业 非农业 农业户口 非农业户口 城镇 农村 居民户口 家庭户 集体户",
    "person.disability_type": "视力 听力 言语 肢体 智力 精神 多重 视力残疾 听力残疾 "
    "言语残疾 肢体残疾 智力残疾 精神残疾 多重残疾",
    "household.relation_to_head": "户主 本人 配偶 妻 夫 子 女 儿子 女儿 父亲 母亲 父 母 "
    "儿媳 女婿 孙子 孙女 祖父 祖母 兄弟 姐妹 其他 媳妇 之子 "
    "之女 之妻 本人或户主",
    "person.id_type": "居民身份证 身份证 护照 军官证 士兵证 户口簿 "
    "港澳居民来往内地通行证 台湾居民来往大陆通行证 "
    "外国人永久居留证 出生证明 港澳居民居住证 台湾居民居住证",
    "person.self_care_ability": "完全自理 自理 半自理 半失能 失能 不能自理 全护理 半护理 "
    "全自理 完全不能自理 部分自理 能自理 全失能 完全失能",
}
VALUES = {element: {fold(value) for value in names.split()} for element, names in OFFERED.items()}
MOST = 0.7


def from_choices(choices: tuple[str, ...]) -> Sense | None:
    """What a list of at least two values is about; None where it could be anything."""
    offered = [fold(value.split("-", 1)[-1].lstrip("0123456789.、")) for value in choices]
    if len(offered) < 2:
        return None
    shares = {
        element: sum(value in values for value in offered) / len(offered)
        for element, values in VALUES.items()
    }
    best = max(shares, key=lambda element: shares[element])
    if shares[best] < MOST:
        return None
    return Sense(best, 0.75, "下拉选项说明了要填什么", fact=best)
