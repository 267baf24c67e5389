"""Who may do what: checked for every press and every command, wherever it comes from."""

from collections.abc import Callable
from dataclasses import dataclass

from dialogs.person import Person


def no_groups(_: str) -> frozenset[str]:
    """Know of no group."""
    return frozenset()


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The Entra object ids of coordinators and of the helpdesk, in small letters: of people, and of groups.

    `people_of` tells who is in a group at this moment, and of a person's id nobody.
    """

    coordinators: frozenset[str] = frozenset()
    helpdesk: frozenset[str] = frozenset()
    people_of: Callable[[str], frozenset[str]] = no_groups

    def is_coordinator(self, person: Person) -> bool:
        """Tell whether this person plans the roll-out."""
        return self._is_among(person, self.coordinators)

    def is_helpdesk(self, person: Person) -> bool:
        """Coordinators may all that the helpdesk may."""
        return self._is_among(person, self.helpdesk | self.coordinators)

    def _is_among(self, person: Person, ids: frozenset[str]) -> bool:
        id = person.id.casefold()
        return id in ids or any(id in self.people_of(group) for group in ids)
