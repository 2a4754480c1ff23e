"""Which shapes do several answers share?"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from zhanggui.core.words import Words


class BothLanguages(BaseModel):
    """The same text in both languages."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    zh: Annotated[str, Field(alias="zh-CN", description="In Chinese. 中文。")]
    en: Annotated[str, Field(description="In English. 英文。")]

    @classmethod
    def of(cls, words: Words) -> BothLanguages:
        """Words as JSON values."""
        return cls(zh=words.zh, en=words.en)
