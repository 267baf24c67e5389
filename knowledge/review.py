"""Questions that a person should look at: how they come, and where they are found again."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from knowledge.review_item import Asker, Delivery, Item, State, Step, Who, to_body, to_item
from knowledge.words import words
from store.change import change
from store.containers import REVIEWS
from store.port import Store

MAX_QUESTION: Final = 4_000
"""Characters of a question that are kept."""

MAX_CARRIED: Final = 400
"""Characters of a question by which it is known again; as many travel in the data of a card's buttons."""

MAX_ASKERS: Final = 250
"""Askers of one question that get its answer; more are only counted."""

_MONTHS: Final = 13
"""Months that are searched for open items: as long as anything is kept."""

_FILLERS: Final = frozenset(
    "a an and are at can could do does for hello help hey hi how i if in is it me my of on or please so than thank "
    "thanks that the then there this to was what when where which who why will with would you your "
    "att av de den det du en ett finns för ha har hej hjälp hur i jag kan man med min mitt mina när och om på snälla "
    "som så tack till vad var varför vem vi vill är".split()
)
"""Words in which two questions may differ and still be the same."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as one person asked it.

    `conversation` is the reference by which an answer reaches the chat it was asked in. `wants_answer` tells whether
    the person asked for one.
    """

    question: str
    language: str
    platform: str | None
    guesses: tuple[tuple[str, float], ...]
    person: str
    name: str
    conversation: Mapping[str, Any]
    wants_answer: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which open items are listed: those of one person, those of nobody, those about one platform."""

    assignee: str | None = None
    unassigned: bool = False
    platform: str | None = None

    @property
    def where(self) -> dict[str, Any]:
        """As the store filters."""
        where: dict[str, Any] = {"open": True}
        if self.unassigned:
            where["assignee"] = None
        elif self.assignee:
            where["assignee"] = self.assignee
        return where | ({"platform": self.platform} if self.platform else {})


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A page of items, the oldest first, and where to go on."""

    items: tuple[Item, ...]
    following: str | None = None


class Reviews:
    """The review items. Every method may be repeated with the same arguments."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def ask(self, asked: Asked) -> None:
        """Put the question before the helpdesk; the same question of several people is one item, each person once.

        Whoever asks what the helpdesk has answered already gets that answer.
        """
        now = self._clock()
        key = _key(asked.question)
        month = await self._month_of(key, now)
        await change(
            self._store,
            REVIEWS.name,
            month,
            key,
            lambda body: _joined(to_item(month, key, body) if body else _new(asked, month, key, now), asked, now),
        )

    async def get(self, name: str) -> Item | None:
        """Find an item by its name."""
        month, _, key = name.partition(":")
        record = await self._store.get(REVIEWS.name, month, key) if month and key else None
        return to_item(month, key, record.body) if record else None

    async def listed(self, wanted: Filter, *, limit: int, following: str | None = None) -> Listed:
        """List open items, the oldest first: one page, whatever there is."""
        start, _, continuation = (following or "").partition("|")
        found: list[Item] = []
        for month in _months(self._clock()):
            if month < start:
                continue
            page = await self._store.find(
                REVIEWS.name,
                month,
                where=wanted.where,
                order="asked_at",
                limit=limit - len(found),
                continuation=(continuation or None) if month == start else None,
            )
            found += (to_item(month, record.id, record.body) for record in page.records)
            if page.continuation:
                return Listed(items=tuple(found), following=f"{month}|{page.continuation}")
            if len(found) == limit:
                return Listed(items=tuple(found), following=f"{_next(month)}|")
        return Listed(items=tuple(found))

    async def answered(self, limit: int = 500) -> tuple[Item, ...]:
        """List closed items that have an answer, of the past months, the newest months first."""
        found: list[Item] = []
        for month in reversed(_months(self._clock())):
            page = await self._store.find(REVIEWS.name, month, where={"open": False}, limit=limit - len(found))
            found += (to_item(month, record.id, record.body) for record in page.records)
            if len(found) >= limit:
                break
        return tuple(item for item in found if item.answer)

    async def due(self, round: int = 0, *, limit: int = 100) -> tuple[Item, ...]:
        """List items for which something must be sent: of this month, the last, and in each round of another."""
        months = _months(self._clock())
        older = months[:-2]
        found: list[Item] = []
        for month in (older[round % len(older)], *months[-2:]):
            page = await self._store.find(REVIEWS.name, month, where={"due": True}, order="asked_at", limit=limit)
            found += (to_item(month, record.id, record.body) for record in page.records)
        return tuple(found)

    async def _month_of(self, key: str, now: datetime) -> str:
        """Find out under which month the question stands: last month's, if it was asked then and is still open."""
        this = f"{now:%Y-%m}"
        last = f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
        record = await self._store.get(REVIEWS.name, this, key)
        earlier = None if record else await self._store.get(REVIEWS.name, last, key)
        return last if earlier and earlier.body.get("open", True) else this


def _months(now: datetime) -> list[str]:
    """Name the months of which items are kept, the oldest first."""
    first = now.year * 12 + now.month - 1
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(first - _MONTHS + 1, first + 1)]


def _next(month: str) -> str:
    number = int(month[:4]) * 12 + int(month[5:])
    return f"{number // 12}-{number % 12 + 1:02}"


def _key(question: str) -> str:
    """Name a question: the same whatever the order of its words, and those that say little."""
    said = words(question[:MAX_CARRIED])
    telling = sorted(set(said) - _FILLERS) or said or [question[:MAX_CARRIED].strip()]
    return hashlib.sha256(" ".join(telling).encode("utf-8", "replace")).hexdigest()[:32]


def _new(asked: Asked, month: str, key: str, now: datetime) -> Item:
    at = now.isoformat()
    return Item(
        month=month,
        key=key,
        state=State.NEW,
        version=1,
        asked_at=at,
        changed_at=at,
        question=asked.question[:MAX_QUESTION],
        language=asked.language,
        platform=asked.platform,
        guesses=asked.guesses,
        asked=0,
        askers=(),
        history=(Step(at=at, person=asked.person, name=asked.name, what="asked"),),
    )


def _joined(item: Item, asked: Asked, now: datetime) -> dict[str, Any]:
    known = next((asker for asker in item.askers if asker.person == asked.person), None)
    if known:
        wanting = replace(known, wants_answer=known.wants_answer or asked.wants_answer)
        askers = tuple(wanting if asker is known else asker for asker in item.askers)
        changed = replace(item, askers=askers)
    else:
        answered = item.answer is not None and not item.answer.question and not item.state.open
        asker = Asker(
            person=asked.person,
            name=asked.name,
            conversation=asked.conversation,
            language=asked.language,
            wants_answer=asked.wants_answer,
            at=now.isoformat(),
            delivery=Delivery.PENDING if answered else None,
        )
        more = (asker,) if len(item.askers) < MAX_ASKERS else ()
        changed = replace(item, askers=(*item.askers, *more), asked=item.asked + 1)
    if item.state is State.DISMISSED and asked.wants_answer and not (known and known.wants_answer):
        # Whoever asks for the helpdesk is told that it has the question.
        who = Who(person=asked.person, name=asked.name)
        changed = changed.stepped(who, "asked", now, state=State.NEW, assignee=None)
    return to_body(changed, due=needs_sending(changed))


def to_show(item: Item) -> dict[str, int]:
    """Tell what a card in the channel must be up to date with."""
    marks = [asker.delivery for asker in item.askers]
    lost = marks.count(Delivery.UNREACHABLE) + marks.count(Delivery.UNCERTAIN)
    return {"version": item.version, "asked": item.asked, "sent": marks.count(Delivery.SENT), "lost": lost}


def needs_sending(item: Item) -> bool:
    """Tell whether an answer must be sent, or is, or the card in the channel shown anew."""
    waiting = {Delivery.PENDING, Delivery.SENDING}
    shown = (item.card or {}).items()
    return any(asker.delivery in waiting for asker in item.askers) or not to_show(item).items() <= shown
