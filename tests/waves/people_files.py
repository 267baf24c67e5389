"""Coordinators' files, as tests write them."""

import io

from waves.people_fault import BadPeopleFile, Fault
from waves.people_file import Listed, PeopleFile, read_people_file
from waves.people_notice import Told

ANNA = "0a1b2c3d-0000-4000-8000-00000000000a"
BO = "0a1b2c3d-0000-4000-8000-00000000000b"


def read(content: str | bytes) -> PeopleFile:
    return read_people_file(io.BytesIO(content.encode() if isinstance(content, str) else content))


def only(content: str | bytes) -> Listed:
    """Read a file of one person."""
    (person,) = read(content).people
    return person


def upns(content: str | bytes) -> list[str]:
    return [person.upn for person in read(content).people]


def told(content: str | bytes) -> dict[Told, tuple[int, ...]]:
    """Read a file, and take from the notices which lines they name."""
    return {notice.kind: notice.lines for notice in read(content).notices}


def refused(content: str | bytes) -> BadPeopleFile:
    try:
        read(content)
    except BadPeopleFile as error:
        return error
    raise AssertionError("The file was read")


def fault(content: str | bytes) -> tuple[Fault, int]:
    """Read a file that is refused: why, and on which line."""
    error = refused(content)
    return error.code, error.line
