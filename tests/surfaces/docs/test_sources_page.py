"""The page of the sources says which headers of a file become which columns."""

from __future__ import annotations

from zhanggui.core.words import LANGUAGES
from zhanggui.ingest.mapping.library import built_in_maps, parse_map
from zhanggui.surfaces.docs.sources import render, source

MAP = """
name = "corner_shop"
title = { zh = "街角小店", en = "Corner shop" }
note = { zh = "手工记账", en = "kept by hand" }
platform = "own"
recognise = { required = ["单号|No", "日期"] }

[[table]]
into = "fx_rates"

[table.columns]
day = "日期"
currency = { const = "USD" }
quote_currency = { const = "CNY" }
rate = { times = ["价", { sum = ["税", "价"] }] }
"""


def test_a_source_says_how_it_is_recognised_and_what_fills_each_column():
    assert source(parse_map(MAP, "corner_shop.toml"), "en").splitlines() == [
        "## corner_shop",
        "",
        "**Corner shop**",
        "",
        "kept by hand",
        "",
        "Recognised by: `单号|No`, `日期`",
        "",
        "| table | column | from the headers |",
        "| --- | --- | --- |",
        "| `fx_rates` | `day` | `日期` |",
        "| `fx_rates` | `currency` | (fixed or derived) |",
        "| `fx_rates` | `quote_currency` | (fixed or derived) |",
        "| `fx_rates` | `rate` | `价`, `税` |",
    ]


def test_every_source_that_can_be_read_stands_on_the_page_in_both_languages():
    for language in LANGUAGES:
        text = render(language)
        for name, found in built_in_maps().items():
            assert f"\n## {name}\n\n**{found.title.words.text(language)}**" in text
