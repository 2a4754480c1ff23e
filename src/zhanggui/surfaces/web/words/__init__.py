"""What do the pages say, in both languages? Every text of theirs by its code."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.surfaces.web.words.asking import ANALYSES, METRICS, TODAY
from zhanggui.surfaces.web.words.backing_up import BACKING_UP
from zhanggui.surfaces.web.words.deciding import DECISIONS
from zhanggui.surfaces.web.words.frame import FRAME, SIGNING_IN, TABLES, TROUBLE
from zhanggui.surfaces.web.words.goals import GOALS
from zhanggui.surfaces.web.words.keeping import CUSTOMERS, DATA, SETTINGS
from zhanggui.surfaces.web.words.learning import LEARNING
from zhanggui.surfaces.web.words.loyalty import LOYALTY
from zhanggui.surfaces.web.words.notifying import NOTIFYING
from zhanggui.surfaces.web.words.pricing import PRICING
from zhanggui.surfaces.web.words.programmes import PROGRAMMES
from zhanggui.surfaces.web.words.sameness import SAMENESS
from zhanggui.surfaces.web.words.selling import SELLING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.core.words import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        **FRAME,
        **SIGNING_IN,
        **TROUBLE,
        **TABLES,
        **TODAY,
        **METRICS,
        **ANALYSES,
        **DECISIONS,
        **GOALS,
        **DATA,
        **SETTINGS,
        **CUSTOMERS,
        **BACKING_UP,
        **LEARNING,
        **NOTIFYING,
        **SAMENESS,
        **PRICING,
        **SELLING,
        **LOYALTY,
        **PROGRAMMES,
    },
)
