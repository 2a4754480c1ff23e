"""How are approved contacts claimed, and which files go to whoever sends them?"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from zhanggui.books.contacts import HOLDOUT, LATER, Contact, claim
from zhanggui.core.money import Money
from zhanggui.core.proposal import Proposal
from zhanggui.core.quantity import Rate
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.decisions.policy import Action, ExportFile, Member, Reveal
from zhanggui.decisions.programmes.programme import Programme

if TYPE_CHECKING:
    from sqlalchemy import Connection

COLUMNS = ("channel", "contact", "message", "text_zh", "text_en", "coupon", "coupon_from")


def claim_contacts(
    connection: Connection, proposal: Proposal, params: ProgrammesParams, members: tuple[Member, ...], at: datetime
) -> tuple[Member, ...]:
    """Enter everybody's contact under the caps; those who hold one are acted on.

    Somebody may have been contacted since it was proposed: then the caps leave them out, whichever arm they are in.
    """
    wanted = contacts_of(proposal, params, members, at)
    held = {each.customer for each in claim(connection, wanted, params.contact.caps)}
    return tuple(member for member in members if member.customer in held)


def contacts_of(
    proposal: Proposal, params: ProgrammesParams, members: tuple[Member, ...], at: datetime
) -> tuple[Contact, ...]:
    """The entries that the members of a decision come to, when messages may go out from an instant on."""
    (programme,) = params.programmes
    day = params.contact.send_from(at, str(proposal.after["zone"])).date()
    share = proposal.after["treated_share"]
    return tuple(
        Contact(
            customer=member.customer,
            programme=programme.key,
            occasion=member.stratum,
            decision=proposal.id,
            arm=member.arm or LATER,
            treated_share=share.rate if isinstance(share, Rate) else 0.0,
            channel=member.contact_kind,
            day=day,
            cost_minor=params.contact.channel(member.contact_kind).cost_minor + programme.gift_cost_minor,
            at=at,
        )
        for member in members
    )


def act(proposal: Proposal, params: ProgrammesParams, members: tuple[Member, ...], reveal: Reveal) -> Action:
    """Open the vault for those who get a message; one file in all, and one for each channel.

    Nobody who is held out is looked up. Two customers may share a phone: it gets one message. Lists are in the order of
    the contacts, so that they tell nothing about the draw.
    """
    (programme,) = params.programmes
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for member in members:
        if member.arm not in (None, HOLDOUT, LATER):
            wanted[member.contact_kind, str(member.arm)].append(member.customer)
    rows: dict[str, dict[str, tuple[object, ...]]] = defaultdict(dict)
    for (channel, message), people in sorted(wanted.items()):
        kind = params.contact.channel(channel).contact_kind
        for contact in reveal(people, kind).values():
            rows[channel].setdefault(contact, _row(programme, channel, contact, message, proposal.cost.currency))
    files = {channel: tuple(found[contact] for contact in sorted(found)) for channel, found in sorted(rows.items())}
    every = tuple(row for found in files.values() for row in found)
    return Action(
        file=ExportFile(columns=COLUMNS, rows=every),
        by_channel={channel: ExportFile(columns=COLUMNS, rows=found) for channel, found in files.items()},
        after={**proposal.after, "contacted": len(every)},
        inverse={},
    )


def _row(programme: Programme, channel: str, contact: str, message: str, currency: str) -> tuple[object, ...]:
    said = programme.message(message)
    coupon = str(Money(said.coupon_minor, currency).major) if said.coupon_minor else ""
    least = str(Money(said.minimum_minor, currency).major) if said.minimum_minor else ""
    return channel, contact, message, said.text.zh, said.text.en, coupon, least
