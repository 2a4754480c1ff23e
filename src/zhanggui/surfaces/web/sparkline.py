"""How is a run of numbers drawn small, inside a line of text?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 3.0


def sparkline(values: Sequence[float | None], label: str) -> Markup:
    """A small line over its shaded area, with the last point marked; empty where fewer than two values are known.

    >>> str(sparkline([1, 2], "up"))[:40]
    '<svg class="spark" viewBox="0 0 120 32" '
    """
    present = [value for value in values if value is not None]
    if len(present) < 2:  # noqa: PLR2004 - one point is no line
        return Markup()
    points = _points(values, min(present), max(present))
    path = "".join(f"{'M' if starts else 'L'}{x:.1f} {y:.1f}" for x, y, starts in points)
    area = "".join(
        f"{f'V{HEIGHT:.0f}ZM{x:.1f} {HEIGHT:.0f}' if starts else ''}L{x:.1f} {y:.1f}" for x, y, starts in points
    )
    x, y, _ = points[-1]
    return Markup(
        '<svg class="spark" viewBox="0 0 {w:.0f} {h:.0f}" preserveAspectRatio="none" role="img" aria-label="{label}">'
        '<path class="area" d="{area}V{h:.0f}Z"/><path d="{path}"/><path class="last" d="M{x:.1f} {y:.1f}h.01"/></svg>'
    ).format(w=WIDTH, h=HEIGHT, label=label, area=area.removeprefix(f"V{HEIGHT:.0f}Z"), path=path, x=x, y=y)


def _points(values: Sequence[float | None], low: float, high: float) -> list[tuple[float, float, bool]]:
    """Places in the box; a point starts anew after a gap."""
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    span = (high - low) or 1.0
    points = []
    is_gap = True
    for at, value in enumerate(values):
        if value is not None:
            points.append((EDGE + at * step, HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE), is_gap))
        is_gap = value is None
    return points
