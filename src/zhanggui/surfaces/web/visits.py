"""Who is looking at a page, in which language, and is the form that came back one of ours?"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from zhanggui.app import sign_in
from zhanggui.app.jobs.worker import Worker
from zhanggui.app.shop import Shop
from zhanggui.app.warm import KeptOpen
from zhanggui.books import settings
from zhanggui.books.people import Role, User
from zhanggui.core.errors import NotSignedIn
from zhanggui.core.words import LANGUAGES, Language, Words
from zhanggui.metrics.registry import EVERY_METRIC
from zhanggui.surfaces.web.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response

VISIT_COOKIE = "zhanggui_visit"
LANGUAGE_COOKIE = "zhanggui_lang"
FOUR_MONTHS = 120 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all pages of one shop share."""

    shop: Shop
    language: Language
    warm: KeptOpen
    worker: Worker
    has_neighbours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request for a page: who asks, where, in which language."""

    request: Request
    house: House
    user: User | None
    language: Language

    @property
    def shop(self) -> Shop:
        """The shop whose page it is."""
        return self.house.shop

    @property
    def shop_name(self) -> str:
        """What the owner calls the shop."""
        return settings.current(self.shop.books)[0].display_name or self.shop.facts.name

    @property
    def notice(self) -> str | None:
        """What the page before asks to be said, if it is one of our sentences."""
        told = self.request.query_params.get("done", "")
        return f"done_{told}" if f"done_{told}" in WORDS else None

    @property
    def person(self) -> User:
        """Whoever is signed in."""
        if self.user is None:
            raise sign_in.NobodySignedIn
        return self.user

    @property
    def root(self) -> str:
        """Where the shop's pages begin: empty, or /slug among several shops."""
        return str(self.request.scope.get("root_path", ""))

    @property
    def form_token(self) -> str:
        """What forms on this page carry."""
        return sign_in.form_token(self.shop, _carrier(self.request, self.shop))

    def may(self, least: Role) -> bool:
        """Whether the visitor's role reaches so far."""
        return self.user is not None and sign_in.reaches(self.user.role, least)

    def say(self, code: str, /, **facts: object) -> str:
        """A sentence of the pages in the visitor's language."""
        words = {name: fact.text(self.language) if isinstance(fact, Words) else fact for name, fact in facts.items()}
        return WORDS[code].filled(self.language, **words)

    def text(self, words: Words) -> str:
        """Words in the visitor's language."""
        return words.text(self.language)

    def href(self, path: str, query: Mapping[str, Any] | None = None, /, **more: Any) -> str:
        """An address among the shop's pages; what is empty is left out."""
        return self.root + path + query_text({**(query or {}), **more})

    def files(self, path: str, query: Mapping[str, Any]) -> Callable[[str], str]:
        """The addresses of a table's files, by kind."""
        return lambda kind: self.href(f"{path}.{kind}", query)

    def metric_links(self, column: str) -> str | None:
        """The page that explains a metric's column."""
        return self.href(f"/metrics/{column}") if column in EVERY_METRIC else None

    def with_language(self, language: Language) -> str:
        """This same page in the other language."""
        pairs = [(name, value) for name, value in self.request.query_params.multi_items() if name != "lang"]
        return f"{self.request.url.path}?{urlencode([*pairs, ('lang', language)])}"


def query_text(query: Mapping[str, Any]) -> str:
    """The query of an address, `?` included; lists repeat their name.

    >>> query_text({"by": ["channel", "sku"], "grain": None, "limit": 5})
    '?by=channel&by=sku&limit=5'
    """
    present = {name: value for name, value in query.items() if value not in (None, "", [], ())}
    return f"?{urlencode(present, doseq=True)}" if present else ""


def visit(request: Request) -> Visit:
    """The visit of a request, signed in or not."""
    house: House = request.app.state.house
    house.warm.refresh()
    return Visit(request=request, house=house, user=_user(request, house.shop), language=language_of(request))


def language_of(request: Request) -> Language:
    """The address says the language, else the visitor's last choice, else the shop's."""
    house: House = request.app.state.house
    told = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return next((language for language in LANGUAGES if language == told), house.language)


def at_least(least: Role) -> Callable[[Visit], Visit]:
    """A dependency: the visit of somebody whose role reaches so far."""

    def checked(visit: Annotated[Visit, Depends(visit)]) -> Visit:
        sign_in.require(visit.person.role, least)
        return visit

    return checked


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form brought, after its token was checked."""

    form: FormData

    def text(self, name: str) -> str:
        """One field as text, without the spaces around it; empty when it was left out."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """All values of a field that may be given several times."""
        return [value.strip() for value in self.form.getlist(name) if isinstance(value, str) and value.strip()]

    def secret(self, name: str) -> str:
        """One field exactly as it was typed."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> list[UploadFile]:
        """The files chosen for a field."""
        return [value for value in self.form.getlist(name) if isinstance(value, UploadFile) and value.filename]


async def posted(request: Request) -> AsyncIterator[Posted]:
    """Read a form and refuse it unless a page of ours made it for this visitor; its files are let go of afterwards."""
    house: House = request.app.state.house
    async with request.form(max_files=20, max_fields=200) as form:
        told = form.get("form_token", "")
        sign_in.check_form_token(house.shop, _carrier(request, house.shop), told if isinstance(told, str) else "")
        yield Posted(form)


def keep_session(response: Response, request: Request, shop: Shop, session: str, path: str | None = None) -> None:
    """Remember a session in the browser: out of reach of scripts and of other sites."""
    response.set_cookie(
        sign_in.session_cookie(shop),
        session,
        max_age=14 * 24 * 3600,
        path=(request.scope.get("root_path") if path is None else path) or "/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def keep_visit(response: Response, request: Request) -> None:
    """Give a new browser its mark, to which the forms of strangers are bound."""
    if getattr(request.state, "new_mark", None):
        response.set_cookie(
            VISIT_COOKIE,
            request.state.new_mark,
            max_age=FOUR_MONTHS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )


def _user(request: Request, shop: Shop) -> User | None:
    session = request.cookies.get(sign_in.session_cookie(shop))
    if not session:
        return None
    try:
        return sign_in.person(shop, session)
    except NotSignedIn:
        return None


def _carrier(request: Request, shop: Shop) -> str:
    """What a form is bound to: the session, or the mark of a browser in which nobody is signed in."""
    session = request.cookies.get(sign_in.session_cookie(shop))
    if session:
        return f"session:{session}"
    mark = request.cookies.get(VISIT_COOKIE)
    if not mark:
        mark = request.state.new_mark = getattr(request.state, "new_mark", None) or secrets.token_urlsafe(24)
    return f"visit:{mark}"


AnyVisit = Annotated[Visit, Depends(visit)]
ViewerVisit = Annotated[Visit, Depends(at_least("viewer"))]
AnalystVisit = Annotated[Visit, Depends(at_least("analyst"))]
OperatorVisit = Annotated[Visit, Depends(at_least("operator"))]
OwnerVisit = Annotated[Visit, Depends(at_least("owner"))]
Form = Annotated[Posted, Depends(posted)]
