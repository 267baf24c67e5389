"""The words of a nudge: what may go out, what is filled in, and what is told to whoever wrote them."""

from datetime import date
from typing import Any

import pytest

from waves.nudge import MAX_WORDS, Fault, Flaw, count_words, filled, languages_of, lint, message
from waves.templates import TEMPLATES, template
from waves.wave import Audience, Goal, Kind, Plan, PlanState, Source, Sponsor, State, Wave

FINE = {"en": "Enroll your device by {date}. {sponsor} thanks you.", "sv": "Registrera din enhet senast {date}."}
SPONSOR = Sponsor(name="Eva Ek", title="CIO")
GOAL = Goal(percent=90, by=date(2026, 12, 18))


def wave(**fields: Any) -> Wave:
    usual: dict[str, Any] = {
        "audience": Audience(source=Source.EVERYONE),
        "sponsor": SPONSOR,
        "goal": GOAL,
        "texts": FINE,
    }
    return Wave(name="w", state=State.DRAFT, version=1, kind=Kind.INVITATION, **{**usual, **fields})


def flaws(text: str) -> list[Flaw]:
    """Lint a text in English."""
    return [fault.flaw for fault in lint(wave(texts={"en": text, "sv": "Hej."}))]


def read_by(**people: int) -> Plan:
    return Plan(id="1", state=PlanState.READY, at="", languages=people)


def test_a_good_message_has_no_faults() -> None:
    assert lint(wave()) == []


@pytest.mark.parametrize("kind", Kind)
def test_the_templates_have_no_faults_and_need_no_goal(kind: Kind) -> None:
    assert {language: template(kind, language) for language in ("en", "sv")} == TEMPLATES[kind]
    assert lint(wave(goal=None, texts=TEMPLATES[kind])) == []


def test_sponsor_and_day_are_filled_in_as_the_language_writes_them() -> None:
    assert message(wave(), "en") == "Enroll your device by 18 December. Eva Ek thanks you."
    assert message(wave(), "sv") == "Registrera din enhet senast 18 december."


def test_what_the_wave_does_not_know_stays_to_be_seen() -> None:
    assert filled(FINE["en"], wave(goal=None, sponsor=None), "en") == FINE["en"]


def test_a_language_without_a_text_gets_the_other() -> None:
    only_english = wave(texts={"en": "Hello.", "sv": "  "})

    assert message(only_english, "sv") == "Hello."
    assert lint(only_english) == [Fault(flaw=Flaw.MISSING, language="sv", values={"other": "en"})]
    assert not Flaw.MISSING.stops


def test_a_language_that_nobody_reads_needs_no_text() -> None:
    assert lint(wave(texts={"en": "Hello."}, plan=read_by(en=12, sv=0))) == []
    assert lint(wave(texts={"en": "Hello."}, audience=Audience(source=Source.FILE, languages=("en",)))) == []


def test_an_audience_without_known_languages_reads_all() -> None:
    assert languages_of(wave(plan=read_by(fi=3))) == ("en", "sv")


@pytest.mark.parametrize("texts", [{}, {"en": "", "sv": " \n"}])
def test_a_message_without_words_stops(texts: dict[str, str]) -> None:
    (fault,) = lint(wave(texts=texts))

    assert fault.flaw is Flaw.EMPTY and fault.flaw.stops
    assert message(wave(texts=texts), "en") == ""


@pytest.mark.parametrize("sponsor", [None, Sponsor(name="Eva Ek", title=" "), Sponsor(name="", title="CIO")])
def test_somebody_signs_with_name_and_title(sponsor: Sponsor | None) -> None:
    assert Flaw.NO_SPONSOR in [fault.flaw for fault in lint(wave(sponsor=sponsor))]


def test_sixty_words_are_enough() -> None:
    assert flaws("word " * MAX_WORDS) == []
    assert flaws("word " * (MAX_WORDS + 1)) == [Flaw.TOO_MANY_WORDS]


def test_words_are_counted_as_they_are_shown() -> None:
    texts = {"en": "word " * (MAX_WORDS - 1) + "{sponsor}", "sv": "Hej."}

    (fault,) = lint(wave(texts=texts))

    assert (fault.flaw, fault.language, fault.values) == (Flaw.TOO_MANY_WORDS, "en", {"count": "61", "most": "60"})


def test_marks_are_no_words() -> None:
    assert count_words("one – two & three") == 3


def test_a_thousand_characters_are_enough() -> None:
    assert flaws("x" * 1_000) == []
    assert flaws("x" * 1_001) == [Flaw.TOO_LONG]


@pytest.mark.parametrize(
    "text",
    [
        "Read [more](https://a.example).",
        "Read https://a.example/b?c=d.",
        "Write to it@company.example.",
        "[Click here](https://a.example)",
        "Please click here.",
    ],
)
def test_one_link_is_allowed(text: str) -> None:
    assert flaws(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example and www.b.example",
        "[one](https://a.example) [two](https://b.example)",
        "Click here: https://a.example",
        "Klicka här, eller tryck här",
    ],
)
def test_more_than_one_link_is_too_much(text: str) -> None:
    assert flaws(text) == [Flaw.SEVERAL_CALLS]


@pytest.mark.parametrize(
    "text",
    ["Hi {first_name}", "Hi {}", "Hi [name]", "Hi <name>", "Hi ___", "TODO", "By XX December", "Hi {sponsor", "} Hi"],
)
def test_a_placeholder_that_is_left_stops(text: str) -> None:
    assert flaws(text) == [Flaw.PLACEHOLDER]
    assert Flaw.PLACEHOLDER.stops


def test_a_placeholder_is_told_shortened() -> None:
    (fault,) = lint(wave(texts={"en": "{" + "x" * 200 + "}", "sv": "Hej."}))

    assert fault.values["found"] == "{" + "x" * 39


def test_the_day_of_a_goal_needs_a_goal() -> None:
    faults = lint(wave(goal=None))

    assert [(fault.flaw, fault.language) for fault in faults] == [(Flaw.NO_DATE, "en"), (Flaw.NO_DATE, "sv")]


@pytest.mark.parametrize("text", ["ENROLL today", "Please ACT NOW", "REGISTRERA DIG", "ÅTGÄRDA det"])
def test_shouting_is_told(text: str) -> None:
    assert flaws(text) == [Flaw.SHOUTING]


@pytest.mark.parametrize("text", ["Our IT and HR, VPN, MFA and BYOD", "See https://A.EXAMPLE/ABCDEFGH", "I DO"])
def test_abbreviations_and_addresses_are_no_shouting(text: str) -> None:
    assert flaws(text) == []


def test_one_exclamation_mark_is_enough() -> None:
    assert flaws("Hello!") == []
    assert flaws("Hello! There!") == [Flaw.EXCLAMATIONS]


@pytest.mark.parametrize(
    "text", ["[" * 60_000, "{" * 60_000, "[](" * 20_000, "<" * 60_000, "A " * 30_000, "_" * 60_000]
)
def test_odd_texts_are_looked_through(text: str) -> None:
    assert Flaw.TOO_LONG in flaws(text)
