"""A shop with orders, somebody of every role, and browsers that are signed in."""

from __future__ import annotations

import re
import shutil

import pytest
from starlette.testclient import TestClient

from tests.surfaces.shops import TickingClock, empty_shop, tea_shop
from zhanggui.app.shop import open_shop
from zhanggui.app.sign_in import first_owner_token, session_cookie
from zhanggui.books import access, people
from zhanggui.surfaces.web.application import create_app

ROLES = ("owner", "operator", "analyst", "viewer")
PASSWORD = "一句好记的话就很好用"


@pytest.fixture(scope="session")
def _tea_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shops") / "tea"
    shop = tea_shop(folder)
    token = first_owner_token(shop)
    at = shop.clock.now()
    owner = people.accept_invitation(shop.books, token, login="owner", password=PASSWORD, at=at)
    for role in ROLES[1:]:
        token = people.invite(shop.books, role=role, by=owner.id, at=at)
        people.accept_invitation(shop.books, token, login=role, password=PASSWORD, at=at)
    shop.books.close()
    return folder


@pytest.fixture(scope="session")
def library(_tea_folder, tmp_path_factory):
    """Browsers by role over a shop that nobody changes, so that every answer is worked out once.

    It is a copy too: what it learns and keeps is not in the copies of other tests.
    """
    folder = shutil.copytree(_tea_folder, tmp_path_factory.mktemp("library") / "tea")
    shop = open_shop(folder, TickingClock())
    app = create_app(shop)
    sessions = {user.login: open_session(shop, user) for user in people.users(shop.books)}

    def browser(role="owner"):
        return TestClient(app, cookies={session_cookie(shop): sessions[role]}, raise_server_exceptions=False)

    yield browser
    app.state.house.warm.close()
    shop.books.close()


@pytest.fixture
def clock():
    return TickingClock()


@pytest.fixture
def shop(_tea_folder, tmp_path, clock):
    """A fresh copy of the tea shop for each test."""
    folder = shutil.copytree(_tea_folder, tmp_path / "tea")
    opened = open_shop(folder, clock)
    yield opened
    opened.books.close()


@pytest.fixture
def app(shop):
    made = create_app(shop)
    yield made
    made.state.house.warm.close()


@pytest.fixture
def stranger(app):
    """A browser in which nobody is signed in."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def browser_of(app, shop):
    """Browsers that are signed in, by role; no password is hashed for it."""

    def browser(role):
        user = next(user for user in people.users(shop.books) if user.login == role)
        session = open_session(shop, user)
        return TestClient(app, cookies={session_cookie(shop): session}, raise_server_exceptions=False)

    return browser


@pytest.fixture
def key_of(app, shop):
    """Clients with an API key of a role."""

    def client(role):
        owner = next(user for user in people.users(shop.books) if user.role == "owner")
        _, key = access.create_api_key(shop.books, title="t", role=role, by=owner.actor, at=shop.clock.now())
        headers = {"Authorization": f"Bearer {key}"}
        return TestClient(app, headers=headers, raise_server_exceptions=False)

    return client


@pytest.fixture
def bare(tmp_path, clock):
    """A shop without files and without people."""
    opened = empty_shop(tmp_path / "bare", clock)
    yield opened
    opened.books.close()


def open_session(shop, user):
    """A session as signing in would open it."""
    from zhanggui.books.schema import SESSIONS
    from zhanggui.books.tokens import digest, new_token

    token, at = new_token(), shop.clock.now()
    row = {"token_hash": digest(token), "user_id": user.id, "created_at": at, "expires_at": at + access.SESSION_LASTS}
    with shop.books.begin() as connection:
        connection.execute(SESSIONS.insert().values(row))
    return token


def form_token(browser, path):
    """The token that a form on a page carries."""
    return re.search(r'name="form_token" value="(\w+)"', browser.get(path).text).group(1)


def post(browser, path, page="/settings", **fields):
    """Send a form as the page would."""
    return browser.post(path, data={"form_token": form_token(browser, page), **fields}, follow_redirects=False)
