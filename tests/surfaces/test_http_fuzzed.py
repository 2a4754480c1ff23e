"""Whatever is sent, the API answers as it describes itself: no crash, no 500, no answer of another shape."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from tests.surfaces.conftest import PASSWORD
from tests.surfaces.shops import TickingClock, tea_shop
from zhanggui.app.sign_in import first_owner_token
from zhanggui.books import access, people
from zhanggui.surfaces.web.application import create_app

QUIET = {
    "deadline": None,
    "database": None,
    "derandomize": settings.default.derandomize,
    "suppress_health_check": list(HealthCheck),
}
# Twelve of each in the ordinary suite; ZHANGGUI_HYPOTHESIS=deep asks for fifty.
EXAMPLES = min(settings.default.max_examples // 2, 50)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    shop = tea_shop(tmp_path_factory.mktemp("fuzzed") / "tea", TickingClock())
    at = shop.clock.now()
    owner = people.accept_invitation(shop.books, first_owner_token(shop), login="owner", password=PASSWORD, at=at)
    _, key = access.create_api_key(shop.books, title="t", role="owner", by=owner.actor, at=at)
    app = create_app(shop)
    yield app, key
    app.state.house.warm.close()
    shop.books.close()


def operations(schema):
    """Every address of the description."""
    return [found.ok() for found in schema.get_all_operations()]


def test_the_api_keeps_its_word(served):
    schemathesis = pytest.importorskip("schemathesis")  # takes long to import, and slow tests alone need it
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    app, key = served
    checks = (
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
    )
    asked = 0

    def keeps_its_word(case):
        nonlocal asked
        asked += 1
        answer = case.call(headers={"Authorization": f"Bearer {key}"})
        case.validate_response(answer, checks=checks)
        assert "Traceback" not in answer.text

    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    for operation in operations(schema):
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            try:
                cases = operation.as_strategy(generation_mode=mode)
                settings(max_examples=EXAMPLES, **QUIET)(given(case=cases)(lambda case: keeps_its_word(case)))()  # noqa: PLW0108 - each run wants a function of its own
            except Unsatisfiable:
                assert mode is schemathesis.GenerationMode.NEGATIVE  # nothing can be wrong about it
    assert asked > 200
