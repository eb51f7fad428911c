"""Who a person is: identity, schooling, addresses, coming and going."""

from linli.insight.sheets.vocabulary.elements import (
    BOOLEAN,
    CODE,
    DATE,
    INTEGER,
    TEXT,
    Element,
)

IDENTITY = (
    Element("person.name", TEXT, "姓名 名字 真实姓名 中文姓名 姓名全称 人名"),
    Element("person.former_name", TEXT, "曾用名 曾用姓名 别名 原名 又名 原姓名 曾用名别名"),
    Element("person.sex", CODE, "性别", codes="GB/T 2261.1"),
    Element(
        "person.birth_date",
        DATE,
        "出生日期 生日 出生年份 出生 出生年 公历生日 出生日",
    ),
    Element("person.age", INTEGER, "年龄 周岁 实足年龄 年龄岁 岁数 周岁年龄 现年龄 年纪"),
    Element(
        "person.id_type",
        CODE,
        "证件类型 身份证件类型 有效证件类型 证照类型 证件名称 身份证明类型 身份证件名称",
        codes="GA/T 517",
    ),
    Element(
        "person.id_number",
        TEXT,
        "身份证号 身份证 公民身份号码 公民身份证号码 居民身份证号码 居民身份证 身份证件号码 "
        "证件号码 身份证明号码 身份号码 有效证件号码 证件编号码 二代身份证号 18位身份证号 "
        "第二代身份证号码 有效身份证件号码 身份证或其他证件号码 身份证社会保障号码",
        codes="GB 11643",
        sensitive=True,
    ),
    Element(
        "person.id_issuer",
        TEXT,
        "签发机关 身份证发证机关 身份证签发机关 证件签发机关 身份证件发放机关 "
        "身份证件签发机关 证件发证机关 身份证发放机关 身份证件发证机关",
        weak="发证机关 发放机关 发证单位",
    ),
    Element(
        "person.id_valid_until",
        DATE,
        "证件有效期 身份证有效期 身份证有效期限 证件有效期限 证件有效期至 "
        "证件有效截止日期 身份证有效期至 身份证到期日期 证件到期日期 身份证件有效期 "
        "身份证截止日期 证件截止日期 身份证有效截止日期 身份证失效日期 证件失效日期 "
        "证件有效日期",
    ),
    Element("person.ethnicity", CODE, "民族 族别 民族成份 民族成分", codes="GB/T 3304"),
    Element("person.native_place", TEXT, "籍贯 祖籍 原籍 原籍地 籍贯地", weak="出生地"),
    Element("person.political_status", CODE, "政治面貌 政治面目 党派 政治身份", codes="GB/T 4762"),
    Element(
        "person.party_join_date",
        DATE,
        "入党时间 加入党组织时间 加入中国共产党时间 加入党派时间 参加党派时间 何时入党 入党团时间",
    ),
    Element(
        "person.education",
        CODE,
        "文化程度 学历 受教育程度 最高学历 教育程度 学历层次 文化水平 现有学历 "
        "全日制学历 学历学位 学历文化程度 最高受教育程度",
        codes="GB/T 4658",
    ),
    Element(
        "person.school",
        TEXT,
        "毕业院校 毕业学校 就读学校 学校名称 所在学校 在读学校 毕业院校名称 "
        "就读院校 学校 院校 就读学校名称 现就读学校 所在学校名称 毕业学校名称 "
        "就学学校 上学学校 就读幼儿园 幼儿园学校",
    ),
    Element(
        "person.is_student",
        BOOLEAN,
        "是否在校 在校生 是否在校生 是否在读 是否读书 是否就读 是否在校学生 "
        "是否学生 在校学生 是否上学 是否就学 在读 是否入学",
        weak="在校情况 就学情况 入学情况",
    ),
    Element("person.marital_status", CODE, "婚姻状况 婚否 婚姻 婚姻状态", codes="GB/T 2261.2"),
    Element(
        "person.category",
        CODE,
        "人员类别 老人类别 老年人类别 对象类别 人员身份 身份类别 人群类别 重点人群类别 "
        "重点人员类别 居民类别 人员属性 人员标签 人群标签 特殊人群类别 特殊群体类别 人口类别 "
        "重点人群 关爱对象类别 服务对象类别 帮扶对象类别 困难群体类别",
        codes="local",
    ),
    Element(
        "person.death_date",
        DATE,
        "去世日期 死亡日期 亡故时间 逝世时间 身故日期 故世日期 殁年月",
    ),
)

CONTACT = (
    Element(
        "person.phone",
        TEXT,
        "联系电话 人联系电话 电话 手机 手机号 电话号码 联系方式 移动电话 联系电话号码 "
        "本人电话 联系号码 联系手机 手机电话 个人电话 联系手机号 常用电话 联系电话手机 "
        "电话手机 移动电话号码 本人联系方式 本人手机 通讯方式 通讯电话 联络电话",
    ),
    Element(
        "person.phone_alt",
        TEXT,
        "其他联系方式 固定电话 座机 备用电话 其他电话 固话 第二联系电话 "
        "备用联系电话 住宅电话 其他联系电话 固定电话号码 联系电话2 备用手机 "
        "备用联系方式 座机号码 宅电 手机号码2 第二联系方式 备用号码",
    ),
    Element(
        "person.email",
        TEXT,
        "电子邮箱 邮箱 电子邮件 Email 电子邮箱地址 邮箱地址 电子邮件地址 电邮",
    ),
    Element(
        "person.postcode",
        TEXT,
        "邮政编码 居住地邮编 户籍地邮编 住址邮编 邮编 邮码 家庭邮编 邮政编号",
    ),
    Element(
        "person.registered_address",
        TEXT,
        "户籍地址 户口地址 户籍所在地 户口所在地 户籍地 户籍所在地址 户口所在地址 "
        "户籍住址 户籍详细地址 户籍所在地详细地址 户籍地详细地址 户口地 户籍 "
        "身份证住址 身份证地址 户口簿地址 户口登记地 户口登记地址 户籍登记地 "
        "原户籍地址 户籍登记地址 常住户口所在地 户籍住所 户籍地住址 户籍所在 "
        "户口住址 原籍地址 户籍县地址 户口本地址 户口所在地详细地址 常住户口地址 "
        "户籍地址全称 户籍派出所地址 户籍地或原籍地址",
    ),
    Element(
        "person.registered_division_code",
        CODE,
        "户籍地行政区划代码 户籍行政区划代码 户籍所在地行政区划代码 户籍地区划代码 "
        "户籍地代码 户口所在地行政区划代码 户籍所在地代码 户籍区划代码 户籍地址代码",
        codes="GB/T 2260 + GB/T 10114",
    ),
    Element(
        "person.residence_address",
        TEXT,
        "现住址 现房住址 家庭住址 居住地址 家庭地址 现居住地址 住址 居住地 现居住地 "
        "常住地址 实际居住地址 现住地址 居住详细地址 家庭详细地址 详细住址 联系地址 "
        "通讯地址 通信地址 住所 住处 现家庭住址 实际居住地 居住住址 实际住址 "
        "目前居住地址 现居住地详细地址 家庭所在地 居住所在地 居住地详细地址 "
        "现居住详细地址 家庭现住址 家庭详细住址 居住地住址 住所地 家庭住地 现住所 "
        "现住地 居住场所地址 暂住地址 暂住地 常住地 现住详细地址 居家地址 "
        "实际居住详细地址 常住住址 本地居住地址 本地住址 现居地 现居地址 居住县地址 "
        "家庭居住地址 经常居住地 租住地址 现住门牌 居住门牌 入住地址 现居住住址",
        weak="地址 详细地址 所在地址 门牌号",
    ),
    Element(
        "person.residence_division_code",
        CODE,
        "居住地行政区划代码 居住行政区划代码 现居住地行政区划代码 居住地区划代码 "
        "居住地代码 现住地行政区划代码 居住地址代码",
        codes="GB/T 2260 + GB/T 10114",
    ),
    Element(
        "person.registration_type",
        CODE,
        "户口性质 户口状况 户口类型 户籍类别 户籍性质 户别 农业非农业 户口属性 农业非农业户口 "
        "户籍属性 城乡类别 户口形式",
        codes="agricultural / non-agricultural",
    ),
)

RESIDENCE = (
    Element(
        "person.residence_status",
        CODE,
        "人户状态 人户一致标识 是否常驻 人户情况 人户一致情况 是否常住 居住状态 "
        "在户状态 人户分离情况 是否人户分离 人户关系 人口性质 居住情况 人口居住状态 "
        "是否本地户籍 是否在本地居住 是否常住人口 人户是否一致 人户一致 人户分离 "
        "人户分离标志 人在户在 常住流动 是否流动人口 是否户籍人口",
        weak="居住类型 居住性质",
        codes="local",
    ),
    Element(
        "person.residence_start_date",
        DATE,
        "居住时间 何时来本街道居住 何时来本社区居住 来本街道时间 何时来本市镇居住 入住时间 "
        "来本地时间 来本市时间 居住起始时间 现住地居住时间 暂住起始时间 来此居住时间 "
        "居住开始时间 何时来本地 到本地时间 来沪日期 来京时间 何时来本址 来本址时间 起租时间 "
        "承租时间 租住时间 暂住时间 流入时间 到达日期 来本社区时间 现居住地居住时间 搬入时间 "
        "租住起始时间",
    ),
    Element(
        "person.residence_until",
        TEXT,
        "拟居住期限 拟居住时间 暂住期限 居住期限 预计居住时间 拟住时间 租住期限 拟暂住时间 "
        "拟暂住截止时间 暂住截止时间 预计离开时间 拟居住至 居住截止时间 租期 租赁期限 租期至 "
        "租住期至 租赁到期时间 预计居住期限 拟住期限 拟居留期限 居住证期限 租赁截止时间",
    ),
    Element(
        "person.residence_reason",
        CODE,
        "居住事由 暂住事由 暂住原因 居住原因 来本地原因 流入原因 来本市原因 "
        "居住缘由 暂住缘由 流动原因 来本地事由 外来原因 来此事由",
        codes="local",
    ),
    Element(
        "person.residence_place_type",
        CODE,
        "居住处所 暂住处所 居住处所类型 居住场所类型 住所类型 居住场所 暂住处所类别 住宿类型",
        codes="local",
    ),
    Element(
        "person.residence_permit_no",
        TEXT,
        "居住证号 暂住证号 居住证件号码",
    ),
    Element(
        "person.moved_from",
        TEXT,
        "迁出地 从何地迁入 由何地迁入 何处迁入 何地迁来 原住址 来源地 从何地返回 "
        "返回地 返乡前所在地 返回前所在地 从何地返乡 来自何处 从何处来 出发地 "
        "从何地迁来 由何地迁来 何时何地迁来 迁入前住址 迁入前地址 流出地 "
        "何时由何地迁来本市 迁来地 原居住地 原居住地址 何地迁入 迁出地址 "
        "迁出地详细地址 迁入来源地 原住地 来自何地",
    ),
    Element(
        "person.moved_to",
        TEXT,
        "去向 迁往地 迁往何处 迁往何地 迁入地 何地迁往 流向 外出去向 外出地 流入地 "
        "现去向 外出地址 外出地点 务工地点 迁往地址 迁往 迁入地址 何时迁往何地 "
        "何时何地迁往 离开去向 外出务工地点 流出去向 外出目的地 现在去向 "
        "外出务工地址 务工地 外出务工地",
    ),
    Element(
        "person.move_date",
        DATE,
        "迁入时间 迁入离开时间 返回时间 返乡时间 到达本地时间 抵达时间 返家时间 迁出时间 离开时间 "
        "迁移日期 何时迁来 何时迁入 何时迁往 外出时间 流出时间 搬离时间 迁来时间 搬出时间 "
        "离开本地时间 户口迁入时间 户口迁出时间 退租时间 离汉时间 离京时间 离沪时间 离城时间 "
        "离开本市时间",
    ),
)

ELEMENTS = IDENTITY + CONTACT + RESIDENCE
