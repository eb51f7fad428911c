"""The sign-in library's pages that this site uses, under the names it knows them by.

Left out on purpose: sign-up, e-mail addresses, and reset by e-mail. Accounts are opened, and
forgotten passwords reset, by whoever manages accounts.
"""

from allauth.account import views as account
from allauth.urls import build_provider_urlpatterns
from django.urls import include, path

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("linked/", include("allauth.socialaccount.urls")),
    *build_provider_urlpatterns(),
]
