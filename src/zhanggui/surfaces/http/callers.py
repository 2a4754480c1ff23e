"""Who calls: a program with an API key, or a person whose browser is signed in?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from zhanggui.app import sign_in
from zhanggui.app.shop import Shop
from zhanggui.books.people import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Callable

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TOKEN_HEADER = "X-Form-Token"  # noqa: S105 - a header's name

_bearer = HTTPBearer(
    scheme_name="apiKey",
    description="An API key from Settings → API keys. 设置里新建的 API 密钥。",
    auto_error=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One call: of which shop, by whom."""

    shop: Shop
    actor: Actor


def caller(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> Caller:
    """Whoever holds the key or the session; a session also proves that one of our pages is speaking."""
    shop: Shop = request.app.state.shop
    request.app.state.warm.refresh()
    if given is not None:
        return Caller(shop=shop, actor=sign_in.machine(shop, given.credentials))
    session = request.cookies.get(sign_in.session_cookie(shop))
    if not session:
        raise sign_in.NobodySignedIn
    user = sign_in.person(shop, session)
    if request.method not in SAFE_METHODS:
        sign_in.check_form_token(shop, f"session:{session}", request.headers.get(FORM_TOKEN_HEADER, ""))
    return Caller(shop=shop, actor=user.actor)


def at_least(least: Role) -> Callable[[Caller], Caller]:
    """A dependency: a caller whose role reaches so far."""

    def checked(found: Annotated[Caller, Depends(caller)]) -> Caller:
        sign_in.require(found.actor.role, least)
        return found

    return checked


Viewer = Annotated[Caller, Depends(at_least("viewer"))]
Analyst = Annotated[Caller, Depends(at_least("analyst"))]
Operator = Annotated[Caller, Depends(at_least("operator"))]
Owner = Annotated[Caller, Depends(at_least("owner"))]
