"""What does whoever carries a contact out get: which contacts, with which offer?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from zhanggui.decisions.experiment import TREATMENT
from zhanggui.decisions.policy import ExportFile, Member, Reveal


def contact_list(members: Sequence[Member], reveal: Reveal, offer: str) -> ExportFile:
    """Open the vault for those who were drawn to be contacted and list their contacts with the offer.

    No contact twice: two customers may share a phone. The list is in the order of the contacts, so that it tells
    nothing about the draw.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for member in members:
        if member.arm == TREATMENT:
            wanted[member.contact_kind].append(member.customer)
    rows = [
        (contact, kind, offer)
        for kind, people in sorted(wanted.items())
        for contact in sorted(set(reveal(people, kind).values()))
    ]
    return ExportFile(columns=("contact", "kind_of_contact", "coupon"), rows=tuple(rows))
