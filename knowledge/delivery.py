"""How answers reach those who asked, and items the helpdesk's channel: each once, whatever happens in between."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from knowledge.review import Filter, Reviews, needs_sending
from knowledge.review_item import Asker, Delivery, Item, to_body, to_item
from store.change import change
from store.containers import REVIEWS
from store.port import Conflict, Store, StoreError
from store.record import Record

_log = logging.getLogger(__name__)

_AT_ONCE: Final = 20
"""Askers who are written down as being sent to before they are: as many are uncertain after a crash, at most."""

_STALE: Final = timedelta(minutes=2)
"""How long somebody is being sent to before nobody knows whether it happened."""

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

    async def set_channel(self, conversation: Mapping[str, Any]) -> None:
        """Show items in this channel from now on."""
        await change(self._store, REVIEWS.name, _SETTINGS, _CHANNEL, lambda _: {"conversation": dict(conversation)})

    async def channel(self) -> Mapping[str, Any] | None:
        """Find the channel that items are shown in."""
        record = await self._store.get(REVIEWS.name, _SETTINGS, _CHANNEL)
        return record.body["conversation"] if record else None

    async def send_due(self) -> int:
        """Send what is due now; return how many items were worked on."""
        items = await self._reviews.due()
        channel = await self.channel() if items else None
        for item in items:
            try:
                await self._answer(item)
                await self._show(item.name, channel)
            except Conflict:
                continue  # another instance is at it, or somebody changed it: it is due again
        return len(items)

    async def remind(self) -> int:
        """Bring up again what has waited for long; return how many items."""
        channel = await self.channel()
        if channel is None:
            return 0
        late: list[Item] = []
        listed = await self._reviews.listed(Filter(), limit=100)
        for item in listed.items:
            reached = self._ages.reached(item, self._clock())
            # Noted first: brought up twice would be worse than not at all, once in a while.
            if reached > item.reminded and await self._noted(item, reached):
                late.append(item)
        if late:
            await self._outbox.remind(late, channel)
        return len(late)

    async def _answer(self, item: Item) -> None:
        """Send the answer to those who wait for it, some at a time: first written down, then sent."""
        while True:
            record, now_is = await self._read(item.name)
            if record is None or now_is is None:
                return
            chosen = _first_of_chats(now_is.pending)[:_AT_ONCE]
            stale = [asker for asker in now_is.askers if self._is_stale(asker)]
            if not chosen and not stale:
                return
            at = self._clock().isoformat()
            marks = {asker.person: Delivery.SENDING for asker in chosen}
            marks |= {asker.person: Delivery.UNCERTAIN for asker in stale}
            await self._store.replace(replace(record, body=to_body(_marked(now_is, marks, at), due=True)))
            outcomes = {asker.person: await self._delivered(now_is, asker) for asker in chosen}
            await self._note(item.name, outcomes)
            if Delivery.PENDING in outcomes.values():
                return  # Teams wants us to wait: the next round goes on

    async def _delivered(self, item: Item, asker: Asker) -> Delivery:
        try:
            return await self._outbox.deliver(item, asker)
        except Exception:  # noqa: BLE001 - whatever it is, the others get their answer
            _log.exception("an answer could not be sent")
            return Delivery.UNCERTAIN

    async def _note(self, name: str, outcomes: Mapping[str, Delivery]) -> None:
        month, _, key = name.partition(":")
        at = self._clock().isoformat()

        def following(body: Mapping[str, Any] | None) -> Mapping[str, Any]:
            item = to_item(month, key, body or {})
            sending = {person: mark for person, mark in outcomes.items() if _is_sending(item, person)}
            marked = _marked(item, _of_same_chats(item, sending), at)
            return to_body(marked, due=needs_sending(marked))

        await change(self._store, REVIEWS.name, month, key, following)

    async def _show(self, name: str, channel: Mapping[str, Any] | None) -> None:
        """Show the item as it is, and note which version is shown."""
        record, item = await self._read(name)
        if record is None or item is None or not needs_sending(item):
            return
        shown = dict(item.card or {})
        activity = shown.get("activity")
        if channel is not None:
            activity = await self._outbox.show(item, channel, activity)
        card = {"version": item.version, "asked": item.asked, "activity": activity}
        changed = replace(item, card=card)
        await self._store.replace(replace(record, body=to_body(changed, due=needs_sending(changed))))

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


def _marked(item: Item, marks: Mapping[str, Delivery], at: str) -> Item:
    askers = tuple(
        replace(asker, delivery=marks[asker.person], delivery_at=at) if asker.person in marks else asker
        for asker in item.askers
    )
    return replace(item, askers=askers)


def _is_sending(item: Item, person: str) -> bool:
    return any(asker.person == person and asker.delivery is Delivery.SENDING for asker in item.askers)


def _chat(asker: Asker) -> str:
    conversation: Mapping[str, Any] = asker.conversation.get("conversation") or {}
    return str(conversation.get("id", asker.person))


def _first_of_chats(askers: Sequence[Asker]) -> list[Asker]:
    """Choose one asker of each chat: a group that asked together is answered once."""
    return list({_chat(asker): asker for asker in reversed(askers)}.values())[::-1]


def _of_same_chats(item: Item, outcomes: Mapping[str, Delivery]) -> dict[str, Delivery]:
    """Give the outcome of a chat to all its askers who still wait."""
    chats = {_chat(asker): outcomes[asker.person] for asker in item.askers if asker.person in outcomes}
    waiting = {Delivery.PENDING, Delivery.SENDING}
    return {
        asker.person: chats[_chat(asker)]
        for asker in item.askers
        if _chat(asker) in chats and asker.delivery in waiting
    }
