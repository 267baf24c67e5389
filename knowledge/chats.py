"""The chats that an item's answer goes to: whoever asked together is answered once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from knowledge.review_item import Asker, Delivery, Item


def marked(item: Item, marks: Mapping[str, Delivery], at: str) -> Item:
    """Note what becomes of the answer to these askers."""
    askers = tuple(
        replace(asker, delivery=marks[asker.person], delivery_at=at) if asker.person in marks else asker
        for asker in item.askers
    )
    return replace(item, askers=askers)


def is_sending(item: Item, person: str) -> bool:
    """Tell whether an asker is being sent to."""
    return any(asker.person == person and asker.delivery is Delivery.SENDING for asker in item.askers)


def _chat(asker: Asker) -> str:
    conversation: Mapping[str, Any] = asker.conversation.get("conversation") or {}
    return str(conversation.get("id", asker.person))


def first_of_chats(item: Item) -> list[Asker]:
    """Choose one waiting asker of each chat that is not being sent to: a group that asked together is answered once."""
    busy = {_chat(asker) for asker in item.askers if asker.delivery is Delivery.SENDING}
    first = {_chat(asker): asker for asker in reversed(item.pending)}
    return [asker for chat, asker in reversed(first.items()) if chat not in busy]


def of_same_chats(item: Item, outcomes: Mapping[str, Delivery]) -> dict[str, Delivery]:
    """Give what becomes of a chat to all its askers who still wait."""
    chats = {_chat(asker): outcomes[asker.person] for asker in item.askers if asker.person in outcomes}
    waiting = {Delivery.PENDING, Delivery.SENDING}
    return {
        asker.person: chats[_chat(asker)]
        for asker in item.askers
        if _chat(asker) in chats and asker.delivery in waiting
    }
