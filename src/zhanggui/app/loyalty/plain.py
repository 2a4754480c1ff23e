"""How are members, tiers and the liability of points written as JSON?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from zhanggui.app.loyalty.overview import SENTENCES, Close, Liability, TierLine
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES
from zhanggui.offers.members.checking import FLAWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.app.loyalty.opening import ProgrammeVerdict
    from zhanggui.app.loyalty.overview import ProgrammeStanding
    from zhanggui.core.sentence import Sentence
    from zhanggui.core.words import Words

_LIABILITY = TypeAdapter(Liability)
_TIERS, _CLOSE = TypeAdapter(tuple[TierLine, ...]), TypeAdapter(tuple[Close, ...])


def plain_verdict(verdict: ProgrammeVerdict) -> dict[str, Any]:
    """What the check of a programme found."""
    flaws = [{"severity": flaw.severity, "said": _said(flaw.said, FLAWS)} for flaw in verdict.flaws]
    return {"may_go_live": verdict.may_go_live, "tiers": verdict.tiers, "flaws": flaws}


def plain_standing(found: ProgrammeStanding) -> dict[str, Any]:
    """The programme as it stands: counts and money, nobody by name."""
    return {
        "measure": found.programme.tiers.measure,
        "currency": found.programme.currency,
        "tiers": _TIERS.dump_python(found.tiers, mode="json"),
        "without_tier": found.without_tier,
        "liability": plain_liability(found.liability),
    }


def plain_liability(liability: Liability) -> dict[str, Any]:
    """Points outstanding and what they will probably cost."""
    plain: dict[str, Any] = _LIABILITY.dump_python(liability, mode="json", exclude={"said"})
    return {**plain, "said": _said(liability.said, SENTENCES)}


def plain_close(close: Sequence[Close]) -> list[dict[str, Any]]:
    """Members close to the next tier, by pseudonym."""
    plain: list[dict[str, Any]] = _CLOSE.dump_python(tuple(close), mode="json")
    return plain


def _said(said: Sentence, sentences: Mapping[str, Words]) -> dict[str, str]:
    return {"code": said.code, **{language: render(said, sentences, language) for language in LANGUAGES}}
