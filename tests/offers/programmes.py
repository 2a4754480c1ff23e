"""Member programmes in a line each."""

from __future__ import annotations

from zhanggui.offers.members.programme import MemberProgramme


def levels(*thresholds, **more):
    """Tiers t1, t2 … from these thresholds; what differs by tier is told by its id."""
    return [
        {"id": f"t{n}", "title": {"zh": f"{n}级", "en": f"level {n}"}, "at_least": each, **more.get(f"t{n}", {})}
        for n, each in enumerate(thresholds, 1)
    ]


def programme(*thresholds, points=None, rights=(), measure="spend", tiers=None, **more):
    said = {
        "currency": "CNY",
        "points": {"paid_per_point_minor": 100, **(points or {})},
        "tiers": {"measure": measure, "levels": levels(*(thresholds or (0, 1000, 5000)), **(tiers or {}))},
        "rights": rights,
    }
    for name in ("window", "protection", "demotion"):
        if name in more:
            said["tiers"][name] = more.pop(name)
    return MemberProgramme.model_validate({**said, **more})
