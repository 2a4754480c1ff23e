"""One owner at least, no default password, and every change of rights on record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.books.conftest import NOW
from zhanggui.books.access import SessionEnded, session_user, sign_in
from zhanggui.books.events import read, verify_chain
from zhanggui.books.people import (
    HASHING,
    InvitationVoid,
    LastOwner,
    LoginTaken,
    NoSuchUser,
    OwnerExists,
    PasswordTooShort,
    WrongPassword,
    accept_invitation,
    change_password,
    change_role,
    check_password,
    disable,
    has_owner,
    invite,
    invite_first_owner,
    users,
)
from zhanggui.books.schema import USERS
from zhanggui.core.errors import ZhangguiError


def join(books, role="viewer", login="li"):
    token = invite(books, role=role, by="u", at=NOW)
    return accept_invitation(books, token, login=login, password="long enough", at=NOW)


def signed_in(books, login="li", password="long enough"):  # noqa: S107
    return sign_in(books, login=login, password=password, address="127.0.0.1", at=NOW)[1]


def test_the_first_owner_is_made_by_a_token_that_works_once(books):
    assert not has_owner(books)
    token = invite_first_owner(books, at=NOW)

    made = accept_invitation(books, token, login=" Zhang ", password="correct horse", at=NOW)

    assert (made.login, made.role) == ("zhang", "owner")
    assert has_owner(books)
    assert check_password(books, login="ZHANG", password="correct horse") == made
    with pytest.raises(InvitationVoid):
        accept_invitation(books, token, login="other", password="correct horse", at=NOW)
    with pytest.raises(OwnerExists):
        invite_first_owner(books, at=NOW)


@pytest.mark.slow
def test_a_password_takes_as_long_to_guess_as_the_authors_of_argon2_recommend(books, monkeypatch):
    monkeypatch.delenv(HASHING)
    join(books)

    with books.reading() as connection:
        (stored,) = connection.execute(select(USERS.c.password_hash)).scalars()
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_asking_for_the_first_token_again_voids_the_earlier_one(books):
    early = invite_first_owner(books, at=NOW)
    invite_first_owner(books, at=NOW)

    with pytest.raises(InvitationVoid):
        accept_invitation(books, early, login="zhang", password="correct horse", at=NOW)


def test_of_eight_who_use_one_token_one_becomes_owner(books):
    token = invite_first_owner(books, at=NOW)

    def attempt(number):
        try:
            return accept_invitation(books, token, login=f"user {number}", password="correct horse", at=NOW)
        except ZhangguiError:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert sum(made is not None for made in pool.map(attempt, range(8))) == 1
    assert len(users(books)) == 1


def test_an_invitation_ends_after_three_days(books, owner):
    token = invite(books, role="analyst", by=owner.id, at=NOW)

    with pytest.raises(InvitationVoid):
        accept_invitation(books, token, login="li", password="long enough", at=NOW + timedelta(hours=72))


def test_a_taken_login_leaves_the_invitation_usable(books, owner):
    token = invite(books, role="analyst", by=owner.id, at=NOW)

    with pytest.raises(LoginTaken):
        accept_invitation(books, token, login="OWNER", password="long enough", at=NOW)

    assert accept_invitation(books, token, login="li", password="long enough", at=NOW).role == "analyst"


def test_a_short_password_is_refused(books, owner):
    with pytest.raises(PasswordTooShort):
        change_password(books, owner.id, password="123456789", by=owner.id, at=NOW)


@pytest.mark.parametrize("login, password", [("owner", "wrong horse"), ("nobody", "correct horse"), ("owner", "")])
def test_wrong_and_unknown_are_told_alike(books, owner, login, password):
    with pytest.raises(WrongPassword) as refusal:
        check_password(books, login=login, password=password)

    assert refusal.value.text("en") == "The login or the password is wrong."


def test_a_new_password_ends_the_sessions(books, owner):
    token = signed_in(books, "owner", "correct horse")

    change_password(books, owner.id, password="battery staple", by=owner.id, at=NOW)

    with pytest.raises(SessionEnded):
        session_user(books, token, at=NOW)
    with pytest.raises(WrongPassword):
        check_password(books, login="owner", password="correct horse")
    assert check_password(books, login="owner", password="battery staple").id == owner.id


def test_a_new_role_ends_the_sessions(books, owner):
    member = join(books, "operator")
    token = signed_in(books)

    change_role(books, member.id, role="viewer", by=owner.id, at=NOW)

    with pytest.raises(SessionEnded):
        session_user(books, token, at=NOW)
    assert {user.login: user.role for user in users(books)} == {"owner": "owner", "li": "viewer"}


@pytest.mark.slow
def test_a_disabled_user_cannot_sign_in(books, owner):
    member = join(books)
    token = signed_in(books)

    disable(books, member.id, by=owner.id, at=NOW)

    with pytest.raises(SessionEnded):
        session_user(books, token, at=NOW)
    with pytest.raises(WrongPassword):
        check_password(books, login="li", password="long enough")


def test_the_last_owner_stays(books, owner):
    with pytest.raises(LastOwner):
        change_role(books, owner.id, role="viewer", by=owner.id, at=NOW)
    with pytest.raises(LastOwner):
        disable(books, owner.id, by=owner.id, at=NOW)

    assert users(books)[0].role == "owner"


def test_two_owners_who_demote_each_other_at_once_leave_one(books, owner):
    second = join(books, "owner")

    def demote(user_id):
        try:
            change_role(books, user_id, role="viewer", by="u", at=NOW)
        except LastOwner:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, [owner.id, second.id])) == ["done", "refused"]


def test_an_unknown_user_is_named(books):
    with pytest.raises(NoSuchUser):
        disable(books, "u0", by="u", at=NOW)


def test_administration_is_on_record_without_logins(books, owner):
    member = join(books, login="li xiaolong")
    change_role(books, member.id, role="analyst", by=owner.id, at=NOW)

    with books.reading() as connection:
        events = read(connection, "people")
        verify_chain(connection)

    kinds = ["user.invited", "user.joined", "user.invited", "user.joined", "user.role_changed"]
    assert [event.kind for event in events] == kinds
    assert events[-1].payload == {"user": member.id, "before": "viewer", "after": "analyst"}
    assert "xiaolong" not in str(events)
