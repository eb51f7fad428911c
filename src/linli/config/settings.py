"""Django settings, one file for all sites; what differs between sites comes from `env`.

What a community changes (deadlines, categories, words) is data with an admin page, not a setting.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from linli.config import env

ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = env.data_dir()
DEBUG = env.flag("LINLI_DEBUG")
SECRET_KEY = env.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.words("LINLI_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("LINLI_TRUSTED_ORIGINS")
HTTPS = env.flag("LINLI_HTTPS")
PUBLIC_URL = env.text("LINLI_PUBLIC_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
    "django_tasks",
    "django_tasks_db",
    "linli.foundation.audit",
    "linli.foundation.jobs",
    "linli.foundation.places",
    "linli.foundation.accounts",
    "linli.foundation.accounts.wecom",
    "linli.foundation.files",
    "linli.foundation.notices",
    "linli.registers.organisations",
    "linli.registers.residents",
    "linli.shared.work",
    "linli.shared.imports",
    "linli.services.cases",
    "linli.services.changes",
    "linli.services.privacy",
    "linli.insight.reports",
    "linli.insight.sheets",
    "linli.insight.sheets.registry",
    "linli.insight.triage",
    "linli.insight.triage.topics",
    "linli.insight.ahead",
    "linli.sites.desk",
    "linli.sites.portal",
    "linli.sites.openapi",
    "linli.config",
]

# What the reading helper learned.
TRIAGE_MODEL = Path(env.text("LINLI_TRIAGE_MODEL") or DATA_DIR / "triage")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.foundation.accounts.middleware.SessionGuardMiddleware",
    "linli.foundation.audit.middleware.OriginMiddleware",
    "linli.kernel.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "sites" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.contrib.humanize.templatetags.humanize",
                "linli.sites.templatetags.fixed",
                "linli.sites.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.sites.context.shell",
            ],
        },
    }
]

DATABASES = {"default": env.database(env.text("LINLI_DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES: dict[str, str] = {}

CACHES = {
    "default": {
        # Shared by all processes: sign-in limits live here.
        "BACKEND": "linli.kernel.cache.QuickDatabaseCache",
        "LOCATION": "linli_cache",
        # Django keeps 300 and then throws entries away: limits would end early.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
TASKS = {"default": {"BACKEND": "linli.foundation.jobs.backend.JobBackend", "QUEUES": ["default"]}}

# A site speaks one language: what a browser asks for must not turn residents' pages into English.
LANGUAGE_CODE = env.text("LINLI_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATETIME_FORMAT = "n月j日 H:i"
FORMAT_MODULE_PATH = ["linli.config.formats"]

FORM_RENDERER = "linli.kernel.form_renderer.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "sites" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Longer uploads are read to their end and dropped, see files/arriving.py. Nine papers of 30 MB are
# the most that a form takes, a workbook of 50 MB the largest file.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "linli.foundation.files.arriving.BoundedUploadHandler",
]
LARGEST_UPLOAD = 51 * 1024 * 1024
LARGEST_REQUEST = 300 * 1024 * 1024
# A whole album chosen by mistake comes back with a sentence; see each form for what it takes.
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# Sign-in: the library's own limits, forms and second factors (defaults by GB/T 22239-2019)
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "linli.foundation.accounts.passwords.LengthValidator"},
    {"NAME": "linli.foundation.accounts.passwords.ThreeKindsValidator"},
    {"NAME": "linli.foundation.accounts.passwords.CommonValidator"},
    {
        "NAME": "linli.foundation.accounts.passwords.SimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "linli.foundation.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "linli.foundation.accounts.web.door_forms.LoginForm",
    "change_password": "linli.foundation.accounts.web.door_forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/15m/key",
    "change_password": "5/m/user",
}
ACCOUNT_PREVENT_ENUMERATION = True
MFA_FORMS = {
    "add_webauthn": "linli.foundation.accounts.web.door_forms.AddPasskeyForm",
    "authenticate_webauthn": "linli.foundation.accounts.web.door_forms.PasskeyForm",
    "login_webauthn": "linli.foundation.accounts.web.door_forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "linli.foundation.accounts.web.door_forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Linli 邻里"
MFA_ADAPTER = "linli.foundation.accounts.adapter.MFAAdapter"
# Sign-in with WeCom, DingTalk, Feishu or an OpenID server opens accounts that exist here.
SOCIALACCOUNT_PROVIDERS, SIGN_IN_PAGES = env.sign_in_providers(env.text("LINLI_SIGN_IN_PROVIDERS"))
SOCIALACCOUNT_ADAPTER = "linli.foundation.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_MINUTES = env.number("LINLI_SESSION_IDLE_MINUTES", 30)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "linli.kernel.middleware.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = env.flag("LINLI_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        # Scripts may still set single properties of an element: that is no style in the page.
        "style-src": ["'self'"],
        # Tabler carries data: images in its style sheet.
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *SIGN_IN_PAGES],
        "frame-ancestors": ["'none'"],
    }
}

# Personal data: keys outside the database
FIELD_KEYRING, INDEX_KEY = env.keyring(DATA_DIR)

# Mail and robots: addresses of channels are configuration, see `linli doctor`
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("LINLI_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("LINLI_SMTP_HOST")
EMAIL_PORT = env.number("LINLI_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("LINLI_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("LINLI_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("LINLI_SMTP_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("LINLI_MAIL_FROM", "linli@localhost")
SMS_GATEWAY_URL = env.text("LINLI_SMS_GATEWAY_URL")
SMS_GATEWAY_TOKEN = env.text("LINLI_SMS_GATEWAY_TOKEN")
# How long a finished request tells who asked, see cases/actions/erasure.py.
REQUESTS_KEPT_DAYS = env.number("LINLI_REQUESTS_KEPT_DAYS", 1095)
# How old a request may be that is shown as like one that is written down, see cases/alike.
ALIKE_DAYS = env.number("LINLI_ALIKE_DAYS", 60)
# How much comes in before somebody has to wait or call; 0 sets no limit. See cases/limits.py.
REQUESTS_PER_HOUR_FROM_ADDRESS = env.number("LINLI_REQUESTS_PER_HOUR_FROM_ADDRESS", 60)
REQUESTS_PER_DAY_OF_PHONE = env.number("LINLI_REQUESTS_PER_DAY_OF_PHONE", 10)
CALLS_PER_MINUTE_OF_KEY = env.number("LINLI_CALLS_PER_MINUTE_OF_KEY", 240)
# Servers to which robots of group chats may send; add a site's own, such as a government DingTalk.
ROBOT_HOSTS = env.words(
    "LINLI_ROBOT_HOSTS", "qyapi.weixin.qq.com,oapi.dingtalk.com,open.feishu.cn,open.larksuite.com"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A page that says no is no fault, and its address may be somebody's own link.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
    },
}
