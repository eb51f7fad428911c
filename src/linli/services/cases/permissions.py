"""Who may do what to a request."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.kernel.errors import NotAllowed
from linli.registers.organisations import public as organisations
from linli.services.cases import around
from linli.services.cases.models import Case, Objection


class CasesPermission(StrEnum):
    VIEW = "cases.view"
    INTAKE = "cases.intake"
    HANDLE = "cases.handle"
    SUPERVISE = "cases.supervise"
    CALL_BACK = "cases.call_back"
    REVEAL = "cases.reveal"
    IMPORT = "cases.import"
    MANAGE = "cases.manage"


LABELS: dict[StrEnum, tuple[object, object]] = {
    CasesPermission.VIEW: (_("诉求"), _("查看辖区内的诉求")),
    CasesPermission.INTAKE: (_("诉求"), _("登记诉求")),
    CasesPermission.HANDLE: (_("诉求"), _("签收、联系、办理、反馈")),
    CasesPermission.SUPERVISE: (_("诉求"), _("派单、裁定异议、退回重办、挂账、终止")),
    CasesPermission.CALL_BACK: (_("诉求"), _("回访并办结")),
    CasesPermission.REVEAL: (_("诉求"), _("查看诉求人完整联系方式，每次留下记录")),
    CasesPermission.IMPORT: (_("诉求"), _("导入热线工单")),
    CasesPermission.MANAGE: (_("诉求"), _("维护类别、派单目录、事项清单和模板")),
}


def is_recused(user: accounts.User, case: Case) -> bool:
    """Whether the person stands back from this case."""
    # Not a filter: a page asks this for each step, and `get_visible` brings them along.
    return any(recusal.user_id == user.pk for recusal in case.recusals.all())


def can_handle(user: accounts.User | None, case: Case) -> bool:
    """Handlers are people of the owning unit, or those who hold the code at the place."""
    if user is None or is_recused(user, case):
        return False
    if case.owner_id in organisations.units_of(user) and user.kind == accounts.UserKind.PARTNER:
        return True
    return accounts.holds(user, CasesPermission.HANDLE, case.place_path)


def check_handle(user: accounts.User | None, case: Case) -> None:
    """Raise `NotAllowed` unless the person may handle the case."""
    if not can_handle(user, case):
        raise NotAllowed(permission=CasesPermission.HANDLE)


def check_handle_or_supervise(user: accounts.User | None, case: Case) -> None:
    """Raise `NotAllowed` unless the person may handle or supervise the case."""
    if not (can_handle(user, case) or can_supervise(user, case)):
        raise NotAllowed(permission=CasesPermission.HANDLE)


def can_supervise(user: accounts.User | None, case: Case) -> bool:
    """The head of the community or the street; never somebody who stands back from the case, and
    somebody complained of only where nobody else could decide (济南市条例 art 32)."""
    return (
        user is not None
        and accounts.holds(user, CasesPermission.SUPERVISE, case.place_path)
        and not is_recused(user, case)
        and not leaves_to_others(user, case)
    )


def leaves_to_others(user: accounts.User, case: Case) -> bool:
    """Whether the person would decide, but the request complains of their unit and others may."""
    return (
        accounts.holds(user, CasesPermission.SUPERVISE, case.place_path)
        and is_concerned(user, case)
        and around.kept(case, "others decide", lambda: _others_decide(case))
    )


def _others_decide(case: Case) -> bool:
    holders = accounts.people_over(case.place_path, CasesPermission.SUPERVISE)
    return any(not is_concerned(one, case) and not is_recused(one, case) for one in holders)


def check_supervise(user: accounts.User | None, case: Case) -> None:
    """Raise `NotAllowed` unless the person may supervise the case."""
    if not can_supervise(user, case):
        raise NotAllowed(permission=CasesPermission.SUPERVISE)


def can_decide(user: accounts.User | None, objection: Objection) -> bool:
    """The named person; somebody else in charge only when that person cannot any more."""
    case = objection.case
    if user is None or user.pk == objection.by_id or not can_supervise(user, case):
        return False
    decider = objection.decider
    able = decider.is_active and can_supervise(decider, case)
    return user.pk == decider.pk or not able


def can_call_back(user: accounts.User | None, case: Case) -> bool:
    """Whether the person may ask the resident how it went; the action asks who handled it."""
    return (
        user is not None
        and accounts.holds(user, CasesPermission.CALL_BACK, case.place_path)
        and not is_recused(user, case)
    )


def check_call_back(user: accounts.User | None, case: Case) -> None:
    """Raise `NotAllowed` unless the person may call back."""
    if not can_call_back(user, case):
        raise NotAllowed(permission=CasesPermission.CALL_BACK)


def can_hand_slip(user: accounts.User | None, case: Case) -> bool:
    """Who may print number and query code: whoever writes requests down here. With the code one
    answers as the resident, so that each print is on the record."""
    return (
        user is not None
        and accounts.holds(user, CasesPermission.INTAKE, case.place_path)
        and not is_recused(user, case)
        and not is_concerned(user, case)
    )


def check_hand_slip(user: accounts.User | None, case: Case) -> None:
    """Raise `NotAllowed` unless the person may print the slip."""
    if not can_hand_slip(user, case):
        raise NotAllowed(permission=CasesPermission.INTAKE)


def is_concerned(user: accounts.User, case: Case) -> bool:
    """Whether the person belongs to the unit that the request complains of."""
    return case.concerns_id is not None and case.concerns_id in organisations.units_of(user)


def check_not_concerned(user: accounts.User | None, case: Case) -> None:
    """Raise `NotAllowed` for the one complained of: what shows who asked is not for them
    (济南市条例 art 32)."""
    if user is not None and is_concerned(user, case):
        raise NotAllowed(_("为保护诉求人，被反映的单位不能办这一步。"))


def can_reveal(user: accounts.User | None, case: Case) -> bool:
    """Who may see name and number: never the one complained of; handlers, with a reason."""
    if user is None or case.anonymous or is_concerned(user, case):
        return False
    if accounts.holds(user, CasesPermission.REVEAL, case.place_path):
        return not is_recused(user, case)
    return can_handle(user, case)


def check_reveal(user: accounts.User | None, case: Case) -> None:
    """Raise `NotAllowed` unless the person may see name and number."""
    if not can_reveal(user, case):
        raise NotAllowed(permission=CasesPermission.REVEAL)
