"""Who may do what: checked for every press and every command, wherever it comes from."""

from dataclasses import dataclass

from dialogs.person import Person


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The Entra object ids of coordinators and of the helpdesk, in small letters."""

    coordinators: frozenset[str] = frozenset()
    helpdesk: frozenset[str] = frozenset()

    def is_helpdesk(self, person: Person) -> bool:
        """Coordinators may all that the helpdesk may."""
        return person.id.casefold() in self.helpdesk | self.coordinators
