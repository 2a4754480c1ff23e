"""How are price lists set, compared and changed in the browser?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import price_files, prices
from zhanggui.app.channels import channel_names
from zhanggui.checkout.price_book import STATUSES
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.moments import moment
from zhanggui.core.money import Money
from zhanggui.offers.rules.reading import OffersNotUnderstood
from zhanggui.surfaces.files import MEDIA_TYPES, Written
from zhanggui.surfaces.prices_tables import change_table, commissions, list_tables, parity_table
from zhanggui.surfaces.web.pages.analyses import sent
from zhanggui.surfaces.web.pages.decisions import names
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OperatorVisit, ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhanggui.offers.prices.parity import ParityRow

router = APIRouter()
MOST_TEXT = 2_000_000
TONES = {"planned": "warn", "carried_out": "good", "undone": ""}


@router.get("/prices")
def page(visit: ViewerVisit, commissions: str = "", measure: str = "", band: str = "2") -> Response:
    """The lists, the comparison that was asked for, and the changes."""
    return _page(visit, asked={"commissions": commissions, "measure": measure, "band": band})


@router.get("/prices/template.csv")
def template(_: ViewerVisit) -> Response:
    """The table to fill in."""
    return sent(Written(name="prices-template.csv", media_type=MEDIA_TYPES["csv"], content=price_files.template()))


@router.get("/prices/lists.csv")
def download(visit: ViewerVisit) -> Response:
    """The lists as they stand, in the form in which they are set."""
    content = price_files.table_of_lists(prices.price_book(visit.shop).lists)
    return sent(Written(name="prices.csv", media_type=MEDIA_TYPES["csv"], content=content))


@router.post("/prices")
def define(visit: OperatorVisit, form: Form) -> Response:
    """Set all lists."""

    def step() -> object:
        lists = price_files.lists_from_text(text_of(form, "file", "text"), visit.shop)
        return prices.define(visit.shop, lists, actor=visit.person.actor)

    return _step(visit, step, "prices_defined", told={"text": form.text("text")})


@router.post("/prices/changes")
def plan(visit: OperatorVisit, form: Form) -> Response:
    """Draft a change."""
    told = {name: form.text(name) for name in ("rows", "reason", "at")}

    def step() -> object:
        at = moment(told["at"], visit.shop.facts.timezone)
        wanted = price_files.wanted_prices(told["rows"], told["reason"], at, visit.shop)
        return prices.plan(visit.shop, wanted, actor=visit.person.actor)

    return _step(visit, step, "prices_planned", told=told)


@router.post("/prices/changes/{change}/carry-out")
def carry_out(visit: OperatorVisit, form: Form, change: str) -> Response:
    """Let a change take effect."""
    actor = visit.person.actor
    return _step(visit, lambda: prices.carry_out_change(visit.shop, change, actor=actor), "prices_carried_out")


@router.post("/prices/changes/{change}/undo")
def undo(visit: OperatorVisit, form: Form, change: str) -> Response:
    """Put back what stood before."""
    why, actor = form.text("why")[:500], visit.person.actor
    return _step(visit, lambda: prices.undo_change(visit.shop, change, why=why, actor=actor), "prices_undone")


def text_of(form: Form, file: str, text: str) -> str:
    """What a file field brought, or else what was typed."""
    for upload in form.files(file):
        try:
            return upload.file.read(MOST_TEXT).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise OffersNotUnderstood(file=upload.filename or "", problems=f"not UTF-8: {error.reason}") from None
    return form.text(text)


def _step(visit: Visit, step: Callable[[], object], done: str, told: Mapping[str, str] | None = None) -> Response:
    try:
        step()
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal, told=told)
    return go(visit, "/prices", done=done)


def _page(
    visit: Visit,
    *,
    asked: Mapping[str, str] | None = None,
    problem: ZhangguiError | None = None,
    told: Mapping[str, str] | None = None,
) -> Response:
    book, currency, language = prices.price_book(visit.shop), visit.shop.facts.currency, visit.language
    asked = dict(asked or {"commissions": "", "measure": "", "band": "2"})
    rows: tuple[ParityRow, ...] | None = None
    try:
        rows = _parity(visit, asked) if asked["commissions"] else None
    except ZhangguiError as refusal:
        problem = refusal
    channels, called = prices.channels_of(book.lists), channel_names(visit.shop)
    return show(
        visit,
        "prices.html",
        status=problem.http_status if problem else 200,
        room="offers",
        problem=problem and problem.text(language),
        tables=list_tables(book.lists, language, channels=called, timezone=visit.shop.facts.timezone)
        if book.lists.lists
        else (),
        changes=[(each, change_table(each, currency, language)) for each in book.changes],
        statuses=STATUSES,
        who=names(visit),
        tones=TONES,
        parity=rows is not None and parity_table(rows, currency, language, channels=called),
        outside=sum(not row.is_within for row in rows or ()),
        asked={**asked, "example": ", ".join(f"{channel}=5" for channel in channels)},
        told={"rows": "", "reason": "", "at": "", "text": "", **(told or {})},
    )


def _parity(visit: Visit, asked: Mapping[str, str]) -> tuple[ParityRow, ...]:
    band = Money.of(asked["band"].strip() or "2", "CNY").minor  # two decimals of a per cent are whole basis points
    measure = asked["measure"].strip() or asked["commissions"].partition("=")[0].strip()
    found = commissions(asked["commissions"], measure)
    return prices.parity_of(visit.shop, commissions_bps=found, measure=measure, band_bps=band)
