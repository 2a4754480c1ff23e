"""Which programmes does the shop have, and which rules hold over all of them?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.core.capability import Params
from zhanggui.core.described import described
from zhanggui.decisions.programmes.contact_policy import ContactPolicy
from zhanggui.decisions.programmes.programme import Programme, built_in


class ProgrammesParams(Params):
    """The shop's programmes; those that come with the product unless it wrote its own."""

    programmes: Annotated[tuple[Programme, ...], Field(max_length=40), described("生命周期项目", "Programmes")] = Field(
        default_factory=built_in
    )
    contact: Annotated[ContactPolicy, described("触达规则", "Contact policy")] = Field(default_factory=ContactPolicy)
    least_customers: Annotated[
        int,
        Field(ge=1),
        described(
            "最少人数",
            "Least customers",
            about_zh="到期人数更少时不提建议，等人多一些",
            about_en="With fewer who are due nothing is proposed yet",
            unit="customers",
        ),
    ] = 10
    valid_days: Annotated[
        int, Field(ge=1, le=14), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 2

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        keys = [programme.key for programme in self.programmes]
        if len(set(keys)) < len(keys):
            message = "every programme needs a name of its own"
            raise ValueError(message)
        known = {channel.name for channel in self.contact.channels}
        unknown = {name for programme in self.programmes for name in programme.channels} - known
        if unknown or set(self.contact.declared_consent) - known:
            message = f"channels must be among {', '.join(sorted(known))}"
            raise ValueError(message)
        return self

    def programme(self, name: str) -> Programme:
        """One programme."""
        return next(programme for programme in self.programmes if programme.name == name)
