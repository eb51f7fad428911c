from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import grants
from linli.kernel.fields import PathField


class UserKind(models.TextChoices):
    STAFF = "staff", _("工作人员")
    PARTNER = "partner", _("部门与合作单位")
    RESIDENT = "resident", _("居民")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who signs in. Accounts are closed, never deleted: the log refers to them."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    kind = models.CharField(max_length=10, choices=UserKind, default=UserKind.STAFF)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Where the account is kept: whoever manages accounts there looks after it.
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    place_path = PathField(blank=True)
    large_print = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [models.Index(fields=["place_path", "name"], name="user_place_name")]
        constraints = [
            models.CheckConstraint(
                name="user_closed_is_inactive",
                condition=models.Q(closed_at=None) | models.Q(is_active=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    # Libraries of the Django world ask these two; rights live in roles alone.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    @property
    def is_resident(self) -> bool:
        return self.kind == UserKind.RESIDENT

    # `linli.kernel.rights.Holder`: the apps below ask the person, not this app.
    def holds(self, code: str, path: str) -> bool:
        return grants.holds(self, code, path)

    def holds_anywhere(self, code: str) -> bool:
        return grants.holds_anywhere(self, code)

    def paths(self, code: str) -> list[str]:
        return grants.paths(self, code)

    def scope(self, code: str, column: str = "place_path") -> models.Q:
        return grants.scope(self, code, column)


class Role(models.Model):
    """A named list of permission codes; presets may be edited, as cities share work differently."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("名称"), max_length=40)
    description = models.CharField(_("说明"), max_length=200, blank=True)
    permissions = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A role at a place, with its period; both dates count."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments")
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place_path"], name="assignment_path")]
        constraints = [
            models.CheckConstraint(
                name="assignment_period",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.place}"


class LoginEvent(models.Model):
    """Each sign-in and each failed one: MLPS 2.0 asks for both (GB/T 22239)."""

    at = models.DateTimeField()
    username = models.CharField(max_length=60)
    succeeded = models.BooleanField()
    origin = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [models.Index(fields=["username", "-at"], name="login_username")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.username}"
