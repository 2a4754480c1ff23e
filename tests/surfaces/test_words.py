"""Everything a page says is said in both languages, and stands in one place."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from zhanggui.surfaces import web
from zhanggui.surfaces.web.words import WORDS

FOLDER = Path(web.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
# Codes that are put together, or chosen, in Python.
MADE_UP = (
    "room_", "done_", "subject_", "step_", "group_", "compare_", "span_", "grain_", "better_", "reversibility_", "design_",
    "pay_off_", "choice_", "job_", "template_", "load_", "settings_margin_", "today_", "propose_by_", "goal_kind_",
    "notify_kind_", "backup_",
)  # fmt: skip


def said_in(text):
    """What a reader would see of a template if all its expressions and tags were gone."""
    text = re.sub(r"\{% block main_class %\}.*?\{% endblock %\}", "", text)  # a style's name
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    attributes = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    return " ".join([re.sub(r"<[^>]*>", " ", text), *attributes])


@pytest.mark.parametrize("code", WORDS)
def test_a_text_has_both_languages_and_the_same_blanks(code):
    words = WORDS[code]
    assert words.zh.strip()
    assert words.en.strip()
    blanks = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (words.zh, words.en)]
    assert blanks[0] == blanks[1]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_by_itself(path):
    allowed = {
        "doctype",
        "html",
        "OpenAPI",
        "·",
        "…",
        "–",
        "—",
        "×",
        "?",
        "*",
        "/",
        "channel",
        "tmall",
        "channel=tmall",
    }
    words = re.findall(r"[\w=]+", said_in(path.read_text(encoding="utf-8")))
    assert [word for word in words if word not in allowed and not word.isdigit()] == []


def test_that_check_can_fail():
    assert "Hello" in said_in('<p title="{{ x }}">Hello {{ name }}</p>')
    assert "你好" in said_in('<p aria-label="你好">{{ name }}</p>')


def test_every_text_that_is_asked_for_exists_and_every_text_is_used():
    sources = [*TEMPLATES, *FOLDER.rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in sources if path.parent.name != "words"]
    asked = {code for text in texts for code in re.findall(r'say\(\s*"(\w+)"', text)}
    assert {code for code in asked - WORDS.keys() if not code.endswith("_")} == set()
    quoted = {code for text in texts for code in re.findall(r"""["'](\w+)["']""", text)}
    unused = {code for code in WORDS.keys() - quoted if not code.startswith(MADE_UP)}
    rooms = {"today", "goals", "metrics", "analyses", "decisions", "offers", "data"}
    assert unused - rooms == set()
