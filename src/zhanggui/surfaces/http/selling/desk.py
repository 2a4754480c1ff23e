"""Which integration is asking, and may it ask this now?"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from zhanggui.app.selling.opening import open_till
from zhanggui.app.shop import Shop
from zhanggui.books.checkout.integrations import IntegrationKeyVoid, key_presented, require_scope
from zhanggui.books.checkout.permits import Permits
from zhanggui.checkout.till import Till

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhanggui.books.checkout.integrations import IntegrationKey, Scope

_bearer = HTTPBearer(
    scheme_name="integrationKey",
    description="A key of an integration, from `zhanggui checkout keys create`. 接入密钥。",
    auto_error=False,
)


@dataclass(frozen=True)
class Desk:
    """Where integrations are served: the shop, its till, and the permits this process holds."""

    shop: Shop

    @functools.cached_property
    def till(self) -> Till:
        """The shop's till, opened for the first request."""
        return open_till(self.shop)

    @functools.cached_property
    def permits(self) -> Permits:
        """What this process may still let through."""
        return Permits(self.shop.books)

    def admit(self, authorization: str, scope: Scope, at: datetime) -> IntegrationKey:
        """The key that was sent, if it is alive, for this, and not used too often."""
        scheme, _, presented = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise IntegrationKeyVoid
        with self.shop.books.glance() as connection:
            key = key_presented(connection, presented.strip(), at=at)
        require_scope(key, scope)
        self.permits.use(key.integration, key.most_per_minute, at)
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """One request of an integration: at which till, by whom, and when it came."""

    till: Till
    integration: str
    at: datetime


def may(scope: Scope) -> Callable[[Request, str], Seller]:
    """A dependency: whoever asks holds a key for this."""

    def admitted(request: Request, authorization: Annotated[str, Depends(_authorization)]) -> Seller:
        desk: Desk = request.app.state.desk
        at = desk.shop.clock.now()
        key = desk.admit(authorization, scope, at)
        return Seller(till=desk.till, integration=key.integration, at=at)

    return admitted


async def _authorization(request: Request, _given: Annotated[object, Security(_bearer)]) -> str:
    return request.headers.get("authorization", "")


Quoting = Annotated[Seller, Depends(may("quote"))]
Redeeming = Annotated[Seller, Depends(may("redeem"))]
Cancelling = Annotated[Seller, Depends(may("cancel"))]
Refunding = Annotated[Seller, Depends(may("refund"))]
Holding = Annotated[Seller, Depends(may("holds"))]
Issuing = Annotated[Seller, Depends(may("issue"))]
Looking = Annotated[Seller, Depends(may("members"))]
Granting = Annotated[Seller, Depends(may("points"))]
Playing = Annotated[Seller, Depends(may("lottery"))]
