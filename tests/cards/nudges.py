"""Nudges as cards: each kind, marked as a test or as a reminder, and what they become when something is pressed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from cards.answer import Shown, answer_card
from cards.nudge import Nudge, nudge_card
from cards.nudged import (
    again_card,
    device_card,
    enrolled_card,
    helped_card,
    not_needed_card,
    not_reminded_card,
    reminded_card,
    stopped_card,
    with_next_steps,
)
from cards.texts import Texts, texts_in
from knowledge.library import Library
from knowledge.platform import Platform
from waves.templates import TEMPLATES
from waves.wave import Audience, Goal, Kind, Source, Sponsor, State, Wave

NUDGE = Nudge(wave="Stockholm 1", kind=Kind.INVITATION)
NINE = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=1)))


def wave_of(kind: Kind, **fields: Any) -> Wave:
    """Make a wave with the words that are there to begin with."""
    usual: dict[str, Any] = {
        "name": "Stockholm 1",
        "state": State.DRAFT,
        "version": 1,
        "audience": Audience(source=Source.EVERYONE),
        "sponsor": Sponsor(name="Margareta Lindqvist-Sjöberg", title="Chief Information Officer"),
        "goal": Goal(percent=90, by=date(2026, 12, 18)),
        "texts": TEMPLATES[kind],
    }
    return Wave(kind=kind, **{**usual, **fields})


def nudge_in(language: str, kind: Kind = Kind.INVITATION, *, platform: str = "ios", **fields: Any) -> dict[str, Any]:
    """Show a nudge of a wave like this."""
    return nudge_card(wave_of(kind, **fields), language=language, platform=platform, texts=texts_in(language))


def nudge_samples(library: Library, language: str, texts: Texts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make each card."""
    for kind in Kind:
        yield f"nudge-{kind}", nudge_in(language, kind)
    wave = wave_of(Kind.INVITATION)
    yield "nudge-test", nudge_card(wave, language=language, platform="", test=True, texts=texts)
    yield "nudge-later", nudge_card(wave, language=language, platform="windows", later=True, texts=texts)
    yield "nudge-enrolled", enrolled_card(NUDGE, texts)
    yield "nudge-enrolled-test", enrolled_card(Nudge(wave="Stockholm 1", test=True), texts)
    yield "nudge-reminded", reminded_card(NINE, NUDGE, texts)
    yield "nudge-not-reminded", not_reminded_card(NUDGE, texts)
    yield "nudge-not-needed", not_needed_card(NUDGE, texts)
    yield "nudge-helped", helped_card(NUDGE, texts, passed_on=True)
    yield "nudge-not-helped", helped_card(NUDGE, texts, passed_on=False)
    yield "nudge-stopped", stopped_card(NUDGE, texts)
    yield "nudge-again", again_card(NUDGE, texts)
    yield "nudge-device", device_card(list(Platform), NUDGE, texts)
    yield "nudge-started", started(library, language, texts)


def started(library: Library, language: str, texts: Texts, slug: str = "enroll-ios") -> dict[str, Any]:
    """Show an article as it comes after a nudge."""
    article = library.get(slug, language)
    assert article
    question = texts("How do I enroll my device?")
    shown = Shown(slug=slug, language=language, day="2026-11-22", turn="1700000000001", question=question)
    return with_next_steps(answer_card(article, shown, texts), NUDGE, texts)
