"""The port to the company's directory: who there is, and who gets the app installed. `bot.graph` implements it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Failure(StrEnum):
    """Why the directory did not answer."""

    FORBIDDEN = "forbidden"
    NO_SUCH_GROUP = "no such group"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    ODD = "odd answer"
    NOT_SET_UP = "not set up"


class DirectoryFailed(Exception):
    """The directory did not answer, and nothing may be made of what it said before. `hint` says how to mend it."""

    def __init__(self, reason: Failure, hint: str = "") -> None:
        super().__init__(f"{reason}: {hint}" if hint else str(reason))
        self.reason = reason
        self.hint = hint


class Throttled(Exception):
    """The directory wants to be left alone for so many seconds; 0 where it does not say how many."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"throttled for {seconds:g} s")
        self.seconds = seconds


class Installed(StrEnum):
    """What became of installing the app for a person."""

    INSTALLED = "installed"
    ALREADY = "already"
    FORBIDDEN = "forbidden"
    UNKNOWN_USER = "unknown user"


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A person in the directory, by Entra object id in small letters; texts that it does not know are empty.

    `site` is the office location, `language` two small letters.
    """

    id: str
    upn: str
    name: str = ""
    department: str = ""
    site: str = ""
    language: str = ""
    guest: bool = False
    enabled: bool = True


class Directory(Protocol):
    """Knows the people of the company."""

    def members(self, group: str) -> AsyncIterator[Member]:
        """Read all people of a group and of the groups within it.

        Raises `DirectoryFailed`, possibly after some people: then nobody of them counts.
        """
        ...

    async def look_up(self, names: Sequence[str]) -> Mapping[str, Member | None]:
        """Find people by user principal names or object ids; `None` for those who do not exist.

        Raises `DirectoryFailed`: all are found out about, or none.
        """
        ...

    async def install(self, person: str) -> Installed:
        """Install the app for a person, by object id. May be repeated. Raises `Throttled` and `DirectoryFailed`."""
        ...
