"""Whatever an integration sends, the checkout answers as it describes itself, and the books still balance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis.errors import Unsatisfiable

from tests.checkout.selling import join
from tests.checkout.test_drawing import put_on
from tests.offers.lotteries import points
from tests.offers.programmes import programme
from tests.offers.shelf import offer
from tests.surfaces.selling.conftest import BASKET, EVERYTHING, put_up, sale
from tests.surfaces.test_http_fuzzed import EXAMPLES, QUIET, operations
from zhanggui.app.selling.opening import open_till
from zhanggui.books.checkout.ledger import unbalanced
from zhanggui.books.checkout.stock import set_stock

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_checkout_keeps_its_word(site, program, shop):
    schemathesis = pytest.importorskip("schemathesis")  # takes long to import, and slow tests alone need it
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    put_up(shop, offer("ten", "percent", off_bps=1000), offer("c", "fixed", off_minor=1, coupon={"is_unique": True}))
    with shop.books.begin() as connection:
        set_stock(connection, "A", 100)
    occasion = {"id": "photo", "title": {"zh": "晒图", "en": "photo"}, "kind": "photo", "points": 20}
    join(open_till(shop), programme(points={"occasions": [occasion]}))
    put_on(open_till(shop), points("five", 1000, 5))
    till = program(scopes=(*EVERYTHING, "members", "points", "lottery"), most_per_minute=1_000_000)
    sold = till.post("/redeem", json=sale(basket=BASKET)).json()["redemption"]
    checks = (
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
    )
    statuses = set()

    def keeps_its_word(case):
        answer = case.call(headers={"Authorization": till.headers["Authorization"]})
        case.validate_response(answer, checks=checks)
        statuses.add(answer.status_code)
        assert "Traceback" not in answer.text

    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site)
    found = operations(schema)
    assert len(found) == 19
    for operation in found:
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            try:
                cases = operation.as_strategy(generation_mode=mode)
                settings(max_examples=2 * EXAMPLES, **QUIET)(given(case=cases)(lambda case: keeps_its_word(case)))()  # noqa: PLW0108 - each run wants a function of its own
            except Unsatisfiable:
                assert mode is schemathesis.GenerationMode.NEGATIVE  # nothing can be wrong about it
    assert {200, 404, 409, 422} <= statuses
    assert till.get(f"/redemptions/{sold}").json()["state"] == "sold"
    with shop.books.reading() as connection:
        assert unbalanced(connection) == []
