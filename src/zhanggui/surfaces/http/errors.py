"""How does any failure look over HTTP? One shape, in both languages, never a stack trace."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from zhanggui.app.problems import explained
from zhanggui.app.trouble import place_of
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.words import Words
from zhanggui.surfaces.http.shapes import BothLanguages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Failure(BaseModel):
    """What went wrong and what to do next."""

    code: Annotated[str, Field(description="What a script can compare. 供程序比较的代码。", examples=["unknown_name"])]
    message: Annotated[BothLanguages, Field(description="What a person reads. 供人阅读的句子。")]
    facts: Annotated[dict[str, Any], Field(description="The values in the sentence. 句子里的数值。")]


class FailureBody(BaseModel):
    """The one shape of every failure."""

    error: Failure


MESSAGES: Mapping[int, tuple[str, Words]] = {
    400: ("request_not_understood", Words(zh="请求无法理解。", en="The request cannot be understood.")),
    404: ("nothing_here", Words(zh="这个地址没有内容。请检查网址。", en="There is nothing at this address. Check it.")),
    405: (
        "method_not_allowed",
        Words(zh="这个地址不接受这种请求方法。", en="This address does not take that kind of request."),
    ),
    413: ("too_large", Words(zh="发送的内容超过了大小限制。", en="What was sent is over the size limit.")),
    415: ("type_not_supported", Words(zh="不支持这种内容类型。", en="This type of content is not supported.")),
}
_NOT_VALID = Words(zh="请求里有 {n} 处不对。", en="{n} {n:thing|things} in the request cannot be meant.")
_BROKEN = Words(
    zh="程序内部出错，没有写入任何东西。请稍后再试；若再次发生，请把时间告诉维护者。",
    en="Something broke inside; nothing was written. Try again, and if it happens again tell your maintainer the time.",
)


def install(api: FastAPI) -> None:
    """Make every failure of an API answer in the one shape."""
    api.add_exception_handler(ZhangguiError, _expected)
    api.add_exception_handler(RequestValidationError, _not_valid)
    api.add_exception_handler(HTTPException, _refused)


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The failures of a route, for OpenAPI; every route may also answer 400, 401, 403, 413, 422 and 503."""
    return {
        status: {"model": FailureBody, "description": HTTPStatus(status).phrase}
        for status in sorted({400, 401, 403, 413, 422, 503, *statuses})
    }


def shown(problem: ZhangguiError) -> ZhangguiError:
    """The problem as others may read it: where the server keeps its files is nobody's business."""
    facts = {name: fact.name if isinstance(fact, Path) else fact for name, fact in problem.facts.items()}
    return type(problem)(**facts)


def body(code: str, words: Words, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The failure as JSON values."""
    message = {"zh-CN": words.zh, "en": words.en}
    return {"error": {"code": code, "message": message, "facts": _plain_value(facts or {})}}


def body_of(problem: ZhangguiError) -> dict[str, Any]:
    """An expected problem as JSON values."""
    safe = shown(problem)
    return body(problem.code, Words(zh=safe.text("zh-CN"), en=safe.text("en")), safe.facts)


def broken() -> dict[str, Any]:
    """What is said when nobody expected the failure."""
    return body("internal", _BROKEN)


class Calm:
    """Answers unexpected failures with a sentence; the trace goes to the log alone."""

    def __init__(self, app: ASGIApp, page: Any = None) -> None:
        self.app, self.page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; speak when it breaks before an answer was begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as failure:
            _log.error("request broke: %s", json.dumps(_told(scope, failure)))
            if has_begun:
                raise
            answer = self.page(scope) if self.page else JSONResponse(broken(), 500)
            await answer(scope, receive, send)


_log = logging.getLogger("zhanggui.http")


def _told(scope: Scope, failure: Exception) -> dict[str, Any]:
    """Where it broke. The route, not the address: that may carry what somebody typed."""
    return {"method": scope["method"], "route": getattr(scope.get("route"), "path", "?"), **place_of(failure)}


async def _expected(_request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, ZhangguiError)  # noqa: S101 - Starlette chose the handler by this type
    headers = {"WWW-Authenticate": "Bearer"} if problem.http_status == HTTPStatus.UNAUTHORIZED else {}
    if "retry_after" in problem.facts:
        headers["Retry-After"] = str(problem.facts["retry_after"])
    return JSONResponse(body_of(problem), problem.http_status, headers)


async def _not_valid(_request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - Starlette chose the handler by this type
    found = explained(problem.errors())
    words = Words(zh=_NOT_VALID.filled("zh-CN", n=len(found)), en=_NOT_VALID.filled("en", n=len(found)))
    return JSONResponse(body("request_not_valid", words, {"problems": [each.plain() for each in found]}), 422)


def refused(_request: Request, problem: Exception) -> JSONResponse:
    """What the framework refuses: no such address, no such method, too much."""
    assert isinstance(problem, HTTPException)  # noqa: S101 - Starlette chose the handler by this type
    code, words = MESSAGES.get(problem.status_code, MESSAGES[400])
    return JSONResponse(body(code, words), problem.status_code, problem.headers)


async def _refused(request: Request, problem: Exception) -> JSONResponse:
    return refused(request, problem)  # in the event loop: an answer that is only written needs no thread


def _plain_value(value: Any) -> Any:
    match value:
        case Words():
            return {"zh-CN": value.zh, "en": value.en}
        case dict():
            return {str(name): _plain_value(inner) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain_value(inner) for inner in value]
        case bool() | int() | float() | str() | None:
            return value
        case _ if hasattr(value, "items"):
            return _plain_value(dict(value))
        case _:
            return str(value)
