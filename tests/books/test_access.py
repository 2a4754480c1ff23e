"""Sessions end, keys are shown once, and guessing is slow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.books.conftest import NOW
from zhanggui.books.access import (
    SESSION_LASTS,
    ApiKeyVoid,
    NoSuchApiKey,
    RoleTooHigh,
    SessionEnded,
    api_actor,
    api_keys,
    create_api_key,
    revoke_api_key,
    session_user,
    sign_in,
    sign_out,
)
from zhanggui.books.people import Actor, WrongPassword
from zhanggui.books.throttle import MOST_PER_ADDRESS, MOST_PER_LOGIN, WINDOW, TooManyAttempts, allow_attempt


def enter(books, *, password="correct horse", login="owner", address="10.0.0.1", at=NOW):  # noqa: S107
    return sign_in(books, login=login, password=password, address=address, at=at)


def test_a_session_lasts_until_it_expires_or_is_ended(books, owner):
    user, token = enter(books)

    assert user == session_user(books, token, at=NOW + SESSION_LASTS - timedelta(seconds=1)) == owner
    with pytest.raises(SessionEnded):
        session_user(books, token, at=NOW + SESSION_LASTS)

    sign_out(books, token, at=NOW)
    sign_out(books, token, at=NOW)
    with pytest.raises(SessionEnded):
        session_user(books, token, at=NOW)


def test_tokens_and_passwords_are_not_stored(books, owner, file):
    _, token = enter(books)
    _, secret = create_api_key(books, title="erp", role="viewer", by=owner.actor, at=NOW)

    stored = b"".join(path.read_bytes() for path in file.parent.iterdir())

    assert token.encode() not in stored
    assert secret.split("_", 2)[2].encode() not in stored
    assert b"correct horse" not in stored


def test_after_five_wrong_passwords_the_login_waits(books, owner):
    for _ in range(MOST_PER_LOGIN):
        with pytest.raises(WrongPassword):
            enter(books, password="a guess")

    with pytest.raises(TooManyAttempts):
        enter(books)
    assert enter(books, at=NOW + WINDOW)[0] == owner


def test_a_success_forgives_the_login(books, owner):
    for _ in range(3):
        for _ in range(MOST_PER_LOGIN - 1):
            with pytest.raises(WrongPassword):
                enter(books, password="a guess", address="10.0.0.2")
        enter(books, address="10.0.0.3")


def test_one_address_cannot_try_many_logins(books):
    for number in range(MOST_PER_ADDRESS):
        allow_attempt(books, login=f"user {number}", address="10.0.0.1", at=NOW)

    with pytest.raises(TooManyAttempts):
        allow_attempt(books, login="another", address="10.0.0.1", at=NOW)
    allow_attempt(books, login="another", address="10.0.0.2", at=NOW)


def test_forty_guesses_at_once_are_counted_one_by_one(books):
    def attempt(number):
        try:
            allow_attempt(books, login="owner", address=f"10.0.0.{number}", at=NOW)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(40) as pool:
        assert sum(pool.map(attempt, range(40))) == MOST_PER_LOGIN


def test_an_api_key_acts_as_a_machine_with_its_role(books, owner):
    key, secret = create_api_key(books, title="erp", role="operator", by=owner.actor, at=NOW)

    assert api_actor(books, secret, at=NOW) == Actor(id=key.id, role="operator", kind="machine")
    assert api_keys(books) == (key,)


@pytest.mark.parametrize("presented", ["", "zg", "zg_k0_x", "{secret}x", "xx{secret}", "nonsense"])
def test_what_is_not_exactly_a_key_opens_nothing(books, owner, presented):
    _, secret = create_api_key(books, title="erp", role="viewer", by=owner.actor, at=NOW)

    with pytest.raises(ApiKeyVoid):
        api_actor(books, presented.format(secret=secret), at=NOW)


def test_an_expired_or_revoked_key_opens_nothing(books, owner):
    later = NOW + timedelta(days=1)
    _, expiring = create_api_key(books, title="a", role="viewer", by=owner.actor, at=NOW, expires_at=later)
    revoked, secret = create_api_key(books, title="b", role="viewer", by=owner.actor, at=NOW)
    revoke_api_key(books, revoked.id, by=owner.id, at=NOW)

    with pytest.raises(ApiKeyVoid):
        api_actor(books, expiring, at=later)
    with pytest.raises(ApiKeyVoid):
        api_actor(books, secret, at=NOW)
    with pytest.raises(NoSuchApiKey):
        revoke_api_key(books, revoked.id, by=owner.id, at=NOW)


def test_nobody_hands_out_more_than_they_have(books, owner):
    with pytest.raises(RoleTooHigh):
        create_api_key(books, title="x", role="owner", by=Actor(id=owner.id, role="operator"), at=NOW)
