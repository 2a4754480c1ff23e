"""How does a page become HTML, and with which headers does it leave?"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from zhanggui.app.channels import channel_names
from zhanggui.app.sign_in import ROLE_WORDS
from zhanggui.core.moments import when
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.words import LANGUAGES, Language, Words
from zhanggui.decisions.measuring import PAY_OFFS
from zhanggui.metrics.called import named
from zhanggui.metrics.registry import EVERY_METRIC
from zhanggui.surfaces.presentation import signed
from zhanggui.surfaces.web.answers import goodness, healthy_range, value_text
from zhanggui.surfaces.web.intervals import interval_bars
from zhanggui.surfaces.web.sparkline import sparkline
from zhanggui.surfaces.web.visits import keep_visit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response

    from zhanggui.surfaces.web.visits import Visit

HERE = Path(__file__).parent
ROOMS = ("today", "goals", "metrics", "analyses", "decisions", "offers", "data")


def show(visit: Visit, template: str, *, status: int = 200, room: str = "", **values: Any) -> Response:
    """A page in the visitor's language; nothing of it is kept by caches on the way."""
    html = (
        templates()
        .get_template(template)
        .render(
            visit=visit,
            say=visit.say,
            href=visit.href,
            text=visit.text,
            when=functools.partial(when, zone=visit.shop.facts.timezone),
            number=lambda value: value_text(value, visit.language),
            money=money_text,
            both=functools.partial(both_text, language=visit.language),
            metric_title=lambda name: EVERY_METRIC[name].title.text(visit.language),
            channels=_channels(visit),
            room=room,
            **values,
        )
    )
    response = HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
    keep_visit(response, visit.request)
    return response


def _channels(visit: Visit) -> Callable[..., str]:
    """Channels by the names that the shop gives them, looked up once where a page shows any."""
    names = functools.cache(lambda: channel_names(visit.shop))
    return lambda *codes: " · ".join(named(names(), code).text(visit.language) for code in codes)


def go(visit: Visit, path: str, /, **query: Any) -> Response:
    """On to another page after a form was taken in."""
    return RedirectResponse(visit.href(path, **query), 303, headers={"Cache-Control": "no-store"})


def money_text(amount: Any) -> str:
    """An amount, typed or as JSON values."""
    match amount:
        case None:
            return "—"
        case {"amount": text, "currency": currency}:
            return str(Money.of(str(text), str(currency)))
        case _:
            return str(amount)


def both_text(words: Any, language: Language) -> str:
    """Words in one language, typed or as JSON values."""
    if isinstance(words, Words):
        return words.text(language)
    return str(words.get("zh" if language == "zh-CN" else "en", ""))


def without(query: Mapping[str, Any], name: str, value: str) -> dict[str, Any]:
    """The same address without one value of a list.

    >>> without({"where": ("a=1", "b=2")}, "where", "a=1")
    {'where': ['b=2']}
    """
    return {**query, name: [each for each in query[name] if each != value]}


@functools.cache
def templates() -> Environment:
    """The templates; a name that nobody gave is an error, never a gap."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        rooms=ROOMS,
        languages=LANGUAGES,
        role_words=ROLE_WORDS,
        pay_offs=PAY_OFFS,
        static=static_address,
        sparkline=sparkline,
        interval_bars=interval_bars,
        signed=signed,
        goodness=goodness,
        healthy_range=healthy_range,
        percent=lambda share: Rate(share).said,
        without=without,
    )
    return environment


def static_address(root: str, name: str) -> str:
    """A file of ours under an address that changes with its content, so that browsers may keep it for good.

    >>> static_address("", "style.css").startswith("/static/style.css?v=")
    True
    """
    return f"{root}/static/{name}?v={_fingerprint(name)}"


@functools.cache
def static_file(name: str) -> Path | None:
    """The file behind a static address: ours, or plotly's from its installed package."""
    if name == "plotly.min.js":
        import plotly

        return Path(plotly.__file__).parent / "package_data" / name
    return next((file for file in (HERE / "static").iterdir() if file.name == name), None)


@functools.cache
def _fingerprint(name: str) -> str:
    file = static_file(name)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file else "0"
