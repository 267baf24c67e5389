"""What was answered, and what people say about the answers."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from store.change import change
from store.containers import FEEDBACK
from store.port import Conflict, Store
from store.record import Record
from store.together import Together

_REMEMBERED: Final = timedelta(minutes=30)
"""How long "and on my ipad?" still refers to the last answer."""

_THUMBS: Final = timedelta(days=7)
"""How far back an answer is looked for by the id of its message."""


class Opinion(StrEnum):
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


class Reason(StrEnum):
    WRONG = "wrong"
    UNCLEAR = "unclear"
    OUTDATED = "outdated"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One question and what it led to, for one person.

    `day` (`2026-11-22`, UTC) and `turn` (the activity that asked) name it; `reply` is the message that was shown. In a
    group, each person who has an opinion has an exchange of their own with the same `turn`. The question itself is
    kept only when it was not answered well: an opinion of unhelpful brings it.
    """

    day: str
    turn: str
    person: str
    at: str
    outcome: str
    language: str
    slug: str | None = None
    platform: str | None = None
    confidence: float | None = None
    reply: str | None = None
    opinion: Opinion | None = None
    reason: Reason | None = None
    comment: str | None = None
    question: str | None = None

    @property
    def id(self) -> str:
        """The id of its record."""
        return f"{self.turn}:{self.person}"


class Feedback:
    """Keeps exchanges. Every method may be repeated with the same arguments."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._together = Together(store)
        self._clock = clock

    async def keep(self, exchange: Exchange) -> None:
        """Write an exchange down, in one call. An opinion that came first stays."""
        record = Record(container=FEEDBACK.name, partition=exchange.day, id=exchange.id, body=_body(exchange))
        try:
            await self._together.add(record)
        except Conflict:
            await self._change(exchange, lambda kept: _completed(kept, exchange))

    async def opine(self, exchange: Exchange) -> None:
        """Keep the opinion in `exchange`, in place of the person's earlier one."""

        def second(kept: Exchange) -> Exchange:
            return replace(
                kept,
                opinion=exchange.opinion,
                reason=exchange.reason,
                comment=exchange.comment,
                question=exchange.question,
            )

        await self._change(exchange, second)

    async def latest(self, person: str) -> Exchange | None:
        """Find the person's last exchange of the past half hour."""
        found = await self._newest({"person": person}, _REMEMBERED)
        since = (self._clock() - _REMEMBERED).isoformat()
        return found if found and found.at >= since else None

    async def shown_in(self, reply: str, person: str) -> Exchange | None:
        """Find what the message `reply` of the past week showed; the person's own exchange, else that of the asker."""
        return await self._newest({"reply": reply, "person": person}, _THUMBS) or await self._newest(
            {"reply": reply}, _THUMBS
        )

    async def _newest(self, where: dict[str, str], within: timedelta) -> Exchange | None:
        now = self._clock()
        day = now.date()
        while day >= (now - within).date():
            page = await self._store.find(
                FEEDBACK.name, day.isoformat(), where=where, order="at", descending=True, limit=1
            )
            if page.records:
                return _exchange(page.records[0].body)
            day -= timedelta(days=1)
        return None

    async def _change(self, exchange: Exchange, following: Callable[[Exchange], Exchange]) -> None:
        """Write an exchange, or what follows from the one that is kept already."""
        await change(
            self._store,
            FEEDBACK.name,
            exchange.day,
            exchange.id,
            lambda body: _body(following(_exchange(body)) if body else exchange),
        )


def _completed(kept: Exchange, exchange: Exchange) -> Exchange:
    """Fill what a press, which came first, could not know."""
    return replace(
        kept,
        outcome=exchange.outcome,
        platform=kept.platform or exchange.platform,
        confidence=exchange.confidence if kept.confidence is None else kept.confidence,
        reply=kept.reply or exchange.reply,
    )


def _body(exchange: Exchange) -> dict[str, Any]:
    return {name: value for name, value in asdict(exchange).items() if value is not None}


def _exchange(body: Mapping[str, Any]) -> Exchange:
    fields = dict(body)
    for name, kind in (("opinion", Opinion), ("reason", Reason)):
        if name in fields:
            fields[name] = kind(fields[name])
    return Exchange(**fields)
