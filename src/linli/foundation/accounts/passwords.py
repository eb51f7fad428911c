"""Password rule (GB/T 22239-2019): eight characters, three of four kinds, unguessable.

The checks are Django's own where it has them; the words are ours.
"""

import re
import secrets

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z0-9]")
# Read aloud or copied from paper: nothing that looks like something else.
LETTERS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


def generate() -> str:
    """A first password like "kdwm-7392-htpa-rvxe": 66 bits, of three kinds, sayable by phone."""
    groups = [LETTERS, DIGITS, LETTERS, LETTERS]
    return "-".join("".join(secrets.choice(group) for _ in range(4)) for group in groups)


class LengthValidator(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("密码太短，至少要%(count)s位。") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("至少%(count)s位。") % {"count": self.min_length}


class ThreeKindsValidator:
    def validate(self, password: str, user: object = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(self.get_error_message(), code="too_few_kinds")

    def get_error_message(self) -> str:
        return _("密码的种类太少，要包含小写字母、大写字母、数字、符号中的至少三种。")

    def get_help_text(self) -> str:
        return _("包含小写字母、大写字母、数字、符号中的至少三种。")


class CommonValidator(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("这个密码太常见，容易被猜到，请换一个。")

    def get_help_text(self) -> str:
        return _("不是别人容易猜到的常见密码。")


class SimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("密码和您的登录名、姓名或邮箱太像，请换一个。")

    def get_help_text(self) -> str:
        return _("不和登录名、姓名、邮箱相像。")
