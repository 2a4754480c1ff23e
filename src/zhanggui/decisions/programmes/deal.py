"""Into which arm of a programme does a person fall? Always into the same, and nobody can choose it."""

from __future__ import annotations

from zhanggui.books.contacts import HOLDOUT, LATER
from zhanggui.decisions.dealing import Number
from zhanggui.decisions.programmes.programme import Programme


def arm_of(programme: Programme, customer: str, treated_share: float, number: Number) -> str:
    """`holdout`, `later`, or the name of the message that a person gets.

    u = number(programme, person). u < holdout share: held out. u ≥ 1 − treated share: written to. So a growing share
    takes in further people and never moves one who is in. Among messages the one with the person's largest number:
    adding a message moves only those who get it (D. Thaler and C. Ravishankar, Using name-based mappings to increase
    hit rates, IEEE/ACM Trans. Networking 6 (1998)).
    """
    place = number(programme.key, customer)
    if place < programme.holdout_share:
        return HOLDOUT
    if place < 1 - treated_share:
        return LATER
    return max(
        (message.name for message in programme.messages), key=lambda name: number(f"{programme.key}/{name}", customer)
    )
