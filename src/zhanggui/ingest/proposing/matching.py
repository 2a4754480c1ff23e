"""Which column of an unknown file is probably which field of which form, and how sure is that?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.ingest.proposing.fields import Field, Form, Place
from zhanggui.ingest.proposing.likeness import EXACT, likeness
from zhanggui.ingest.proposing.telling import contradicts, hints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.ingest.proposing.looks import Looks

LEAST = 0.5  # what is less sure is left to the person
BY_LOOKS = 0.45  # what only the cells speak for
SURE_BY_LOOKS = 0.85  # a column of phones is one whatever it is called
UNNAMED = 0.1  # what looks alone count for when the sort of the sheet is in question
CONTRADICTED = 0.4
EARLIER = 0.0003  # of two columns that are both called right, the one with the name that a form gives first
PROSE = frozenset({"name", "address", "city", "province", "country", "product_name", "category", "brand"})  # no numbers
BY_NAME_OF_PLATFORM = 0.95  # a form's own name for a field beats a platform's where both fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One column taken for one field, by its name, its cells, or both."""

    place: int
    field: Field
    confidence: float
    by: tuple[str, ...]


def best_form(
    headers: Sequence[str], looks: Sequence[Looks], forms: Sequence[Form], known: Mapping[Place, frozenset[str]]
) -> tuple[Form, tuple[Match, ...]]:
    """The form of which the file has the most, and its columns."""
    found = [(form, matches_of(form, headers, looks, known)) for form in forms]
    return max(found, key=lambda each: _fit(*each) + hints(each[0].name, headers))


def matches_of(
    form: Form, headers: Sequence[str], looks: Sequence[Looks], known: Mapping[Place, frozenset[str]]
) -> tuple[Match, ...]:
    """The surest pairs first, one column for one field; what is needed may be told by looks alone."""
    pairs = [
        _match(place, header, looks[place], field, known)
        for place, header in enumerate(headers)
        for field in form.fields
    ]
    taken: list[Match] = []
    for match in sorted(pairs, key=lambda pair: -pair.confidence):
        if match.confidence >= LEAST and _is_free(match, taken):
            taken.append(match)
    for need in form.needs:
        if not any(match.field.name in need for match in taken):
            taken += _by_looks(need, form, looks, taken)
    return tuple(sorted(taken, key=lambda match: match.place))


def missing(form: Form, chosen: Sequence[str]) -> tuple[str, ...]:
    """What the form needs and no column was taken for; of alternatives the first."""
    return tuple(need[0] for need in form.needs if not set(need) & set(chosen))


def _fit(form: Form, matches: Sequence[Match]) -> float:
    """A sheet is what it has all the needs of; of several such sorts, the one that explains the most columns."""
    sure = {match.field.name: match.confidence for match in matches}
    named = {name: sure[name] if sure[name] > BY_LOOKS else UNNAMED for name in sure}
    needed = [max((named.get(name, 0.0) for name in need), default=0.0) for need in form.needs]
    forbidden = sum(sure.get(name, 0.0) for name in form.source.recognise.never)
    return 3 * sum(needed) / len(needed) + 0.25 * sum(sure.values()) - forbidden


def _match(place: int, header: str, looks: Looks, field: Field, known: Mapping[Place, frozenset[str]]) -> Match:
    own = max(_own_likeness(header, name, at) for at, name in enumerate(field.names))
    theirs = max((likeness(header, name) for at in field.places for name in known.get(at, ())), default=0.0)
    name = max(own, theirs * BY_NAME_OF_PLATFORM)
    if contradicts(header, field.name):
        name *= CONTRADICTED
    fits = fitting(field.kind, looks)
    if field.name in PROSE:
        fits *= 1 - 0.9 * looks.numbered
    by = tuple(code for code, holds in (("name", name >= LEAST), ("cells", fits >= SURE_BY_LOOKS)) if holds)
    if field.kind in {"phone", "email"} and fits >= SURE_BY_LOOKS and looks.filled:
        return Match(place=place, field=field, confidence=max(SURE_BY_LOOKS, name), by=by or ("cells",))
    return Match(place=place, field=field, confidence=name * (0.3 + 0.7 * fits), by=by)


def _own_likeness(header: str, name: str, at: int) -> float:
    found = likeness(header, name)
    return found - EARLIER * at if found == EXACT else found


def fitting(kind: str, looks: Looks) -> float:
    """How well the cells suit the kind, from 0 to 1; an empty column speaks neither for nor against."""
    if not looks.filled:
        return 0.8
    no_time = 1 - max(looks.instant, looks.email)
    shares = {
        "instant": looks.instant,
        "day": looks.instant,
        "money": looks.amount * (1 - looks.instant) * (1 - looks.phone),
        "integer": looks.whole * (1 - looks.phone),
        "ratio": max(looks.amount, 1 - looks.code),
        "phone": looks.phone,
        "email": looks.email,
        "id": no_time * (1 - 0.6 * looks.pointed),
        "account": no_time * (1 - 0.8 * looks.pointed),
        "platform_id": no_time * (1 - 0.8 * looks.pointed),
    }
    return shares.get(kind, no_time * (1 - 0.5 * looks.pointed))


def _by_looks(need: Sequence[str], form: Form, looks: Sequence[Looks], taken: Sequence[Match]) -> list[Match]:
    """The first free column whose cells alone suggest one of the needed fields."""
    free = [place for place in range(len(looks)) if all(match.place != place for match in taken)]
    for name in need:
        field = next(field for field in form.fields if field.name == name)
        suited = [(place, score) for place in free if (score := _telling(field, looks[place]))]
        if suited:
            place, _ = max(suited, key=lambda pair: (pair[1], -pair[0]))
            return [Match(place=place, field=field, confidence=BY_LOOKS, by=("cells",))]
    return []


def _telling(field: Field, looks: Looks) -> float:
    """How strongly cells without a name speak for a field; 0 where they do not."""
    if looks.filled < 0.5:  # noqa: PLR2004 - half a column is no needed one
        return 0.0
    if field.kind in {"instant", "day"}:
        return looks.instant if looks.instant > LEAST else 0.0
    if field.name in {"order_id", "refund_id", "record_id"}:
        return looks.code * looks.distinct if looks.code > 0.9 and not looks.pointed else 0.0  # noqa: PLR2004 - nearly all
    if field.name == "quantity":
        return looks.small if looks.small > 0.9 and not looks.pointed else 0.0  # noqa: PLR2004 - nearly all
    if field.kind == "money":
        return looks.pointed if looks.pointed > LEAST else 0.0
    if field.name == "sku":
        return looks.code * 0.9 if looks.code > 0.9 and looks.amount < LEAST else 0.0  # noqa: PLR2004 - nearly all
    return 0.0


def _is_free(match: Match, taken: Sequence[Match]) -> bool:
    return all(match.place != other.place and match.field.name != other.field.name for other in taken)
