"""What the demonstration's people were told and said about their data."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence

from linli.config.demo.town import Town
from linli.foundation.accounts.models import User
from linli.foundation.places.models import Place
from linli.kernel.clock import local_date
from linli.registers.residents.models import Person
from linli.services.privacy.actions import claims, consents, purposes, records
from linli.services.privacy.models import (
    Asker,
    Channel,
    ClaimKind,
    Conclusion,
    How,
    Occasion,
    Proof,
    Purpose,
    TextKind,
    Way,
    Word,
)
from linli.services.privacy.queries.consents import is_child

ASKED = 120
WORDS = (Word.GIVEN,) * 8 + (Word.REFUSED,)
YEAR = dt.timedelta(days=365)


def write(
    town: Town,
    people: Mapping[str, User],
    residents: Sequence[tuple[Person, Place, int]],
    source: random.Random,
    now: dt.datetime,
) -> None:
    """Notices a year ago, consents since then, two claims, and the records of a head."""
    head, admin = people["head"], people["admin"]
    for kind in TextKind:
        draft = purposes.draft(kind=kind, by=admin, at=now - YEAR)
        purposes.publish(draft=draft, by=admin, at=now - YEAR)
    _consents(people, residents, source, now)
    _claims(town, people, residents, now)
    assessed = records.Assessed(
        title="老年人探访用到健康信息",
        occasion=Occasion.SENSITIVE,
        lawful="只收自理能力和慢性病两项，用来定多久探访一次。",
        impact="泄露会让老人难堪，也可能被推销、诈骗盯上。",
        measures="加密保存，只有社区工作者和书记能看；不同意的不登记；迁出或去世12个月后删除。",
        conclusion=Conclusion.MEASURES,
        assessed_on=local_date(now - YEAR),
        people="林国栋、许丽、周文静",
    )
    records.assess(place=town.community, assessed=assessed, by=head, at=now - YEAR)
    given = records.Shared(
        to="春晖街道社区卫生服务中心",
        purpose="65岁以上老人免费体检通知",
        people=86,
        groups=("identity", "contact"),
        way=Way.REPORT,
        basis="国家基本公共卫生服务规范",
        given_on=local_date(now - dt.timedelta(days=40)),
        note="纸面名单，当面签收",
    )
    records.share(place=town.community, shared=given, by=head, at=now - dt.timedelta(days=39))


def _consents(
    people: Mapping[str, User],
    residents: Sequence[tuple[Person, Place, int]],
    source: random.Random,
    now: dt.datetime,
) -> None:
    asked = [one for one in Purpose.objects.filter(closed_on=None) if one.needs_consent]
    for person, _dwelling, grid in source.sample(list(residents), min(ASKED, len(residents))):
        for purpose in source.sample(asked, 2):
            word = source.choice(WORDS)
            at = now - dt.timedelta(days=source.randint(10, 350))
            child = is_child(person, on=local_date(at))
            spoken = consents.Spoken(
                word=word,
                how=How.PAPER,
                said_on=local_date(at),
                separate=word == Word.GIVEN and purpose.is_sensitive,
                guardian="王建国" if child else "",
                guardian_relation="51" if child else "",
            )
            worker = people["worker" if grid < 2 else f"worker{grid // 2 + 1}"]
            consents.write_down(person=person, purpose=purpose, spoken=spoken, by=worker, at=at)


def _claims(
    town: Town,
    people: Mapping[str, User],
    residents: Sequence[tuple[Person, Place, int]],
    now: dt.datetime,
) -> None:
    """One that came in this morning, and a copy that was handed over."""
    hall, waiting, done = people["hall"], residents[3][0], residents[7][0]
    claims.submit(
        asked=claims.Asked(
            kind=ClaimKind.DELETE,
            place=town.community,
            name=waiting.name,
            phone=waiting.phone,
            channel=Channel.PORTAL,
            words="以前登记过我的工作单位，现在不想留了，请删掉。",
        ),
        by=None,
        at=now - dt.timedelta(hours=2),
    )
    before = now - dt.timedelta(days=20)
    copy = claims.Asked(
        kind=ClaimKind.COPY,
        place=town.community,
        name=done.name,
        phone=done.phone,
        channel=Channel.WINDOW,
        asker=Asker.SELF,
    )
    claim = claims.submit(asked=copy, by=hall, at=before)
    claims.identify(claim=claim, person=done, proof=Proof.CARD, by=hall, at=before)
    after = before + dt.timedelta(minutes=20)
    claims.answer(claim=claim, text="已把副本当面交给您。", by=hall, at=after)
