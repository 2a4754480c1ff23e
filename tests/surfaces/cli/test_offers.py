"""What the command line says of offers: a verdict, a quote, and what is wrong with a file."""

import json
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "double11"
AT = ("--at", "2026-11-11T00:30:00+08:00")


@pytest.mark.slow
def test_a_sound_set_passes_with_its_warnings(terminal):
    words = ("offers", "check", EXAMPLE / "offers.toml", "--products", EXAMPLE / "products.json", *AT)
    typed, as_json = terminal.type(*words), terminal.type(*words, "--json")

    assert typed.code == as_json.code == 0
    assert "10 offers may go live" in typed.out
    assert as_json.json["may_go_live"] is True
    assert {flaw["said"]["code"] for flaw in as_json.json["flaws"]} == {"floor_cuts"}


def test_a_set_that_sells_at_a_loss_does_not_pass(terminal, tmp_path):
    said = {
        "currency": "CNY",
        "combine": {"choose": "best", "basis": "list", "groups": [{"id": "shop"}]},
        "offers": [
            {
                "id": "half",
                "title": {"zh": "半价", "en": "half"},
                "group": "shop",
                "benefit": {"kind": "percent", "off_bps": 5000},
            }
        ],
    }
    (tmp_path / "offers.json").write_text(json.dumps(said), "utf-8")
    (tmp_path / "products.json").write_text(
        json.dumps({"products": [{"sku": "A", "price_minor": 1000, "cost_minor": 600}]}), "utf-8"
    )
    typed = terminal.type("offers", "check", tmp_path / "offers.json", "--products", tmp_path / "products.json")

    assert typed.code == 1
    assert "half: 1 of A: with all that stacks the shop gets ¥5.00 for a cost of ¥6.00, a loss of ¥1.00" in " ".join(
        typed.out.split()
    )


def test_a_quote_prints_lines_reasons_refusals_and_hints_in_both_languages(terminal):
    words = ("offers", "quote", EXAMPLE / "offers.toml", "--basket", EXAMPLE / "basket.json", *AT)
    english, chinese = terminal.type(*words), terminal.type(*words, language="zh-CN")

    assert english.code == chinese.code == 0
    assert "¥474.00" in english.out
    assert "add ¥298.00 for ¥50.00 off" in english.out
    assert "不用它总价更低" in chinese.out


def test_a_quote_as_json_has_minor_units_and_sentences_as_code_and_words(terminal):
    typed = terminal.type(
        "offers", "quote", EXAMPLE / "offers.toml", "--basket", EXAMPLE / "basket.json", *AT, "--json"
    )

    assert typed.json["to_pay_minor"] == 47400
    assert sum(line["due_minor"] for line in typed.json["lines"]) == typed.json["due_minor"]
    hint = typed.json["hints"][0]["said"]
    assert hint["arguments"]["missing"] == {"amount": "298.00", "currency": "CNY"}
    assert (hint["code"], hint["en"][:3], hint["zh-CN"][:2]) == ("add_for_off", "add", "再买")


@pytest.mark.slow
def test_what_is_wrong_with_a_file_is_one_sentence(terminal, tmp_path):
    (tmp_path / "broken.toml").write_text("currency = ", "utf-8")
    (tmp_path / "decimal.json").write_text('{"currency": "CNY", "lines": [{"price_minor": 1.5}]}', "utf-8")
    (tmp_path / "offers.csv").write_text("", "utf-8")
    offers, basket = EXAMPLE / "offers.toml", EXAMPLE / "basket.json"

    for words, code in (
        (("check", tmp_path / "none.toml"), "There is no file"),
        (("check", tmp_path / "broken.toml"), "Cannot read broken.toml"),
        (("check", tmp_path / "offers.csv"), ".json or .toml"),
        (("quote", offers, "--basket", tmp_path / "decimal.json"), "lines.0.price_minor: Input should be a valid int"),
        (("quote", offers, "--basket", basket, "--at", "noon"), "Cannot read the moment 'noon'"),
    ):
        typed = terminal.type("offers", *words)
        assert typed.code == 1
        assert code in typed.err
        assert typed.err.count("\n") == 1
