"""How are many short texts written down in both languages?"""

from __future__ import annotations

from zhanggui.core.words import Words


def both(**texts: tuple[str, str]) -> dict[str, Words]:
    """Texts by code, each as Chinese and English.

    >>> both(save=("保存", "Save"))["save"].text("en")
    'Save'
    """
    return {code: Words(zh=zh, en=en) for code, (zh, en) in texts.items()}
