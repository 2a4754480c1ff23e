"""The reference of offers leaves out no field, no kind, and no sentence."""

from __future__ import annotations

import json

import pytest

from zhanggui.core.described import descriptions, undescribed
from zhanggui.offers import quote
from zhanggui.offers.rules import benefits
from zhanggui.surfaces.docs.offers_page import _AFTER, _PARTS, basket_schema, offers_schema, render

STEPS = (benefits.ReductionStep, benefits.GiftStep, benefits.TierStep, benefits.BundlePart)
MODELS = [model for _, model in (*_PARTS, *_AFTER)] + [*benefits.KINDS, *STEPS]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_that_is_written_is_described_in_both_languages(model):
    assert set(undescribed(model)) <= {"kind"}
    assert all(each.label.zh and each.label.en for each in descriptions(model).values())


def test_every_field_of_a_quote_is_described():
    own = [each for each in vars(quote).values() if isinstance(each, type) and each.__module__ == quote.__name__]
    tuples = [each for each in own if issubclass(each, tuple)]
    values = [each for each in own if each not in tuples]

    assert (len(values), len(tuples)) == (6, 1)
    assert [undescribed(each) for each in values] == [()] * 6
    assert [tuple(descriptions(each)) for each in tuples] == [each._fields for each in tuples]


@pytest.mark.slow
def test_the_page_has_every_kind_and_the_schema_knows_them_all():
    kinds = {kind.model_fields["kind"].annotation.__args__[0] for kind in benefits.KINDS}
    schema = json.loads(offers_schema())

    assert len(kinds) == 14
    assert all(f"`{kind}`" in render("en") for kind in kinds)
    assert set(schema["$defs"]["Offer"]["properties"]["benefit"]["discriminator"]["mapping"]) == kinds
    assert json.loads(basket_schema())["required"] == ["currency", "lines"]
