"""Which reference pages are there, and what does each say?"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhanggui.core.words import LANGUAGES, Language, Words

FIRST_LINE = Words(
    zh="<!-- 由代码生成，请勿手改；用 make docs 更新。 -->",
    en="<!-- Generated from the code; do not edit. `make docs` renews it. -->",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its title and the function `render(language) -> str` that writes everything below the title."""

    title: Words
    render: str


# A new page costs one line here and one function. The function is imported only when the page is written.
PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "README": Page(title=Words(zh="参考", en="Reference"), render="zhanggui.surfaces.docs.pages:render_index"),
        "tables": Page(title=Words(zh="数据表", en="Tables"), render="zhanggui.surfaces.docs.tables:render"),
        "metrics": Page(title=Words(zh="指标", en="Metrics"), render="zhanggui.surfaces.docs.metrics_page:render"),
        "capabilities": Page(
            title=Words(zh="分析", en="Capabilities"), render="zhanggui.surfaces.docs.capabilities:render"
        ),
        "policies": Page(
            title=Words(zh="策略", en="Policies"), render="zhanggui.surfaces.docs.capabilities:render_policies"
        ),
        "sources": Page(title=Words(zh="来源", en="Sources"), render="zhanggui.surfaces.docs.sources:render"),
        "http": Page(title=Words(zh="HTTP 接口", en="HTTP API"), render="zhanggui.surfaces.docs.http_page:render"),
        "offers": Page(title=Words(zh="优惠", en="Offers"), render="zhanggui.surfaces.docs.offers_page:render"),
        "loyalty": Page(
            title=Words(zh="会员规则", en="Member programmes"), render="zhanggui.surfaces.docs.loyalty_page:render"
        ),
        "lifecycle-programmes": Page(
            title=Words(zh="生命周期项目", en="Lifecycle programmes"),
            render="zhanggui.surfaces.docs.programmes_page:render",
        ),
        "errors": Page(title=Words(zh="错误", en="Errors"), render="zhanggui.surfaces.docs.errors_page:render"),
    }
)


# Files for programs, each by the function that writes it.
SCHEMAS: Mapping[str, str] = MappingProxyType(
    {
        "offers.schema.json": "zhanggui.surfaces.docs.offers_page:offers_schema",
        "programme.schema.json": "zhanggui.surfaces.docs.loyalty_page:programme_schema",
        "lottery.schema.json": "zhanggui.surfaces.docs.loyalty_page:lottery_schema",
        "lifecycle-programmes.schema.json": "zhanggui.surfaces.docs.programmes_page:programmes_schema",
        "basket.schema.json": "zhanggui.surfaces.docs.offers_page:basket_schema",
    }
)


@functools.cache
def written() -> Mapping[str, str]:
    """Every file of the reference by name, in both languages: worked out once, since the code stays as it is."""
    pages = {file_name(name, language): _text(page, language) for name, page in PAGES.items() for language in LANGUAGES}
    return MappingProxyType(pages | {name: _called(function)() for name, function in SCHEMAS.items()})


def file_name(page: str, language: Language) -> str:
    """What the page's file is called in a language.

    >>> file_name("tables", "en"), file_name("tables", "zh-CN")
    ('tables.md', 'tables.zh-CN.md')
    """
    return f"{page}.md" if language == "en" else f"{page}.{language}.md"


def render_index(language: Language) -> str:
    """The list of the other pages."""
    about = Words(
        zh="以下各页由代码生成，与程序始终一致。", en="These pages are written from the code and always agree with it."
    )
    links = [
        f"- [{page.title.text(language)}]({file_name(name, language)})"
        for name, page in PAGES.items()
        if name != "README"
    ]
    return "\n".join([about.text(language), "", *links])


def _text(page: Page, language: Language) -> str:
    body: str = _called(page.render)(language)
    return f"{FIRST_LINE.text(language)}\n\n# {page.title.text(language)}\n\n{body.rstrip()}\n"


def _called(path: str) -> Callable[..., str]:
    module, name = path.split(":")
    function: Callable[..., str] = getattr(importlib.import_module(module), name)
    return function
