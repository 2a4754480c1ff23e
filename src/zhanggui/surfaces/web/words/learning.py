"""What does the page of models say?"""

from __future__ import annotations

from zhanggui.surfaces.web.words.both import both

LEARNING = both(
    models_title=("模型", "Models"),
    models_lead=(
        "从数据里学到的东西：每个数据版本学一次，与店铺一起保存；下面写明用了什么、检验得分如何。需要时会自动学，也可以现在学。",
        "What was learnt from the data: once per version, kept with the shop. Below: from what it was learnt, and how it did in its test. It is learnt when needed, or now.",
    ),
    models_as_of=("数据到 {day}：{state}", "Data up to {day}: {state}"),
    models_not_yet=("还没有学过。", "Not learnt yet."),
    models_learn=("现在学", "Learn it now"),
    done_model_learnt=("学好了。", "Learnt."),
)
