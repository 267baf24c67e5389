"""Which columns a coordinator's file has, by the names that people give them in English and Swedish."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from waves.people_values import clean, object_id, principal_name

_IDS: Final = "id"
# Without case, accents, spaces and marks. Where a file has several columns of a kind, the name that is first here wins.
_NAMES: Final[Mapping[str, Sequence[str]]] = {
    _IDS: (
        "objectid aadobjectid azureadobjectid azureobjectid entraobjectid entraid azureadid userobjectid objektid "
        "anvandarobjektid memberobjectidorupn upn userprincipalname userprincipal userupn primaryuserupn principalname "
        "anvandarenshuvudnamn anvandarhuvudnamn huvudnamn username anvandarnamn signinname inloggningsnamn login "
        "logon inloggning account konto user anvandare email emailaddress useremail primaryuseremailaddress epost "
        "epostadress mail mailaddress mailadress mejl mejladress workemail primarysmtpaddress id userid anvandarid guid"
    ).split(),
    "name": "displayname name fullname visningsnamn namn fullstandigtnamn".split(),
    "department": "department departmentname dept avdelning avdelningsnamn avd forvaltning".split(),
    "site": (
        "site sitename office officelocation physicaldeliveryofficename location kontor kontorsplats plats placering "
        "arbetsplats ort city stad"
    ).split(),
    "platform": (
        "platform plattform deviceplatform operatingsystem operativsystem os deviceos devicetype enhetstyp device enhet"
    ).split(),
    "language": "preferredlanguage language sprak onskatsprak lang".split(),
    "manager": "manager managername manageremail managerupn chef narmastechef chefsnamn".split(),
    "zone": "timezone tidszon tidzon tz".split(),
}
_FIELDS: Final = {name: field for field, names in _NAMES.items() for name in names}
_ORDER: Final = tuple(_FIELDS)
# Entra's own templates put the name that programs know in brackets behind the one that people read.
_BRACKETS: Final = re.compile(r"\[(\w+)\]")
_FOUND: Final = 20
_FOUND_LENGTH: Final = 40


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Know where what stands. `ids` are in the order in which they count; `width` is `None` without a header."""

    ids: tuple[int, ...]
    at: Mapping[str, int]
    ignored: tuple[str, ...]
    width: int | None


FIRST_ONLY: Final = Columns(ids=(0,), at={}, ignored=(), width=None)
"""Of a file without a header."""


def find_columns(header: Sequence[str]) -> Columns | None:
    """Find the columns that a header names; `None` if none of them holds ids."""
    ids: list[int] = []
    at: dict[str, int] = {}
    for rank, index in sorted(
        (_ORDER.index(name), index) for index, cell in enumerate(header) if (name := _known(cell))
    ):
        field = _FIELDS[_ORDER[rank]]
        if field == _IDS:
            ids.append(index)
        else:
            at.setdefault(field, index)
    ignored = [cell for index, cell in enumerate(header) if index not in {*ids, *at.values()}]
    return Columns(ids=tuple(ids), at=at, ignored=shown(ignored), width=len(header)) if ids else None


def begins_with_id(row: Sequence[str]) -> bool:
    first = clean(row[0]) if row else ""
    return bool(object_id(first) or principal_name(first))


def delimiter_of(line: str) -> str:
    """Choose what separates the cells: with it the line names most columns, or begins with an id, or has most cells."""

    def promise(delimiter: str) -> tuple[int, bool, int]:
        row = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        return sum(map(bool, map(_known, row))), begins_with_id(row), len(row)

    return max(",;\t", key=promise)


def shown(cells: Sequence[str]) -> tuple[str, ...]:
    """Take the first cells that are not empty, each cut short."""
    return tuple(text[:_FOUND_LENGTH] for cell in cells if (text := clean(cell)))[:_FOUND]


def _known(cell: str) -> str:
    """Find the name in the table that this cell is; empty if it is none."""
    inner = _BRACKETS.search(cell)
    names = map(_squeezed, (inner[1], cell) if inner else (cell,))
    return next((name for name in names if name in _FIELDS), "")


def _squeezed(cell: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", cell).casefold()))
