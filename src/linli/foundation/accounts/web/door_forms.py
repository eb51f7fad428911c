"""The sign-in library's forms without its grey words in the fields: the labels say it; and its
forms of passkeys, which anybody may send junk to."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn


class LoginForm(forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


@contextmanager
def _readable() -> Iterator[None]:
    """What no browser has made, the library reads until it falls over some part of it."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    def clean(self) -> Any:
        with _readable():
            return super().clean()


class _Shown:
    """A passkey that is shown to be let in."""

    def clean_credential(self) -> Any:
        with _readable():
            return super().clean_credential()  # type: ignore[misc]


class PasskeyForm(_Shown, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyLoginForm(_Shown, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_Shown, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass
