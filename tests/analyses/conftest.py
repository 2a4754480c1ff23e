"""What the tests of analyses share: one busy shop, made once."""

from __future__ import annotations

import pytest

from tests.analyses.busy_shop import busy_shop


@pytest.fixture(scope="session")
def busy():
    """A shop with everything that makes counting hard."""
    warehouse = busy_shop()
    yield warehouse
    warehouse.close()
