"""What the bot sends of its own accord: implements `knowledge.delivery.Outbox`."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.connector import Connector, ConnectorError
from bot.replies import to_message
from cards.answered import answered_card, asked_back_card, text_for
from cards.review import item_card, reminder_card
from cards.texts import texts_in
from knowledge.answering import Answerer
from knowledge.review_item import Asker, Delivery, Item

_log = logging.getLogger(__name__)

_REFUSED: Final = frozenset({400, 401, 403, 404, 405, 410})
"""The chat cannot be reached: the person has left, blocked the bot or taken it away."""

_LATER: Final = frozenset({429, 503})
"""Teams took no notice of it, and wants us to wait."""

_CHANNEL_LANGUAGE: Final = "en"


class TeamsOutbox:
    """Sends through the connector, to the chats that references name."""

    def __init__(self, connector: Connector, answerer: Answerer, clock: Callable[[], datetime]) -> None:
        self._connector = connector
        self._answerer = answerer
        self._clock = clock

    async def deliver(self, item: Item, asker: Asker) -> Delivery:
        """Send an item's answer, or question back, to one asker: sent, unreachable, uncertain, or pending again."""
        try:
            await self._send(asker.conversation, self._for_asker(item, asker))
        except ConnectorError as error:
            if error.status in _REFUSED:
                return Delivery.UNREACHABLE
            return Delivery.PENDING if error.status in _LATER else Delivery.UNCERTAIN
        return Delivery.SENT

    async def show(self, item: Item, channel: Mapping[str, Any], activity: str | None) -> str | None:
        """Show an item in the helpdesk's channel, in the place of what was shown; return the message's id."""
        texts = texts_in(str(channel.get("locale") or _CHANNEL_LANGUAGE)[:2].casefold())
        library = self._answerer.library
        slugs = [slug for slug, _ in item.guesses] + ([item.answer.slug] if item.answer and item.answer.slug else [])
        titles = {slug: article.title for slug in slugs if (article := library.get(slug, texts.language))}
        card = item_card(item, titles, texts, self._clock())
        try:
            if activity is None:
                return await self._send(channel, card, thread=False)
            await self._connector.update(
                _service_url(channel), _conversation(channel, thread=False), activity, _activity(channel, card)
            )
        except ConnectorError as error:
            if error.status == 404 and activity is not None:  # somebody deleted it
                return await self.show(item, channel, None)
            if error.status not in _REFUSED:
                raise
            _log.warning("the helpdesk's channel cannot be written to (%s): was the bot taken out of the team?", error)
        return activity

    async def remind(self, items: Sequence[Item], channel: Mapping[str, Any]) -> None:
        """Bring items up again that have waited for long."""
        texts = texts_in(str(channel.get("locale") or _CHANNEL_LANGUAGE)[:2].casefold())
        await self._send(channel, reminder_card(items, texts, self._clock()), thread=False)

    def _for_asker(self, item: Item, asker: Asker) -> dict[str, Any]:
        answer = item.answer
        texts = texts_in(asker.language)
        if answer is None:
            raise ValueError("an item without an answer is due to nobody")
        text = text_for(answer.texts, asker.language)
        if answer.question:
            return asked_back_card(item, text or "", texts)
        article = self._answerer.library.get(answer.slug, asker.language) if answer.slug else None
        return answered_card(item, text, article, texts)

    async def _send(self, reference: Mapping[str, Any], card: dict[str, Any], *, thread: bool = True) -> str | None:
        return await self._connector.send(
            _service_url(reference), _conversation(reference, thread=thread), _activity(reference, card)
        )


def _activity(reference: Mapping[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    """Make a message with a card, of which the person is notified."""
    return {**to_message(reference, card), "channelData": {"notification": {"alert": True}}}


def _conversation(reference: Mapping[str, Any], *, thread: bool) -> str:
    """Name the conversation; without `thread`, a channel itself rather than the thread that was written in."""
    conversation: Mapping[str, Any] = reference.get("conversation") or {}
    id = str(conversation.get("id"))
    return id if thread else id.partition(";messageid=")[0]


def _service_url(reference: Mapping[str, Any]) -> str:
    return str(reference.get("serviceUrl"))
