"""Why a coordinator's file of people is refused as a whole."""

from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    EMPTY = "empty"
    WORKBOOK = "workbook"
    PDF = "pdf"
    WEB_PAGE = "web-page"
    TOO_LARGE = "too-large"
    TOO_MANY_LINES = "too-many-lines"
    ENCODING = "encoding"
    NUL = "nul"
    LONG_LINE = "long-line"
    LONG_CELL = "long-cell"
    UNCLOSED_QUOTE = "unclosed-quote"
    TOO_MANY_CELLS = "too-many-cells"
    NO_ID_COLUMN = "no-id-column"


_SAVE: Final = 'Open it in Excel and save it as "CSV UTF-8".'
_MESSAGES: Final = {
    Fault.EMPTY: "The file holds no people. Write one person a line, below a line with the names of the columns.",
    Fault.WORKBOOK: f"The file is an Excel workbook or a zip file, not CSV. {_SAVE}",
    Fault.PDF: "The file is a PDF, not CSV. Take the table it was made from, and save that as CSV UTF-8.",
    Fault.WEB_PAGE: f"The file is a web page, not CSV. Download the list again, signed in. {_SAVE}",
    Fault.TOO_LARGE: "The file is larger than {limit} MB. Leave out columns, or make several files of it.",
    Fault.TOO_MANY_LINES: "The file holds more than {limit} lines. Take out blank lines, or make several files of it.",
    Fault.ENCODING: f"Line {{line}} holds characters that are not in the encoding of the rest. {_SAVE}",
    Fault.NUL: f"Line {{line}} holds a NUL byte: the file is damaged, or no text. {_SAVE}",
    Fault.LONG_LINE: f"Line {{line}} is longer than {{limit}} characters. {_SAVE}",
    Fault.LONG_CELL: "Line {line} has a cell of more than {limit} characters. Shorten it, or leave out the column.",
    Fault.UNCLOSED_QUOTE: "A quoted cell on line {line} does not end where it should. Close or remove the quote, "
    "and take line breaks out of the cell.",
    Fault.TOO_MANY_CELLS: "Line {line} has more cells than there are columns. Put cells that hold a comma, "
    "semicolon or tab in quotes.",
    Fault.NO_ID_COLUMN: 'No column is named "userPrincipalName" or "objectId". Name one of them so. Found: {found}',
}


class BadPeopleFile(Exception):
    """Refuse a file as a whole.

    `line` is 0 where the fault stands on no line, `limit` what was passed, in the unit of the message, or 0. `found`
    holds the first cells of a file without an id column, and so does the message: for the coordinator, never for a log.
    """

    def __init__(self, code: Fault, *, line: int = 0, limit: int = 0, found: tuple[str, ...] = ()) -> None:
        super().__init__(_MESSAGES[code].format(line=line, limit=limit, found=", ".join(found)))
        self.code = code
        self.line = line
        self.limit = limit
        self.found = found
