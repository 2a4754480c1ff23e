"""What has the shop learnt, from what, how did it do in its test, and how is it learnt again, on a page?"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import learning
from zhanggui.core.errors import ZhangguiError
from zhanggui.surfaces.models_tables import card_table, state_of, why_not
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, Visit

router = APIRouter()
PAGE = "/data/models"


@router.get(PAGE)
def page(visit: AnalystVisit) -> Response:
    """Every model with its card."""
    return _page(visit)


@router.post(f"{PAGE}/{{name}}/fit")
def fit(visit: OperatorVisit, form: Form, name: str) -> Response:
    """Learn from the current version, once."""
    try:
        learning.learn(visit.shop, name)
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return go(visit, PAGE, done="model_learnt")


def _page(visit: Visit, problem: ZhangguiError | None = None) -> Response:
    return show(
        visit,
        "models.html",
        room="data",
        page=PAGE,
        status=problem.http_status if problem else 200,
        problem=problem and problem.text(visit.language),
        found=[
            (each, state_of(each).text(visit.language), why_not(each), card_table(each, visit.language))
            for each in learning.everything_learnt(visit.shop)
        ],
    )
