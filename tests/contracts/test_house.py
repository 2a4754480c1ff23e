"""The rules of the house that no linter knows. Each rule is a function, so that it is seen to fail as well."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "zhanggui"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

MOST_LINES = 400
EMPTY_NAMES = {"common", "data", "helper", "helpers", "info", "manager", "managers", "misc", "util", "utils"}
MAY_ASK_FOR_THE_TIME = {"app", "surfaces"}
WRITTEN_BY_US = {".css", ".html", ".ini", ".js", ".md", ".py", ".sql", ".toml", ".txt", ".yaml", ".yml", ""}
FOLDERS = (".ci", "benchmarks", "docs", "requirements", "src", "tests")

# Written so that this file does not match itself.
PRIVATE_PLACES = re.compile(
    r"""(?<![\w.~}])/(?:root|home|work|Users)/[\w.]     # a folder of the machine it was written on
      | py[p]i\.(?:org|python)|python[h]osted\.org      # a package index
      | registry\.npm[j]s|--(?:extra-)?index-[u]rl\b
    """,
    re.VERBOSE,
)


def shown(path):
    return path.relative_to(ROOT).as_posix()


# ------------------------------------------------------------------------------------------ the rules


def calls_for_the_time(source):
    """Lines that ask the machine for the present. Asking a clock that was passed in is fine."""
    asked = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        asked_of = ast.unparse(node.func.value).lower()
        if (node.func.attr in {"now", "today", "utcnow"} and not asked_of.endswith("clock")) or (
            node.func.attr in {"time", "time_ns", "localtime", "gmtime"} and asked_of == "time"
        ):
            asked.append(node.lineno)
    return asked


def opens_with_a_docstring(source):
    """Whether line 1 itself says which question the module answers."""
    body = ast.parse(source).body
    return bool(body) and ast.get_docstring(ast.parse(source)) is not None and body[0].lineno == 1


def pins(text):
    """The exact versions of a requirements file: name, version and condition."""
    return set(re.findall(r"^([\w.-]+==[^\\\n]+?) *\\?$", text, re.MULTILINE))


def flaws_of_a_lock(text):
    """What makes an install unrepeatable or tells where it was compiled."""
    blocks = re.split(r"\n(?=[A-Za-z-])", "\n" + text)[1:]
    flaws = [block.splitlines()[0] for block in blocks if block.startswith("-")]
    return flaws + [block.split()[0] for block in blocks if not block.startswith("-") and "--hash=sha256:" not in block]


def written_files():
    """Every text that we write by hand or generate, wherever it stands."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")] + list(ROOT.glob("*"))
    return sorted(
        path for path in found if path.is_file() and path.suffix in WRITTEN_BY_US and "__pycache__" not in path.parts
    )


# ------------------------------------------------------------------------------- the house keeps them


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_a_module_is_short_and_says_which_question_it_answers(path):
    source = path.read_text(encoding="utf-8")

    assert len(source.splitlines()) <= MOST_LINES
    assert opens_with_a_docstring(source)


def test_no_module_or_folder_has_an_empty_name():
    assert [shown(path) for path in PACKAGE.rglob("*") if path.stem in EMPTY_NAMES] == []


@pytest.mark.slow
def test_nothing_below_app_asks_for_the_time():
    below = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in MAY_ASK_FOR_THE_TIME]

    assert [
        f"{shown(path)}:{line}" for path in below for line in calls_for_the_time(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.slow
def test_no_file_names_the_machine_it_was_written_on_or_an_index():
    assert [
        f"{shown(path)}: {found.group()}"
        for path in written_files()
        for found in PRIVATE_PLACES.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ] == []


@pytest.mark.parametrize("name", ["base", "demo", "spark", "dev"])
def test_requirements_are_pinned_with_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    assert flaws_of_a_lock(text) == []
    assert len(pins(text)) > 1


def test_one_environment_serves_all_since_dev_holds_the_others_in_the_same_versions():
    base, demo, spark, dev = (
        pins((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8"))
        for name in ("base", "demo", "spark", "dev")
    )

    assert base < demo < dev
    assert base < spark < dev


def test_every_declared_dependency_is_locked():
    locked = {pin.split("==")[0] for pin in pins((ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8"))}
    extras = [name for group in PROJECT["optional-dependencies"].values() for name in group]
    declared = {re.match(r"[\w.-]+", line).group() for line in PROJECT["dependencies"] + extras} - {"zhanggui"}

    assert declared - locked == set()


@pytest.mark.slow
def test_a_wheel_carries_every_map_template_and_style(tmp_path):
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")

    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("zhanggui/")}
    written = {
        path.relative_to(ROOT / "src").as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == written


# ------------------------------------------------------------------------------- the rules can be broken


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nstart = datetime.now()",
        "import datetime as dt\nstart = dt.datetime.now(dt.UTC)",
        "import datetime\nstart = datetime.date.today()",
        "import time\nstart = time.time()",
        "import ibis\nstart = ibis.now()",
    ],
)
def test_a_hidden_question_for_the_time_is_found(source):
    assert calls_for_the_time(source) == [2]


def test_a_clock_that_was_passed_in_may_be_asked():
    assert calls_for_the_time("def run(self, clock):\n    return clock.now(), self._clock.now()") == []


@pytest.mark.parametrize("source", ["", "x = 1", "# a remark\n'''Too late.'''", "import os\n'''Too late.'''"])
def test_a_module_without_its_question_is_found(source):
    assert not opens_with_a_docstring(source)


def test_a_requirement_without_a_hash_and_a_named_index_are_found():
    lock = "--find-links somewhere\nnumpy==2.4.6 ; python_version < '3.12' \\\n    --hash=sha256:00\nscipy==1.17.1\n"

    assert flaws_of_a_lock(lock) == ["--find-links somewhere", "scipy==1.17.1"]
    assert pins(lock) == {"numpy==2.4.6 ; python_version < '3.12'", "scipy==1.17.1"}


@pytest.mark.parametrize(
    "text",
    ["see /" + "root/shop", "open('/" + "home/li/orders.csv')", "https://py" + "pi.org/simple", "--index-" + "url x"],
)
def test_a_private_place_is_found(text):
    assert PRIVATE_PLACES.search(text)


@pytest.mark.parametrize("text", ["make PYTHON=/path/to/python3.11", "/usr/bin/chromium", "{base}/home/x", "/home"])
def test_an_ordinary_path_is_not_taken_for_a_private_place(text):
    assert not PRIVATE_PLACES.search(text)
