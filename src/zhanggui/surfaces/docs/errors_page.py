"""The reference of the errors: every code, its status over HTTP, and what it says."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import zhanggui
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.words import Language, Words, with_many
from zhanggui.surfaces.docs.markdown import code, table
from zhanggui.surfaces.http.errors import MESSAGES

_INTRODUCTION = Words(
    zh="""命令行以退出码 1 说出这句话；HTTP 以下列状态码和代码返回两种语言的句子与其中的数值。花括号里是每次不同的事实。""",
    en="""The command line says the sentence with exit code 1; HTTP gives the status and the code below with the sentence in both
languages and its values. What stands in braces differs from case to case.""",
)
_HEADINGS = (Words(zh="代码", en="code"), Words(zh="HTTP", en="HTTP"), Words(zh="句子", en="sentence"))


def render(language: Language) -> str:
    """The whole page below its title."""
    rows = [
        (code(name), str(status), with_many(words.text(language)))
        for name, status, words in sorted(_all(), key=lambda row: (row[0], row[1], row[2].zh))
    ]
    return "\n\n".join([_INTRODUCTION.text(language), table([heading.text(language) for heading in _HEADINGS], rows)])


def _all() -> Iterator[tuple[str, int, Words]]:
    for found in _situations(ZhangguiError):
        if "sentence" in vars(found):
            yield _code(found), found.http_status, found.sentence
    for status, (name, words) in MESSAGES.items():
        yield name, status, words


def _code(found: type[ZhangguiError]) -> str:
    """The code belongs to the class; making one asks for no facts."""
    return found.__new__(found).code


def _situations(family: type[ZhangguiError]) -> Iterator[type[ZhangguiError]]:
    if family is ZhangguiError:
        _import_everything()
    for child in family.__subclasses__():
        if child.__module__.startswith("zhanggui."):
            yield child
            yield from _situations(child)


def _import_everything() -> None:
    """A situation is known once the module that raises it is."""
    for found in pkgutil.walk_packages(zhanggui.__path__, "zhanggui."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
