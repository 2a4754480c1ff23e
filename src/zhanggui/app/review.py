"""What should the operator know this morning: numbers, changes, decisions, and how past ones paid?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.app import alerts, asking, catalog, deciding, goals
from zhanggui.core.words import LANGUAGES

if TYPE_CHECKING:
    from zhanggui.app.alerts import Alerts
    from zhanggui.app.deciding import CannotPropose
    from zhanggui.app.goals import Followed
    from zhanggui.app.shop import Shop
    from zhanggui.core.run import Run
    from zhanggui.decisions.record import DecisionRecord
    from zhanggui.decisions.track import Ranked, Track

BOARD = "goals.kpi_board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One morning's review of a shop."""

    shop: str
    snapshot: str
    as_of: date
    board: Run
    open: tuple[Ranked, ...]
    running: tuple[DecisionRecord, ...]
    measured: tuple[DecisionRecord, ...]
    tracks: Mapping[str, Track]
    lacking: tuple[CannotPropose, ...]
    goals: tuple[Followed, ...]
    alerts: Alerts | None


def review_shop(shop: Shop) -> Review:
    """The board on the current snapshot, and the decisions as they stand; policies are asked once per snapshot."""
    board = asking.answer(shop, BOARD, {})
    lacking = deciding.propose_for(shop, board.snapshot)
    ranked, tracks = deciding.ranking(shop)
    every = deciding.records(shop)
    return Review(
        shop=shop_title(shop),
        snapshot=board.snapshot,
        as_of=board.as_of,
        board=board,
        open=ranked,
        running=tuple(record for record in every if record.status in {"approved", "applied", "confirmed"}),
        measured=tuple(record for record in every if record.readout),
        tracks=tracks,
        lacking=lacking,
        goals=goals.followed(shop),
        alerts=alerts.alerts_if_any(shop),
    )


def shop_title(shop: Shop) -> str:
    """The display name the owner chose, or the name the shop was started with."""
    from zhanggui.books.settings import current

    settings, _ = current(shop.books)
    return settings.display_name or shop.facts.name


def plain(shop: Shop, review: Review) -> dict[str, Any]:
    """A review as JSON values."""
    return {
        "shop": review.shop,
        "snapshot": review.snapshot,
        "as_of": review.as_of.isoformat(),
        "board": asking.plain(review.board, catalog.capability(BOARD)),
        "decisions": [
            {**deciding.plain(row.record), "expected_after_record": _money(row.shrunk)} for row in review.open
        ],
        "running": [deciding.plain(record) for record in review.running],
        "measured": [deciding.plain(record) for record in review.measured],
        "tracks": [deciding.plain_track(track) for track in review.tracks.values()],
        "lacking": [
            {"policy": each.policy, "why": {language: each.why.text(language) for language in LANGUAGES}}
            for each in review.lacking
        ],
        "alerts": alerts.plain(review.alerts) if review.alerts else None,
        "goals": [goals.plain(shop, each) for each in review.goals],
    }


def _money(amount: Any) -> dict[str, str] | None:
    return None if amount is None else {"amount": str(amount.major), "currency": amount.currency}
