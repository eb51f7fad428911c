"""One of our objects for each argument of a route, all of one community.

A new route with an argument fails in the walks until `make_ours` says which object stands for it.
"""

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse

from architecture.routes import Route, routes
from linli.foundation.files.models import StoredFile
from linli.foundation.notices.models import Notice
from linli.insight.ahead import actions as ahead_actions
from linli.insight.ahead.formula import Expected
from linli.insight.sheets import told
from linli.insight.sheets.models import (
    Collecting,
    Filling,
    Invitation,
    Returned,
    ReturnedCell,
    Wanted,
)
from linli.insight.sheets.models import Proof as OwnProof
from linli.insight.sheets.registry.actions import dues as table_dues
from linli.insight.sheets.registry.actions import replies as table_replies
from linli.insight.sheets.registry.actions import tables
from linli.insight.sheets.registry.models import Ground, ReplyKind
from linli.insight.sheets.registry.tests.factories import make_filling, make_form
from linli.insight.triage.topics import actions as topic_actions
from linli.insight.triage.topics.models import Member, Topic
from linli.kernel import clock
from linli.registers.organisations.models import Contact
from linli.registers.residents.actions import exporting, files, life, merging, tags
from linli.registers.residents.actions import people as residents
from linli.registers.residents.models import LifeKind, Source, Tag
from linli.registers.residents.queries.listing import Filters
from linli.services.cases.actions import correspondence, partners
from linli.services.cases.actions import life as case_life
from linli.services.cases.models import Attachment, LetterKind
from linli.services.cases.tests import factories
from linli.services.changes.actions import opening
from linli.services.changes.models import AlertRule, FollowUp
from linli.services.privacy.actions import claims, consents, erasing, records
from linli.services.privacy.models import Channel, ClaimKind, How, Proof, Purpose, Word
from linli.shared.work.actions import hand_overs
from linli.shared.work.models import Note, WorkItem

SECRET = "机密甲乙丙"
AT = factories.MORNING
# Same for everybody who may open them at all, or for nobody: no object of a community.
SITE_WIDE = {
    "accounts:role",
    "cases:letter-template",
    "changes:rule",
    "reports:formula-edit",
    "residents:close-tag",
    "residents:tag",
    "reports:formula-use",
    "work:preset",
    "work:preset-copy",
    "work:preset-describe",
    "work:preset-use",
    "work:rule",
    "work:rule-add",
    "work:rule-remove",
    "work:workday-clear",
    "imports:upload",
    "privacy:purpose",
    "privacy:purpose-close",
    "privacy:notice-draft",
    "privacy:notice-publish",
    "own-data:version",
    "imports:blank",
    "triage:use",
}

# Routes whose argument means another thing than in the rest of the app.
ONE_OF_ITS_OWN = {"residents:household", "residents:building"}


def make_ours() -> dict[str, Any]:
    """Objects of our community by the name of the argument that asks for them."""
    home = factories.make_community("甲社区")
    home.committee.phone = "0999-8886001"
    home.committee.save()
    worker = factories.make_user("grid-worker", home.grid, unit=home.committee, name=f"员{SECRET}")
    head = factories.make_user("head", home.community, unit=home.committee, name=f"书{SECRET}")
    case = factories.make_case(home, text=f"{SECRET}路灯不亮", name=f"钱{SECRET}")
    case_life.sign(case=case, by=worker, at=AT)
    letter = correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee=SECRET, by=worker, at=AT
    )
    Note.objects.create(item=case.work, at=AT, by=worker, text=SECRET)
    record = hand_overs.hand_over(from_user=worker, to_user=head, reason=SECRET, by=head, at=AT)
    file = StoredFile.objects.create(
        owner="cases",
        name=f"{SECRET}.jpg",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        key=uuid.uuid4().hex,
        at=AT,
    )
    Attachment.objects.create(case=case, file=file, stage="before", public=True, at=AT)
    contact = Contact.objects.create(organisation=home.committee, name=SECRET, phone="12345")
    notice = Notice.objects.filter(recipient=worker).first() or Notice.objects.create(
        recipient=worker, kind="cases.received", title=SECRET, text=SECRET, created_at=AT
    )
    key, _secret = partners.open_key(
        name=SECRET, organisation=home.committee, place=home.community, by=None, at=AT
    )
    resident = residents.add(
        told={"person.name": SECRET, "person.phone": "15400000001"},
        home=residents.Home(dwelling=home.dwelling),
        arrival=residents.Arrival(on=AT.date()),
        source=Source.VISIT,
        by=None,
        at=AT,
    )
    life.happen(person=resident, kind=LifeKind.AWAY, on=AT.date(), where=SECRET, by=None, at=AT)
    relative = residents.add_contact(
        person=resident, role="emergency", name=SECRET, phone="15400000002", by=None, at=AT
    )
    twin = residents.add(
        told={"person.name": SECRET},
        home=residents.Home(dwelling=home.dwelling),
        arrival=residents.Arrival(on=AT.date()),
        source=Source.VISIT,
        by=None,
        at=AT,
    )
    merged = merging.merge(kept=resident, gone=twin, by=None, at=AT)
    tag = Tag.objects.get(name="志愿者")
    held = tags.give(
        person=resident,
        tag=tag,
        since=AT.date(),
        until=AT.date(),
        proof=SECRET,
        source=Source.VISIT,
        by=None,
        at=AT,
    )
    opening.open_all(at=AT)
    files.tell(
        record=resident,
        told={"person.is_student": "1", "person.is_retired": "1"},
        source=Source.VISIT,
        confirmed_on=AT.date(),
        by=None,
        at=AT,
    )
    export = exporting.start(
        filters=Filters(),
        chosen=["person.name"],
        purpose=SECRET,
        full=False,
        kind="csv",
        by=head,
        at=AT,
    )
    exporting.write(export=export, at=AT, tell=lambda done, total: True)
    visits = Purpose.objects.get(name="老年人探访和健康服务")
    asked = claims.Asked(
        kind=ClaimKind.DELETE,
        place=home.community,
        name=SECRET,
        phone="15400000003",
        channel=Channel.WINDOW,
        words=SECRET,
    )
    claim = claims.submit(asked=asked, by=head, at=AT)
    claims.identify(claim=claim, person=resident, proof=Proof.CARD, note=SECRET, by=head, at=AT)
    said = consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=AT.date(), note=SECRET)
    consents.write_down(person=resident, purpose=visits, spoken=said, by=None, at=AT)
    on_hold = erasing.hold(
        person=resident,
        reason=SECRET,
        until=AT.date() + dt.timedelta(days=30),
        by=head,
        at=AT,
    )
    club = Purpose.objects.create(name="兴趣小组", why="约活动", basis="published", law="第十三条")
    limited = consents.limit(person=resident, purpose=club, reason=SECRET, by=head, at=AT)
    happened = records.Happened(
        title=SECRET, happened=SECRET, found_on=AT.date(), kinds=SECRET, measures=SECRET
    )
    breach = records.report(place=home.community, happened=happened, by=head, at=AT)
    assessed = records.Assessed(
        title=SECRET,
        occasion="sensitive",
        lawful=SECRET,
        impact=SECRET,
        measures=SECRET,
        conclusion="go",
        assessed_on=AT.date(),
        people=SECRET,
    )
    records.assess(place=home.community, assessed=assessed, by=head, at=AT)
    given = records.Shared(to=SECRET, purpose=SECRET, people=1)
    records.record_sharing(place=home.community, shared=given, by=head, at=AT)
    filling = Filling.objects.create(
        place=home.community,
        place_path=home.community.place_path,
        by=worker,
        at=AT,
        state="failed",
        file_name=f"{SECRET}.xlsx",
        file_format="xlsx",
        file_size=1,
        file_sha256="0" * 64,
        title=SECRET,
    )
    work_item = WorkItem.objects.create(
        kind="collecting",
        title=SECRET,
        place=home.community,
        place_path=home.community.place_path,
        team=home.committee,
        assignee=worker,
        opened_at=AT,
    )
    returned = Returned.objects.create(
        filling=filling,
        place_path=filling.place_path,
        file_name=f"{SECRET}.xlsx",
        file_sha256="1" * 64,
        added=f'["{SECRET}"]',
        by=worker,
        at=AT,
    )
    ReturnedCell.objects.create(
        returned=returned, person=resident, key="k", ours=SECRET, theirs=SECRET
    )
    asking = Collecting.objects.create(
        filling=filling, place_path=filling.place_path, by=worker, at=AT, work=work_item
    )
    invitation = Invitation.objects.create(
        wanted=Wanted.objects.create(
            collecting=asking, person=resident, position=0, open=["person.employer"]
        ),
        token="abcdefghjkmnpqrs",
        token_index=told.index_of("abcdefghjkmnpqrs"),
        proof=OwnProof.BIRTH,
        elements=["person.employer"],
        expires_at=clock.now() + dt.timedelta(days=3),
        by=worker,
        at=AT,
    )
    return (
        _of_tables(home)
        | _of_topics(home, case, head)
        | _of_months_ahead(home, head)
        | {
            "home": home,
            "answers:token": invitation.token,
            "accounts:user_id": worker.pk,
            "accounts:assignment_id": worker.assignments.get().pk,
            "audit:progress_id": uuid.uuid4(),
            "cases:pk": case.pk,
            "cases:letter_pk": letter.pk,
            "cases:form": "pdf",
            "cases:slug": "non-dispatch",
            "cases:code": "handle",
            "changes:pk": FollowUp.objects.get(person=resident).pk,
            "changes:rule_id": AlertRule.objects.first().pk,
            "files:file_id": file.pk,
            "imports:pk": 1,
            "interfaces:pk": key.pk,
            "notices:notice_id": notice.pk,
            "notices:delivery_id": 1,
            "notices:robot_id": 1,
            "organisations:unit_id": home.committee.pk,
            "organisations:contact_id": contact.pk,
            "organisations:member_id": home.committee.members.first().pk,
            "places:place_id": home.grid.pk,
            "portal:place_id": home.grid.pk,
            "residents:pk": resident.pk,
            "residents:export_id": export.pk,
            "residents:merge_id": merged.pk,
            "residents:tag_id": tag.pk,
            "residents:row": resident.contradictions.get().pk,
            "residents:row_id": held.pk,
            "residents:household": resident.household_id,
            "residents:building": home.building.pk,
            "residents:kind": "person",
            "residents:group": "contact",
            "residents:event_id": resident.life.order_by("pk").last().pk,
            "residents:contact_id": relative.pk,
            "residents:place_id": home.dwelling.pk,
            "own-data:token": "forged",
            "privacy:claim_id": claim.pk,
            "privacy:hold_id": on_hold.pk,
            "privacy:limit_id": limited.pk,
            "privacy:record_id": breach.pk,
            "sheets:pk": filling.pk,
            "sheets:collecting_id": asking.pk,
            "sheets:invitation_id": invitation.pk,
            "sheets:returned_id": returned.pk,
            "privacy:person_id": resident.pk,
            "privacy:purpose_id": visits.pk,
            "requests:number": case.number,
            "requests:token": f"{case.pk}:forged",
            "work:pk": record.pk,
            "work:token": "forged",
            ":pk": 1,
            "api:number": case.number,
            "open311:number": case.number,
            "open311:code": "1",
            "open311:token": f"{case.pk}:forged",
            "open311:fmt": "json",
        }
    )


def _of_tables(home: factories.Community) -> dict[str, Any]:
    """A table that is due, with its blank; another one that was sent back."""
    form = make_form(SECRET, "姓名", "性别", "住址")
    make_filling(form, home.community)
    asked = {"place": home.community, "owner_name": SECRET, "by": None, "at": AT}
    due = {"cycle": "monthly", "next_due_on": AT.date(), "legal_basis": SECRET}
    table = tables.add(title=SECRET, registered=True, seen_form=form, **due, **asked)
    table_dues.open_dues(at=AT)
    refused = tables.add(title=f"{SECRET}二", cycle="once", **asked)
    reply = table_replies.reply(
        table=refused,
        kind=ReplyKind.REFUSAL,
        number=SECRET,
        addressee=SECRET,
        signer=SECRET,
        signed_on=AT.date(),
        issuer=home.committee,
        grounds=list(Ground.objects.filter(in_use=True)),
        by=None,
        at=AT,
    )
    return {
        "tables:pk": table.pk,
        "tables:form_pk": form.pk,
        "tables:blank_pk": table.blanks.get().pk,
        "tables:due_pk": table.dues.get().pk,
        "tables:reply_pk": reply.pk,
        "tables:ground_pk": Ground.objects.first().pk,
        "tables:kind": ReplyKind.MERGE.value,
        "tables:form": "pdf",
    }


def _of_topics(home: factories.Community, case: Any, head: Any) -> dict[str, Any]:
    """A topic of two requests, with a plan."""
    second = factories.make_case(home, text=f"{SECRET}路灯又不亮", name=f"孙{SECRET}")
    topic = Topic.objects.create(found_at=AT, last_at=AT, heat=1)
    for position, one in enumerate((case, second)):
        Member.objects.create(topic=topic, case=one, position=position)
    made = topic_actions.plan(
        topic=topic,
        place=home.community,
        title=SECRET,
        measures=SECRET,
        until_on=AT.date(),
        requests=2,
        by=head,
        at=AT,
    )
    return {"topics:pk": topic.pk, "topics:plan_pk": made.pk}


def _of_months_ahead(home: factories.Community, head: Any) -> dict[str, Any]:
    """What is arranged for a month."""
    made = ahead_actions.plan(
        place=home.community,
        category=factories.make_category("环境卫生"),
        month=dt.date(2026, 4, 1),
        title=SECRET,
        measures=SECRET,
        until_on=AT.date(),
        expected=Expected(number=3.0, low=1, high=6, usual=2.0, index=1.5),
        by=head,
        at=AT,
    )
    return {"ahead:plan_pk": made.pk}


def address(route: Route, ours: dict[str, Any]) -> str:
    namespace = route.name.rpartition(":")[0]
    if route.name in ONE_OF_ITS_OWN:
        return reverse(route.name, args=[ours[route.name]])
    if route.name in SITE_WIDE:
        fixed = {"target": "hotline", "kind": "general", "tag_id": ours["residents:tag_id"]}
        values = {name: fixed.get(name, 1) for name in route.arguments}
    else:
        values = {name: ours[f"{namespace}:{name}"] for name in route.arguments}
    return reverse(route.name, kwargs=values)


NAMED = [
    route
    for route in routes()
    # Sign-in at other systems has no page of ours; signing out would end the walk.
    if route.name
    and not route.name.startswith(("openid_connect", "dingtalk", "feishu", "wecom"))
    and route.name != "account_logout"
]
