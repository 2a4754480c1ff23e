"""Which models fit the shop's customers, how far are they to be trusted, and what do they say of every cell?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from zhanggui.analyses.customers.value.purchase_days import Cells
from zhanggui.stats.lifetimes.ahead import Outlook
from zhanggui.stats.lifetimes.blend import Blend, Groups, each_expected
from zhanggui.stats.lifetimes.choice import Comparison, Split, compare
from zhanggui.stats.lifetimes.fitting import LifetimeFit, NoFit, fit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.keeping import MODELS
from zhanggui.stats.lifetimes.worth_model import WorthFit, every_purchase_one, fit_worth
from zhanggui.stats.season import Floats

ModelName = Literal["auto", "pareto_nbd", "bg_nbd", "mbg_nbd", "nbd"]
TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The models as fitted to everything, how they did in their test, and what they say of each cell.

    `blend` is None where no model has a fit; `worth` is None where purchases can be counted but not valued. `alive`,
    `purchases` and `value` are of one customer of each cell.
    """

    fits: tuple[LifetimeFit | NoFit, ...]
    comparison: Comparison
    blend: Blend | None
    is_tested: bool
    worth: WorthFit | None
    why_no_worth: str | None
    alive: Floats
    purchases: Floats
    value: Floats

    @property
    def valued(self) -> WorthFit:
        """What a purchase is worth, or that it is one."""
        return self.worth or every_purchase_one()

    def only(self, which: Groups) -> Judged:
        """What is said of some of the cells."""
        return replace(self, alive=self.alive[which], purchases=self.purchases[which], value=self.value[which])

    def of_cells(self, cells: Cells, outlook: Outlook) -> Judged:
        """The same models, asked of these cells."""
        if self.blend is None:
            return self
        alive, purchases, value = each_expected(self.blend, self.valued, cells.seen, cells.ahead(outlook))
        return replace(self, alive=alive, purchases=purchases, value=value)


def judge(cells: Cells, early: Split, *, model: ModelName, outlook: Outlook, is_valued: bool) -> Judged:
    """Compare the models before the split, fit those that count to everything, and look ahead from every cell."""
    asked = tuple(MODELS.values()) if model == "auto" else (MODELS[model],)
    comparison = compare(asked, early)
    known = cells.histories
    histories = Histories.distinct(known.repeats, known.latest, known.age, known.customers)
    fits = tuple(fit(each, histories) for each in asked)
    blend, is_tested = _blend(fits, comparison)
    worth, why = _worth(cells, is_valued=is_valued)
    nothing = np.zeros(len(cells))
    judged = Judged(
        fits=fits,
        comparison=comparison,
        blend=blend,
        is_tested=is_tested,
        worth=worth,
        why_no_worth=why,
        alive=nothing,
        purchases=nothing,
        value=nothing,
    )
    return judged.of_cells(cells, outlook)


def served(blend: Blend, worth: WorthFit | None, *, is_tested: bool) -> Judged:
    """Models that were fitted before and kept, ready to be asked of cells."""
    nothing = np.zeros(0)
    return Judged(
        fits=blend.fits,
        comparison=Comparison(scores=()),
        blend=blend,
        is_tested=is_tested,
        worth=worth,
        why_no_worth=None if worth else "costs_missing",
        alive=nothing,
        purchases=nothing,
        value=nothing,
    )


def tenths(cells: Cells, value: Floats) -> Groups:
    """The tenth of customers to which each cell belongs, 0 the most valuable: by the middle of the cell's ranks.

    Customers alike stay together, so the tenths are not all of one size.
    """
    order = np.lexsort((cells.worth_class, cells.age, cells.latest, cells.repeats, -value))
    people = cells.customers[order]
    middle = (np.cumsum(people) - people / 2) / max(people.sum(), 1)
    found = np.empty(len(cells), dtype=int)
    found[order] = np.minimum((middle * TENTHS).astype(int), TENTHS - 1)
    return found


def _blend(fits: tuple[LifetimeFit | NoFit, ...], comparison: Comparison) -> tuple[Blend | None, bool]:
    """The weights of the test with the parameters of everything; without a test the model of the best fit alone."""
    whole = {each.model.code: each for each in fits if isinstance(each, LifetimeFit)}
    early = comparison.early
    if early is not None and all(each.model.code in whole for each in early.fits):
        return replace(early, fits=tuple(whole[each.model.code] for each in early.fits)), True
    if not whole:
        return None, False
    # H. Akaike's criterion, IEEE Transactions on Automatic Control 19, 1974: likelihood less the number of parameters.
    best = max(whole.values(), key=lambda each: each.maximum.log_likelihood - len(each.theta))
    return Blend.of_one(best), False


def _worth(cells: Cells, *, is_valued: bool) -> tuple[WorthFit | None, str | None]:
    if not is_valued:
        return None, "costs_missing"
    found = fit_worth(cells.worths, cells.variance_within)
    return (None, found) if isinstance(found, str) else (found, None)
