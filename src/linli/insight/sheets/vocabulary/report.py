"""The report itself, and the numbers that it asks for."""

from linli.insight.sheets.vocabulary.elements import DATE, DECIMAL, INTEGER, TEXT, Element

REPORT = (
    Element("report.serial_no", INTEGER, "序号 编号 序列号 行号 序 行次 NO No. 项次 流水号"),
    Element(
        "report.remark",
        TEXT,
        "备注 备注说明 备考 附注 备注信息 其他备注 注 备注情况 其他需要说明的情况 "
        "需要说明的情况 需说明的问题",
    ),
    Element(
        "report.unit",
        TEXT,
        "填报单位 申报单位 统计单位 单位盖章 上报单位 报送单位 填表单位 编报单位 "
        "制表单位 报表单位 申报单位盖章 报告单位 填报单位名称 填报机构 填报社区 "
        "填报部门 填制单位 报送单位名称 填报街道 上报单位名称 填报乡镇 填报村居 "
        "汇总单位 填报单位公章 单位公章 报送社区 上报社区 填报地区",
    ),
    Element(
        "report.filler",
        TEXT,
        "填表人 填报人 制表人 填报人姓名 填表人姓名 制表 填表 报表人 填报人签字 "
        "填报人员 填报 填表人签字 填报人签名 填表人员 制表人姓名 填表人签名 "
        "村级填报人姓名 村级填报人 统计员 社区填报人 统计人 填写人 填写人姓名 "
        "填报责任人 信息填报人 制表员 报送人 上报人 填写人签名 填写人签字 "
        "报送人姓名 统计人员",
    ),
    Element(
        "report.date",
        DATE,
        "填报日期 填表日期 制表日期 上报日期 报送日期 报出日期 村级填报日期 填制日期 填写日期 "
        "日期 报告日期 登记日期",
    ),
    Element(
        "report.period",
        TEXT,
        "统计时间 统计年度 统计月份 报告期 统计期间 所属期 报表期 所属时期 统计时段 统计周期 "
        "数据期 年度 所属年度 统计季度 报表年月 所属月份 填报年度 所属年月 统计截止时间 "
        "数据截止时间 截止时间 统计起止时间 月份 数据时间 统计时期 填报月份 时段 季度 "
        "数据时点 统计口径时间 统计区间",
    ),
    Element(
        "report.reviewer",
        TEXT,
        "审核人 复核人 审核 复核 审核人签字 审核人姓名 审核人员 审核人签名 "
        "审核责任人 复核人签字 审核员 审表人 核对人 审查人 审核负责人 校核人 "
        "复核人姓名",
    ),
)

COUNTS = (
    Element("stat.household_count", INTEGER, "户数"),
    Element("stat.person_count", INTEGER, "人数"),
    Element("stat.aid_amount", DECIMAL, "保障金额合计"),
    Element("stat.average_age", DECIMAL, "平均年龄"),
    Element("stat.max_age", INTEGER, "最大年龄"),
    Element("stat.min_age", INTEGER, "最小年龄"),
    Element("stat.average_income", DECIMAL, "平均收入"),
    Element("stat.share", DECIMAL, "占比"),
)

ELEMENTS = REPORT + COUNTS
