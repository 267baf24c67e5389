"""A large audience in several waves: so many people a week, or by site or department, whoever tries it first ahead."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from store.port import Store
from waves.people_file import Listed
from waves.planned import read_parts
from waves.wave import MAX_NAME, Wave

MOST_PARTS: Final = 52
"""Waves that a split makes at most: a year of weeks."""

_WEEK: Final = timedelta(days=7)
_FIELDS: Final = ("upn", "name", "department", "site", "platform", "language", "zone")
_NO_NAME: Final = re.compile(r"[^\w -]|_")


class By(StrEnum):
    """What makes a part."""

    WEEK = "week"
    SITE = "site"
    DEPARTMENT = "department"


class TooManyParts(Exception):
    """The split would make more than `MOST_PARTS` waves: `count`."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} waves are more than {MOST_PARTS}")
        self.count = count


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the waves that a split makes."""

    name: str
    day: date
    people: tuple[Listed, ...]


@dataclass(frozen=True, kw_only=True)
class Split:
    """How to split. `first` are user principal names and object ids of pilots, casefolded. `rest` names those without
    a site or department.
    """

    name: str
    by: By
    start: date
    a_week: int
    first: frozenset[str] = frozenset()
    rest: str = "others"


def parts(people: Sequence[Listed], split: Split) -> list[Part]:
    """Split people, each into one part, a week apart. Small sites and departments come first: they teach for the large.

    Raises `TooManyParts`.
    """
    pilots = [each for each in people if {each.key.casefold(), each.upn.casefold()} & split.first]
    ahead = set(map(id, pilots))
    others = [each for each in people if id(each) not in ahead]
    named = [("pilot", pilots)] if pilots else []
    named += list(_by_week(others, split.a_week) if split.by is By.WEEK else _by_place(others, split))
    if len(named) > MOST_PARTS:
        raise TooManyParts(len(named))
    names = _names(split.name, [name for name, _ in named])
    return [
        Part(name=name, day=split.start + _WEEK * number, people=tuple(members))
        for number, (name, (_, members)) in enumerate(zip(names, named, strict=True))
    ]


async def planned(store: Store, wave: Wave) -> list[Listed]:
    """Read the recipients that a dry run found, as a list by object id. Raises `LookupError` if a part is missing."""
    if wave.plan is None:
        raise LookupError("there is no dry run")
    people: list[Listed] = []
    async for part in read_parts(store, wave.name, wave.plan):
        people += [Listed(key=body["person"], **_known(body)) for body in part]
    return people


def _known(body: Mapping[str, Any]) -> dict[str, str]:
    return {name: body.get(name, "") for name in _FIELDS}


def _by_week(people: Sequence[Listed], a_week: int) -> Iterable[tuple[str, list[Listed]]]:
    for number, start in enumerate(range(0, len(people), a_week), 1):
        yield str(number), list(people[start : start + a_week])


def _by_place(people: Sequence[Listed], split: Split) -> Iterable[tuple[str, list[Listed]]]:
    """Group by site or department, whatever the case; those without one are last."""
    groups: dict[str, list[Listed]] = {}
    for each in people:
        place = each.site if split.by is By.SITE else each.department
        groups.setdefault(place.casefold(), []).append(each)
    for key in sorted(groups, key=lambda key: (not key, len(groups[key]), key)):
        first = groups[key][0]
        yield (first.site if split.by is By.SITE else first.department) or split.rest, groups[key]


def _names(name: str, parts: Sequence[str]) -> list[str]:
    """Name waves by their parts: with the signs that names may have, each once, and not too long."""
    names: list[str] = []
    for part in parts:
        plain = " ".join(_NO_NAME.sub(" ", part).split()) or "-"
        made = f"{name[: MAX_NAME // 2].strip()} {plain}"[:MAX_NAME].strip()
        number = 2
        while made.casefold() in {each.casefold() for each in names}:
            made = f"{made[: MAX_NAME - 4].strip()} {number}"
            number += 1
        names.append(made)
    return names
