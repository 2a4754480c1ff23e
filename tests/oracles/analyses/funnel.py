"""Funnels by brute force: every chain of events of a visitor is tried."""

from __future__ import annotations

from collections import defaultdict
from statistics import median


def chains(times, window):
    """Every t1 < t2 < … that takes the steps in order within the window; `times` holds the instants of each step."""
    found = [(at,) for at in times[0]]
    for step in times[1:]:
        found = [(*chain, at) for chain in found for at in step if chain[-1] < at <= chain[0] + window]
        yield found


def funnel(events, steps, window, *, begin="any"):
    """Visitors per step and the median of their shortest waits in seconds; events are (visitor, kind, instant)."""
    visitors, waits = [set() for _ in steps], [defaultdict(list) for _ in steps]
    for visitor in {who for who, _, _ in events}:
        times = [sorted(at for who, kind, at in events if who == visitor and kind == step) for step in steps]
        if begin == "first":
            times[0] = times[0][:1]
        if times[0]:
            visitors[0].add(visitor)
        for at, found in enumerate(chains(times, window), 1):
            if found:
                visitors[at].add(visitor)
                waits[at][visitor] = min(
                    chain[-1].replace(microsecond=0) - chain[-2].replace(microsecond=0) for chain in found
                )
    medians = [median(wait.total_seconds() for wait in each.values()) if each else None for each in waits]
    return [len(each) for each in visitors], medians, visitors
