"""A capability of somebody else's package is found on every surface; a broken one takes nothing else down."""

from __future__ import annotations

import html
import os
import subprocess
import sys

import pytest

from tests.surfaces.cli.conftest import Terminal
from zhanggui.app import catalog
from zhanggui.surfaces.docs import capabilities, http_page

MODULE = '''
"""How much of the tea sold keeps for years?"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from zhanggui.core.capability import Capability, Params, Result
from zhanggui.core.described import described
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words


class KeepsParams(Params):
    """Which teas keep."""

    least_units: Annotated[int, Field(ge=1, le=99), described("起码件数", "Least units")] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepsRow:
    sku: Annotated[str, described("货号", "Article")]
    units: Annotated[int, described("售出", "Sold", unit="units")]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepsResult(Result):
    rows: Annotated[tuple[KeepsRow, ...], described("耐存的茶", "Teas that keep")]


def run(warehouse, params):
    lines = warehouse.table("sale_lines")
    sold = lines.filter(lines.sku == "PE-357").aggregate(units=lines.quantity.sum())
    (found,) = warehouse.fetch(sold).to_pylist()
    row = KeepsRow(sku="PE-357", units=int(found["units"] or 0))
    return KeepsResult(headline=sentence("keeps", units=row.units), rows=(row,))


CAPABILITY = Capability(
    name="products.shelf_life",
    title=Words(zh="耐存茶叶", en="Shelf life"),
    question=Words(zh="哪些茶放得住？", en="Which teas keep?"),
    params=KeepsParams,
    result=KeepsResult,
    run=run,
    sentences={"keeps": Words(zh="耐存的茶卖了 {units} 件。", en="{units} units of teas that keep were sold.")},
    tables={"sale_lines": ("sku",)},
    ids=("C1",),
)
'''
BROKEN = "raise RuntimeError('the licence of this package has expired')"
POINTS = """[zhanggui.capabilities]
products.shelf_life = our_teas.shelf_life:CAPABILITY
"""
BROKEN_POINTS = """[zhanggui.capabilities]
customers.rfm = our_teas.shelf_life:CAPABILITY
products.gone = our_teas.nowhere:CAPABILITY
products.raises = their_teas.broken:CAPABILITY
products.other = our_teas.shelf_life:CAPABILITY
products.nothing = our_teas.shelf_life:MODULE
"""


def install(site, name, points):
    """What pip leaves behind: metadata beside the package."""
    metadata = site / f"{name}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(points)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder on the path into which a package was installed."""
    folder = tmp_path_factory.mktemp("site")
    for package, module, text in (("our_teas", "shelf_life", MODULE), ("their_teas", "broken", BROKEN)):
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
        (folder / package / f"{module}.py").write_text(text, "utf-8")
    install(folder, "our-teas", POINTS)
    return folder


@pytest.fixture
def installed(site, monkeypatch):
    monkeypatch.syspath_prepend(str(site))


@pytest.fixture
def half_broken(site, tmp_path, monkeypatch):
    install(tmp_path / "more", "their-teas", BROKEN_POINTS)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.syspath_prepend(str(tmp_path / "more"))


@pytest.mark.slow
def test_it_is_listed_and_run_at_the_command_line(installed, shop):
    terminal = Terminal(shop.folder)
    names = {row["name"]: row["title"] for row in terminal.type("list", "--json").json["capabilities"]}
    ran = terminal.type("run", "products.shelf_life", "--least-units", "2", "--json").json

    assert names["products.shelf_life"] == {"zh-CN": "耐存茶叶", "en": "Shelf life"}
    assert ran["result"]["rows"][0]["sku"] == "PE-357"
    assert ran["params"] == {"least_units": 2}
    assert ran["text"]["en"]["headline"] == f"{ran['result']['rows'][0]['units']} units of teas that keep were sold."
    assert "--least-units" in terminal.type("run", "products.shelf_life", "--help").out
    assert terminal.type("run", "products.shelf_life", "--least-units", "100").code == 1


@pytest.mark.slow
def test_it_is_found_by_another_process_without_a_word_to_ours(site, shop):
    """No import, no switch: the package stands on the path, and that is all."""
    ours = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))
    asked = [
        sys.executable,
        "-m",
        "zhanggui",
        "--shop",
        str(shop.folder),
        "--lang",
        "zh-CN",
        "run",
        "products.shelf_life",
    ]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": ours})

    assert "耐存的茶卖了" in done.stdout


@pytest.mark.slow
def test_it_is_listed_described_and_run_over_http(installed, key_of):
    client = key_of("analyst")
    described = client.get("/api/v1/openapi.json").json()["paths"]["/capabilities/products.shelf_life"]["post"]
    answer = client.post("/api/v1/capabilities/products.shelf_life", json={"least_units": 3})

    assert "products.shelf_life" in {each["name"] for each in client.get("/api/v1/capabilities").json()}
    assert described["operationId"] == "run_products_shelf_life"
    assert answer.status_code == 200
    assert answer.json()["result"]["rows"][0]["sku"] == "PE-357"
    assert client.post("/api/v1/capabilities/products.shelf_life", json={"least_units": 0}).status_code == 422


@pytest.mark.parametrize(
    "language, words",
    [
        ("zh-CN", ("耐存茶叶", "哪些茶放得住？", "起码件数", "耐存的茶卖了", "售出")),
        ("en", ("Shelf life", "Which teas keep?", "Least units", "units of teas that keep were sold", "Sold")),
    ],
)
def test_it_has_a_page_with_form_and_answer(installed, browser_of, language, words):
    browser = browser_of("viewer")
    page = html.unescape(browser.get(f"/analyses/products.shelf_life?least_units=2&lang={language}").text)

    assert words[0] in browser.get(f"/analyses?lang={language}").text
    assert [word for word in words if word not in page] == []
    assert 'name="least_units"' in page
    assert browser.get("/analyses/products.shelf_life?least_units=many").status_code == 422
    assert browser.get("/analyses/products.shelf_life/files/rows.csv").status_code == 200


@pytest.mark.slow
def test_it_stands_in_the_reference(installed):
    for language, title in (("en", "Shelf life"), ("zh-CN", "耐存茶叶")):
        assert f"## {title} `products.shelf_life`" in capabilities.render(language)
    assert "/capabilities/products.shelf_life" in http_page.render("en")


@pytest.mark.slow
def test_a_broken_package_is_named_and_the_rest_goes_on(half_broken, shop, browser_of):
    terminal = Terminal(shop.folder)
    listed = terminal.type("list", "--json")
    doctor = terminal.type("doctor", "--json")

    assert {each.name: each.why.en for each in catalog.unusable()} == {
        "customers.rfm": "that name is taken",
        "products.gone": "it cannot be loaded (ModuleNotFoundError)",
        "products.raises": "it cannot be loaded (RuntimeError)",
        "products.other": "it calls itself 'products.shelf_life'",
        "products.nothing": "it cannot be loaded (AttributeError)",
    }
    assert listed.code == 0
    assert "products.shelf_life" in {row["name"] for row in listed.json["capabilities"]}
    assert listed.err.count("their-teas") == 5
    assert doctor.code == 1
    assert "their-teas" in doctor.json[-1]["en"]
    assert terminal.type("run", "customers.rfm", "--json").json["capability"] == "customers.rfm"
    assert browser_of("viewer").get("/analyses").status_code == 200


def test_asking_a_broken_one_says_why(half_broken, shop):
    typed = Terminal(shop.folder).type("run", "products.raises")

    assert typed.code == 1
    assert "RuntimeError" in typed.err
    assert typed.err.strip().count("\n") == 0
