"""Somebody installs the bot, or takes it away: what is kept so that they can be written to."""

from typing import Final

from dialogs.person import Turn
from dialogs.services import Services

_MAX_UPN: Final = 200
_KIND: Final = "a contact"


async def installed(turn: Turn, services: Services) -> None:
    """Keep who installed the bot in a chat of their own, and where they are written to."""
    if turn.person.chat:
        await services.later.write(_KIND, turn.person.id, lambda: services.profiles.meet(turn.person))


async def removed(turn: Turn, services: Services) -> None:
    """Forget the chat of whoever took the bot away."""
    if turn.person.chat:
        await services.later.write(_KIND, turn.person.id, lambda: services.profiles.part(turn.person))


async def named(turn: Turn, upn: str, *, guest: bool, services: Services) -> None:
    """Keep somebody's user principal name, by which lists of people name them."""
    if 0 < len(upn.encode("utf-8", "replace")) <= _MAX_UPN:
        person = turn.person.id
        await services.later.write(_KIND, person, lambda: services.contacts.keep(person, upn=upn, guest=guest))
