"""How a person lives: work and income, insurance and accounts, health."""

from linli.insight.sheets.vocabulary.elements import (
    BOOLEAN,
    CODE,
    DATE,
    DECIMAL,
    TEXT,
    Element,
)

WORK = (
    Element(
        "person.employer",
        TEXT,
        "工作单位 单位名称 服务处所 就业单位 现工作单位 从业单位 所在单位 工作单位名称 "
        "工作处所 单位全称 用人单位 工作单位或学校 务工单位 现单位 供职单位 任职单位 "
        "工作学习单位 原工作单位 就业单位名称 所在单位名称 工作单位全称 务工单位名称 "
        "从业单位名称",
    ),
    Element(
        "person.job_title",
        TEXT,
        "职务 职务职称 工作岗位 现任职务 行政职务 担任职务 职务名称 工作职务 现职务 "
        "所任职务 社会职务",
    ),
    Element(
        "person.occupation",
        CODE,
        "职业 从事职业 从事工种 曾从事职业 原职业 退休前职业 职业类别 从事工作 职业名称 所从事职业 "
        "目前职业 现从事职业 现职业 从业类型 工种 从事何种职业",
        codes="GB/T 6565",
    ),
    Element(
        "person.industry",
        CODE,
        "行业 所属行业 从事行业 行业类别 就业行业 从业行业 单位行业",
        codes="GB/T 4754",
    ),
    Element(
        "person.employment_status",
        CODE,
        "就业状况 就业状态 从业状况 是否就业 就业失业状态 从业状态 工作状态 是否失业 就业与否 "
        "工作情况 就业失业情况 失业状况 就业形式 就业创业情况 就业类型 就业现状",
        codes="GB/T 2261.4",
    ),
    Element(
        "person.work_start_date",
        DATE,
        "参加工作时间 开始参加工作年份 工作时间 参工时间 何时参加工作 首次参加工作时间 "
        "工作起始时间 参加革命时间 参加革命工作时间",
    ),
    Element(
        "person.is_retired",
        BOOLEAN,
        "是否离退休 是否退休 离退休 离退休标志 是否离退休人员 离退休情况 退休情况 "
        "是否退休人员 离退休人员 退休人员 离休干部 是否离休 退休状态",
    ),
    Element(
        "person.skill",
        TEXT,
        "专业特长 特长 技能 专长 技能特长 有何特长 职业技能 技术专长 掌握技能 "
        "爱好特长 技能专长 特长爱好 兴趣特长 个人特长 熟悉专业有何专长 兴趣爱好特长 "
        "劳动技能 专业技能 技术特长",
    ),
    Element(
        "person.annual_income",
        DECIMAL,
        "年收入 个人年收入 本人年收入 年均收入 年总收入 全年收入 年纯收入 个人年总收入 年工资收入",
    ),
    Element(
        "person.monthly_income",
        DECIMAL,
        "月收入 个人月收入 本人月收入 月工资 月均收入 月总收入 月工资收入 每月收入 "
        "月平均收入 个人月均收入 月薪 月退休金 退休金 月养老金 月收入水平 "
        "月固定收入",
    ),
)

MONEY = (
    Element(
        "person.medical_insurance_type",
        CODE,
        "医疗保障方式 医保类型 参保类型 医疗保险类型 医疗支付方式 参加医疗保险类型 "
        "医疗费用支付方式 医疗保障类型 医疗保障情况 参加医保类型 医疗付费方式 "
        "参加医疗保险情况 医疗保险 医保 医保情况 医疗保险情况 参加医保情况 医保参保类型 "
        "医保参保情况 参保险种 医疗保障 基本医疗保险 医疗参保情况 医疗保险参保类型 "
        "医疗费支付方式 参保情况",
        codes="local",
    ),
    Element(
        "person.medical_insurance_no",
        TEXT,
        "医疗保险号 医保号 医保卡号 医疗保险证号 医疗证号 新农合号 农合号 合作医疗证号 "
        "医疗保险卡号 医保证号 新农合证号 合作医疗号 医保账号 新农合医疗证号 参合号 参合证号 "
        "医保个人编号",
    ),
    Element(
        "person.pension_insurance_type",
        CODE,
        "养老保障方式 养老保险类型 养老保障类型 参加养老保险类型 养老保险情况 养老保障情况 "
        "养老保险 参加养老保险情况 养老方式 养老保险参保情况 养老保障 基本养老保险 "
        "养老保险参保类型 养老参保类型 养老类型",
        codes="local",
    ),
    Element(
        "person.pension_insurance_no",
        TEXT,
        "养老保险号 养老保险证号 养老保险账号 养老保险手册号 社会养老保险号 养老保险卡号 "
        "社会保险号 个人社保编号 社保个人编号",
    ),
    Element(
        "person.social_card_no",
        TEXT,
        "社保卡号 社会保障卡号 社会保障号 社保号 社保卡 社会保障卡 市民卡号",
        sensitive=True,
    ),
    Element(
        "person.health_card_no",
        TEXT,
        "居民健康卡号 健康卡号 电子健康卡号 居民健康卡 健康卡",
        sensitive=True,
    ),
    Element(
        "person.bank_name",
        TEXT,
        "开户银行 开户行 银行名称 开户银行名称 开户行名称 所属银行 代发银行 "
        "账户开户行 发卡银行 收款银行 发放银行 银行 开户网点 开户金融机构 "
        "开户银行全称 开户行全称 金融机构名称",
        sensitive=True,
    ),
    Element(
        "person.bank_account",
        TEXT,
        "银行账号 银行卡号 开户银行账号 开户行账号 开户行卡号 开户银行卡号 账号 银行账户 "
        "银行卡账号 存折账号 开户账号 账户号码 一卡通账号 一卡通号 一折通账号 惠农卡号 "
        "惠民卡号 存折号 个人银行账号 卡号 银行存折账号 社保卡银行账号 收款账号 一折通号 "
        "一卡通卡号 惠农一卡通账号 惠民惠农一卡通账号 银行账户号码 补贴账号 发放账号 银行卡 "
        "打卡账号 个人账号",
        sensitive=True,
    ),
    Element(
        "person.bank_account_name",
        TEXT,
        "开户名称 开户人 开户人姓名 账户名称 账户名 户名 开户名 账户姓名 银行户名 "
        "账号户名 持卡人姓名 收款人 收款人姓名 银行卡户名 开户姓名 账户人姓名 "
        "卡主姓名 银行账户名称 开户户名 账户户名 收款户名",
        sensitive=True,
    ),
)

HEALTH = (
    Element(
        "person.health_status",
        CODE,
        "健康状况 身体状况 健康状态 身体健康状况 健康 身体状态 身心状况 健康水平",
        codes="GB/T 2261.3",
        sensitive=True,
    ),
    Element(
        "person.illness",
        TEXT,
        "患病情况 慢性病描述 病种 患病类型 疾病名称 所患疾病 患病名称 慢性病 病种类型 "
        "慢性病情况 疾病情况 患何种疾病 疾病种类 主要疾病 患病病种 大病名称 疾病史 既往病史 "
        "病史 患重大疾病情况 慢性病种类 疾病 慢病情况 慢性病名称 大病病种 患病 重大疾病名称 "
        "患大病情况 重病名称 病情 主要病种 现患疾病 慢性疾病 基础疾病 既往史",
        weak="诊断 疾病诊断",
        sensitive=True,
    ),
    Element(
        "person.work_capacity",
        CODE,
        "劳动能力 劳动能力状况 有无劳动能力 是否有劳动能力 劳动力 劳动力状况 劳动能力类别 "
        "是否丧失劳动能力 劳动技能状况 有无劳力 是否劳动力 劳力状况",
        codes="local",
        sensitive=True,
    ),
    Element(
        "person.self_care_ability",
        CODE,
        "生活自理能力 自理能力 自理情况 是否自理 生活能否自理 生活自理情况 自理程度 能否自理 "
        "生活自理程度 自理能力状况 生活是否自理 生活自理 是否失能 失能情况 失能程度 失能等级 "
        "自理能力等级 生活能力 是否能自理 失能类型 生活自理能力情况 自理能力评估 是否生活自理 "
        "失能半失能情况 身体自理情况",
        codes="local",
        sensitive=True,
    ),
    Element(
        "person.is_disabled",
        BOOLEAN,
        "是否残疾 残疾人 是否残疾人 残疾 残疾标志 有无残疾 是否有残疾 "
        "是否持证残疾人 是否残疾人员 是否为残疾人 是否持有残疾证",
        weak="残疾情况",
        sensitive=True,
    ),
    Element(
        "person.disability_type",
        CODE,
        "残疾类别 残疾性质 残疾人类别 残别 残疾人类 残疾证类别 何种残疾",
        codes="GB/T 26341",
        sensitive=True,
    ),
    Element(
        "person.disability_level",
        CODE,
        "残疾等级 残疾级别 残疾程度 残级 残疾人等级 残疾等次 残疾人级别 残疾证等级 "
        "残疾证级别 残疾评定等级 致残等级",
        codes="GB/T 26341",
        sensitive=True,
    ),
    Element(
        "person.disability_certificate_no",
        TEXT,
        "残疾证号 残疾人证号 残疾证件号 残疾证 残疾人证 第二代残疾人证号 残疾人证件号码 "
        "二代残疾证号",
        sensitive=True,
    ),
    Element(
        "person.disability_subsidy",
        DECIMAL,
        "残疾人补贴 残疾补贴 残疾人两项补贴 残疾补贴金额 残疾人生活补贴 "
        "重度残疾人护理补贴 困难残疾人生活补贴 残疾人护理补贴 残疾人两项补贴金额 "
        "重残护理补贴 残疾人补贴金额 两项补贴金额 残疾人生活补贴金额 "
        "残疾人护理补贴金额 两项补贴 重残补贴 残疾津贴",
        sensitive=True,
    ),
)

ELEMENTS = WORK + MONEY + HEALTH
