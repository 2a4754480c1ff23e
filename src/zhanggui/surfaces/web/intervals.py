"""How is an uncertain amount drawn: where it may lie, where it most likely lies, and on which side of zero?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.core.money import MoneyInterval

WIDTH, ROW, EDGE = 320.0, 22.0, 8.0


def interval_bars(rows: Sequence[tuple[str, MoneyInterval]], label: str) -> Markup:
    """Ranges above one another on one scale that includes zero; the dot is the estimate."""
    if not rows:
        return Markup()
    ends = [0, *(bound.minor for _, found in rows for bound in (found.low, found.high))]
    low, high = min(ends), max(ends)
    span = (high - low) or 1

    def place(minor: int) -> float:
        return EDGE + (minor - low) / span * (WIDTH - 2 * EDGE)

    height = ROW * len(rows)
    zero = Markup('<line class="zero" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{h:.0f}"/>').format(x=place(0), h=height)
    bars = Markup().join(
        Markup(
            '<g class="{kind}"><line x1="{a:.1f}" x2="{b:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            '<circle cx="{c:.1f}" cy="{y:.1f}" r="4.5"/></g>'
        ).format(
            kind="loss" if found.estimate.minor < 0 else "gain",
            a=place(found.low.minor),
            b=place(found.high.minor),
            c=place(found.estimate.minor),
            y=ROW * (at + 0.5),
        )
        for at, (_, found) in enumerate(rows)
    )
    head = Markup('<svg class="intervals" viewBox="0 0 {w:.0f} {h:.0f}" role="img" aria-label="{label}">')
    return head.format(w=WIDTH, h=height, label=label) + zero + bars + Markup("</svg>")
