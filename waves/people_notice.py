"""What a coordinator is told of a file that was read: which lines were left out, and what was taken otherwise."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

EXAMPLES: Final = 5
"""Lines that a notice names."""


class Told(StrEnum):
    DOUBLE = "double"
    NO_ID = "no-id"
    BAD_ID = "bad-id"
    FORMULA_ID = "formula-id"
    FORMULA = "formula"
    PLATFORM = "platform"
    LANGUAGE = "language"
    ZONE = "zone"
    BLANK = "blank"
    NO_HEADER = "no-header"
    SEMICOLONS = "semicolons"
    TABS = "tabs"
    BYTE_ORDER_MARK = "byte-order-mark"
    UTF_16 = "utf-16"
    WINDOWS_1252 = "windows-1252"


LEFT_OUT: Final = frozenset({Told.DOUBLE, Told.NO_ID, Told.BAD_ID, Told.FORMULA_ID})
"""Of each such line nobody is listed: their counts and the people listed make up all lines with content."""

_WORDS: Final = {
    Told.DOUBLE: "the same person again: left out",
    Told.NO_ID: "no user principal name or object id: left out",
    Told.BAD_ID: "neither a user principal name nor an object id: left out",
    Told.FORMULA_ID: "a formula in place of an id: left out",
    Told.FORMULA: "a cell that begins like a formula: not calculated, taken as text",
    Told.PLATFORM: "a platform that is not known, or several: ignored",
    Told.LANGUAGE: "a language other than English and Swedish: ignored",
    Told.ZONE: "a time zone that is not known (one is Europe/Stockholm): ignored",
    Told.BLANK: "a blank line",
    Told.NO_HEADER: "no names of columns: the first column is taken for the id, others are ignored",
    Told.SEMICOLONS: "cells are separated by semicolons",
    Told.TABS: "cells are separated by tabs",
    Told.BYTE_ORDER_MARK: "the file begins with a byte-order mark",
    Told.UTF_16: "the file is UTF-16",
    Told.WINDOWS_1252: "the file is no UTF-8, and is read as Windows-1252: look whether the names are right",
}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Tell of one kind on how many lines it stands, and on which first."""

    kind: Told
    count: int
    lines: tuple[int, ...]

    def __str__(self) -> str:
        more = ", …" if self.count > len(self.lines) else ""
        return f"{_WORDS[self.kind]} ({self.count}: line {', '.join(map(str, self.lines))}{more})"


class Tally:
    """Count the lines of each kind. A kind counts once a line."""

    def __init__(self) -> None:
        self._counts: Counter[Told] = Counter()
        self._first: dict[Told, list[int]] = {}
        self._last: dict[Told, int] = {}

    def note(self, kind: Told, line: int) -> None:
        if self._last.get(kind) == line:
            return
        self._last[kind] = line
        self._counts[kind] += 1
        first = self._first.setdefault(kind, [])
        if len(first) < EXAMPLES:
            first.append(line)

    def notices(self) -> tuple[Notice, ...]:
        """List the kinds that were met, what matters most first."""
        return tuple(
            Notice(kind=kind, count=self._counts[kind], lines=tuple(self._first[kind]))
            for kind in Told
            if kind in self._first
        )
