"""How is a request of an integration carried out without being passed from thread to thread?

FastAPI runs each dependency and each endpoint in a thread of its own choosing, and reads a body before it asks who sent
it. Here one thread checks the key, reads the body straight into its model and sells; the description of the API is
still made from the endpoint's signature.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, get_type_hints

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from zhanggui.surfaces.http.names_once import refuse_repeated_names

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

BY, ASKED = "by", "asked"  # what endpoints call whoever asks, and the body


class SellingRoute(APIRoute):
    """A route whose endpoint takes `by`, a dependency of `desk`, and `asked`, the body; the rest is in the path."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer in one thread; what takes no body is left to FastAPI."""
        hints = get_type_hints(self.endpoint, include_extras=True)
        hints.pop("return", None)
        if ASKED not in hints:
            return super().get_route_handler()
        admit = hints.pop(BY).__metadata__[0].dependency
        endpoint, body = self.endpoint, TypeAdapter(hints.pop(ASKED))
        in_path = {name: TypeAdapter(hint) for name, hint in hints.items()}

        def answer(request: Request, sent: bytes) -> Response:
            by = admit(request, request.headers.get("authorization", ""))
            _check_type(request)
            told = {name: _read(each, request.path_params[name], "path", name) for name, each in in_path.items()}
            refuse_repeated_names(sent)
            made: Response = endpoint(by, asked=_read(body, sent, "body"), **told)
            return made

        async def handle(request: Request) -> Response:
            return await run_in_threadpool(answer, request, await request.body())

        return handle


def _check_type(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _read(into: TypeAdapter[Any], said: bytes | str, *place: str) -> Any:
    try:
        return into.validate_json(said) if isinstance(said, bytes) else into.validate_python(said)
    except ValidationError as failure:
        found = [{**error, "loc": (*place, *error["loc"])} for error in failure.errors(include_url=False)]
        raise RequestValidationError(found) from None
