"""The reference of the HTTP API: every address, what it takes, what it gives."""

from __future__ import annotations

from zhanggui.core.words import Language, Words
from zhanggui.surfaces.docs.markdown import code, table
from zhanggui.surfaces.http.api import described_api
from zhanggui.surfaces.http.description import Field, Operation, operations

_INTRODUCTION = Words(
    zh="""所有地址都在 `/api/v1` 之下；请求头带上 `Authorization: Bearer zg_…`（设置→API 密钥）；`/checkout` 之下由别的程序凭接入密钥 `zgi_…`（设置→接入方）
报价和核销。写操作可带 `Idempotency-Key`：同一键与同一
内容只执行一次。失败都是同一种形状：`{"error": {"code", "message": {"zh-CN", "en"}, "facts"}}`。访客看不到成本与利润，这些字段为 null。
机器可读的描述在 `/api/v1/openapi.json`。""",
    en="""All addresses lie under `/api/v1`; send `Authorization: Bearer zg_…` (Settings → API keys); under `/checkout`
programs quote and sell with the key of an integration, `zgi_…` (Settings → Integrations). Writes may carry an `Idempotency-Key`:
the same key with the same content is carried out once. Every failure has one shape:
`{"error": {"code", "message": {"zh-CN", "en"}, "facts"}}`. Viewers see neither costs nor profits: such fields are null for them.
The description for machines is at `/api/v1/openapi.json`.""",
)
_HEADINGS = (
    Words(zh="名称", en="name"),
    Words(zh="位置", en="place"),
    Words(zh="类型", en="type"),
    Words(zh="说明", en="about"),
)
_PLACES = {
    "body": Words(zh="请求体", en="body"),
    "gives": Words(zh="返回", en="answer"),
    "query": Words(zh="参数", en="query"),
    "path": Words(zh="地址", en="path"),
    "header": Words(zh="请求头", en="header"),
}


def render(language: Language) -> str:
    """The whole page below its title."""
    found = operations(described_api())
    return "\n\n".join([_INTRODUCTION.text(language), *(_operation(each, language) for _, each in found)])


def _operation(each: Operation, language: Language) -> str:
    rows = [_row(field, field.place, language) for field in each.takes]
    rows += [_row(field, "body", language) for field in each.body]
    rows += [_row(field, "gives", language) for field in each.gives]
    parts = [f"## {each.method} {each.path}", each.summary]
    if rows:
        parts.append(table([heading.text(language) for heading in _HEADINGS], rows))
    return "\n\n".join(parts)


def _row(field: Field, place: str, language: Language) -> tuple[str, str, str, str]:
    star = "" if not field.is_required or place == "gives" else " *"
    about = " ".join(field.about.split())
    return code(field.name) + star, _PLACES[place].text(language), code(field.type), about
