"""How do lifetimes and PyMC-Marketing fit histories? Run by a Python that has them: `… WAY MODEL HISTORIES`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

Fit = Callable[[str, pd.DataFrame], Mapping[str, float]]


def main(way: str, model: str, histories: str) -> None:
    """Print the parameters and the CPU seconds of one fit, imports left out."""
    with np.load(histories) as kept:
        frame = pd.DataFrame({name: kept[name] for name in ("frequency", "recency", "T", "weights")})
    fit = WAYS[way]()
    started = time.process_time()
    found = fit(model, frame)
    print(json.dumps({"parameters": dict(found), "cpu_seconds": time.process_time() - started}))


def _lifetimes() -> Fit:
    import lifetimes

    def fit(model: str, frame: pd.DataFrame) -> Mapping[str, float]:
        fitter = {"bg_nbd": lifetimes.BetaGeoFitter, "pareto_nbd": lifetimes.ParetoNBDFitter}[model]()
        # Equal histories are one row with a weight, as its manual advises for many customers.
        fitter.fit(frame.frequency, frame.recency, frame["T"], weights=frame.weights)
        return {name: float(value) for name, value in fitter.params_.items()}

    return fit


def _pymc() -> Fit:
    from pymc_marketing import clv

    def fit(model: str, frame: pd.DataFrame) -> Mapping[str, float]:
        people = frame.loc[frame.index.repeat(frame.weights.astype(int)), ["frequency", "recency", "T"]]
        data = people.reset_index(drop=True).rename_axis("customer_id").reset_index()
        fitter = {"bg_nbd": clv.BetaGeoModel, "pareto_nbd": clv.ParetoNBDModel}[model](data=data)
        fitter.fit(method="map", progressbar=False)
        found = fitter.idata.posterior
        return {name: float(found[name].mean()) for name in found.data_vars}

    return fit


WAYS = {"lifetimes": _lifetimes, "pymc": _pymc}

if __name__ == "__main__":
    main(*sys.argv[1:])
