"""Nudges as cards: short, small, one thing to do first, and always a way out."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cards.nudge import nudge_card
from cards.nudge_faults import fault_words
from cards.texts import texts_in
from cards.verbs import Verb
from knowledge.platform import Platform
from tests.bot.helping import buttons
from tests.cards.nudges import NUDGE, nudge_in, started, wave_of
from tests.cards.renderer import Renderer
from tests.fakes.library import library
from tests.fakes.teams import words_in
from waves.nudge import Fault, Flaw, lint
from waves.wave import MAX_NAME, Kind, Sponsor

MAX_BYTES = 25_000
WIDE = "🙂"


def verbs(card: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(each["verb"] for each in buttons(card)))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.ANNOUNCEMENT, [Verb.NUDGE_START, Verb.NUDGE_ENROLLED, Verb.NUDGE_HELP, Verb.NUDGE_STOP]),
        (Kind.THANKS, [Verb.NUDGE_HELP, Verb.NUDGE_STOP]),
    ],
)
def test_what_asks_for_nothing_has_fewer_buttons(kind: Kind, expected: list[Verb]) -> None:
    assert verbs(nudge_in("en", kind)) == expected


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.REMINDER])
def test_whoever_is_to_enroll_can_do_so_or_say_why_not(kind: Kind) -> None:
    assert verbs(nudge_in("en", kind)) == [each for each in Verb if each.startswith("nudge.") and each != "nudge.again"]


def test_one_button_stands_out() -> None:
    for kind in Kind:
        outstanding = [each["verb"] for each in buttons(nudge_in("en", kind)) if each.get("style") == "positive"]
        assert outstanding == ([] if kind is Kind.THANKS else [Verb.NUDGE_START])


def test_the_buttons_carry_the_wave_and_its_kind() -> None:
    for each in buttons(nudge_in("en")):
        assert {"wave": "Stockholm 1", "kind": "invitation"}.items() <= each["data"].items()
        assert each["data"].keys() <= {"wave", "kind", "when"}


def test_a_test_says_so_and_its_buttons_too() -> None:
    card = nudge_card(wave_of(Kind.INVITATION), language="en", platform="", test=True, texts=texts_in("en"))

    assert "Test." in words_in(card)
    assert all(each["data"]["test"] for each in buttons(card))


def test_when_to_be_reminded_is_asked_only_once_that_is_wanted() -> None:
    card = nudge_in("en")
    (hidden,) = [element for element in card["body"] if element.get("id") == "later"]
    (unfold,) = [
        action
        for element in card["body"]
        for action in element.get("actions", ())
        if action["type"] == "Action.ToggleVisibility"
    ]

    assert [(each["title"], each["data"]["when"]) for each in hidden["actions"]] == [
        ("Tomorrow", "tomorrow"),
        ("In a week", "week"),
    ]
    assert not hidden["isVisible"] and unfold["targetElements"] == ["later"]


@pytest.mark.parametrize(
    ("platform", "facts"),
    [
        ("windows", "Windows · about 45 minutes · by 18 Dec 2026"),
        ("ios", "iPhone / iPad · about 20 minutes · by 18 Dec 2026"),
        ("", "20 to 45 minutes · by 18 Dec 2026"),
        ("amiga", "20 to 45 minutes · by 18 Dec 2026"),
    ],
)
def test_it_says_on_what_how_long_and_by_when(platform: str, facts: str) -> None:
    assert f"**{facts}**" in words_in(nudge_in("en", platform=platform)).replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_goal_there_is_no_day() -> None:
    assert "by " not in words_in(nudge_in("en", goal=None)).split("**")[1]


def test_it_is_signed_as_typed() -> None:
    card = nudge_in("en", sponsor=Sponsor(name="*Eva* [Ek](https://evil.example)", title="_CIO_"))

    runs = [run["text"] for element in card["body"] for run in element.get("inlines", ())]
    assert runs == ["*Eva* [Ek](https://evil.example)", ", _CIO_"]


def test_a_notification_begins_with_what_it_is_about() -> None:
    assert nudge_in("sv")["fallbackText"].startswith("Dags att registrera din enhet\nNu är det din tur")


def test_lines_stay_lines() -> None:
    assert "one\n\ntwo" in words_in(nudge_in("en", texts={"en": "one\r\ntwo"}))


@pytest.mark.parametrize("kind", Kind)
def test_the_largest_nudge_is_small_enough(kind: Kind, renderer: Renderer) -> None:
    wave = wave_of(kind, name=WIDE * MAX_NAME, sponsor=Sponsor(name=WIDE * 5_000, title=WIDE * 5_000))
    wave = replace(wave, texts={"sv": WIDE * 50_000})
    card = nudge_card(wave, language="sv", platform="ios", later=True, test=True, texts=texts_in("sv"))

    assert len(json.dumps(card, ensure_ascii=False).encode()) < MAX_BYTES
    assert renderer.check(card) == []


def test_every_article_to_start_with_is_small_enough() -> None:
    for language in ("en", "sv"):
        for article in library().family("enroll", language):
            card = started(library(), language, texts_in(language), article.slug)
            assert len(json.dumps(card, ensure_ascii=False).encode()) < MAX_BYTES


def test_every_platform_has_an_article_to_start_with() -> None:
    for language in ("en", "sv"):
        family = library().family("enroll", language)
        assert {platform for article in family for platform in article.platforms} == set(Platform)


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_is_said_in_words(flaw: Flaw, language: str) -> None:
    values = {"other": "en", "count": "61", "most": "60", "found": "{name}"}
    words = fault_words(Fault(flaw=flaw, language="sv", values=values), texts_in(language))

    assert words
    assert all(value in words for value in ("61",) if flaw in {Flaw.TOO_MANY_WORDS, Flaw.TOO_LONG})


def test_a_fault_names_the_language_of_its_text() -> None:
    (fault,) = lint(wave_of(Kind.INVITATION, texts={"en": "Hello.", "sv": "Hej {namn}."}))

    assert fault_words(fault, texts_in("en")) == (
        "Swedish: {namn} is not filled in. What I can fill in: {sponsor}, {date}."
    )


def test_a_nudge_names_its_wave_in_what_becomes_of_it() -> None:
    assert NUDGE.data == {"wave": "Stockholm 1", "kind": "invitation"}
