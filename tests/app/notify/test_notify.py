"""Messages arrive in the form each messenger wants, signed, once, not at night, and their secrets are seen nowhere."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, date, datetime, timedelta
from email import message_from_string, policy
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.app.notify.receivers import Received, mail_server, messenger, self_signed
from zhanggui.analyses.pricing.crossings.result import CrossingRow
from zhanggui.app.alerts import Alerts
from zhanggui.app.notify import dispatch, forms, sending, telling
from zhanggui.app.shop import Shop, init_shop
from zhanggui.books import alerts as kept
from zhanggui.books import notify_targets, settings
from zhanggui.books.notify_targets import QuietHours
from zhanggui.books.people import Actor
from zhanggui.core.clock import StoppedClock
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # 12 o'clock in Shanghai
OWNER = Actor(id="u1", role="owner")
SIGNING = "SEC-signing-secret"
HELLO = forms.Message(title="清茗 预警", lines=("天猫 [支付金额](http://x) ¥12", "<b>&"))
NEVER = QuietHours(start=0, end=0)


def hmac_sha256(key: bytes, text: bytes) -> bytes:
    """RFC 2104 by its definition: H(K ⊕ opad, H(K ⊕ ipad, text))."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + text).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHANGGUI_HOME", str(tmp_path / "home"))
    opened = init_shop(
        tmp_path / "shop", currency="CNY", timezone="Asia/Shanghai", name="清茗", clock=StoppedClock(NOON)
    )
    yield opened
    opened.books.close()


def at(shop, moment):
    """The same shop at another time."""
    return Shop(shop.folder, shop.facts, StoppedClock(moment))


def added(shop, kind, url, *, quiet=NEVER, secret=SIGNING):
    told = {"url": url, "secret": secret}
    return dispatch.add(shop, kind, title="运营群", secret=told, language="zh-CN", quiet=quiet, actor=OWNER)


def alert_rows(*keys):
    from zhanggui.analyses.goals.alerts.result import AlertRow

    return tuple(
        AlertRow(
            key=key, day=date(2026, 2, 28), title=Words(zh="支付金额", en="Paid sales"), part=Words(zh="渠道 天猫", en="Channel Tmall"),
            actual=Money(100_000, "CNY"), expected=Money(400_000, "CNY"), low=Money(300_000, "CNY"), high=Money(500_000, "CNY"),
            change=Rate(-0.75), severity=Money(-300_000, "CNY"), one_in=5_000, note=sentence("ordinary_day"),
        )
        for key in keys
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind, answer, text",
    [
        ("dingtalk", b'{"errcode": 0}', lambda body: body["markdown"]["text"]),
        ("feishu", b'{"code": 0}', lambda body: body["content"]["text"]),
        ("wecom", b'{"errcode": 0}', lambda body: body["markdown"]["content"]),
        ("slack", b"ok", lambda body: body["text"]),
    ],
)
def test_each_messenger_gets_the_message_in_its_own_form(shop, kind, answer, text):
    with messenger(answer) as there:
        target = added(shop, kind, there.url)
        dispatch.send_trial(shop, target.id)

    ((path, body),) = there.posts
    assert "access_token=TOKEN-OF-THE-GROUP" in path
    assert "清茗：这是一条测试消息。" in text(body)
    assert {"dingtalk": body.get("msgtype"), "wecom": body.get("msgtype"), "feishu": body.get("msg_type")}.get(
        kind, "-"
    ) == {"dingtalk": "markdown", "wecom": "markdown", "feishu": "text"}.get(kind, "-")


def test_dingtalk_signs_the_address_over_time_and_secret(shop):
    with messenger() as there:
        dispatch.send_trial(shop, added(shop, "dingtalk", there.url).id)

    query = parse_qs(urlsplit(there.posts[0][0]).query)
    stamp = query["timestamp"][0]
    assert int(stamp) == NOON.timestamp() * 1000
    wanted = hmac_sha256(SIGNING.encode(), f"{stamp}\n{SIGNING}".encode())
    assert base64.b64decode(query["sign"][0]) == wanted


def test_feishu_signs_the_body_with_time_and_secret_as_the_key(shop):
    with messenger(b'{"code": 0}') as there:
        dispatch.send_trial(shop, added(shop, "feishu", there.url).id)

    body = there.posts[0][1]
    assert int(body["timestamp"]) == NOON.timestamp()
    assert base64.b64decode(body["sign"]) == hmac_sha256(f"{body['timestamp']}\n{SIGNING}".encode(), b"")


def test_names_from_the_shops_data_are_no_links_and_no_marks():
    ding = forms.posting("dingtalk", HELLO, {"url": "https://x"}, NOON).body["markdown"]["text"]
    slack = forms.posting("slack", HELLO, {"url": "https://x"}, NOON).body["text"]

    assert "\\[支付金额\\](http" in ding
    assert "&lt;b&gt;&amp;" in slack


def test_a_long_message_is_cut_to_what_wecom_takes():
    long = forms.Message(title="t", lines=("茶" * 3000,))
    content = forms.posting("wecom", long, {"url": "https://x"}, NOON).body["markdown"]["content"]

    assert len(content.encode()) <= 4096
    assert content.endswith("…")


@pytest.mark.parametrize(
    "answer, status", [(b'{"errcode": 310000, "errmsg": "sign not match"}', 200), (b"<html>", 200), (b"{}", 503)]
)
def test_a_refusal_is_said_without_the_address(shop, answer, status):
    with messenger(answer, status) as there:
        target = added(shop, "dingtalk", there.url)
        with pytest.raises(sending.MessageNotDelivered) as refused:
            dispatch.send_trial(shop, target.id)

    told = refused.value.text("zh-CN") + refused.value.text("en") + repr(refused.value.facts)
    assert "运营群" in told
    assert "TOKEN" not in told
    assert SIGNING not in told


def test_nobody_listening_is_a_sentence(shop):
    target = added(shop, "slack", "http://127.0.0.1:9/TOKEN-OF-THE-GROUP")
    with pytest.raises(sending.MessageNotDelivered) as refused:
        dispatch.send_trial(shop, target.id)

    assert "TOKEN" not in refused.value.text("en")


@pytest.mark.parametrize(
    "url",
    [
        "http://oapi.dingtalk.com/x",
        "ftp://x",
        "file:///etc/passwd",
        "https://",
        "https://a:b@evil/x",
        "nonsense",
        "http://[x",
        "https://x:99999/y",
        "https://a b/c",
    ],
)
def test_an_address_in_the_open_or_without_a_host_is_refused(shop, url):
    with pytest.raises(sending.AddressNotUnderstood):
        added(shop, "dingtalk", url)


def test_a_host_that_the_owner_took_off_the_list_gets_nothing(shop):
    with messenger() as there:
        target = added(shop, "dingtalk", there.url)
        declared, version = settings.current(shop.books)
        assert declared.webhook_hosts == ("127.0.0.1",)
        settings.change(
            shop.books, declared.model_copy(update={"webhook_hosts": ()}), expected_version=version, by="u1", at=NOON
        )
        with pytest.raises(sending.HostNotListed):
            dispatch.send_trial(shop, target.id)

    assert there.posts == []


@pytest.mark.parametrize("actor", [Actor(id="u", role="operator"), Actor(id="k", role="owner", kind="machine")])
def test_only_a_signed_in_owner_says_where_messages_go(shop, actor):
    with pytest.raises(notify_targets.TargetsTakeTheOwner):
        dispatch.add(shop, "slack", title="x", secret={"url": "https://x/y"}, language="en", quiet=NEVER, actor=actor)
    assert settings.current(shop.books)[0].webhook_hosts == ()


def test_secrets_are_in_no_file_of_the_shop_and_gone_once_removed(shop):
    target = added(shop, "dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=TOKEN-OF-THE-GROUP")
    assert notify_targets.open_secret(shop.books, shop.key, target.id)["secret"] == SIGNING

    files = b"".join(path.read_bytes() for path in shop.folder.rglob("*") if path.is_file())
    assert b"TOKEN-OF" not in files
    assert SIGNING.encode() not in files
    assert "TOKEN" not in repr(target)

    notify_targets.remove_target(shop.books, target.id, by=OWNER, at=NOON)
    assert notify_targets.targets(shop.books) == ()
    with pytest.raises(notify_targets.NoSuchTarget):
        notify_targets.open_secret(shop.books, shop.key, target.id)


def test_a_secret_of_one_target_cannot_be_moved_to_another(shop):
    from sqlalchemy import select, update

    from zhanggui.books.schema import NOTIFY_TARGETS as TARGETS
    from zhanggui.books.vault import WrongShopKey

    one, other = (added(shop, "slack", f"https://hooks.slack.com/{name}") for name in "ab")
    with shop.books.begin() as connection:
        sealed = connection.execute(select(TARGETS.c.sealed).where(TARGETS.c.id == one.id)).scalar()
        connection.execute(update(TARGETS).where(TARGETS.c.id == other.id).values(sealed=sealed))

    with pytest.raises(WrongShopKey):
        notify_targets.open_secret(shop.books, shop.key, other.id)


def test_mail_goes_out_as_one_letter(shop):
    with mail_server() as there:
        secret = {
            "host": "127.0.0.1",
            "port": there.port,
            "sender": "shop@example.com",
            "recipients": ["li@example.com"],
        }
        target = dispatch.add(shop, "email", title="李", secret=secret, language="zh-CN", quiet=NEVER, actor=OWNER)
        dispatch.send_trial(shop, target.id)

    letter = message_from_string(there.letters[0], policy=policy.default)
    assert letter["Subject"] == "清茗：这是一条测试消息。"
    assert (letter["From"], letter["To"]) == ("shop@example.com", "li@example.com")


def mailbox(shop, there, security, **more):
    told = {"host": "127.0.0.1", "port": there.port, "security": security, "user": "shop", "password": SIGNING}
    told |= {"sender": "shop@example.com", "recipients": ["li@example.com"], **more}
    return dispatch.add(shop, "email", title="李", secret=told, language="en", quiet=NEVER, actor=OWNER)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("mail") / "mail.pem")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_is_encrypted_before_the_password_is_said(shop, certificate, security, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(security, certificate) as there:
        dispatch.send_trial(shop, mailbox(shop, there, security).id)

    words = [command.split()[0].upper() for command in there.commands]
    assert words.index("AUTH") > (words.index("STARTTLS") if security == "starttls" else 0)
    assert len(there.letters) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_server_nobody_vouches_for_gets_neither_password_nor_letter(shop, certificate, security):
    with mail_server(security, certificate) as there:
        target = mailbox(shop, there, security)
        with pytest.raises(sending.MessageNotDelivered, match="certificate is not trusted"):
            dispatch.send_trial(shop, target.id)

    assert there.letters == []
    assert not any(command.upper().startswith("AUTH") for command in there.commands)


def test_a_mail_server_without_encryption_gets_no_password_where_it_was_asked_for(shop):
    with mail_server() as there:
        target = mailbox(shop, there, "starttls")
        with pytest.raises(sending.MessageNotDelivered):
            dispatch.send_trial(shop, target.id)

    assert not any(command.upper().startswith("AUTH") for command in there.commands)


@pytest.mark.parametrize(
    "told", [{"sender": "a@b\nBcc: c@d"}, {"recipients": ["li"]}, {"recipients": []}, {"host": "龙 井"}, {"host": ""}]
)
def test_a_mailbox_that_is_none_is_refused(shop, told):
    with pytest.raises(sending.AddressNotUnderstood):
        mailbox(shop, Received(port=25), None, **told)


def test_an_alert_reads_in_both_languages():
    (row,) = alert_rows("k")

    assert (
        telling.alert_line(row, "zh-CN")
        == "2026-02-28 渠道 天猫 支付金额 ¥1,000.00，预期 ¥4,000.00（-75%），影响 -¥3,000"
    )
    assert telling.alert_line(row, "en").startswith("2026-02-28 Channel Tmall, Paid sales ¥1,000.00, expected")


def crossing_row(key):
    return CrossingRow(
        key=key,
        day=date(2026, 3, 31),
        what=sentence(
            "rival_below",
            seller="老茶馆",
            product="龙井",
            before=Money(11_000, "CNY"),
            after=Money(9_500, "CNY"),
            own_before=Money(10_000, "CNY"),
            own=Money(10_000, "CNY"),
        ),
        sku="LJ",
        product_name="龙井",
        line=Words(zh="老茶馆", en="老茶馆"),
        before=sentence("stood_above", other=Money(11_000, "CNY"), own=Money(10_000, "CNY")),
        after=sentence("stood_below", other=Money(9_500, "CNY"), own=Money(10_000, "CNY")),
        own_price=Money(10_000, "CNY"),
        against_line=Rate(-0.05),
        where="pricing.competitors",
    )


def test_a_price_that_crossed_ours_reads_in_both_languages_with_how_it_stood_and_where_to_look():
    row = crossing_row("k")

    assert telling.alert_line(row, "zh-CN") == (
        "2026-03-31 老茶馆 的“龙井”现在比本店便宜：¥110.00 → ¥95.00，本店 ¥100.00 → ¥100.00（看 /analyses/pricing.competitors）"
    )
    assert telling.alert_line(row, "en") == (
        "2026-03-31 老茶馆 now asks less than we do for '龙井': ¥110.00 → ¥95.00, ours ¥100.00 → ¥100.00 (see /analyses/pricing.competitors)"
    )


def test_a_crossing_is_sent_once_however_often_it_is_looked_at(shop):
    prices = Watched("crossing")
    with messenger() as there:
        target = added(shop, "dingtalk", there.url)
        counts = [
            dispatch.send_alerts(shop, target, Alerts(run=Judged(), prices=prices, noted={}), shop.clock.now())
            for _ in range(3)
        ]

    assert counts == [1, 0, 0]
    ((_, body),) = there.posts
    assert "龙井" in body["markdown"]["text"]


class Watched:
    """Prices that were watched: what `app.alerts` hands on."""

    def __init__(self, *keys):
        self.result = type("Result", (), {"rows": tuple(crossing_row(key) for key in keys)})()


class Judged:
    """A board that was judged: what `app.alerts` hands on."""

    def __init__(self, *keys):
        self.result = type("Result", (), {"alerts": alert_rows(*keys)})()


def sent_alerts(shop, target, *keys):
    found = Alerts(run=Judged(*keys), prices=None, noted=kept.acknowledged(shop.books))
    return dispatch.send_alerts(shop, target, found, shop.clock.now())


def test_an_alert_is_sent_once_new_ones_alone_and_acknowledged_ones_never(shop):
    with messenger() as there:
        target = added(shop, "dingtalk", there.url)
        kept.acknowledge(shop.books, "c", why="知道", by=OWNER, at=NOON)
        counts = [sent_alerts(shop, target, *keys) for keys in (("a", "b", "c"), ("a", "b", "c"), ("a", "d"))]

    assert counts == [2, 0, 1]
    assert len(there.posts) == 2


def test_what_was_not_taken_may_be_sent_again(shop):
    with messenger(b"{}", 500) as there:
        target = added(shop, "dingtalk", there.url)
        with pytest.raises(sending.MessageNotDelivered):
            sent_alerts(shop, target, "a")

    assert kept.claim(shop.books, target.id, ("a",), by="notify", at=NOON + timedelta(hours=1)) == ("a",)


@pytest.mark.parametrize(
    "hour, quiet, held",
    [
        (23, QuietHours(), True),
        (7, QuietHours(), True),
        (8, QuietHours(), False),
        (13, QuietHours(start=12, end=14), True),
        (3, NEVER, False),
    ],
)
def test_quiet_hours_hold_over_midnight(hour, quiet, held):
    assert quiet.hold(hour) is held


def test_quiet_hours_off_the_clock_are_refused():
    with pytest.raises(notify_targets.QuietHoursNotUnderstood):
        QuietHours(start=22, end=24)


def test_nobody_is_told_anything_where_there_is_no_target(shop):
    assert dispatch.send_due(shop) == ()
