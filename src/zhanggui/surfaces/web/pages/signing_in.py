"""How does a person come in, and leave?"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app.sign_in import session_cookie
from zhanggui.books import access, people
from zhanggui.core.errors import ZhangguiError
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnyVisit, Form, Visit, keep_session

router = APIRouter()


@router.get("/sign-in")
def door(visit: AnyVisit, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """The door."""
    if visit.user:
        return go(visit, _own(next))
    return _door(visit, {"next": _own(next)})


@router.post("/sign-in")
def sign_in(visit: AnyVisit, form: Form) -> Response:
    """Come in with login and password; guessing is slowed down."""
    login = form.text("login")
    try:
        _, session = access.sign_in(
            visit.shop.books,
            login=login,
            password=form.secret("password"),
            address=_address(visit),
            at=visit.shop.clock.now(),
        )
    except ZhangguiError as refusal:
        return _door(visit, {"next": _own(form.text("next"))}, login=login, refusal=refusal)
    return _inside(visit, session, _own(form.text("next")))


@router.get("/join")
def invitation(visit: AnyVisit, token: str = "") -> Response:
    """The form behind a one-time link."""
    return _invitation(visit, token)


@router.post("/join")
def join(visit: AnyVisit, form: Form) -> Response:
    """Become a member with a one-time link, and come in."""
    token, login, password = form.text("token"), form.text("login"), form.secret("password")
    books, at = visit.shop.books, visit.shop.clock.now()
    try:
        people.accept_invitation(books, token, login=login, password=password, at=at)
        _, session = access.sign_in(books, login=login, password=password, address=_address(visit), at=at)
    except ZhangguiError as refusal:
        return _invitation(visit, token, login=login, refusal=refusal)
    return _inside(visit, session, "/")


@router.post("/sign-out")
def sign_out(visit: AnyVisit, form: Form) -> Response:
    """Leave; the session ends on the server too."""
    session = visit.request.cookies.get(session_cookie(visit.shop))
    if session:
        access.sign_out(visit.shop.books, session, at=visit.shop.clock.now())
    response = go(visit, "/sign-in", done="signed_out")
    response.delete_cookie(session_cookie(visit.shop), path=visit.root or "/")
    return response


def _door(visit: Visit, kept: dict[str, str], *, login: str = "", refusal: ZhangguiError | None = None) -> Response:
    has_owner = people.has_owner(visit.shop.books)
    return _form(
        visit,
        refusal,
        heading=visit.say("sign_in_title", shop=visit.shop_name),
        lead=visit.say("sign_in_lead" if has_owner else "no_owner_yet"),
        has_form=has_owner,
        action=visit.href("/sign-in"),
        kept=kept,
        login=login,
        is_new=False,
        button=visit.say("sign_in"),
    )


def _invitation(visit: Visit, token: str, *, login: str = "", refusal: ZhangguiError | None = None) -> Response:
    is_first = not people.has_owner(visit.shop.books)
    return _form(
        visit,
        refusal,
        heading=visit.say("claim_title") if is_first else visit.say("join_title", shop=visit.shop_name),
        lead=visit.say("claim_lead" if is_first else "join_lead"),
        has_form=True,
        action=visit.href("/join"),
        kept={"token": token},
        login=login,
        is_new=True,
        button=visit.say("claim_button"),
    )


def _form(visit: Visit, refusal: ZhangguiError | None, **values: Any) -> Response:
    problem = refusal.text(visit.language) if refusal else None
    return show(visit, "sign_in.html", status=refusal.http_status if refusal else 200, problem=problem, **values)


def _inside(visit: Visit, session: str, path: str) -> Response:
    response = go(visit, path)
    keep_session(response, visit.request, visit.shop, session)
    return response


def _own(path: str) -> str:
    r"""A path among the shop's own pages, never another site.

    >>> _own("//evil.example/x"), _own("/data"), _own("https://evil.example"), _own("/\\evil.example")
    ('/', '/data', '/', '/')
    """
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own else "/"


def _address(visit: Visit) -> str:
    client = visit.request.client
    return client.host if client else "unknown"
