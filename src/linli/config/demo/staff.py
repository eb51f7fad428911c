"""Who works in the demonstration community and how they sign in."""

import datetime as dt

from linli.config.demo.town import Town
from linli.foundation.accounts import public as accounts
from linli.registers.organisations.models import Member

PASSWORD = "Linli-demo-2026"  # noqa: S105 - printed on the screen of every demonstration
GRID_WORKERS = ("李晓梅", "王建国", "张玉兰", "刘志强", "陈雅琴", "赵海涛", "孙春燕")

# login name, who it is; what `make run` prints
SIGN_INS = (
    ("worker", "网格员 李晓梅（第1、2网格）"),
    ("hall", "社区工作者 周文静（大厅、回访）"),
    ("head", "社区书记 林国栋"),
    ("street", "街道负责人 何敏"),
    ("heating", "供热公司 高师傅（被吹哨的单位）"),
    ("property", "物业 马经理"),
    ("resident", "居民 王秀英"),
    ("admin", "系统管理员"),
)


def build(town: Town, at: dt.datetime) -> dict[str, accounts.User]:
    """Twelve people of the community, the street, two units and a resident."""
    people: dict[str, accounts.User] = {}

    def add(
        username: str, name: str, kind: accounts.UserKind = accounts.UserKind.STAFF
    ) -> accounts.User:
        people[username] = accounts.open_account(
            username=username,
            name=name,
            password=PASSWORD,
            kind=kind,
            by=None,
            at=at,
            first_password=False,
        )
        return people[username]

    def give(user: accounts.User, role: str, *where: object) -> None:
        for place in where:
            accounts.assign(
                user=user,
                role=accounts.Role.objects.get(code=role),
                place=place,  # type: ignore[arg-type]
                starts_on=dt.date(2023, 1, 1),
                by=None,
                at=at,
            )

    committee = town.units["幸福里社区居委会"]
    for number, name in enumerate(GRID_WORKERS):
        user = add("worker" if number == 0 else f"worker{number + 1}", name)
        give(user, "grid-worker", *town.grids[number * 2 : number * 2 + 2])
    give(add("hall", "周文静"), "community-worker", town.community)
    give(add("hall2", "吴桂英"), "community-worker", town.community)
    give(add("hall3", "郑俊杰"), "community-worker", town.community)
    give(add("head", "林国栋"), "head", town.community)
    give(add("deputy", "许丽"), "head", town.community)
    for user in people.values():
        Member.objects.create(organisation=committee, user=user)
    give(add("street", "何敏"), "street", town.street)
    Member.objects.create(organisation=town.units["春晖街道办事处"], user=people["street"])
    root = town.street.parent.parent if town.street.parent else None
    give(add("admin", "系统管理员"), "admin", root or town.street)
    for username, name, unit in (
        ("heating", "高师傅", "安居供热公司"),
        ("property", "马经理", "幸福里物业服务中心"),
        ("chengguan", "邓队长", "区城市管理综合执法局"),
    ):
        partner = add(username, name, accounts.UserKind.PARTNER)
        Member.objects.create(organisation=town.units[unit], user=partner)
    add("resident", "王秀英", accounts.UserKind.RESIDENT)
    for number, grid in enumerate(town.grids):
        grid.contact_name = GRID_WORKERS[number // 2]
        grid.contact_phone = f"0999-888{6201 + number}"
        grid.supervision_phone = "0999-8885000"
        grid.save(update_fields=["contact_name", "contact_phone", "supervision_phone"])
    return people
