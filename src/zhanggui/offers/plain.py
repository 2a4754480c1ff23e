"""How are a quote and the flaws of a set written as JSON?"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, render
from zhanggui.core.words import LANGUAGES, Words
from zhanggui.offers.checks.flaw import FLAWS
from zhanggui.offers.quote import AppliedOffer, Hint, Quote, Reason
from zhanggui.offers.sentences import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.offers.checks.flaw import Flaw

_MONEY = TypeAdapter(Money)


def plain_quote(quoted: Quote) -> dict[str, Any]:
    """A quote as JSON values: amounts in minor units, each sentence as code, arguments and both languages."""
    shaped: dict[str, Any] = plain_value(quoted, SENTENCES)
    return shaped


def plain_flaws(flaws: Sequence[Flaw]) -> dict[str, Any]:
    """The verdict on a set: whether it may go live, and what was found."""
    return {
        "may_go_live": not any(flaw.severity == "error" for flaw in flaws),
        "flaws": [plain_value(flaw, FLAWS) for flaw in flaws],
    }


def plain_value(value: Any, sentences: Mapping[str, Words]) -> Any:
    """A value of the till's answers as JSON, its sentences from those given."""
    match value:
        case Sentence():
            return _sentence(value, sentences)
        case Money():
            return _MONEY.dump_python(value, mode="json")
        case Words():
            return {"zh": value.zh, "en": value.en}
        case Reason() | Hint():
            return _told(value, sentences)
        case AppliedOffer():
            return {**_fields(value, sentences), "said": [_sentence(said, sentences) for said in value.said]}
        case tuple():
            return [plain_value(each, sentences) for each in value]
        case _ if dataclasses.is_dataclass(value):
            return _fields(value, sentences)
    return value


def _told(value: Reason | Hint, sentences: Mapping[str, Words]) -> dict[str, Any]:
    said = {"said": _sentence(value.said, sentences)}
    if isinstance(value, Reason):
        return {"offer": value.applied.offer, "off_minor": value.off_minor, **said}
    return {"offer": value.offer, "missing": value.missing, "missing_in": value.missing_in, **said}


def _fields(value: Any, sentences: Mapping[str, Words]) -> dict[str, Any]:
    shaped = {field.name: plain_value(getattr(value, field.name), sentences) for field in dataclasses.fields(value)}
    if "borne_minor" in shaped:
        shaped["borne_minor"] = dict(value.borne_minor)
    return shaped


def _sentence(said: Sentence, sentences: Mapping[str, Words]) -> dict[str, Any]:
    arguments = {name: plain_value(each, sentences) for name, each in said.arguments.items()}
    texts: dict[str, str] = {language: render(said, sentences, language) for language in LANGUAGES}
    return {"code": said.code, "arguments": arguments, **texts}
