"""A coordinator's list of people, as a CSV file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from sys import intern
from typing import IO, Final

from waves.people_columns import FIRST_ONLY, Columns, begins_with_id, find_columns, shown
from waves.people_fault import BadPeopleFile, Fault
from waves.people_notice import Notice, Tally, Told
from waves.people_records import MAX_CELL, read_records
from waves.people_values import clean, is_formula, language_of, object_id, platform_of, principal_name, zone_of

MAX_PEOPLE: Final = 200_000
"""Lines with content, without the header."""

_KNOWN_VALUES: Final = {
    "platform": (Told.PLATFORM, platform_of),
    "language": (Told.LANGUAGE, language_of),
    "zone": (Told.ZONE, zone_of),
}


# Not by keyword alone: a list is kept as rows of these fields, in this order, and read from them.
@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list, as it names them. What it does not tell, or is not known, is empty.

    `key` is an object id, `upn` a user principal name, both in lower case; at least one is there. `platform` is
    windows, android, ios, macos or linux; `language` en or sv; `zone` a name such as Europe/Stockholm. The other texts
    are the coordinator's, on one line, and may begin like a formula: who writes them to a CSV must quote them.
    """

    key: str
    upn: str
    name: str = ""
    department: str = ""
    site: str = ""
    platform: str = ""
    language: str = ""
    manager: str = ""
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class PeopleFile:
    """Hold what a file tells: its people, in order, and what the coordinator should know of it.

    `lines` counts those with content: one for each person, and for each that a notice in `LEFT_OUT` counts. `columns`
    are the fields of `Listed` that the file has a column for; `ignored` names some of its other columns.
    """

    people: tuple[Listed, ...]
    notices: tuple[Notice, ...]
    lines: int
    columns: tuple[str, ...]
    ignored: tuple[str, ...]


def read_people_file(file: IO[bytes]) -> PeopleFile:
    """Read a list of people, in pieces and once. It takes seconds: not for an event loop.

    Raise `BadPeopleFile` where not every line can be read: then nobody is listed. Of two lines with the same person the
    first counts. Lines are counted as a text editor does.
    """
    tally = Tally()
    records = read_records(file, tally)
    line, first = next(records)
    columns = _columns(first)
    if columns is FIRST_ONLY:
        tally.note(Told.NO_HEADER, line)
        records = chain([(line, first)], records)
    reading = _Reading(columns, tally)
    for line, row in records:
        reading.read(line, row)
    return reading.result()


def _columns(first: Sequence[str]) -> Columns:
    columns = find_columns(first)
    if columns is None and begins_with_id(first):
        return FIRST_ONLY
    if columns is None:
        raise BadPeopleFile(Fault.NO_ID_COLUMN, found=shown(first))
    return columns


class _Reading:
    """Gather the people, line by line."""

    def __init__(self, columns: Columns, tally: Tally) -> None:
        self._columns = columns
        self._tally = tally
        self._people: list[Listed] = []
        self._lines = 0
        self._seen = _Seen()

    def read(self, line: int, row: Sequence[str]) -> None:
        if not any(map(str.strip, row)):
            self._tally.note(Told.BLANK, line)
            return
        self._count(line, row)
        ids = [self._cell(row, index, line) for index in self._columns.ids]
        cells = {field: self._cell(row, index, line) for field, index in self._columns.at.items()}
        key = _first(object_id, ids)
        upn = _first(principal_name, ids)
        if not (key or upn):
            self._tally.note(_unusable(ids), line)
        elif self._seen.is_double(key, upn):
            self._tally.note(Told.DOUBLE, line)
        else:
            if any(map(is_formula, chain(ids, cells.values()))):
                self._tally.note(Told.FORMULA, line)
            self._people.append(Listed(key=key, upn=upn, **self._values(cells, line)))

    def result(self) -> PeopleFile:
        if not self._lines:
            raise BadPeopleFile(Fault.EMPTY)
        return PeopleFile(
            people=tuple(self._people),
            notices=self._tally.notices(),
            lines=self._lines,
            columns=tuple(self._columns.at),
            ignored=self._columns.ignored,
        )

    def _count(self, line: int, row: Sequence[str]) -> None:
        self._lines += 1
        if self._lines > MAX_PEOPLE:
            raise BadPeopleFile(Fault.TOO_MANY_LINES, line=line, limit=MAX_PEOPLE)
        width = self._columns.width
        # Then a separator stands in a cell without quotes, and who knows which cells are in the wrong column.
        if width is not None and any(map(str.strip, row[width:])):
            raise BadPeopleFile(Fault.TOO_MANY_CELLS, line=line)

    def _cell(self, row: Sequence[str], index: int, line: int) -> str:
        cell = row[index] if index < len(row) else ""
        if len(cell) > MAX_CELL:
            raise BadPeopleFile(Fault.LONG_CELL, line=line, limit=MAX_CELL)
        return clean(cell)

    def _values(self, cells: dict[str, str], line: int) -> dict[str, str]:
        for field, (told, meant) in _KNOWN_VALUES.items():
            if cell := cells.get(field):
                cells[field] = meant(cell)
                if not cells[field]:
                    self._tally.note(told, line)
        # Else each of a department's thousand people would hold its name anew. Few share their own.
        return {field: cell if field == "name" else intern(cell) for field, cell in cells.items()}


class _Seen:
    """Remember who was listed, by both ids."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._key_of: dict[str, str] = {}

    def is_double(self, key: str, upn: str) -> bool:
        """Tell whether the person came before, and remember both ids.

        Two object ids are two people, even with one user principal name: the object id is the surer of the two.
        """
        known = self._key_of.get(upn)
        double = key in self._keys or known == "" or (known is not None and not key)
        if key:
            self._keys.add(key)
        if upn:
            self._key_of[upn] = known or key
        return double


def _first(meaning: Callable[[str], str], ids: Sequence[str]) -> str:
    return next((found for each in ids if (found := meaning(each))), "")


def _unusable(ids: Sequence[str]) -> Told:
    if not any(ids):
        return Told.NO_ID
    return Told.FORMULA_ID if any(map(is_formula, ids)) else Told.BAD_ID
