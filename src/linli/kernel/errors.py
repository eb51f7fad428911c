"""What can go wrong by the rules of the work, and how it reaches a person.

Actions raise a subclass; `ErrorMiddleware` turns it into one page, one fragment or one JSON
answer. Each message says what happened and what to do; nothing has been written when it is
raised, because actions are atomic.
"""

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the work says no. `message` is shown to the person as it is."""

    status = 422
    code = "invalid"
    message: object = _("这一步没有完成，内容没有改动。请检查后再试。")

    def __init__(self, message: object = None, **details: object) -> None:
        if message is not None:
            self.message = message
        self.details = details
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """There is no such thing, or not for this person: the two answers must look alike."""

    status = 404
    code = "not_found"
    message: object = _("没有找到这条记录，可能编号有误，也可能不在您的辖区内。")


class NotAllowed(DomainError):
    """The person may not do this here."""

    status = 403
    code = "not_allowed"
    message: object = _("您没有办理这一步的权限。如果工作需要，请联系社区负责人开通。")


class InvalidMove(DomainError):
    """The step does not fit the present state (someone may have been quicker)."""

    status = 409
    code = "invalid_move"
    message: object = _("这件事的状态刚刚有了变化，这一步现在不能办。请刷新页面看最新进展。")


class EditConflict(DomainError):
    """Someone else saved a newer version; `details["theirs"]` holds the present values."""

    status = 409
    code = "edit_conflict"
    message: object = _("您填写期间，同事已经修改过这条记录。您填的内容还在，请对照后再保存。")


class TooMany(DomainError):
    """Too many attempts in a short time."""

    status = 429
    code = "too_many"
    message: object = _("操作太频繁了，请过几分钟再试。")
