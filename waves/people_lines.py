"""From the bytes of a coordinator's file to its lines, a piece at a time."""

import codecs
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO, Final

from waves.people_fault import BadPeopleFile, Fault
from waves.people_notice import Tally, Told

MAX_MEGABYTES: Final = 50
MAX_LINE: Final = 60_000
"""Characters. Below the limit of a cell of the csv module, so that a cell on one line never meets that."""

MAX_LINES: Final = 1_048_576
"""Blank ones too: as many as a sheet of Excel has."""

_PIECE: Final = 64 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", Told.BYTE_ORDER_MARK),
    (codecs.BOM_UTF16_LE, "utf-16-le", Told.UTF_16),
    (codecs.BOM_UTF16_BE, "utf-16-be", Told.UTF_16),
)
_OTHER_KINDS: Final = (
    (re.compile(rb"PK(?:\x03\x04|\x05\x06)|\xd0\xcf\x11\xe0"), Fault.WORKBOOK),
    (re.compile(rb"\s*%PDF"), Fault.PDF),
    # No name of a column begins so, but every page of HTML or XML does.
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-z]", re.IGNORECASE), Fault.WEB_PAGE),
)
_LINE_END: Final = re.compile(rb"\r\n?|\n")


def read_lines(file: IO[bytes], tally: Tally) -> Iterator[str]:
    r"""Read the lines, each with `\n` at its end, whatever ended it in the file. Raise `BadPeopleFile`."""
    number, rest = 0, ""
    for text in _texts(file, tally):
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            number += 1
            _refuse_long(line, number)
            if number > MAX_LINES:
                raise BadPeopleFile(Fault.TOO_MANY_LINES, line=number, limit=MAX_LINES)
            yield line + "\n"
        _refuse_long(rest, number + 1)
    if rest:
        yield rest + "\n"


def _refuse_long(line: str, number: int) -> None:
    if len(line) > MAX_LINE:
        raise BadPeopleFile(Fault.LONG_LINE, line=number, limit=MAX_LINE)


def _texts(file: IO[bytes], tally: Tally) -> Iterator[str]:
    pieces = _pieces(file)
    head = next(pieces, b"")
    for kind, fault in _OTHER_KINDS:
        if kind.match(head):
            raise BadPeopleFile(fault)
    mark, encoding, told = next((each for each in _MARKS if head.startswith(each[0])), (b"", "utf-8", None))
    if told:
        tally.note(told, 1)
    decoding = _Decoding(encoding, tally, is_sure=bool(mark))
    yield from map(decoding.decode, chain([head.removeprefix(mark)], pieces, [b""]))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > MAX_MEGABYTES * 1024 * 1024:
            raise BadPeopleFile(Fault.TOO_LARGE, limit=MAX_MEGABYTES)
        yield piece


class _Decoding:
    """Decode one piece after another; an empty one is the last.

    Unless a mark made the encoding sure, the first bytes that are no UTF-8 make it Windows-1252, as long as nothing but
    ASCII came before: then it is as if it had been known from the start, and nothing needs to be read twice.
    """

    def __init__(self, encoding: str, tally: Tally, *, is_sure: bool) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._newlines = io.IncrementalNewlineDecoder(None, translate=True)
        self._tally = tally
        self._is_sure = is_sure
        self._line = 1

    def decode(self, piece: bytes) -> str:
        try:
            decoded = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            decoded = self._decode_otherwise(error)
        self._is_sure = self._is_sure or not decoded.isascii()
        text = self._newlines.decode(decoded, final=not piece)
        if "\0" in text:
            raise BadPeopleFile(Fault.NUL, line=self._line + text[: text.index("\0")].count("\n"))
        self._line += text.count("\n")
        return text

    def _decode_otherwise(self, error: UnicodeDecodeError) -> str:
        """Take the rest for Windows-1252. `error` holds also the bytes that the decoder had kept back."""
        before = error.object[: error.start]
        line = self._line + len(_LINE_END.findall(before))
        if self._is_sure or not before.isascii():
            raise BadPeopleFile(Fault.ENCODING, line=line) from None
        self._tally.note(Told.WINDOWS_1252, line)
        self._is_sure = True
        self._decoder = codecs.getincrementaldecoder("cp1252")()
        try:
            return self._decoder.decode(error.object)
        except UnicodeDecodeError as unknown:
            return self._decode_otherwise(unknown)
