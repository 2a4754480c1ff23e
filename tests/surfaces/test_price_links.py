"""Do pages lead to the page of one product's price, and it back to the product?"""

from __future__ import annotations

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    "page, leads_to",
    [
        ("products.one?sku=LJ-100", "pricing.one?sku=LJ-100"),
        ("pricing.one?sku=LJ-100", "products.one?sku=LJ-100"),
        ("pricing.targets?target=0.2", "pricing.one?sku="),
        ("products.pareto?limit=3", "products.one?sku="),
    ],
)
def test_a_product_is_carried_from_page_to_page(library, page, leads_to):
    answer = library().get(f"/analyses/{page}")
    assert answer.status_code == 200
    assert f"/analyses/{leads_to}" in answer.text
