"""Where messages go is said on a page, over HTTP and at the command line: by owners; secrets are never shown."""

from __future__ import annotations

import json

import pytest

from tests.app.notify.receivers import messenger
from tests.surfaces.conftest import form_token, post
from tests.surfaces.test_alerts import zhanggui
from zhanggui.books import notify_targets, settings

PAGE = "/settings/notifications"
SECRET = "SEC-signing-secret"


def robot(there, **more):
    return {"kind": "feishu", "title": "运营群", "url": there.url, "secret": SECRET, **more}


def test_a_robot_is_added_tried_and_removed_without_script(browser_of, shop):
    owner = browser_of("owner")
    with messenger(b'{"code": 0}') as there:
        added = post(owner, f"{PAGE}/targets", page=PAGE, **robot(there, quiet_from="12", quiet_to="14", language="en"))
        (target,) = notify_targets.targets(shop.books)
        tried = post(owner, f"{PAGE}/{target.id}/test", page=PAGE)
    shown = owner.get(added.headers["location"]).text

    assert tried.headers["location"] == f"{PAGE}?done=notify_tested"
    assert len(there.posts) == 1
    assert "运营群" in shown
    assert "12–14" in shown
    assert (target.language, SECRET in shown, "TOKEN" in shown) == ("en", False, False)

    post(owner, f"{PAGE}/{target.id}/remove", page=PAGE)
    assert notify_targets.targets(shop.books) == ()


@pytest.mark.parametrize(
    "told",
    [
        {"url": "http://far.invented.test/x"},
        pytest.param({"kind": "telegram"}, marks=pytest.mark.slow),
        pytest.param({"quiet_from": "24"}, marks=pytest.mark.slow),
        {"kind": "email", "host": "mail.invented.test", "port": "0", "sender": "a@b.c", "recipients": "d@e.f"},
        pytest.param({"kind": "email", "host": "x.test", "sender": "a", "recipients": "d@e.f"}, marks=pytest.mark.slow),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words_and_without_the_secret(browser_of, shop, told):
    with messenger() as there:
        refused = post(browser_of("owner"), f"{PAGE}/targets", page=PAGE, **robot(there, **told))

    assert refused.status_code == 422
    assert 'class="problem"' in refused.text
    assert SECRET not in refused.text
    assert notify_targets.targets(shop.books) == ()


@pytest.mark.slow
def test_one_that_does_not_answer_is_said_on_the_page(browser_of, shop):
    owner = browser_of("owner")
    with messenger(b'{"code": 19021}') as there:
        post(owner, f"{PAGE}/targets", page=PAGE, **robot(there))
        (target,) = notify_targets.targets(shop.books)
        refused = post(owner, f"{PAGE}/{target.id}/test", page=PAGE)

    assert refused.status_code == 409
    assert "19021" in refused.text


@pytest.mark.slow
@pytest.mark.parametrize("told, kept", [("21:30", "21:30"), ("24:00", "09:00"), ("9", "09:00"), ("", "09:00")])
def test_the_time_of_the_digest_is_the_owners(browser_of, shop, told, kept):
    post(browser_of("owner"), f"{PAGE}/time", page=PAGE, digest_at=told, version="0")

    assert settings.current(shop.books)[0].digest_at == kept


@pytest.mark.slow
def test_over_http_a_signed_in_owner_adds_and_a_program_does_not(browser_of, key_of, shop):
    owner = browser_of("owner")
    token = {"X-Form-Token": form_token(owner, "/settings")}
    with messenger(b'{"code": 0}') as there:
        added = owner.post("/api/v1/notify/targets", json=robot(there), headers={**token, "Idempotency-Key": "k"})
        again = owner.post("/api/v1/notify/targets", json=robot(there), headers={**token, "Idempotency-Key": "k"})
        tried = owner.post(f"/api/v1/notify/targets/{added.json()['id']}/test", headers=token)
        refused = key_of("owner").post("/api/v1/notify/targets", json=robot(there))

    assert again.json() == added.json()
    assert (tried.status_code, len(there.posts)) == (200, 1)
    assert SECRET not in added.text
    assert refused.json()["error"]["code"] == "targets_take_the_owner"
    times = owner.get("/api/v1/notify/schedule").json()
    assert (times["digest_at"], times["is_running"], times["targets"][0]["last_digest_at"]) == ("09:00", False, None)
    gone = owner.post(f"/api/v1/notify/targets/{added.json()['id']}/remove", headers=token)
    assert (gone.status_code, owner.get("/api/v1/notify/targets").json()) == (200, [])


@pytest.mark.slow
def test_the_command_line_says_when_what_was_sent_and_that_nobody_is_sending(shop):
    with messenger() as there:
        zhanggui(shop.folder, "notify", "add", "dingtalk", "--title", "运营群", "--url", there.url, "--secret", "")
        zhanggui(shop.folder, "notify", "send", "--digest")
    told = json.loads(zhanggui(shop.folder, "notify", "status", "--json").stdout)
    said = zhanggui(shop.folder, "notify", "status").stdout

    assert told["is_running"] is False
    assert told["targets"][0]["last_digest_at"] is not None
    assert "没有服务在运行" in said
    assert "运营群" in said


@pytest.mark.parametrize("words", [("--quiet-from", "99"), ("--security", "plain", "--host", "x")])
def test_the_command_line_refuses_what_cannot_be_meant(shop, words):
    kind = "email" if "--host" in words else "slack"
    url = ("--url", "https://hooks.invented.test/x", "--secret", "")
    refused = zhanggui(shop.folder, "notify", "add", kind, *url, *words)

    assert refused.exit_code == 1
    assert "通知设置" in refused.stderr
