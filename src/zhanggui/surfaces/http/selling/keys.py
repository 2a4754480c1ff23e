"""How does the owner give integrations their keys over HTTP?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from zhanggui.books.checkout import integrations
from zhanggui.books.checkout.integrations import LONGEST_NAME, MOST_PER_MINUTE, IntegrationKey, Scope
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Owner

router = APIRouter(prefix="/checkout/keys", tags=["checkout_keys"])
KeyId = Annotated[str, Path(max_length=40, pattern=r"^[0-9a-z]+$", description="The key's number. 密钥编号。")]


class WantedKey(BaseModel):
    """A key for an integration, which is there from its first key on."""

    model_config = ConfigDict(extra="forbid")

    integration: Annotated[
        str,
        Field(
            max_length=LONGEST_NAME,
            pattern=r"^[a-z0-9][a-z0-9_-]*$",
            description="Its name: small letters, digits, - and _. 接入名。",
            examples=["own-site"],
        ),
    ]
    scopes: Annotated[
        list[Scope], Field(min_length=1, max_length=20, description="What the key is for. 用途。", examples=[["quote"]])
    ]
    expires_at: Annotated[AwareDatetime | None, Field(description="None: it does not expire. 空则不过期。")] = None
    most_per_minute: Annotated[
        int | None,
        Field(ge=1, le=MOST_PER_MINUTE, description="Requests a minute of the whole integration. 每分钟请求数。"),
    ] = None


class Rotation(BaseModel):
    """How long the old key goes on."""

    model_config = ConfigDict(extra="forbid")

    overlap_hours: Annotated[int, Field(ge=0, le=720, description="For so long both keys work. 新旧并用几小时。")] = 24


class IntegrationKeyLine(BaseModel):
    """One key, without its secret."""

    id: str
    integration: str
    scopes: list[Scope]
    most_per_minute: int
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class NewKey(IntegrationKeyLine):
    """A key with its secret, which is shown this once."""

    secret: str


@router.get("", summary="Which keys do integrations have? 接入密钥。")
def listing(by: Owner) -> list[IntegrationKeyLine]:
    """All keys ever made, without their secrets."""
    return [_line(key) for key in integrations.integration_keys(by.shop.books)]


@router.post("", responses=errors.described(), summary="Make a key. 新建接入密钥。")
def create(by: Owner, wanted: WantedKey) -> NewKey:
    """A key for an integration; its secret is in this answer and nowhere else."""
    key, secret = integrations.create_key(
        by.shop.books,
        wanted.integration,
        scopes=wanted.scopes,
        by=by.actor.id,
        at=by.shop.clock.now(),
        expires_at=wanted.expires_at,
        most_per_minute=wanted.most_per_minute,
    )
    return NewKey(**_line(key).model_dump(), secret=secret)


@router.post("/{key}/rotate", responses=errors.described(404), summary="Replace a key. 轮换密钥。")
def rotate(by: Owner, key: KeyId, wanted: Rotation) -> NewKey:
    """A new key for the same; the old one goes on for a while, so that no sale is refused in between."""
    overlap = timedelta(hours=wanted.overlap_hours)
    made, secret = integrations.rotate_key(by.shop.books, key, overlap=overlap, by=by.actor.id, at=by.shop.clock.now())
    return NewKey(**_line(made).model_dump(), secret=secret)


@router.post("/{key}/revoke", responses=errors.described(404), summary="End a key. 撤销密钥。")
def revoke(by: Owner, key: KeyId) -> list[IntegrationKeyLine]:
    """End a key at once; returns all keys."""
    integrations.revoke_key(by.shop.books, key, by=by.actor.id, at=by.shop.clock.now())
    return [_line(each) for each in integrations.integration_keys(by.shop.books)]


def _line(key: IntegrationKey) -> IntegrationKeyLine:
    return IntegrationKeyLine(
        id=key.id,
        integration=key.integration,
        scopes=list(key.scopes),
        most_per_minute=key.most_per_minute,
        created_by=key.created_by,
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
    )
