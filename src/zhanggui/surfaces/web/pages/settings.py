"""What can be changed about the shop, its people and its keys?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from zhanggui.app import catalog
from zhanggui.app.declaring import declare
from zhanggui.app.problems import explained
from zhanggui.books import access, people, settings
from zhanggui.books.people import Role
from zhanggui.books.throttle import allow_attempt
from zhanggui.core.currency import major
from zhanggui.core.errors import RequestAtFault, ZhangguiError
from zhanggui.core.money import Money
from zhanggui.core.words import Words
from zhanggui.metrics.judgement import STAGES
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OwnerVisit, Posted, ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

router = APIRouter()
KEY_DAYS = ("30", "90", "365", "")


class SettingNotUnderstood(RequestAtFault):
    """A setting that cannot be meant."""

    sentence = Words(
        zh="“{what}”不对：{why}。毛利率写成百分数，如 26，且下限 ≤ 估计 ≤ 上限；金额写成 10000 这样的数。",
        en="'{what}' cannot be meant: {why}. Write margins as percentages such as 26, low ≤ estimate ≤ high, and amounts as numbers such as 10000.",
    )


@router.get("/settings")
def page(visit: ViewerVisit) -> Response:
    """One's own account, and for owners the shop."""
    return _page(visit)


@router.post("/settings/shop")
def change_shop(visit: OwnerVisit, form: Form) -> Response:
    """Display name, margin assumption, positions, ending of prices and the bounds of approval, as one new version."""

    def change() -> None:
        before, _ = settings.current(visit.shop.books)
        wanted = _settings(form, before, visit.shop.facts.currency)
        declare(visit.shop, wanted, expected_version=int(form.text("version") or 0), by=visit.person.id)

    return _done(visit, change, "settings_saved", "shop")


@router.post("/settings/password")
def change_password(visit: ViewerVisit, form: Form) -> Response:
    """A new password of one's own; all sessions end."""
    user, books, at = visit.person, visit.shop.books, visit.shop.clock.now()

    def change() -> None:
        client = visit.request.client
        allow_attempt(books, login=user.login, address=client.host if client else "unknown", at=at)
        people.check_password(books, login=user.login, password=form.secret("current"))
        people.change_password(books, user.id, password=form.secret("password"), by=user.id, at=at)

    problem = _refused(change)
    return _page(visit, problem) if problem else go(visit, "/sign-in", done="password_changed")


@router.post("/settings/people")
def invite(visit: OwnerVisit, form: Form) -> Response:
    """A one-time link for a new member, shown this once."""
    token = people.invite(visit.shop.books, role=_role(form), by=visit.person.id, at=visit.shop.clock.now())
    base = str(visit.request.base_url).rstrip("/")
    return _page(visit, invited=f"{base}/join?token={token}")


@router.post("/settings/people/{user}/role")
def change_role(visit: OwnerVisit, form: Form, user: str) -> Response:
    """Another role for a member."""
    at, by = visit.shop.clock.now(), visit.person.id
    return _done(
        visit,
        lambda: people.change_role(visit.shop.books, user, role=_role(form), by=by, at=at),
        "role_changed",
        "people",
    )


@router.post("/settings/people/{user}/disable")
def disable(visit: OwnerVisit, form: Form, user: str) -> Response:
    """Take a member's access away at once."""
    at, by = visit.shop.clock.now(), visit.person.id
    return _done(visit, lambda: people.disable(visit.shop.books, user, by=by, at=at), "disabled", "people")


@router.post("/settings/keys")
def create_key(visit: OwnerVisit, form: Form) -> Response:
    """A key for a program; its secret is shown this once."""
    at = visit.shop.clock.now()
    days = form.text("days")
    expires = at + timedelta(days=int(days)) if days in KEY_DAYS and days else None
    title = form.text("title")[:200] or "-"
    try:
        _, secret = access.create_api_key(
            visit.shop.books, title=title, role=_role(form), by=visit.person.actor, at=at, expires_at=expires
        )
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return _page(visit, secret=secret)


@router.post("/settings/keys/{key}/revoke")
def revoke_key(visit: OwnerVisit, form: Form, key: str) -> Response:
    """End a key at once."""
    at, by = visit.shop.clock.now(), visit.person.id
    return _done(visit, lambda: access.revoke_api_key(visit.shop.books, key, by=by, at=at), "key_revoked", "keys")


def _page(
    visit: Visit, problem: ZhangguiError | None = None, *, invited: str | None = None, secret: str | None = None
) -> Response:
    found, version = settings.current(visit.shop.books)
    currency = visit.shop.facts.currency
    bounds = {each.policy: major(each.most_cost_minor, currency) for each in found.automatic}
    is_owner = visit.may("owner")
    return show(
        visit,
        "settings.html",
        status=problem.http_status if problem else 200,
        problem=problem and problem.text(visit.language),
        invited=invited,
        secret=secret,
        found=found,
        version=version,
        margin=_percents(found.margin),
        stages=STAGES,
        four_eyes=major(found.four_eyes_above_minor, currency),
        policies=[(policy, bounds.get(policy.name)) for policy in catalog.policies()],
        users=people.users(visit.shop.books) if is_owner else (),
        keys=access.api_keys(visit.shop.books) if is_owner else (),
        key_days=KEY_DAYS,
        now=visit.shop.clock.now(),
    )


def _done(visit: Visit, change: Callable[[], object], done: str, place: str) -> Response:
    problem = _refused(change)
    if problem:
        return _page(visit, problem)
    response = go(visit, "/settings", done=done)
    response.headers["Location"] += f"#{place}"
    return response


def _refused(change: Callable[[], object]) -> ZhangguiError | None:
    try:
        change()
    except ZhangguiError as refusal:
        return refusal
    return None


def _role(form: Posted) -> Role:
    told = form.text("role")
    return next((role for role in get_args(Role) if role == told), "viewer")


def _settings(form: Posted, before: settings.Settings, currency: str) -> settings.Settings:
    shares = [form.text(f"margin_{bound}") for bound in ("low", "estimate", "high")]
    changes: dict[str, Any] = {"display_name": form.text("display_name"), "margin": None}
    if any(shares):
        low, estimate, high = (_share(share) for share in shares)
        changes["margin"] = {"low": low, "estimate": estimate, "high": high}
    changes["stage"] = form.text("stage") or None
    changes["positions"] = form.text("positions")
    changes["price_ending"] = form.text("price_ending")
    changes["four_eyes_above_minor"] = _minor(form.text("four_eyes") or "0", currency)
    changes["automatic"] = [
        {"policy": name, "most_cost_minor": _minor(bound, currency)}
        for name in catalog.POLICIES
        if (bound := form.text(f"automatic_{name}"))
    ]
    try:
        return settings.Settings.model_validate({**before.model_dump(), **changes})
    except ValidationError as failure:
        first = explained(failure.errors())[0]
        raise SettingNotUnderstood(what=first.where, why=first.why) from None


def _share(text: str) -> float:
    try:
        return round(float(text.rstrip("% ")) / 100, 6)
    except ValueError:
        why = Words(zh="须为数字", en="must be a number")
        raise SettingNotUnderstood(what=text[:40], why=why) from None


def _minor(text: str, currency: str) -> int:
    return Money.of(text, currency).minor


def _percents(margin: settings.MarginAssumption | None) -> dict[str, str]:
    names = ("low", "estimate", "high")
    return {name: f"{getattr(margin, name) * 100:g}" if margin else "" for name in names}
