"""Which shopping festival is a day in, which one comes next, and which day of last year is like it?"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from types import MappingProxyType
from typing import Any

from zhanggui.core.words import Words
from zhanggui.warehouse.lunar import lunar_months

PHASES = ("main", "warm_up", "review")  # in the order of precedence where windows overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival:
    """One shopping festival: how its feast day is found and how many days around it belong to which phase."""

    name: str
    title: Words
    feast: Mapping[str, Any]
    phases: Mapping[str, Sequence[int]]
    first_year: int
    source: str

    def feast_day(self, year: int) -> date:
        """The feast day of a calendar year (of the lunar year that begins in it).

        >>> festivals()["chunjie"].feast_day(2026)
        datetime.date(2026, 2, 17)
        >>> festivals()["black_friday"].feast_day(2025)
        datetime.date(2025, 11, 28)
        """
        if "lunar" in self.feast:
            month, day_of_month = self.feast["lunar"]
            return lunar_months(year)[month] + timedelta(days=day_of_month - 1)
        if "solar" in self.feast:
            return date(year, *self.feast["solar"])
        first = date(year, self.feast["month"], 1)
        to_weekday = (self.feast["weekday"] - first.isoweekday()) % 7
        return first + timedelta(days=to_weekday + 7 * (self.feast["nth"] - 1) + self.feast["plus"])


@dataclass(frozen=True, slots=True)
class FestivalDay:
    """A day inside a festival's window: the festival, the phase, and the like day of the year before."""

    festival: str
    phase: str
    last_year: date


def festival_of(day: date) -> FestivalDay | None:
    """The festival the day is in, warm-up and review included, or None.

    >>> festival_of(date(2025, 11, 5))
    FestivalDay(festival='double11', phase='main', last_year=datetime.date(2024, 11, 5))
    >>> festival_of(date(2025, 8, 1)) is None
    True
    """
    return _windows(day.year).get(day)


def next_festival(day: date) -> tuple[str, int]:
    """The festival whose feast is the first on or after the day, and how many days are left (0 on the feast).

    >>> next_festival(date(2025, 11, 1))
    ('double11', 10)
    """
    feast, name = next((feast, name) for feast, name in _feasts(day.year) if feast >= day)
    return name, (feast - day).days


def aligned_last_year(day: date) -> date:
    """The day of last year to compare with.

    Within a festival's window it is as many days from last year's feast as `day` is from this year's. So 春节, 七夕 and
    中秋 move with the moon, Black Friday with its weekday, and 618 or double 11 keep their date. Any other day
    compares with the same weekday 364 days earlier, which may then lie inside a festival of last year.

    >>> aligned_last_year(date(2025, 1, 29)), aligned_last_year(date(2025, 11, 11)), aligned_last_year(date(2025, 8, 1))
    (datetime.date(2024, 2, 10), datetime.date(2024, 11, 11), datetime.date(2024, 8, 2))
    """
    inside = festival_of(day)
    return inside.last_year if inside else day - timedelta(days=364)


@functools.cache
def festivals() -> Mapping[str, Festival]:
    """Every festival by name, in the order of `festivals.toml`."""
    text = resources.files(__package__).joinpath("festivals.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _festival(name, told) for name, told in tomllib.loads(text)["festivals"].items()})


def _festival(name: str, told: Mapping[str, Any]) -> Festival:
    return Festival(
        name=name,
        title=Words(zh=told["zh"], en=told["en"]),
        feast=told["feast"],
        phases={phase: told[phase] for phase in PHASES if phase in told},
        first_year=told.get("first_year", 1),
        source=told["source"],
    )


@functools.cache
def _windows(year: int) -> Mapping[date, FestivalDay]:
    """Every day of a year that is in a festival; a window may begin in the year before its feast."""
    found: dict[date, FestivalDay] = {}
    for phase in PHASES:
        for festival in festivals().values():
            for day, inside in _phase_days(festival, phase, year):
                found.setdefault(day, inside)
    return MappingProxyType(found)


def _phase_days(festival: Festival, phase: str, year: int) -> list[tuple[date, FestivalDay]]:
    found = []
    for feast_year in (year, year + 1):
        if phase not in festival.phases or feast_year < festival.first_year:
            continue
        feast, feast_before = festival.feast_day(feast_year), festival.feast_day(feast_year - 1)
        first, last = festival.phases[phase]
        offsets = [timedelta(days=days) for days in range(first, last + 1)]
        found += [(feast + by, FestivalDay(festival.name, phase, feast_before + by)) for by in offsets]
    return [(day, inside) for day, inside in found if day.year == year]


@functools.cache
def _feasts(year: int) -> Sequence[tuple[date, str]]:
    """The feasts of a year and the next, in order of time."""
    held = [(festival, when) for when in (year, year + 1) for festival in festivals().values()]
    days = [(festival.feast_day(when), festival.name) for festival, when in held if when >= festival.first_year]
    return sorted(days, key=lambda feast: feast[0])
