"""A question that a person at the helpdesk works on: its states, who asked it, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

LONGEST_HISTORY: Final = 100
"""Steps that are kept; of a longer history the oldest go, but for the first."""


SAID: Final = frozenset({"still not working", "replied"})
"""Steps of askers that have words."""


class State(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    WAITING = "waiting"
    """For the asker, who was asked back."""
    ANSWERED = "answered"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"

    @property
    def open(self) -> bool:
        """Whether the helpdesk has something to do."""
        return self in {State.NEW, State.ASSIGNED, State.WAITING}


class Delivery(StrEnum):
    """What became of the answer on its way to one asker."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    """The chat can no longer be reached."""
    UNCERTAIN = "uncertain"
    """Nobody knows whether it arrived; it is sent again only on a person's word."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody who does something with an item."""

    person: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Somebody who asked the question; `conversation` is the reference by which the chat is reached again."""

    person: str
    name: str
    conversation: Mapping[str, Any]
    language: str
    wants_answer: bool
    at: str
    delivery: Delivery | None = None
    delivery_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the helpdesk answers: an article, or texts by language. With `question` it asks back instead."""

    texts: Mapping[str, str]
    person: str
    name: str
    at: str
    slug: str | None = None
    question: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was done: who did what, when, and their words to it."""

    at: str
    person: str
    name: str
    what: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """A review item. `version` counts what the helpdesk and the askers did to it; joining askers do not count.

    `card` is the message in the helpdesk's channel that shows it, and the version it shows; `reminded` counts the ages
    at which it was brought up again.
    """

    month: str
    key: str
    state: State
    version: int
    asked_at: str
    changed_at: str
    question: str
    language: str
    platform: str | None
    guesses: tuple[tuple[str, float], ...]
    asked: int
    askers: tuple[Asker, ...]
    assignee: Who | None = None
    answer: Answer | None = None
    promoted: Mapping[str, str] | None = None
    history: tuple[Step, ...] = ()
    card: Mapping[str, Any] | None = None
    reminded: int = 0

    @property
    def name(self) -> str:
        """How buttons name the item."""
        return f"{self.month}:{self.key}"

    @property
    def pending(self) -> tuple[Asker, ...]:
        """Whoever the answer must still be sent to."""
        return tuple(asker for asker in self.askers if asker.delivery is Delivery.PENDING)

    @property
    def said(self) -> Step | None:
        """What an asker said last."""
        return next((step for step in reversed(self.history) if step.what in SAID and step.note), None)

    def stepped(self, who: Who, what: str, now: datetime, note: str | None = None, **changes: Any) -> "Item":
        """Change the item, and write down who did so."""
        at = now.isoformat()
        step = Step(at=at, person=who.person, name=who.name, what=what, note=note)
        history = (*self.history, step)
        if len(history) > LONGEST_HISTORY:
            history = (history[0], *history[-LONGEST_HISTORY + 1 :])
        return replace(self, version=self.version + 1, changed_at=at, history=history, **changes)


def to_body(item: Item, *, due: bool) -> dict[str, Any]:
    """Write an item as it is kept. `due`: something must be sent, or a card shown anew."""
    return {
        "state": item.state.value,
        "open": item.state.open,
        "due": due,
        "version": item.version,
        "asked_at": item.asked_at,
        "changed_at": item.changed_at,
        "question": item.question,
        "language": item.language,
        "platform": item.platform,
        "guesses": [[slug, round(confidence, 3)] for slug, confidence in item.guesses],
        "asked": item.asked,
        "askers": [_plain(vars(asker)) for asker in item.askers],
        "assignee": item.assignee.person if item.assignee else None,
        "assignee_name": item.assignee.name if item.assignee else None,
        "answer": _plain(vars(item.answer)) if item.answer else None,
        "promoted": dict(item.promoted) if item.promoted else None,
        "history": [_plain(vars(step)) for step in item.history],
        "card": dict(item.card) if item.card else None,
        "reminded": item.reminded,
    }


def to_item(month: str, key: str, body: Mapping[str, Any]) -> Item:
    """Read an item."""
    answer: Mapping[str, Any] | None = body.get("answer")
    return Item(
        month=month,
        key=key,
        state=State(body["state"]),
        version=body.get("version", 0),
        asked_at=body["asked_at"],
        changed_at=body.get("changed_at", body["asked_at"]),
        question=body["question"],
        language=body["language"],
        platform=body.get("platform"),
        guesses=tuple((slug, confidence) for slug, confidence in body["guesses"]),
        asked=body["asked"],
        askers=tuple(_asker(each, body["language"]) for each in body["askers"]),
        assignee=Who(person=body["assignee"], name=body.get("assignee_name") or "") if body.get("assignee") else None,
        answer=Answer(**answer) if answer else None,
        promoted=body.get("promoted"),
        history=tuple(Step(**each) for each in body.get("history", ())),
        card=body.get("card"),
        reminded=body.get("reminded", 0),
    )


def _asker(body: Mapping[str, Any], language: str) -> Asker:
    delivery: Any = body.get("delivery")
    known: dict[str, Any] = {"language": language, **body, "delivery": Delivery(delivery) if delivery else None}
    return Asker(**known)


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.value if isinstance(value, StrEnum) else value
        for name, value in fields.items()
        if value is not None
    }
