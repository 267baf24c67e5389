"""From the lines of a coordinator's file to the cells of each."""

import csv
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO, Final

from waves.people_columns import begins_with_id, delimiter_of
from waves.people_fault import BadPeopleFile, Fault
from waves.people_lines import read_lines
from waves.people_notice import Tally, Told

MAX_CELL: Final = 500
"""Characters."""

_SEPARATOR: Final = re.compile(r'"?sep=([,;\t])"?\s*', re.IGNORECASE)
"""What Excel puts before the header to name the separator."""

_VERSION: Final = "version:v"
"""What the templates of Entra ID begin with, above the header."""

_DELIMITERS: Final = {";": Told.SEMICOLONS, "\t": Told.TABS}


def read_records(file: IO[bytes], tally: Tally) -> Iterator[tuple[int, list[str]]]:
    """Read the cells of each line, with the number of the line on which they begin. Raise `BadPeopleFile`.

    The first line has content, and those before it are told; an empty file is refused.
    """
    lines = read_lines(file, tally)
    before, delimiter, first = _beginning(lines, tally)
    yield from _rows(chain([first], lines), delimiter, before)


def _beginning(lines: Iterator[str], tally: Tally) -> tuple[int, str, str]:
    """Find the first line of the table: how many are before it, what separates its cells, and the line itself."""
    named = ""
    for before, line in enumerate(lines):
        separator = _SEPARATOR.fullmatch(line)
        if separator:
            named = separator[1]
        elif not any(map(str.isalnum, line)):
            tally.note(Told.BLANK, before + 1)
        elif not line.casefold().startswith(_VERSION):
            delimiter = named or delimiter_of(line)
            if delimiter in _DELIMITERS:
                tally.note(_DELIMITERS[delimiter], before + 1)
            return before, delimiter, line
    raise BadPeopleFile(Fault.EMPTY)


def _rows(lines: Iterator[str], delimiter: str, before: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = before + reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise BadPeopleFile(Fault.UNCLOSED_QUOTE, line=line) from error
        if row is None:
            return
        if before + reader.line_num > line and any(_swallows(cell, delimiter) for cell in row):
            raise BadPeopleFile(Fault.UNCLOSED_QUOTE, line=line)
        yield line, row


def _swallows(cell: str, delimiter: str) -> bool:
    """Tell whether a cell of several lines took in other people's, because its quote was closed only by a later one."""
    _, *more = cell.split("\n")
    if not more:
        return False
    return len(cell) > MAX_CELL or any(begins_with_id([part]) for each in more for part in each.split(delimiter))
