"""What people at the helpdesk do with review items. Each change holds only against what the person saw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from knowledge.review import needs_sending
from knowledge.review_item import SAID, Answer, Delivery, Item, State, Who, to_body, to_item
from store.change import change
from store.containers import REVIEWS
from store.port import Store

MAX_ANSWER: Final = 4_000
"""Characters of an answer in one language: a card takes no more."""


class ItemChanged(Exception):
    """The item is no longer as the person saw it; `item` is as it is now, `None` if it is gone."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("somebody else changed the item first")
        self.item = item


class BadAnswer(ValueError):
    """An answer that cannot be sent; `why` says so: `empty` or `long`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Which item somebody acts on, and the version they saw."""

    name: str
    version: int


Following = Callable[[Item], Item]


class Helpdesk:
    """Every method returns the item as it then is, raises `ItemChanged`, and has one effect however often it is called
    with the same arguments."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def claim(self, seen: Seen, who: Who) -> Item:
        """Take an item on."""
        return await self._act(seen, who, "claimed", state=State.ASSIGNED, assignee=who, only=_OPEN)

    async def release(self, seen: Seen, who: Who) -> Item:
        """Give an item back."""
        return await self._act(seen, who, "released", state=State.NEW, assignee=None, only=_OPEN)

    async def dismiss(self, seen: Seen, who: Who) -> Item:
        """Close an item without an answer."""
        return await self._act(seen, who, "dismissed", state=State.DISMISSED, only=_OPEN)

    async def reopen(self, seen: Seen, who: Who) -> Item:
        """Open a closed item again."""
        return await self._act(seen, who, "reopened", state=State.ASSIGNED, assignee=who, only=_CLOSED)

    async def answer(self, seen: Seen, who: Who, texts: Mapping[str, str], slug: str | None = None) -> Item:
        """Answer every asker, in these languages or with an article. Raises `BadAnswer`."""
        answer = self._answer(who, texts, slug)
        return await self._send(seen, who, "answered", answer, state=State.ANSWERED, only=_OPEN)

    async def ask_back(self, seen: Seen, who: Who, texts: Mapping[str, str]) -> Item:
        """Ask the askers something; the item waits for what they reply. Raises `BadAnswer`."""
        answer = replace(self._answer(who, texts, None), question=True)
        return await self._send(seen, who, "asked back", answer, state=State.WAITING, only=_OPEN)

    async def send_again(self, seen: Seen, who: Who) -> Item:
        """Send the answer again to those of whom nobody knows whether it reached them, and those it did not reach."""
        return await self._act(seen, who, "sent again", askers=_pending(_FAILED), only=frozenset(State))

    async def promoted(self, seen: Seen, who: Who, slug: str, language: str) -> Item:
        """Note that the answer became article content."""
        where = {"slug": slug, "language": language}
        return await self._act(seen, who, "promoted", note=slug, promoted=where, only=frozenset(State))

    async def solved(self, name: str, who: Who) -> Item:
        """An asker says that the answer helped."""
        return await self._by_asker(name, who, "solved", None, _resolved)

    async def still(self, name: str, who: Who, words: str) -> Item:
        """An asker says that it did not help, in their words; the item is open again."""
        return await self._by_asker(name, who, "still not working", words, _reopened)

    async def reply(self, name: str, who: Who, words: str) -> Item:
        """An asker replies to what they were asked."""
        return await self._by_asker(name, who, "replied", words, _reopened)

    def _answer(self, who: Who, texts: Mapping[str, str], slug: str | None) -> Answer:
        given = {language: text.strip() for language, text in texts.items() if text.strip()}
        if not given and slug is None:
            raise BadAnswer("empty")
        if any(len(text) > MAX_ANSWER for text in given.values()):
            raise BadAnswer("long")
        at = self._clock().isoformat()
        return Answer(texts=given, slug=slug, person=who.person, name=who.name, at=at)

    async def _send(
        self, seen: Seen, who: Who, what: str, answer: Answer, *, state: State, only: frozenset[State]
    ) -> Item:
        note = answer.slug or next(iter(answer.texts.values()), "")[:200]
        return await self._act(
            seen,
            who,
            what,
            note=note,
            state=state,
            answer=answer,
            assignee=who,
            askers=_pending(None),
            only=only,
        )

    async def _act(
        self, seen: Seen, who: Who, what: str, *, only: frozenset[State], note: str | None = None, **changes: Any
    ) -> Item:
        askers: Callable[[Item], Any] | None = changes.pop("askers", None)

        def following(item: Item) -> Item:
            if item.version == seen.version and item.state in only:
                more = {"askers": askers(item)} if askers else {}
                return item.stepped(who, what, self._clock(), note, **changes, **more)
            if item.version == seen.version + 1 and _is_last(item, who, what, changes.get("answer")):
                return item  # the same press once more
            raise ItemChanged(item)

        return await self._changed(seen.name, following)

    async def _by_asker(self, name: str, who: Who, what: str, words: str | None, following: Following) -> Item:
        def after(item: Item) -> Item:
            if who.person not in {asker.person for asker in item.askers}:
                raise ItemChanged(item)
            if _said(item, who) == (what, words):
                return item
            stepped = item.stepped(who, what, self._clock(), words)
            return following(stepped)

        return await self._changed(name, after)

    async def _changed(self, name: str, following: Following) -> Item:
        month, _, key = name.partition(":")
        found: list[Item] = []

        def body(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            if kept is None:
                raise ItemChanged(None)
            item = to_item(month, key, kept)
            found[:] = [following(item)]
            return kept if found[0] is item else to_body(found[0], due=needs_sending(found[0]))

        if not month or not key:
            raise ItemChanged(None)
        await change(self._store, REVIEWS.name, month, key, body)
        return found[0]


_OPEN: Final = frozenset(state for state in State if state.open)
_CLOSED: Final = frozenset(State) - _OPEN
_ASKERS_STEPS: Final = SAID | {"solved"}
_FAILED: Final = frozenset({Delivery.UNCERTAIN, Delivery.UNREACHABLE})


def _pending(only: frozenset[Delivery] | None) -> Callable[[Item], Any]:
    """Make every asker wait for the answer, or those with whom it went wrong."""
    return lambda item: tuple(
        replace(asker, delivery=Delivery.PENDING) if only is None or asker.delivery in only else asker
        for asker in item.askers
    )


def _is_last(item: Item, who: Who, what: str, answer: Answer | None) -> bool:
    """Tell whether this is what was done last; another answer, written elsewhere, is not."""
    if not item.history or (item.history[-1].person, item.history[-1].what) != (who.person, what):
        return False
    return answer is None or (item.answer is not None and _words(item.answer) == _words(answer))


def _words(answer: Answer) -> tuple[Mapping[str, str], str | None]:
    return answer.texts, answer.slug


def _said(item: Item, who: Who) -> tuple[str, str | None] | None:
    """Find what an asker said last, since the helpdesk last did something."""
    for step in reversed(item.history):
        if step.what not in _ASKERS_STEPS:
            return None
        if step.person == who.person:
            return step.what, step.note
    return None


def _resolved(item: Item) -> Item:
    return replace(item, state=State.RESOLVED) if item.state is State.ANSWERED else item


def _reopened(item: Item) -> Item:
    return replace(item, state=State.ASSIGNED if item.assignee else State.NEW)
