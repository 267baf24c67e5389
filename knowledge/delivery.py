"""How answers reach those who asked, and items the helpdesk's channel: each once, whatever happens in between."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from knowledge.chats import first_of_chats, is_sending, marked, of_same_chats
from knowledge.review import Filter, Reviews, needs_sending, to_show
from knowledge.review_item import Answer, Asker, Delivery, Item, to_body, to_item
from store.change import change
from store.containers import REVIEWS
from store.port import Conflict, Store, StoreError
from store.record import Record

_log = logging.getLogger(__name__)

_AT_ONCE: Final = 20
"""Chats that are written down as being sent to before they are: as many are uncertain after a crash, at most."""

_STALE: Final = timedelta(minutes=2)
"""How long somebody is being sent to before nobody knows whether it happened."""

_REMINDED: Final = 10
"""Items that are brought up again at once: as many as a card shows. The others follow with the next."""

_SETTINGS: Final = "settings"
_CHANNEL: Final = "channel"


class Outbox(Protocol):
    """Sends to Teams."""

    async def deliver(self, item: Item, asker: Asker) -> Delivery:
        """Send an item's answer, or question back, to one asker: sent, unreachable, uncertain, or pending again."""
        ...

    async def show(self, item: Item, channel: Mapping[str, Any], activity: str | None) -> str | None:
        """Show an item in the helpdesk's channel, in the place of what was shown; return the message's id."""
        ...

    async def remind(self, items: Sequence[Item], channel: Mapping[str, Any]) -> None:
        """Bring items up again that have waited for long."""
        ...


@dataclass(frozen=True, kw_only=True)
class Ages:
    """Hours after which an open item is brought up again, once for each."""

    hours: tuple[float, ...] = (4, 24)

    def reached(self, item: Item, now: datetime) -> int:
        """Count the ages that an item has reached."""
        old = now - datetime.fromisoformat(item.asked_at)
        return sum(old >= timedelta(hours=hours) for hours in self.hours)


class Deliveries:
    """Sends what is due. Any number of instances may do so at once."""

    def __init__(self, store: Store, clock: Callable[[], datetime], outbox: Outbox, ages: Ages | None = None) -> None:
        self._store = store
        self._clock = clock
        self._outbox = outbox
        self._ages = ages or Ages()
        self._reviews = Reviews(store, clock)
        self._rounds = 0

    async def set_channel(self, conversation: Mapping[str, Any]) -> None:
        """Show items in this channel from now on."""
        await change(self._store, REVIEWS.name, _SETTINGS, _CHANNEL, lambda _: {"conversation": dict(conversation)})

    async def channel(self) -> Mapping[str, Any] | None:
        """Find the channel that items are shown in."""
        record = await self._store.get(REVIEWS.name, _SETTINGS, _CHANNEL)
        return record.body["conversation"] if record else None

    async def send_due(self) -> int:
        """Send what is due now, answers before cards in the channel; return how many items were due."""
        items = await self._reviews.due(self._rounds)
        self._rounds += 1
        # Conflict: another instance is at it, or somebody changed the item: it is due again.
        for item in items:
            with suppress(Conflict):
                await self._answer(item.name)
        channel = await self.channel() if items else None
        for item in items:
            with suppress(Conflict):
                if not await self._show(item.name, channel):
                    break  # the channel cannot be reached now
        return len(items)

    async def remind(self) -> int:
        """Bring up again what has waited for long, some at a time; return how many items."""
        channel = await self.channel()
        if channel is None:
            return 0
        # Noted first: brought up twice would be worse than not at all, once in a while.
        late = await self._late()
        if late:
            await self._outbox.remind(late, channel)
        return len(late)

    async def _late(self) -> list[Item]:
        """Find items that reached an age since they were last brought up, and note that they are."""
        late: list[Item] = []
        following = None
        while True:
            listed = await self._reviews.listed(Filter(), limit=100, following=following)
            for item in listed.items:
                reached = self._ages.reached(item, self._clock())
                if not reached or len(late) == _REMINDED:
                    return late  # the others are younger
                if reached > item.reminded and await self._noted(item, reached):
                    late.append(item)
            following = listed.following
            if following is None:
                return late

    async def _answer(self, name: str) -> None:
        """Send the answer to those who wait for it, some at a time: first written down, then sent."""
        while True:
            record, item = await self._read(name)
            if record is None or item is None:
                return
            chosen = first_of_chats(item)[:_AT_ONCE]
            stale = [asker for asker in item.askers if self._is_stale(asker)]
            if not chosen and not stale:
                return
            marks = {asker.person: Delivery.SENDING for asker in chosen}
            marks |= {asker.person: Delivery.UNCERTAIN for asker in stale}
            sending = marked(item, of_same_chats(item, marks), self._clock().isoformat())
            await self._store.replace(replace(record, body=to_body(sending, due=True)))
            # All at once, so that they are through long before anybody could take them for stale.
            outcomes = await asyncio.gather(*(self._delivered(item, asker) for asker in chosen))
            await self._note(
                name, item.answer, {asker.person: mark for asker, mark in zip(chosen, outcomes, strict=True)}
            )
            if Delivery.PENDING in outcomes:
                return  # Teams wants us to wait: the next round goes on

    async def _delivered(self, item: Item, asker: Asker) -> Delivery:
        try:
            return await self._outbox.deliver(item, asker)
        except Exception:  # noqa: BLE001 - whatever it is, the others get their answer
            _log.exception("an answer could not be sent")
            return Delivery.UNCERTAIN

    async def _note(self, name: str, answer: Answer | None, outcomes: Mapping[str, Delivery]) -> None:
        """Write down what became of an answer, unless another is on its way meanwhile."""
        at = self._clock().isoformat()

        def noted(item: Item) -> Item:
            sending = {person: mark for person, mark in outcomes.items() if is_sending(item, person)}
            return marked(item, of_same_chats(item, sending), at) if item.answer == answer else item

        await self._change(name, noted)

    async def _show(self, name: str, channel: Mapping[str, Any] | None) -> bool:
        """Show the item as it is, and note what is shown; `False` when the channel cannot be reached."""
        record, item = await self._read(name)
        if record is None or item is None or self._is_being_shown(item) or to_show(item).items() <= _card(item).items():
            return True
        card = {name: value for name, value in _card(item).items() if name != "showing"}
        if channel is None:
            await self._change(name, lambda now_is: replace(now_is, card={**card, **to_show(item)}))
            return True
        # Written down first, so that no other instance shows it too.
        showing = replace(item, card={**card, "showing": self._clock().isoformat()})
        await self._store.replace(replace(record, body=to_body(showing, due=True)))
        activity = card.get("activity") if card.get("channel") == _channel_id(channel) else None
        try:
            activity = await self._outbox.show(item, channel, activity)
        except Exception:  # noqa: BLE001 - whatever it is, answers go on
            _log.exception("an item could not be shown in the channel")
            await self._change(name, lambda now_is: replace(now_is, card=card))
            return False
        shown = {**to_show(item), "activity": activity, "channel": _channel_id(channel)}
        await self._change(name, lambda now_is: replace(now_is, card=shown))
        return True

    async def _change(self, name: str, following: Callable[[Item], Item]) -> None:
        month, _, key = name.partition(":")

        def body(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            item = following(to_item(month, key, kept or {}))
            return to_body(item, due=needs_sending(item))

        await change(self._store, REVIEWS.name, month, key, body)

    async def _noted(self, item: Item, reached: int) -> bool:
        record, now_is = await self._read(item.name)
        if record is None or now_is is None or now_is.reminded >= reached or not now_is.state.open:
            return False
        try:
            noted = replace(now_is, reminded=reached)
            await self._store.replace(replace(record, body=to_body(noted, due=needs_sending(noted))))
        except StoreError:
            return False
        return True

    async def _read(self, name: str) -> tuple[Record | None, Item | None]:
        month, _, key = name.partition(":")
        record = await self._store.get(REVIEWS.name, month, key)
        return record, to_item(month, key, record.body) if record else None

    def _is_stale(self, asker: Asker) -> bool:
        if asker.delivery is not Delivery.SENDING or asker.delivery_at is None:
            return False
        return self._clock() - datetime.fromisoformat(asker.delivery_at) > _STALE

    def _is_being_shown(self, item: Item) -> bool:
        since = _card(item).get("showing")
        return since is not None and self._clock() - datetime.fromisoformat(since) <= _STALE


def _card(item: Item) -> Mapping[str, Any]:
    return item.card or {}


def _channel_id(channel: Mapping[str, Any]) -> str:
    conversation: Mapping[str, Any] = channel.get("conversation") or {}
    return str(conversation.get("id")).partition(";")[0]
