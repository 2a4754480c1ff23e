"""The reference of lifecycle programmes: how they and the contact rules are written, and which come along."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING

from zhanggui.core.words import Language, Words
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.decisions.programmes.contact_policy import ContactChannel, ContactPolicy
from zhanggui.decisions.programmes.programme import BUILT_IN, Message, Prior, Programme
from zhanggui.decisions.programmes.triggers import TRIGGER_WORDS, Trigger
from zhanggui.surfaces.docs.offers_page import fields, schema_of

if TYPE_CHECKING:
    from pydantic import BaseModel

_INTRODUCTION = Words(
    zh="""生命周期项目与触达规则写成 TOML 或 JSON，检查之后生效；没有写的照产品自带。JSON Schema：[lifecycle-programmes.schema.json](lifecycle-programmes.schema.json)。

    zhanggui programmes check programmes.toml
    zhanggui programmes publish programmes.toml
    zhanggui programmes due
    zhanggui programmes propose
    zhanggui programmes readout

没有同意记录的渠道不发：短信、电话看会员表的“接受短信”，邮件看“接受邮件”，APP 与微信要写在 `declared_consent` 里。批准之后执行（`zhanggui decisions apply`）才登记触达、写出名单，每个渠道一份。
赚不赚按人比较：每位顾客在一个项目里只算第一次到期之后的 7、30、90 天，按分到的组，不论消息是否送达。""",
    en="""Lifecycle programmes and contact rules are written as TOML or JSON, checked, and put into force; what is not written is as it
comes along. JSON Schema: [lifecycle-programmes.schema.json](lifecycle-programmes.schema.json).

    zhanggui programmes check programmes.toml
    zhanggui programmes publish programmes.toml
    zhanggui programmes due
    zhanggui programmes propose
    zhanggui programmes readout

Nothing is sent over a channel without consent on record: text messages and calls go by "accepts SMS" of the customers table, e-mail by "accepts e-mail", app and WeChat must stand in
`declared_consent`. Only applying an approved decision (`zhanggui decisions apply`) enters the contacts and writes the lists, one for each channel. Whether it paid is compared by person: everybody counts once a
programme, over 7, 30 and 90 days from the first time they fell due, in the arm they were dealt, whether or not the message arrived.""",
)
_PARTS: tuple[tuple[Words, type[BaseModel]], ...] = (
    (Words(zh="文件", en="The file"), ProgrammesParams),
    (Words(zh="项目 `programmes`", en="A programme `programmes`"), Programme),
    (Words(zh="内容 `programmes.messages`", en="A message `programmes.messages`"), Message),
    (Words(zh="事先假设 `programmes.prior`", en="The prior `programmes.prior`"), Prior),
    (Words(zh="触达规则 `contact`", en="Contact rules `contact`"), ContactPolicy),
    (Words(zh="渠道 `contact.channels`", en="A channel `contact.channels`"), ContactChannel),
)
_TRIGGERS = Words(zh="触发 `programmes.trigger`", en="A trigger `programmes.trigger`")
_COME_ALONG = Words(zh="随产品提供的项目", en="What comes along")


def render(language: Language) -> str:
    """The whole page below its title."""
    parts = [_INTRODUCTION.text(language)]
    parts += [f"## {title.text(language)}\n\n{fields(model, language)}" for title, model in _PARTS]
    parts.append(f"## {_TRIGGERS.text(language)}")
    (union, *_) = typing.get_args(Trigger)
    parts += [_kind(kind, language) for kind in typing.get_args(union)]
    built_in = BUILT_IN.read_text(encoding="utf-8").strip()
    parts.append(f"## {_COME_ALONG.text(language)}\n\n```toml\n{built_in}\n```")
    return "\n\n".join(parts)


def programmes_schema() -> str:
    """The JSON Schema of a file of programmes."""
    return schema_of(ProgrammesParams)


def _kind(kind: type[BaseModel], language: Language) -> str:
    (name,) = typing.get_args(typing.get_type_hints(kind)["kind"])
    own = fields(kind, language) if len(kind.model_fields) > 1 else ""
    return f'### `kind = "{name}"`: {TRIGGER_WORDS[name].text(language)}\n\n{own}'.rstrip()
