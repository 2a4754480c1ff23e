"""What could be done next about one customer or one product, and where?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from zhanggui.core.described import described
from zhanggui.core.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """What could be done next, and where."""

    what: Annotated[Sentence, described("下一步", "Next")]
    where: Annotated[str, described("在哪里做", "Where", unit="place")]
