"""What surrounds the reading of one sheet: its shop, its source, and the present?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhanggui.core.period import Period
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.mapping.column_map import SHOP, ColumnMap, Window
from zhanggui.ingest.mapping.recognise import HeaderIndex
from zhanggui.ingest.readers.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The facts on which the SQL of one sheet depends; `latest` is the last plausible instant, in UTC."""

    source: ColumnMap
    sheet: Sheet
    index: HeaderIndex
    shop_currency: str
    shop_zone: str
    latest: datetime
    limits: Limits
    window: Window | None = None
    asked: Period | None = None
    part: str = "rows"
    file_name: str = ""
    exported_on: date | None = None
    file_currency: str | None = None

    @property
    def zone(self) -> str:
        """The zone in which the source writes its times."""
        return self.shop_zone if self.source.zone == SHOP else self.source.zone

    @property
    def formats(self) -> tuple[str, ...]:
        """The source's own ways to write a time."""
        return self.source.formats

    @property
    def currency(self) -> str:
        """The source's currency where its rows do not say."""
        return self.shop_currency if self.source.currency == SHOP else self.source.currency
