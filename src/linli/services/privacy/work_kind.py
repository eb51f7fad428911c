"""What claims tell the common to-do list."""

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.services.privacy.actions.claims import KIND, TOPIC
from linli.services.privacy.models import Claim, Stage
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import claims
from linli.shared.work import public as work

NEXT = {Stage.RECEIVED: _("核对身份"), Stage.IDENTIFIED: _("办理、答复")}


def page(item: work.WorkItem) -> str:
    return reverse("privacy:claim", args=[item.privacy_claim.pk])


def next_steps(items: Iterable[work.WorkItem], user: accounts.User) -> Mapping[int, work.NextStep]:
    """One query for the whole page of items."""
    found = claims.visible_to(user).filter(work__in=list(items), stage__in=claims.OPEN)
    return {
        claim.work_id: work.NextStep(
            str(NEXT[Stage(claim.stage)]), reverse("privacy:claim", args=[claim.pk]) + "#next"
        )
        for claim in found
    }


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register(
        work.WorkKind(
            code=KIND,
            label=_("个人信息申请"),
            icon="shield-lock",
            url=page,
            next_steps=next_steps,
            related=Prefetch("privacy_claim", Claim.objects.only("work_id")),
            permission=PrivacyPermission.CLAIMS,
            topics=((TOPIC, _("个人信息申请")),),
            hidden_from=claims.hidden_from,
        )
    )
