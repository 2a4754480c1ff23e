"""What can this shop be asked, loaded with and advised by?"""

from __future__ import annotations

from typing import Any

from zhanggui.app import catalog
from zhanggui.core.words import Words


def everything() -> dict[str, list[dict[str, Any]]]:
    """Capabilities, metrics, dimensions, sources and policies with their titles in both languages."""
    from zhanggui.ingest.sources import sources
    from zhanggui.metrics.dimensions import DIMENSIONS
    from zhanggui.metrics.registry import METRICS

    return {
        "capabilities": [
            _row(each.name, each.title, question=both(each.question), ids=list(each.ids))
            for each in catalog.capabilities()
        ],
        "metrics": [
            _row(name, each.title, unit=each.unit, about=both(each.about), ids=list(each.ids))
            for name, each in METRICS.items()
        ],
        "dimensions": [_row(name, each.title) for name, each in DIMENSIONS.items()],
        "sources": [_row(each.name, each.title) for each in sources()],
        "policies": [_row(each.name, each.title, question=both(each.question)) for each in catalog.policies()],
    }


def both(words: Words) -> dict[str, str]:
    """The same text in both languages, as JSON values."""
    return {"zh-CN": words.zh, "en": words.en}


def _row(name: str, title: Words, **more: object) -> dict[str, Any]:
    return {"name": name, "title": both(title), **more}
