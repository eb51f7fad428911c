"""Sign-in with an enterprise's service: it opens accounts that exist, and makes none.

WeCom's two calls are answered by a server of the test on this machine.
"""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from linli.foundation.accounts.models import User
from linli.foundation.accounts.tests.factories import make_user

CORP = {"client_id": "ww1", "secret": "s3cret", "provider_id": "wecom", "name": "企业微信"}


class WeCom(BaseHTTPRequestHandler):
    """Knows one code of one member, and says 200 whatever happens, like the real one."""

    asked: list[str]

    def do_GET(self):
        url = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.asked.append(url.path)
        answer = {"errcode": 40029, "errmsg": "invalid code"}
        if url.path == "/gettoken" and given == {"corpid": "ww1", "corpsecret": "s3cret"}:
            answer = {"errcode": 0, "errmsg": "ok", "access_token": "T", "expires_in": 7200}
        if url.path == "/auth/getuserinfo" and given == {"access_token": "T", "code": "good"}:
            answer = {"errcode": 0, "errmsg": "ok", "userid": "wangfang"}
        if url.path == "/auth/getuserinfo" and given == {"access_token": "T", "code": "guest"}:
            answer = {"errcode": 0, "errmsg": "ok", "openid": "outside"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def wecom(settings):
    WeCom.asked = []
    server = HTTPServer(("127.0.0.1", 0), WeCom)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    api = f"http://127.0.0.1:{server.server_port}"
    app = CORP | {"settings": {"agent_id": "1000002", "api": api}}
    settings.SOCIALACCOUNT_PROVIDERS = {"wecom": {"APPS": [app]}}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def go_there(client, process="login"):
    """Press the button; answers what WeCom is told."""
    response = client.post(f"/account/wecom/login/?process={process}")
    assert response.status_code == 302
    url = urlsplit(response["Location"])
    assert f"{url.scheme}://{url.netloc}" == "https://login.work.weixin.qq.com"
    return {name: values[0] for name, values in parse_qs(url.query).items()}


def come_back(client, code, process="login"):
    state = go_there(client, process)["state"]
    return client.get("/account/wecom/login/callback/", {"code": code, "state": state})


@pytest.fixture
def linked(client, wecom, db):
    """Somebody who has linked WeCom to the account, and left."""
    user = make_user(name="王芳")
    client.force_login(user)
    assert come_back(client, "good", "connect").status_code == 302
    client.logout()
    return user


def test_the_button_leads_to_wecoms_own_page(client, wecom, db):
    html = client.get(reverse("account_login")).content.decode()
    assert "用企业微信" in html
    told = go_there(client)
    assert told.pop("state")
    assert told == {
        "login_type": "CorpApp",
        "appid": "ww1",
        "agentid": "1000002",
        "redirect_uri": "http://testserver/account/wecom/login/callback/",
    }


def test_a_linked_account_is_let_in(client, linked):
    response = come_back(client, "good")
    assert response["Location"] == reverse("desk:home")
    assert client.session["_auth_user_id"] == str(linked.pk)


def test_an_unknown_person_gets_no_account(client, wecom, db):
    response = come_back(client, "good")
    assert "还没有和邻里的账号绑定" in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize("code", ["bad", "guest"])
def test_what_wecom_refuses_is_refused(client, linked, code):
    response = come_back(client, code)
    assert "_auth_user_id" not in client.session
    assert "linli.css" in response.content.decode()


def test_a_state_of_ones_own_making_is_refused(client, linked):
    response = client.get("/account/wecom/login/callback/", {"code": "good", "state": "made-up"})
    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 401, 403}


def test_no_configuration_offers_nothing(client, db):
    assert "用企业微信" not in client.get(reverse("account_login")).content.decode()


def test_services_have_the_names_that_people_know(client, settings, db):
    settings.SOCIALACCOUNT_PROVIDERS = {
        kind: {"APPS": [{"client_id": "a", "secret": "b", "provider_id": kind, "name": name}]}
        for kind, name in (("dingtalk", "钉钉"), ("feishu", "飞书"))
    }
    html = client.get(reverse("account_login")).content.decode()
    assert "用钉钉" in html
    assert "用飞书" in html


def test_a_service_that_does_not_answer_is_told_and_the_password_still_works(client, settings, db):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    city = {
        "client_id": "c",
        "secret": "y",
        "provider_id": "city",
        "name": "市统一认证",
        "settings": {"server_url": f"http://127.0.0.1:{port}/realms/city"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [city]}}
    response = client.post("/account/oidc/city/login/")
    assert response.status_code == 502
    assert "用登录名和密码登录" in response.content.decode()
