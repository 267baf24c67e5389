"""A floor under how well questions that are no example questions find the project's articles.

The floors lie a little below what was reached when they were set. Raise them when the search gets better.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from knowledge.answering import Answerer
from knowledge.evaluate import Score, evaluate, read_questions
from knowledge.library import Library

QUESTIONS = Path(__file__).parent / "questions.jsonl"
ENOUGH = 330
"""Questions in each language without which the shares would say little."""


@pytest.fixture(scope="module")
def scores(answerer: Answerer) -> Mapping[str, Score]:
    return evaluate(answerer, read_questions(QUESTIONS)).scores


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_topic_is_asked_for(library: Library, language: str) -> None:
    asked = {each.slug for each in read_questions(QUESTIONS) if each.language == language}

    assert asked == {None, *library.slugs}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_enough_questions_are_asked(scores: Mapping[str, Score], language: str) -> None:
    assert scores[language].questions >= ENOUGH


@pytest.mark.parametrize(("language", "floor"), [("en", 0.945), ("sv", 0.915)])
def test_the_right_topic_is_first(scores: Mapping[str, Score], language: str, floor: float) -> None:
    assert (scores[language].hit_1 or 0) >= floor


@pytest.mark.parametrize(("language", "floor"), [("en", 0.985), ("sv", 0.975)])
def test_the_right_topic_is_among_the_first_three(scores: Mapping[str, Score], language: str, floor: float) -> None:
    assert (scores[language].hit_3 or 0) >= floor


@pytest.mark.parametrize(("language", "floor"), [("en", 0.80), ("sv", 0.80)])
def test_questions_in_scope_are_answered(scores: Mapping[str, Score], language: str, floor: float) -> None:
    assert (scores[language].answered or 0) >= floor


@pytest.mark.parametrize(("language", "ceiling"), [("en", 0.03), ("sv", 0.055)])
def test_answers_are_seldom_wrong(scores: Mapping[str, Score], language: str, ceiling: float) -> None:
    wrong = scores[language].wrong

    assert wrong is not None and wrong <= ceiling


@pytest.mark.parametrize(("language", "floor"), [("en", 0.965), ("sv", 0.965)])
def test_questions_out_of_scope_are_refused(scores: Mapping[str, Score], language: str, floor: float) -> None:
    assert (scores[language].refused or 0) >= floor


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_confidence_can_be_believed(scores: Mapping[str, Score], language: str) -> None:
    assert scores[language].ece <= 0.05
