"""Where the sign-in library asks us."""

import logging
from collections.abc import Callable
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import queries
from linli.foundation.accounts.actions import sign_in
from linli.foundation.accounts.models import User, UserKind
from linli.foundation.audit import public as audit
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.kernel.fields import keyring

logger = logging.getLogger(__name__)
HOME = {
    UserKind.STAFF: "desk:home",
    UserKind.PARTNER: "desk:home",
    UserKind.RESIDENT: "portal:mine",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("登录名或密码不对，请再试一次。连续输错5次会锁定15分钟。"),
        "too_many_login_attempts": _(
            "输错的次数太多，这个登录名暂时锁定。请15分钟后再试，或请账号管理员重设密码。"
        ),
        "account_inactive": _("这个账号已经停用。如果还在本单位工作，请联系账号管理员。"),
        "same_password": _("新密码不能和原来的一样，请换一个只有自己知道的。"),
        "enter_current_password": _("现在的密码不对，请再输一次。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff accounts are opened by the community; residents need none to be heard."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return audit.client_address(request) or "127.0.0.1"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Whose failures are counted together: a name's, from wherever; apart from those at an
        address where the person came in lately, or a stranger's guesses could lock the owner out.
        """
        name, address = credentials.get("username", ""), audit.client_address(request)
        shared = _spelled_alike(name)
        if address and address in queries.usual_addresses(name, at=clock.now()):
            return f"{shared}:{address}"
        return shared

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The limit of tries; one beyond it never reaches the password, but is kept."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            name = credentials.get("username", "")
            sign_in.record_sign_in(username=name, succeeded=False, at=clock.now())
            raise

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user: Any = request.user
        return resolve_url(HOME[UserKind(user.kind)])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def clean_password(self, password: str, user: User | None = None) -> str:
        if user is not None and user.pk and user.check_password(password):
            raise self.validation_error("same_password")
        return str(super().clean_password(password, user))

    def set_password(self, user: User, password: str) -> None:
        sign_in.change_own_password(user=user, password=password, at=clock.now())

    def forget_failures(self, request: HttpRequest, user: User) -> None:
        """Let somebody whose password was reset try at once."""
        shared = _spelled_alike(user.username)
        usual = queries.usual_addresses(user.username, at=clock.now())
        for key in (shared, *(f"{shared}:{address}" for address in usual)):
            ratelimit.clear(request, action="login_failed", key=key)


def _spelled_alike(name: str) -> str:
    """One key for all spellings that the database takes for the same name: PostgreSQL compares by
    capitals, and the capital of "ı" is "I". The library's key has the Host header in it, which
    whoever guesses can change with each guess.
    """
    return f"name:{name.strip().upper().lower()}"


class ServiceSilent(DomainError):
    """The other service did not answer, or its address in the configuration is wrong."""

    status = 502
    code = "sign_in_service_silent"
    message = _("这个登录方式暂时连不上。请过一会儿再试，或者用登录名和密码登录。")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of other services only open the door to an account that exists here."""

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Called as the site's people call them: 钉钉, not DingTalk."""
        providers = super().list_providers(request)
        for provider in providers:
            if provider.app is not None and provider.app.name:
                provider.name = provider.app.name
        return providers

    def get_requests_session(self) -> requests.Session:
        session: requests.Session = super().get_requests_session()
        session.request = _answered(session.request)  # type: ignore[method-assign]
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False


def _answered(ask: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
    def request(*args: Any, **kwargs: Any) -> requests.Response:
        try:
            return ask(*args, **kwargs)
        except requests.RequestException as error:
            logger.warning("a sign-in service has not answered: %s", error)
            raise ServiceSilent from error

    return request


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted, like personal data."""

    def encrypt(self, text: str) -> str:
        return keyring().encrypt(text, sign_in.FACTOR_FIELD)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring().decrypt(encrypted_text, sign_in.FACTOR_FIELD)

    def get_totp_label(self, user: User) -> str:
        return user.username
