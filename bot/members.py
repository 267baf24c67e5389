"""Who somebody is: activities do not name the user principal name, but Teams tells it when it is asked."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final

from bot.connector import Connector, ConnectorError
from bot.credentials import TokenRefused
from dialogs import contacts
from dialogs.person import Turn
from dialogs.services import Services

_log = logging.getLogger(__name__)

_GUEST: Final = "guest"
_EXTERNAL: Final = "#ext#"
"""Stands in the user principal name of every guest."""


class Members:
    """Asks once, in the background, for each who installs the bot. Nothing is lost where that fails but the name."""

    def __init__(self, connector: Connector, services: Services) -> None:
        self._connector = connector
        self._services = services
        self._asking: set[asyncio.Task[None]] = set()

    def ask(self, turn: Turn) -> None:
        """Ask who the person of this turn is, unless the chat is not theirs alone."""
        if turn.person.chat:
            task = asyncio.create_task(self._ask(turn))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _ask(self, turn: Turn) -> None:
        chat, user = turn.person.chat, str(turn.conversation["user"]["id"])
        if chat is None:
            return
        try:
            member = await self._connector.member(chat.service_url, chat.conversation, user)
        except (ConnectorError, TokenRefused) as error:
            _log.info("Teams does not say who installed the bot: %s", error)
            return
        if _object_id(member) in {"", turn.person.id.casefold()}:
            upn = str(member.get("userPrincipalName") or "")
            guest = member.get("userRole") == _GUEST or _EXTERNAL in upn.casefold()
            await contacts.named(turn, upn, guest=guest, services=self._services)


def _object_id(member: Mapping[str, Any]) -> str:
    """Read the Entra object id; Teams has two names for it."""
    return str(member.get("aadObjectId") or member.get("objectId") or "").casefold()
