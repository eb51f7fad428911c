"""How tables call groups of people, for titles (`population`) and for labels
(`counting/residents_words`) alike: a name that one of them learns, both understand."""

# Whom the state supports for service, as tables say it.
THREE_KINDS_OF_KIN = r"三属(?:人员)?|烈士遗属、?因公牺牲军人遗属、?病故军人遗属"
BACK_ILL = r"带病回乡(?:退役|退伍|复员)*(?:军人|人员|士兵)*"
BACK_IN_THE_VILLAGE = r"在乡(?:老)?复员(?:退伍)?军人"
FOUGHT = r"参战(?:退役|退伍)?(?:人员|军人|士兵)?"
TESTED = r"(?:参试|参加核试验(?:部队)?|核试验)(?:退役|退伍)?(?:人员|军人|士兵)?"
MARTYRS_CHILDREN = r"(?:部分)?烈士(?:老年)?子女"
SUPPORTED = r"优抚(?:对象|人员)"
# Registered elsewhere.
FROM_ELSEWHERE = (
    r"流动人口|流动人员|外来(?:流动)?人口|外来人员|外来务工(?:人员)?|暂住人口|来沪人员|来京人员"
)
