"""Code lists of the national standards, and how people write their entries.

Stored is the code, shown the label. Cities' own lists ("local") are no codes: a field of such a
list offers words and takes others.
"""

import functools
import re
import unicodedata
from collections.abc import Mapping

SEX = "1男 2女 9未说明"
# GB/T 3304
ETHNICITY = """
    01汉族 02蒙古族 03回族 04藏族 05维吾尔族 06苗族 07彝族 08壮族 09布依族 10朝鲜族 11满族 12侗族
    13瑶族 14白族 15土家族 16哈尼族 17哈萨克族 18傣族 19黎族 20傈僳族 21佤族 22畲族 23高山族
    24拉祜族 25水族 26东乡族 27纳西族 28景颇族 29柯尔克孜族 30土族 31达斡尔族 32仫佬族 33羌族
    34布朗族 35撒拉族 36毛南族 37仡佬族 38锡伯族 39阿昌族 40普米族 41塔吉克族 42怒族 43乌孜别克族
    44俄罗斯族 45鄂温克族 46德昂族 47保安族 48裕固族 49京族 50塔塔尔族 51独龙族 52鄂伦春族
    53赫哲族 54门巴族 55珞巴族 56基诺族
"""
# GB/T 4761, two digits
RELATION = """
    01本人 02户主 03小集体户户主 10配偶 11夫 12妻 20子 21独生子 22长子 23次子 24三子 25四子 26五子
    27养子或继子 28女婿 29其他子 30女 31独生女 32长女 33二女 34三女 35四女 36五女 37养女 38儿媳
    39其他女儿 40孙子、孙女或外孙子、外孙女 41孙子 42孙女 43外孙子 44外孙女 45孙媳妇或外孙媳妇
    46孙女婿或外孙女婿 47曾孙子或外曾孙子 48曾孙女或外曾孙女 49其他孙子、孙女或外孙子、外孙女
    50父母 51父亲 52母亲 53公公 54婆婆 55岳父 56岳母 57继父或养父 58继母或养母 59其他父母关系
    60祖父母或外祖父母 61祖父 62祖母 63外祖父 64外祖母 65配偶的祖父母或外祖父母 66曾祖父 67曾祖母
    68配偶的曾祖父母 69其他祖父母或外祖父母关系 70兄弟姐妹 71兄 72嫂 73弟 74弟媳 75姐姐 76姐夫
    77妹妹 78妹夫 79其他兄弟姐妹 80其他 81伯父 82伯母 83叔父 84婶母 85舅父 86舅母 87姨父 88姨母
    89姑父 90姑母 91堂兄弟、堂姐妹 92表兄弟、表姐妹 93侄子 94侄女 95外甥 96外甥女 97其他亲属
    98保姆 99非亲属
"""
# GB/T 4762
POLITICAL = """
    01中国共产党党员 02中国共产党预备党员 03中国共产主义青年团团员 04中国国民党革命委员会会员
    05中国民主同盟盟员 06中国民主建国会会员 07中国民主促进会会员 08中国农工民主党党员
    09中国致公党党员 10九三学社社员 11台湾民主自治同盟盟员 12无党派民主人士 13群众
"""
# GB/T 4658
EDUCATION = """
    10研究生 20大学本科 30大学专科及专科学校 40中专及中技 60高中 70初中 80小学 90文盲及半文盲
"""
# GB/T 2261.2
MARITAL = """
    10未婚 20已婚 21初婚 22再婚 23复婚 30丧偶 40离婚 90未说明的婚姻状况
"""
# GB/T 2261.4
EMPLOYMENT = """
    11国家公务员 13专业技术人员 17职员 21企业管理人员 24工人 27农民 31学生 37现役军人 51自由职业者
    54个体经营者 70无业人员 80退(离)休人员 90其他
"""
# GB/T 2261.3
HEALTH = "10健康或良好 20一般或较弱 30有慢性病 60残疾"
# GA/T 517
ID_TYPE = """
    111居民身份证 112临时居民身份证 113居民户口簿 114中国人民解放军军官证 117出生医学证明
    414普通护照 511台湾居民来往大陆通行证 516港澳居民来往内地通行证 553外国人永久居留身份证
    554港澳台居民居住证 990其他
"""
# GB/T 26341
DISABILITY = "1视力残疾 2听力残疾 3言语残疾 4肢体残疾 5智力残疾 6精神残疾 7多重残疾"
DISABILITY_LEVEL = "1一级 2二级 3三级 4四级"
INJURY_LEVEL = "1一级 2二级 3三级 4四级 5五级 6六级 7七级 8八级 9九级 10十级"
# GB/T 42195
ABILITY = "0能力完好 1轻度失能 2中度失能 3重度失能 4完全失能"
# GB/T 4754
INDUSTRY = """
    A农、林、牧、渔业 B采矿业 C制造业 D电力、热力、燃气及水生产和供应业 E建筑业 F批发和零售业
    G交通运输、仓储和邮政业 H住宿和餐饮业 I信息传输、软件和信息技术服务业 J金融业 K房地产业
    L租赁和商务服务业 M科学研究和技术服务业 N水利、环境和公共设施管理业
    O居民服务、修理和其他服务业 P教育 Q卫生和社会工作 R文化、体育和娱乐业
    S公共管理、社会保障和社会组织 T国际组织
"""

# How a dwelling is used; the register's own.
OCCUPANCY = "owner自住 tenant出租 vacant空置 business经营 dormitory集体宿舍"

LISTS: Mapping[str, str] = {
    "sex": SEX,
    "ethnicity": ETHNICITY,
    "relation": RELATION,
    "political": POLITICAL,
    "education": EDUCATION,
    "marital": MARITAL,
    "employment": EMPLOYMENT,
    "health": HEALTH,
    "id_type": ID_TYPE,
    "disability": DISABILITY,
    "disability_level": DISABILITY_LEVEL,
    "injury_level": INJURY_LEVEL,
    "ability": ABILITY,
    "industry": INDUSTRY,
    "occupancy": OCCUPANCY,
}
# How people write what the standard calls otherwise; a ready label needs no line here.
ALSO: Mapping[str, str] = {
    "political": """
        01中共党员 01党员 01共产党员 02预备党员 02中共预备党员 03共青团员 03团员 04民革党员
        04民革会员 05民盟盟员 06民建会员 07民进会员 08农工党党员 09致公党党员 11台盟盟员
        12无党派人士
    """,
    "education": """
        10硕士 10博士 10硕士研究生 10博士研究生 10研究生及以上 20本科 20学士 20大学 20全日制本科
        30大专 30专科 30大学专科 40中专 40中技 40技校 40中职 40职高 40中等专科 60普通高中 70普通初中
        90文盲 90半文盲 90不识字
    """,
    "marital": "40离异 40离婚单身 90未说明 20已婚有配偶 20有配偶 30丧偶单身",
    "relation": """
        01户主本人 20儿子 30女儿 10妻子 10丈夫 10爱人 51父 52母 61爷爷 62奶奶 63外公 64外婆 41孙儿
        71哥哥 73弟弟 75姐 77妹 28女婿 38儿媳妇 90姑姑 98家政
    """,
    "employment": """
        24职工 24在职 24在岗 24企业职工 24务工 24外出务工 24打工 80退休 80离休 80离退休 80退休人员
        80离休人员 80离退休人员 70无业 70失业 70待业 70失业人员 70待业人员 70未就业 70无工作
        54个体户 54个体 54个体经营 54个体工商户 27务农 27在家务农 31在校学生 31在校生 31大学生
        11公务员 37军人 51自由职业 51灵活就业 51灵活就业人员
    """,
    "health": "10健康 10良好 10健康良好 20一般 20较弱 30慢性病 30慢病 30患慢性病 60有残疾",
    "id_type": "111身份证 111二代身份证 414护照 516港澳通行证 511台胞证 117出生证明 113户口本",
    "disability": "1视力 2听力 3言语 4肢体 5智力 6精神 7多重",
    "ability": "0完好 1轻度 2中度 3重度 4完全丧失 4完全丧失能力 0能力完好",
    "sex": "1男性 2女性",
}
# Of GB/T 4761, what stands on paper and nobody says, and what men and women are alike.
SAID = {"20": "儿子", "29": "儿子", "30": "女儿", "39": "女儿"}
OF_BOTH_SEXES = re.findall(r"\d+", "01 02 03 10 40 49 50 59 60 65 68 69 70 79 80 91 92 97 98 99")
ENTRY = re.compile(r"([0-9A-Za-z]+)(\S+)")


@functools.cache
def entries(name: str) -> dict[str, str]:
    """Code → label, in the order of the standard."""
    return dict(ENTRY.findall(LISTS[name]))


@functools.cache
def _by_word(name: str) -> dict[str, str]:
    # The standard's own words count most, the first of two alike.
    words: dict[str, str] = {}
    for code, label in (*entries(name).items(), *ENTRY.findall(ALSO.get(name, ""))):
        words.setdefault(_plain(label), code)
    return words


def label(name: str, code: str) -> str:
    """The words for a code; what is no code stands for itself."""
    return entries(name).get(code, code)


def kinship(code: str) -> str:
    """What somebody is to the head, as people say it."""
    return SAID.get(code, label("relation", code))


def tells_sex(code: str) -> bool:
    """Whether what somebody is to the head says man or woman."""
    return code in entries("relation") and code not in OF_BOTH_SEXES


def code_of(name: str, text: str) -> str:
    """The code that a code, a label, or a word in use for it means; "" when none does."""
    plain = _plain(text)
    if plain in entries(name):
        return plain
    words = _by_word(name)
    if plain in words:
        return words[plain]
    if name == "ethnicity":
        return words.get(f"{plain}族", "")
    return ""


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
