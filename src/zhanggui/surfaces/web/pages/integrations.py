"""Which programs may sell, and how does the owner give them keys?"""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.books.checkout import integrations
from zhanggui.books.checkout.integrations import PER_MINUTE, SCOPES, PerMinuteNotUnderstood
from zhanggui.core.errors import ZhangguiError
from zhanggui.surfaces.integrations_table import scopes_text, state_of
from zhanggui.surfaces.web.pages.settings import KEY_DAYS
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OwnerVisit, Visit

router = APIRouter()
USUAL = ("quote", "redeem", "cancel", "refund", "holds")
OVERLAPS = ("0", "24", "168")


@router.get("/settings/integrations")
def page(visit: OwnerVisit) -> Response:
    """The keys without their secrets."""
    return _page(visit)


@router.post("/settings/integrations")
def create(visit: OwnerVisit, form: Form) -> Response:
    """A key for an integration; its secret is shown this once."""
    at, days, per_minute = visit.shop.clock.now(), form.text("days"), form.text("per_minute")
    try:
        _, secret = integrations.create_key(
            visit.shop.books,
            form.text("integration"),
            scopes=form.texts("scope"),
            by=visit.person.id,
            at=at,
            expires_at=at + timedelta(days=int(days)) if days in KEY_DAYS and days else None,
            most_per_minute=_whole(per_minute) if per_minute else None,
        )
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return _page(visit, secret=secret)


@router.post("/settings/integrations/{key}/rotate")
def rotate(visit: OwnerVisit, form: Form, key: str) -> Response:
    """A new key for the same; the old one goes on for a while."""
    hours = form.text("overlap")
    overlap = timedelta(hours=int(hours) if hours in OVERLAPS else 0)
    try:
        _, secret = integrations.rotate_key(
            visit.shop.books, key, overlap=overlap, by=visit.person.id, at=visit.shop.clock.now()
        )
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return _page(visit, secret=secret)


@router.post("/settings/integrations/{key}/revoke")
def revoke(visit: OwnerVisit, form: Form, key: str) -> Response:
    """End a key at once."""
    try:
        integrations.revoke_key(visit.shop.books, key, by=visit.person.id, at=visit.shop.clock.now())
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return go(visit, "/settings/integrations", done="key_revoked")


def _page(visit: Visit, problem: ZhangguiError | None = None, *, secret: str | None = None) -> Response:
    now = visit.shop.clock.now()
    return show(
        visit,
        "integrations.html",
        status=problem.http_status if problem else 200,
        problem=problem and problem.text(visit.language),
        secret=secret,
        keys=[
            (key, scopes_text(key, visit.language), visit.text(state_of(key, now)), key.is_live(now))
            for key in integrations.integration_keys(visit.shop.books)
        ],
        scopes=SCOPES,
        usual=USUAL,
        key_days=KEY_DAYS,
        overlaps=OVERLAPS,
        per_minute=f"{PER_MINUTE:,}",
    )


def _whole(said: str) -> int:
    if not (said.isascii() and said.isdigit()):
        raise PerMinuteNotUnderstood(most=integrations.MOST_PER_MINUTE, said=said[:20])
    return int(said[:9])
