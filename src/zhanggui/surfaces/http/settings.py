"""What has the owner declared about the shop, and how is it changed over HTTP?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from zhanggui.app.declaring import declare
from zhanggui.books import access, people, settings
from zhanggui.books.people import Role
from zhanggui.books.settings import Settings
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Owner
from zhanggui.surfaces.http.once import Key, once

router = APIRouter(tags=["settings"])


class Versioned(BaseModel):
    """Settings and their version: whoever changes them says which version was read."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=2**31, description="0: nobody has touched them yet. 0：还没有人改过。")]
    settings: Settings


class Person(BaseModel):
    """One member."""

    id: str
    login: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None


class KeyLine(BaseModel):
    """One API key, without its secret."""

    id: str
    title: str
    role: Role
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@router.get("/settings", summary="What has been declared? 声明了什么？")
def current(by: Analyst) -> Versioned:
    """The settings that hold now."""
    found, version = settings.current(by.shop.books)
    return Versioned(version=version, settings=found)


@router.put("/settings", responses=errors.described(409), summary="Declare. 更改设置。")
def change(by: Owner, wanted: Versioned, key: Key = None) -> Versioned:
    """Write new settings, unless somebody changed them since they were read."""

    def changed() -> dict[str, Any]:
        version = declare(by.shop, wanted.settings, expected_version=wanted.version, by=by.actor.id)
        return {"version": version, "settings": wanted.settings.model_dump(mode="json")}

    return Versioned.model_validate(once(by, key, wanted.model_dump(mode="json"), changed))


@router.get("/people", summary="Who works here? 有哪些成员？")
def members(by: Owner) -> list[Person]:
    """Everybody who works or worked here."""
    return [
        Person(id=user.id, login=user.login, role=user.role, created_at=user.created_at, disabled_at=user.disabled_at)
        for user in people.users(by.shop.books)
    ]


@router.get("/keys", summary="Which API keys are there? 有哪些 API 密钥？")
def keys(by: Owner) -> list[KeyLine]:
    """All keys ever made, without their secrets."""
    return [
        KeyLine(
            id=key.id,
            title=key.title,
            role=key.role,
            created_by=key.created_by,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
        )
        for key in access.api_keys(by.shop.books)
    ]
