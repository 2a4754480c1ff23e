"""Who is at the door: how do people, machines and the first owner come in?"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from zhanggui.books import access, people
from zhanggui.books.people import ROLES, Actor, Role, User
from zhanggui.core.errors import NotAllowed, NotSignedIn
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop

DEMO_LOGIN = "demo"
ROLE_WORDS: dict[Role, Words] = {
    "owner": Words(zh="店主", en="owner"),
    "operator": Words(zh="运营", en="operator"),
    "analyst": Words(zh="分析师", en="analyst"),
    "viewer": Words(zh="访客", en="viewer"),
}


class NobodySignedIn(NotSignedIn):
    """The door is closed to strangers."""

    sentence = Words(
        zh="请先登录；程序请在 Authorization 头里带上 API 密钥。",
        en="Sign in first; programs send an API key in the Authorization header.",
    )


class RoleTooLow(NotAllowed):
    """The person's role does not reach so far."""

    sentence = Words(
        zh="这需要“{least}”或更高的角色，你的角色是“{own}”。请找店主。",
        en="This takes the role '{least}' or higher; yours is '{own}'. Ask the owner.",
    )


class FormTooOld(NotAllowed):
    """A form came back without the token of the page it stood on."""

    sentence = Words(
        zh="表单已过期或不是从本页面提交的。请返回、刷新页面后重试。",
        en="The form is out of date or was not sent from this page. Go back, reload the page and try again.",
    )


def person(shop: Shop, session: str) -> User:
    """The user whose session this is."""
    return access.session_user(shop.books, session, at=shop.clock.now())


def machine(shop: Shop, key: str) -> Actor:
    """The machine whose API key this is."""
    return access.api_actor(shop.books, key, at=shop.clock.now())


def reaches(role: Role, least: Role) -> bool:
    """Whether a role may do what takes at least another.

    >>> reaches("owner", "analyst"), reaches("viewer", "analyst")
    (True, False)
    """
    return ROLES.index(role) <= ROLES.index(least)


def require(role: Role, least: Role) -> None:
    """Refuse whoever's role does not reach so far."""
    if not reaches(role, least):
        raise RoleTooLow(least=ROLE_WORDS[least], own=ROLE_WORDS[role])


def session_cookie(shop: Shop) -> str:
    """The name of the cookie that keeps a person signed in to this shop, apart from its neighbours."""
    return f"zhanggui_session_{shop.facts.id}"


def form_token(shop: Shop, carrier: str) -> str:
    """What a form must send back: only pages of this shop, shown to this browser, know it."""
    return hmac.digest(shop.key, b"form\0" + carrier.encode(), "sha256").hex()


def check_form_token(shop: Shop, carrier: str, told: str) -> None:
    """Refuse a form that does not come from a page of ours."""
    if not hmac.compare_digest(form_token(shop, carrier).encode(), told.encode()):
        raise FormTooOld


def first_owner_token(shop: Shop) -> str | None:
    """The one-time token with which the first owner is made, or None when the shop has one."""
    if people.has_owner(shop.books):
        return None
    return people.invite_first_owner(shop.books, at=shop.clock.now())


def enter_demo(shop: Shop, address: str) -> str:
    """Sign the visitor of a demo in as its owner; nobody ever knows the password, which is new each time."""
    password = secrets.token_urlsafe(24)
    at = shop.clock.now()
    known = next((user for user in people.users(shop.books) if user.login == DEMO_LOGIN), None)
    if known:
        people.change_password(shop.books, known.id, password=password, by=known.id, at=at)
    else:
        invited = first_owner_token(shop) or people.invite(shop.books, role="owner", by="installation", at=at)
        people.accept_invitation(shop.books, invited, login=DEMO_LOGIN, password=password, at=at)
    _, session = access.sign_in(shop.books, login=DEMO_LOGIN, password=password, address=address, at=at)
    return session
