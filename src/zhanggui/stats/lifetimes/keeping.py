"""How are fitted models of coming and leaving written down as plain values and arrays, and read again?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhanggui.stats.lifetimes import credibility, gamma_gamma
from zhanggui.stats.lifetimes.bg_nbd import BG_NBD
from zhanggui.stats.lifetimes.blend import Blend
from zhanggui.stats.lifetimes.fitting import LifetimeFit
from zhanggui.stats.lifetimes.likelihood import Maximum
from zhanggui.stats.lifetimes.mbg_nbd import MBG_NBD
from zhanggui.stats.lifetimes.model import LifetimeModel
from zhanggui.stats.lifetimes.nbd import NBD
from zhanggui.stats.lifetimes.pareto_nbd import PARETO_NBD
from zhanggui.stats.lifetimes.worth_model import WorthFit
from zhanggui.stats.season import Floats

MODELS: Mapping[str, LifetimeModel] = {model.code: model for model in (NBD, PARETO_NBD, BG_NBD, MBG_NBD)}
_WORTHS = {"gamma_gamma": gamma_gamma, "credibility": credibility}


def written(blend: Blend, worth: WorthFit | None) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Plain values that JSON can hold, and the numbers as arrays."""
    told: dict[str, Any] = {"fits": [_fit_told(each) for each in blend.fits], "worth": None}
    arrays = {"weights": blend.weights}
    for at, each in enumerate(blend.fits):
        arrays |= {f"theta_{at}": each.theta, f"covariance_{at}": each.maximum.covariance}
    if worth is not None:
        told["worth"] = {"code": worth.code, "is_log": worth.is_log, "why_not_gamma": worth.why_not_gamma}
        arrays |= {"worth_theta": worth.theta, "worth_covariance": worth.covariance}
    return told, arrays


def read(told: Mapping[str, Any], arrays: Mapping[str, Floats]) -> tuple[Blend, WorthFit | None]:
    """The models again, as they were written."""
    blend = Blend(
        fits=tuple(_fit_read(each, arrays, at) for at, each in enumerate(told["fits"])),
        weights=arrays["weights"],
    )
    known = told["worth"]
    if known is None:
        return blend, None
    formulas = _WORTHS[known["code"]]
    worth = WorthFit(
        **known,
        theta=arrays["worth_theta"],
        covariance=arrays["worth_covariance"],
        usual=formulas.usual_worth,
        second=formulas.second_moments,
    )
    return blend, worth


def _fit_told(fit: LifetimeFit) -> dict[str, Any]:
    return {
        "model": fit.model.code,
        "log_likelihood": fit.maximum.log_likelihood,
        "is_flat": fit.maximum.is_flat,
        "is_dropout_open": fit.is_dropout_open,
    }


def _fit_read(told: Mapping[str, Any], arrays: Mapping[str, Floats], at: int) -> LifetimeFit:
    found = Maximum(
        parameters=arrays[f"theta_{at}"],
        log_likelihood=told["log_likelihood"],
        covariance=arrays[f"covariance_{at}"],
        is_flat=told["is_flat"],
        has_converged=True,
    )
    return LifetimeFit(model=MODELS[told["model"]], maximum=found, is_dropout_open=told["is_dropout_open"])
