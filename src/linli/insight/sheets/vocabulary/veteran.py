"""Service in the army, injuries of it, and what is owed for it."""

from linli.insight.sheets.vocabulary.elements import (
    BOOLEAN,
    CODE,
    DATE,
    DECIMAL,
    TEXT,
    Element,
)

SERVICE = (
    Element(
        "veteran.is_veteran",
        BOOLEAN,
        "是否退役军人 是否复员退伍军人 退役军人 是否退役 是否复员军人 是否军转干部 "
        "是否转业军人 是否退役士兵 是否服过兵役 是否军人 复退军人 是否复退军人 是否现役军人 "
        "退役军人标志 是否为退役军人",
    ),
    Element(
        "veteran.service_type",
        CODE,
        "士兵类型 退役类型 退役士兵类别 兵役类型 军人类别 退役军人类别 兵种类别 兵役状况",
        codes="local",
    ),
    Element(
        "veteran.enlist_date",
        DATE,
        "入伍时间 参军时间 入伍参加工作时间 何时入伍 服役开始时间 服役起始时间 入伍年份 "
        "参军入伍时间 入伍年 入伍参工时间",
    ),
    Element(
        "veteran.enlist_place",
        TEXT,
        "入伍地 入伍地点 入伍地区 入伍所在地 入伍户口所在地 入伍前户籍地 征集地 "
        "入伍时户籍地 入伍前住址 入伍地址 何地入伍 入伍时户口所在地 "
        "入伍时户籍所在地 入伍前户口所在地 入伍县区 入伍地县 入伍时住址 入伍户籍地",
    ),
    Element(
        "veteran.discharge_date",
        DATE,
        "退役时间 复员时间 转业时间 退伍退休时间 退伍离退休时间 何时退伍 离队时间 "
        "退出现役时间 退役退伍时间 退伍复员时间 退役年份 复员退伍时间 转业复员时间 "
        "退伍离休退休时间 复员转业时间 服役结束时间",
    ),
    Element(
        "veteran.certificate_no",
        TEXT,
        "退伍证号 复员证号 退役军人证号 退出现役证号 退伍证 退役证书编号 转业证号 "
        "义务兵退出现役证号 退伍证件编号 复员证 退出现役证件号 复员退伍证号 退役军人优待证号 "
        "优待证号",
    ),
    Element(
        "veteran.unit",
        TEXT,
        "服役部队 部队番号 原服役部队 部队名称 原部队 服役部队番号 原部队番号 "
        "部队代号 所在部队 原服役部队番号 服役单位 所在部队番号 原所在部队 "
        "服役部队代号 原部队名称 原服役部队代号 参战部队 部队 原部队代号 部队单位 "
        "原服役部队名称 服役部队名称 参战部队番号 参试部队 原所在部队番号 "
        "参试部队番号 部队番号代号 何部队服役 所属部队 服役时部队番号 "
        "参战时部队番号 参战参试部队番号 所在部队代号",
    ),
    Element(
        "veteran.military_region",
        TEXT,
        "军区大单位 所在军区 大军区 所属军区 军区 军区单位 大单位 原属大单位 "
        "部队大单位 所属大单位 原军区 军种 军兵种",
    ),
    Element(
        "veteran.rank",
        TEXT,
        "部队职务 军衔 职级 部队职级 服役期间职务 军队职务 部队职务军衔 军衔职务 退役时职务 "
        "部队衔级 在部队职务 部队任职 服役职务 军衔等级 退役军衔 退役时军衔 原部队职务 "
        "退役前职务 服役时职务 部队职别 部队军衔",
    ),
    Element(
        "veteran.service_years",
        DECIMAL,
        "服役年限 军龄 服役时间 服役年数 兵龄 服现役年限 服役期限 服现役时间 服役年 "
        "服役总年限 所服义务兵折算年限 义务兵折算年限 服役折算年限 服义务兵役年限 "
        "折算服役年限 折算服义务兵役年限 服义务兵年限 服义务兵役折算年限",
    ),
    Element(
        "veteran.conscript_start",
        DATE,
        "服义务兵开始时间 义务兵开始时间 服义务兵起始时间 义务兵起始时间 "
        "义务兵服役开始时间 义务兵服役起始时间 服义务兵役开始时间 义务兵入伍时间 "
        "服义务兵役起始时间",
    ),
    Element(
        "veteran.conscript_end",
        DATE,
        "服义务兵结束时间 义务兵结束时间 服义务兵终止时间 义务兵终止时间 "
        "义务兵服役结束时间 服义务兵役结束时间 义务兵服役终止时间 服义务兵截止时间 "
        "义务兵截止时间",
    ),
    Element(
        "veteran.in_battle",
        BOOLEAN,
        "是否参战 参战 是否参战人员 参战标志 是否参战退役人员 是否为参战人员 "
        "是否参加过作战 是否参战退役军人",
    ),
    Element(
        "veteran.battle_category",
        CODE,
        "参战类别 参加战役 参战名称 战役名称 参战情况 参战战役 参加何战役 何次战役 "
        "参加何种战役 参战经历 作战名称 参战事件",
        codes="local",
    ),
    Element(
        "veteran.in_nuclear_test",
        BOOLEAN,
        "是否参试 参试 是否参试人员 参试标志 是否参加核试验 是否涉核 "
        "是否参试退役人员 是否涉核人员 是否为参试人员 是否参加过核试验",
    ),
    Element(
        "veteran.nuclear_test_category",
        CODE,
        "参试类别 参试情况 涉核类别 参加核试验情况 参试名称 参加核试验类别",
        codes="local",
    ),
    Element(
        "veteran.resettle_place",
        TEXT,
        "安置地 安置地点 安置地区 转业安置地 安置所在地 安置去向 安置单位地区 "
        "退役安置地 接收安置地 安置地址 安置县区 现安置地 安置所在地区",
    ),
    Element(
        "veteran.resettle_mode",
        CODE,
        "安置方式 安置类型 退役安置方式 安置形式 安置途径 安置情况 转业安置方式",
        codes="local",
    ),
)

BENEFITS = (
    Element(
        "veteran.injury_level",
        CODE,
        "伤残等级 伤残级别 评残等级 残情等级 伤残等级代码 伤残等次 现伤残等级 "
        "原伤残等级 评定伤残等级 伤残军人等级 原评伤残等级 现评伤残等级 "
        "残疾军人等级",
        codes="1–10",
        sensitive=True,
    ),
    Element(
        "veteran.injury_nature",
        CODE,
        "伤残性质 致残性质 因公因战因病 因战因公因病 评残性质 残情性质 伤残原因性质",
        codes="local",
        sensitive=True,
    ),
    Element(
        "veteran.injury_class",
        CODE,
        "伤残属别 残疾属别 属别 在职在乡 残疾人员属别",
        codes="local",
        sensitive=True,
    ),
    Element(
        "veteran.injury_period",
        CODE,
        "伤残时期 残疾时期 致残时期 负伤时期 受伤时期 伤残所属时期",
        codes="local",
        sensitive=True,
    ),
    Element(
        "veteran.injury_category",
        CODE,
        "伤残类别 伤残人员类别 残疾人员类别 伤残对象类别",
        codes="local",
        sensitive=True,
    ),
    Element(
        "veteran.injury_detail",
        TEXT,
        "残疾情形 残情 伤残情形 致残情形 残疾情况描述 伤残情况 残情描述 伤残部位及情况 "
        "致残经过 负伤经过 伤情 残疾情形描述 负伤时间地点原因部位 致残时间地点原因部位 "
        "致残时间地点原因 负伤时间地点原因 评残情况 残情介绍 残情简况 残情医学鉴定 "
        "负伤致残经过 致残情况 致残原因及部位 伤残原因及部位 负伤原因及部位 受伤时间地点原因",
        sensitive=True,
    ),
    Element(
        "veteran.benefit_category",
        CODE,
        "优抚对象类别 优抚类别 优抚人员类别 抚恤类别 抚恤补助类别 优待对象类别 优抚对象 "
        "人员优抚类别 抚恤对象类别 优抚身份 补助对象类别 优抚对象身份类别 优抚对象身份 "
        "抚恤补助对象类别",
        codes="local",
    ),
    Element(
        "veteran.benefit_status",
        CODE,
        "优抚对象状态 优抚状态 抚恤状态 优抚对象状况 对象状态 优抚人员状态 享受状态 "
        "抚恤补助状态 人员优抚状态 待遇状态",
        codes="local",
    ),
    Element(
        "veteran.benefit_certificate_no",
        TEXT,
        "优抚证书编号 优抚证号 抚恤证号 伤残证号 残疾军人证号 伤残军人证号 优抚证件号 "
        "伤残证件编号 伤残人员证编号 优抚对象证号 抚恤补助证号 抚恤金领取证号 "
        "定期抚恤金领取证编号 优抚证 残疾军人证 定补证号 抚恤证书编号 定期抚恤证号 伤残证 "
        "定期补助证号 烈属证号 原残疾证号 原伤残证号 原证件编号 原残疾证件编号 抚恤金证号 "
        "三属证号 定期抚恤金证号 伤残证书编号 烈士证书编号 抚恤领取证号 原伤残证件编号 "
        "抚恤优待证号",
    ),
    Element(
        "veteran.benefit_approve_date",
        DATE,
        "批准优抚时间 优抚批准时间 享受优抚时间 评残时间 伤残批准日期 优抚待遇批准时间 "
        "批准评残时间 享受抚恤时间 享受抚恤补助时间 享受优抚待遇时间 批准伤残时间 "
        "伤残评定时间 享受定补时间 批准享受抚恤时间 评残批准时间 享受抚恤起始时间 "
        "享受优抚待遇起始时间",
        weak="批准时间",
    ),
    Element(
        "veteran.benefit_amount",
        DECIMAL,
        "抚恤金额 抚恤金 优抚金额 抚恤补助金额 优抚金 抚恤补助金 定期抚恤金 "
        "伤残抚恤金 优抚补助金 定补金额 定期定量补助 抚恤金标准 优抚补助 "
        "抚恤定补金额 抚恤补助 享受抚恤金额 年抚恤金 月抚恤金 享受抚恤补助金额 "
        "月抚恤金额 抚恤金发放金额 优抚资金 抚恤金月标准",
    ),
    Element(
        "veteran.martyr_name",
        TEXT,
        "烈士姓名 烈士 牺牲病故军人姓名 牺牲军人姓名 病故军人姓名 牺牲者姓名 "
        "烈士名字 牺牲烈士姓名 烈士名 已故军人姓名 牺牲病故人员姓名 牺牲病故者姓名 "
        "因公牺牲军人姓名 烈士牺牲病故军人姓名 烈士或病故军人姓名 三属对应烈士姓名 "
        "牺牲人姓名",
    ),
    Element(
        "veteran.martyr_relation",
        CODE,
        "与烈士关系 与牺牲病故军人关系 与牺牲军人关系 与病故军人关系 烈士关系 与牺牲者关系 "
        "与已故军人关系 与牺牲病故人员关系 与烈士牺牲病故军人关系 与因公牺牲军人关系 "
        "与烈士何关系",
        codes="GB/T 4761",
    ),
)

ELEMENTS = SERVICE + BENEFITS
