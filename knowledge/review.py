"""Questions that a person should look at: what the bot could not answer, or not well."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

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

_TRIES: Final = 8


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


class Reviews:
    """The review items. Every method may be repeated with the same arguments."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def ask(self, asked: Asked) -> None:
        """Put the question before the helpdesk; the same question of several people is one item, each person once."""
        now = self._clock()
        await change(
            self._store,
            REVIEWS.name,
            f"{now:%Y-%m}",
            _key(asked.question),
            lambda body: _with_asker(body or _new(asked, now), asked, now),
        )


def _key(question: str) -> str:
    known = question[:MAX_CARRIED].strip()
    return hashlib.sha256(" ".join(words(known) or [known]).encode("utf-8", "replace")).hexdigest()[:32]


def _new(asked: Asked, now: datetime) -> dict[str, Any]:
    return {
        "state": "new",
        "asked_at": now.isoformat(),
        "question": asked.question[:MAX_QUESTION],
        "language": asked.language,
        "platform": asked.platform,
        "guesses": [[slug, round(confidence, 3)] for slug, confidence in asked.guesses],
        "asked": 0,
        "askers": [],
    }


def _with_asker(body: Mapping[str, Any], asked: Asked, now: datetime) -> dict[str, Any]:
    askers = [dict(asker) for asker in body["askers"]]
    known = next((asker for asker in askers if asker["person"] == asked.person), None)
    if known:
        known["wants_answer"] = known["wants_answer"] or asked.wants_answer
        return {**body, "askers": askers}
    if len(askers) < MAX_ASKERS:
        askers.append(
            {
                "person": asked.person,
                "name": asked.name,
                "conversation": dict(asked.conversation),
                "wants_answer": asked.wants_answer,
                "at": now.isoformat(),
            }
        )
    return {**body, "askers": askers, "asked": body["asked"] + 1}
