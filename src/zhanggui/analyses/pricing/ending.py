"""How does a person say how new prices end?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.core.described import described

EndingKnob = Annotated[
    str | None,
    Field(max_length=8),
    described(
        "价格尾数",
        "Ending",
        about_zh="例如 .9、.99、8、9.9，最后套用；不写用店铺设置，写“无”则不用尾数",
        about_en="Such as .9, .99, 8 or 9.9, applied last; not given: as the shop declared; none: no ending",
    ),
]
