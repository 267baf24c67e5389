"""From a question to what the bot shows."""

from pathlib import Path

import pytest

from knowledge.answering import LIKELY, MAX_SUGGESTIONS, SURE, Answerer, Asker, Outcome
from knowledge.cache import Cache
from knowledge.library import load_library
from knowledge.platform import Platform
from knowledge.ready import ready_answerer
from tests.knowledge.articles import write
from tests.knowledge.findings import shown, slugs

ENGLISH = Asker(language="en")
SWEDISH = Asker(language="sv")


@pytest.fixture
def drinks(small: Path, tmp_path: Path) -> Answerer:
    """Answers about coffee, tea, the garage and the printer."""
    write(small, "tea", title="Brew tea", questions="[how do I brew a cup of tea, the tea machine is broken]")
    return ready_answerer(load_library(small), Cache(tmp_path / "search"))


# The three outcomes


def test_a_sure_question_is_answered(drinks: Answerer) -> None:
    finding = drinks.answer("I want coffee", ENGLISH)

    assert shown(finding) == ("answer", "coffee", "en")
    assert finding.confidence >= SURE
    assert finding.suggestions == ()


def test_a_likely_question_gets_suggestions_the_most_likely_first(drinks: Answerer) -> None:
    finding = drinks.answer("a cup of milk", ENGLISH)

    assert (finding.outcome, finding.article, finding.by_platform) == (Outcome.SUGGEST, None, False)
    assert slugs(finding) == ["coffee", "tea", "printer"]
    assert LIKELY <= finding.confidence < SURE


def test_a_question_about_something_else_is_unanswered(drinks: Answerer) -> None:
    finding = drinks.answer("weather tomorrow", ENGLISH)

    assert (finding.outcome, finding.article, finding.suggestions) == (Outcome.UNANSWERED, None, ())
    assert finding.confidence < LIKELY


def test_an_unanswered_question_still_has_its_best_guesses(drinks: Answerer) -> None:
    finding = drinks.answer("weather tomorrow", ENGLISH)

    assert {hit.topic for hit in finding.ranking} == {"coffee", "tea", "garage", "printer"}


def test_there_are_no_more_suggestions_than_fit(tmp_path: Path) -> None:
    for number in range(MAX_SUGGESTIONS + 2):
        write(tmp_path, f"topic-{number}", title=f"About number {number}", questions="[the water in the kitchen]")
    answerer = ready_answerer(load_library(tmp_path), Cache(tmp_path / "search"))

    finding = answerer.answer("who drinks water from the kitchen", ENGLISH)

    assert finding.outcome is Outcome.SUGGEST
    assert len(finding.suggestions) == MAX_SUGGESTIONS


@pytest.mark.parametrize("question", ["my phone was stolen", "how do I enroll my iPhone", "what is the weather"])
def test_the_ranking_holds_five_topics(answerer: Answerer, question: str) -> None:
    assert len({hit.topic for hit in answerer.answer(question, ENGLISH).ranking}) == 5


def test_a_misspelt_question_about_enrolling_an_iphone_suggests_it(answerer: Answerer) -> None:
    finding = answerer.answer("how do i enrol my ipone", ENGLISH)

    assert (finding.outcome, finding.by_platform) == (Outcome.SUGGEST, True)
    assert "enroll-ios" in slugs(finding)


def test_a_chosen_article_is_certain(answerer: Answerer) -> None:
    article = answerer.library.get("lost-or-stolen", "sv")
    assert article

    finding = answerer.chosen(article, Platform.IOS)

    assert shown(finding) == ("answer", "lost-or-stolen", "sv")
    assert (finding.confidence, finding.platform, finding.language) == (1.0, Platform.IOS, "sv")


# Titles


def test_a_title_gives_its_article(answerer: Answerer) -> None:
    given = [answerer.answer(article.title, ENGLISH) for article in answerer.library]

    assert [finding.article for finding in given] == list(answerer.library)
    assert {finding.confidence for finding in given} == {1.0}


def test_a_title_gives_its_article_in_any_case_and_with_a_question_mark(answerer: Answerer) -> None:
    finding = answerer.answer("  MY DEVICE is lost or stolen? ", SWEDISH)

    assert shown(finding) == ("answer", "lost-or-stolen", "en")
    assert finding.confidence == 1.0


# Language


@pytest.mark.parametrize("asker", [ENGLISH, SWEDISH])
def test_the_answer_is_in_the_language_of_the_question(answerer: Answerer, asker: Asker) -> None:
    english, swedish = answerer.answer("my phone was stolen", asker), answerer.answer("min telefon blev stulen", asker)

    assert (shown(english), english.language) == (("answer", "lost-or-stolen", "en"), "en")
    assert (shown(swedish), swedish.language) == (("answer", "lost-or-stolen", "sv"), "sv")


@pytest.mark.parametrize("asker", [ENGLISH, SWEDISH])
def test_a_question_that_does_not_tell_is_answered_in_the_askers_language(answerer: Answerer, asker: Asker) -> None:
    finding = answerer.answer("0x80180014", asker)

    assert shown(finding) == ("answer", "error-codes-windows", asker.language)


def test_a_question_in_a_language_without_the_article_gets_it_in_another(small: Path) -> None:
    (small / "sv" / "coffee.md").unlink()
    finding = Answerer(load_library(small)).answer("vem kokar espresso", SWEDISH)

    assert finding.language == "sv"
    assert shown(finding) == ("answer", "coffee", "en")


# Odd questions


@pytest.mark.parametrize("question", ["", " ", "?", "😀😀😀", "😀" * 100_000, "\u202e\u200b", "\ud800"])
def test_what_is_no_question_is_unanswered_in_the_askers_language(answerer: Answerer, question: str) -> None:
    finding = answerer.answer(question, SWEDISH)

    assert (finding.outcome, finding.language, finding.ranking) == (Outcome.UNANSWERED, "sv", ())


def test_a_question_of_100_000_characters_is_answered(answerer: Answerer) -> None:
    question = "my phone was stolen " * 5_000

    assert shown(answerer.answer(question, ENGLISH)) == ("answer", "lost-or-stolen", "en")


def test_a_word_of_100_000_characters_is_unanswered(answerer: Answerer) -> None:
    assert answerer.answer("a" * 100_000, ENGLISH).outcome is Outcome.UNANSWERED


def test_html_is_read_as_text(answerer: Answerer) -> None:
    finding = answerer.answer("<p>my phone was <b>stolen</b></p><script>alert('1')</script>", ENGLISH)

    assert finding.ranking[0].topic == "lost-or-stolen"
