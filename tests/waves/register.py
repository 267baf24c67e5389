"""A directory of a few people, which breaks off when a test says so."""

from collections.abc import AsyncIterator, Mapping, Sequence

from waves.directory import DirectoryFailed, Failure, Installed, Member


class Register:
    """Implement `waves.directory.Directory`. `breaks_after` so many people of a group, or look-ups; `None` is never."""

    def __init__(self) -> None:
        self.groups: dict[str, list[Member]] = {}
        self.people: list[Member] = []
        self.breaks_after: int | None = None
        self.failure: Exception = DirectoryFailed(Failure.UNAVAILABLE, "try later")
        self.looked_up: list[str] = []
        self._look_ups = 0

    def add(self, *members: Member, group: str = "") -> None:
        """Have the company employ people."""
        self.people += members
        if group:
            self.groups.setdefault(group, []).extend(members)

    async def members(self, group: str) -> AsyncIterator[Member]:
        for number, member in enumerate(self.groups[group]):
            if number == self.breaks_after:
                raise self.failure
            yield member
        if self.breaks_after == len(self.groups[group]):
            raise self.failure

    async def look_up(self, names: Sequence[str]) -> Mapping[str, Member | None]:
        if self._look_ups == self.breaks_after:
            raise self.failure
        self._look_ups += 1
        self.looked_up += names
        known = {name.casefold(): member for member in self.people for name in (member.id, member.upn)}
        return {name: known.get(name.casefold()) for name in names}

    async def install(self, person: str) -> Installed:
        return Installed.INSTALLED
