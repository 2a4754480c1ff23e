"""The loop over rules that a shop writes first: one offer after the other over all lines, the total and no reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rule = dict[str, Any]


def rules_of(offer_set: Mapping[str, Any]) -> list[Rule]:
    """The offers as plain mappings, in the order of their groups and priorities."""
    places = {"price": 0} | {group["id"]: at for at, group in enumerate(offer_set["combine"]["groups"], 1)}
    return sorted(offer_set["offers"], key=lambda rule: (places[rule["group"]], rule["priority"], rule["id"]))


def total(rules: Sequence[Rule], lines: Sequence[Mapping[str, Any]], codes: Sequence[str]) -> int:
    """What the basket costs; knows the kinds of the benchmark alone, and neither floors, caps, counters nor hours."""
    due = [line["units"] * line["price_minor"] for line in lines]
    lowest = [line["price_minor"] for line in lines]
    for rule in rules:
        if rule["coupon"] and not set(rule["coupon"]["codes"]) & set(codes):
            continue
        wanted = rule["scope"]["categories"]
        held = [at for at, line in enumerate(lines) if not wanted or line["category"] in wanted]
        amount = sum(due[at] for at in held)
        benefit = rule["benefit"]
        match benefit["kind"]:
            case "flash_sale":
                for at in held:
                    lowest[at] = min(lowest[at], benefit["prices"].get(lines[at]["sku"], lowest[at]))
                    due[at] = lowest[at] * lines[at]["units"]
            case "percent":
                _take(due, held, amount, (amount * benefit["off_bps"] + 5000) // 10000)
            case "fixed" if held and amount >= benefit["threshold_minor"]:
                _take(due, held, amount, min(benefit["off_minor"], amount))
            case "full_reduction" if held:
                reached = [step["off_minor"] for step in benefit["steps"] if amount >= step["threshold_minor"]]
                _take(due, held, amount, min(max(reached, default=0), amount))
            case "nth_item":
                units = sorted((due[at] // lines[at]["units"], at) for at in held for _ in range(lines[at]["units"]))
                units.reverse()
                for price, at in units[1::2]:
                    due[at] -= (price * benefit["off_bps"] + 5000) // 10000
    return sum(due)


def _take(due: list[int], held: Sequence[int], amount: int, off: int) -> None:
    """Take an amount off by shares; the last line bears what rounding leaves."""
    left = off
    for at in held[:-1]:
        part = due[at] * off // amount if amount else 0
        due[at] -= part
        left -= part
    if held:
        due[held[-1]] -= left
