"""How do loose text values become the params of a question, every problem said with the knob's label?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from zhanggui.app.problems import explained
from zhanggui.core.described import descriptions
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.core.words import Language


Checked = TypeVar("Checked", bound=BaseModel)


class ParamsNotValid(RequestAtFault):
    """One or more knobs have values that cannot be meant."""

    sentence = Words(zh="参数不对：{problems}。", en="These parameters cannot be meant: {problems}.")

    def text(self, language: Language) -> str:
        """Each problem with the knob's own label in the reader's language."""
        labels = self.facts["labels"]
        assert isinstance(labels, dict)  # noqa: S101 - set by the one constructor call below
        separator = "；" if language == "zh-CN" else "; "
        colon = "：" if language == "zh-CN" else ": "
        problems = separator.join(
            f"{_label(labels, each['where'], language)}{colon}{each['why'][language]}" for each in self._problems
        )
        return self.sentence.filled(language, problems=problems)

    @property
    def _problems(self) -> tuple[dict[str, Any], ...]:
        problems = self.facts["problems"]
        assert isinstance(problems, tuple)  # noqa: S101 - set by the one constructor call below
        return problems


def checked_params(model: type[Checked], raw: Mapping[str, Any]) -> Checked:
    """Params (or settings) from loose values; every problem is said with the knob's label."""
    try:
        return model.model_validate(dict(raw))
    except ValidationError as problem:
        found = tuple(each.plain() for each in explained(problem.errors(), tuple(model.model_fields)))
        labels = {knob: shown.label for knob, shown in descriptions(model).items()}
        raise ParamsNotValid(problems=found, labels=labels) from None


def _label(labels: dict[str, Words], name: str, language: Language) -> str:
    return f"{labels[name].text(language)} ({name})" if name in labels else name
