"""How much may be sent?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY_BYTES = 1 << 20
MOST_UPLOAD_BYTES = 1 << 30


class BodyLimit:
    """Stops reading a request that is larger than its kind may be: files up to one bound, all else up to another."""

    def __init__(self, app: ASGIApp, upload_bytes: int = MOST_UPLOAD_BYTES, body_bytes: int = MOST_BODY_BYTES) -> None:
        self.app, self.upload_bytes, self.body_bytes = app, upload_bytes, body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what arrives; a length told in advance is believed only when it is too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_upload = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        most, read = (self.upload_bytes if is_upload else self.body_bytes), 0
        told = headers.get(b"content-length", b"0")

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most or (told.isdigit() and int(told) > most):
                raise HTTPException(413)  # FastAPI's own, which its reading of bodies lets through
            return message

        await self.app(scope, counted, send)
