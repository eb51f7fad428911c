"""LINLI_SIGN_IN_PROVIDERS: which services open the door, and where browsers may be sent."""

import json

import pytest

from linli.config.env import sign_in_providers

CORP = {"provider": "wecom", "client_id": "ww1", "secret": "s3cret", "agent_id": "1000002"}


def test_configuration_becomes_providers_and_origins():
    text = json.dumps(
        [
            CORP,
            {"provider": "dingtalk", "client_id": "d", "secret": "x"},
            {
                "provider": "openid_connect",
                "id": "city",
                "name": "市统一认证",
                "client_id": "c",
                "secret": "y",
                "server_url": "https://sso.example.gov.cn/realms/city",
            },
        ]
    )
    providers, pages = sign_in_providers(text)
    assert providers["wecom"]["APPS"][0] == {
        "client_id": "ww1",
        "secret": "s3cret",
        "provider_id": "wecom",
        "name": "企业微信",
        "settings": {"agent_id": "1000002"},
    }
    assert providers["openid_connect"]["APPS"][0]["provider_id"] == "city"
    assert pages == [
        "https://login.work.weixin.qq.com",
        "https://login.dingtalk.com",
        "https://sso.example.gov.cn",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"provider": "qq", "client_id": "a", "secret": "b"}]', "unknown provider 'qq'"),
        ('[{"provider": "feishu", "client_id": "a"}]', "needs client_id and secret"),
        ("[", "Expecting value"),
    ],
)
def test_wrong_configuration_says_what_is_wrong(text, words):
    with pytest.raises(ValueError, match=words):
        sign_in_providers(text)


def test_no_configuration_is_none():
    assert sign_in_providers("") == ({}, [])
