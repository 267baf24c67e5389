"""Where coordinators watch a wave: implements `waves.messenger.Board`."""

import logging
from collections.abc import Mapping
from typing import Any

from bot.connector import Connector, ConnectorError
from bot.credentials import TokenRefused
from bot.replies import to_message
from cards.texts import texts_in
from cards.wave_progress import progress_card
from waves.progress import Progress
from waves.wave import Wave

_log = logging.getLogger(__name__)


class TeamsBoard:
    """Posts cards into chats that references name, and keeps the cards of waves current in their places."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def post(self, reference: Mapping[str, Any], card: dict[str, Any]) -> str | None:
        """Post a card; return the message's id, `None` if it could not be posted."""
        try:
            return await self._connector.send(
                str(reference["serviceUrl"]), str(reference["conversation"]["id"]), to_message(reference, card)
            )
        except (ConnectorError, TokenRefused) as error:
            _log.warning("a card could not be posted: %s", error)
            return None

    async def show(self, wave: Wave, progress: Progress) -> None:
        """Show how far a wave is, where its card is."""
        if wave.card is None:
            return
        reference, texts = wave.card["reference"], texts_in(str(wave.card["language"]))
        card = progress_card(wave, progress, texts, live=True)
        try:
            await self._connector.update(
                str(reference["serviceUrl"]),
                str(reference["conversation"]["id"]),
                str(wave.card["activity"]),
                to_message(reference, card),
            )
        except (ConnectorError, TokenRefused) as error:
            _log.info("the card of a wave could not be brought up to date: %s", error)
