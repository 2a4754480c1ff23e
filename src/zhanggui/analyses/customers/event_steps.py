"""Which steps does a visitor take, and what are they called?"""

from __future__ import annotations

from zhanggui.core.errors import RequestAtFault, ShopAtFault
from zhanggui.core.words import Words
from zhanggui.metrics.dimensions import EVENT
from zhanggui.warehouse.contracts.behaviour import EVENT_KINDS

STEP_NAMES = EVENT.choices
USUAL_PATH = ("view", "cart", "checkout", "purchase")
FEWEST_STEPS = 2


class StepNotUnderstood(RequestAtFault):
    """A step that is no kind of event."""

    sentence = Words(
        zh="没有名为“{step}”的步骤。可用的步骤：{known}。",
        en="There is no step '{step}'. Steps are: {known}.",
    )


class StepRepeated(RequestAtFault):
    """The same step twice."""

    sentence = Words(
        zh="步骤“{step}”出现了两次；每一步只能写一次。", en="The step '{step}' stands there twice; name each step once."
    )


class OneStepOnly(RequestAtFault):
    """A path of one step leads nowhere."""

    sentence = Words(
        zh="漏斗至少要有两步，现在只有“{step}”；例如 view,cart,purchase。",
        en="A funnel needs two steps and has only '{step}'; write for example view,cart,purchase.",
    )


class TooFewSteps(ShopAtFault):
    """Of the usual path at most one step is loaded."""

    sentence = Words(
        zh="漏斗至少要有两步，这段时间已导入的行为只有：{loaded}。请导入更多种类的行为事件，或用 steps 指定步骤。",
        en="A funnel needs two steps; loaded for these days are only: {loaded}. Load more kinds of events, or name the steps.",
    )


class StepNotLoaded(ShopAtFault):
    """A step of which no event is loaded: nobody took it, or nobody exported it."""

    sentence = Words(
        zh="这段时间没有“{step}”事件，分不清是没人做还是没导出。已有的行为：{loaded}。",
        en="No '{step}' event is loaded for these days: either nobody did it or it was not exported. Loaded are: {loaded}.",
    )


def split_steps(value: object) -> object:
    """Steps may be written as one text: view,cart,purchase or view→cart→purchase.

    >>> split_steps("view, cart→purchase")
    ('view', 'cart', 'purchase')
    """
    if not isinstance(value, str):
        return value
    return tuple(step.strip() for step in value.replace("→", ",").replace("，", ",").split(",") if step.strip())


def checked_steps(steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps themselves, if each is a kind of event and stands there once."""
    for at, step in enumerate(steps):
        if step not in EVENT_KINDS:
            raise StepNotUnderstood(step=step, known=", ".join(EVENT_KINDS))
        if step in steps[:at]:
            raise StepRepeated(step=step)
    if len(steps) == 1:
        raise OneStepOnly(step=steps[0])
    return steps


def steps_taken(asked: tuple[str, ...], loaded: frozenset[str]) -> tuple[str, ...]:
    """The steps asked for, or the usual path as far as it is loaded.

    >>> steps_taken((), frozenset({"view", "purchase", "search"}))
    ('view', 'purchase')
    """
    known = ", ".join(kind for kind in EVENT_KINDS if kind in loaded) or "–"
    for step in asked:
        if step not in loaded:
            raise StepNotLoaded(step=step, loaded=known)
    steps = asked or tuple(step for step in USUAL_PATH if step in loaded)
    if len(steps) < FEWEST_STEPS:
        raise TooFewSteps(loaded=known)
    return steps
