"""Sending one message through a channel of the site."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from linli.foundation.notices.transport import NotSent, Unavailable, post_json

CONSOLE = "django.core.mail.backends.console.EmailBackend"


def can_mail() -> bool:
    """Whether the site has a mail server; without one Django would print mails to the console."""
    return settings.EMAIL_BACKEND != CONSOLE


def can_text() -> bool:
    """Whether the site has an SMS gateway."""
    return bool(settings.SMS_GATEWAY_URL)


def mail(address: str, subject: str, body: str) -> None:
    """One e-mail. Raises Unavailable, NotSent."""
    if not can_mail():
        raise Unavailable(_("没有配置发信服务器，邮件没有发出。"))
    line = " ".join(subject.split())
    try:
        EmailMessage(line, body, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSent(_("收件地址被拒绝：%s") % _codes(error), final=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"{type(error).__name__}: {error}", broken=True) from error


def text_message(phone: str, text: str, reference: str) -> None:
    """One SMS through the site's gateway. Raises Unavailable, NotSent.

    The gateway gets `{"phone", "text", "reference"}` and the token as a bearer; a reference that it
    has seen it must not send again. Any 2xx says that it took the message.
    """
    if not can_text():
        raise Unavailable(_("没有配置短信网关，短信没有发出。"))
    headers = {"Idempotency-Key": reference}
    if settings.SMS_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    content = {"phone": phone, "text": text, "reference": reference}
    post_json(settings.SMS_GATEWAY_URL, content, headers)


def _codes(error: smtplib.SMTPRecipientsRefused) -> str:
    """The server's answers without the addresses."""
    return ", ".join(str(code) for code, _words in error.recipients.values())
