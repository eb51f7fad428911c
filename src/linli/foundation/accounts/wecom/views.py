"""OAuth 2 in WeCom's dialect: its own parameter names, and an enterprise token for the answer.

Source: developer.work.weixin.qq.com, "企业微信Web登录" and "获取访问用户身份".
"""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2Adapter,
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.http import HttpRequest
from django.utils.http import urlencode

SIGN_IN_PAGE = "https://login.work.weixin.qq.com/wwlogin/sso/login"
API = "https://qyapi.weixin.qq.com/cgi-bin"


def ask(url: str, **params: str) -> dict[str, Any]:
    """One call of WeCom's API; it says 200 whatever happened, and tells the truth in errcode."""
    with get_adapter().get_requests_session() as session:
        response = session.get(url, params=params)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
    if answer.get("errcode"):
        raise OAuth2Error(f"WeCom: {answer['errcode']} {answer.get('errmsg', '')}")
    return answer


class WeComClient(OAuth2Client):
    def get_redirect_url(
        self,
        authorization_url: str,
        scope: list[str],
        extra_params: dict[str, str],
    ) -> str:
        params = {
            "login_type": "CorpApp",
            "appid": self.consumer_key,
            "redirect_uri": self.callback_url,
            "state": self.state,
        }
        return f"{authorization_url}?{urlencode(params | extra_params)}"

    def get_access_token(self, code: str, pkce_code_verifier: str | None = None) -> dict[str, Any]:
        """The token of the enterprise; the code tells later who stands at the door."""
        return ask(self.access_token_url, corpid=self.consumer_key, corpsecret=self.consumer_secret)


class WeComAdapter(OAuth2Adapter):
    """The configured app's settings hold `agent_id`, and `page` and `api` for a private cloud."""

    provider_id = "wecom"
    client_class = WeComClient

    @property
    def settings(self) -> dict[str, str]:
        app_settings: dict[str, str] = self.get_provider().app.settings
        return app_settings

    @property
    def authorize_url(self) -> str:
        return self.settings.get("page", SIGN_IN_PAGE)

    @property
    def access_token_url(self) -> str:
        return f"{self.settings.get('api', API)}/gettoken"

    def complete_login(
        self,
        request: HttpRequest,
        app: Any,
        token: Any,
        **kwargs: Any,
    ) -> SocialLogin:
        url = f"{self.settings.get('api', API)}/auth/getuserinfo"
        person = ask(url, access_token=token.token, code=request.GET["code"])
        if "userid" not in person:
            raise OAuth2Error("WeCom: not a member of the enterprise")
        return self.get_provider().sociallogin_from_response(request, {"userid": person["userid"]})


oauth2_login = OAuth2LoginView.adapter_view(WeComAdapter)
oauth2_callback = OAuth2CallbackView.adapter_view(WeComAdapter)
