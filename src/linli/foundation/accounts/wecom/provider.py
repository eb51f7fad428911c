from typing import Any

from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider

from linli.foundation.accounts.wecom.views import WeComAdapter


class WeComAccount(ProviderAccount):
    def to_str(self) -> str:
        return str(self.account.extra_data.get("userid", ""))


class WeComProvider(OAuth2Provider):
    id = "wecom"
    name = "企业微信"
    account_class = WeComAccount
    oauth2_adapter_class = WeComAdapter

    def get_auth_params(self) -> dict[str, str]:
        return {"agentid": str(self.app.settings["agent_id"])}

    def extract_uid(self, data: dict[str, Any]) -> str:
        """A user id is unique inside its enterprise only."""
        return f"{self.app.client_id}:{data['userid']}"

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"username": data["userid"]}


provider_classes = [WeComProvider]
