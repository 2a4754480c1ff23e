"""A process without the analytical stack that serves the checkout: `-m tests.surfaces.selling.blocked SHOP PORT`."""

from __future__ import annotations

import sys

BLOCKED = ("duckdb", "ibis", "pandas", "pyarrow", "numpy", "scipy", "sklearn", "plotly", "jinja2")


class Absent:
    """As if these packages had never been installed."""

    def find_spec(self, name, path=None, target=None):
        """Refuse them and whatever is in them."""
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(name, name=name)


if __name__ == "__main__":
    sys.meta_path.insert(0, Absent())
    from zhanggui.surfaces.cli.main import app

    app(["--shop", sys.argv[1], "--lang", "en", "serve", "checkout", "--port", "0"])
