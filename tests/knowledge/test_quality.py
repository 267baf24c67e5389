"""A floor under how well questions that are no example questions find the project's articles.

The floors lie a little below what was reached when they were set. Raise them when the search gets better.
"""

from pathlib import Path

import pytest

from knowledge.answering import Answerer
from knowledge.evaluate import Score, evaluate, read_questions

QUESTIONS = Path(__file__).parent / "questions.jsonl"
ENOUGH = 200
"""Questions in each language without which the shares would say little."""


@pytest.fixture(scope="module")
def scores(answerer: Answerer) -> dict[str, Score]:
    """Ask what there is an article for, and what no article should answer."""
    slugs = {None, *answerer.library.slugs}
    return evaluate(answerer, (each for each in read_questions(QUESTIONS) if each.slug in slugs))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_enough_questions_are_asked(scores: dict[str, Score], language: str) -> None:
    assert scores[language].questions >= ENOUGH


@pytest.mark.parametrize(("language", "floor"), [("en", 0.87), ("sv", 0.81)])
def test_the_right_topic_is_first(scores: dict[str, Score], language: str, floor: float) -> None:
    assert (scores[language].hit_1 or 0) >= floor


@pytest.mark.parametrize(("language", "floor"), [("en", 0.94), ("sv", 0.94)])
def test_the_right_topic_is_among_the_first_three(scores: dict[str, Score], language: str, floor: float) -> None:
    assert (scores[language].hit_3 or 0) >= floor


@pytest.mark.parametrize(("language", "floor"), [("en", 0.60), ("sv", 0.55)])
def test_questions_in_scope_are_answered(scores: dict[str, Score], language: str, floor: float) -> None:
    assert (scores[language].answered or 0) >= floor


@pytest.mark.parametrize(("language", "ceiling"), [("en", 0.07), ("sv", 0.06)])
def test_answers_are_seldom_wrong(scores: dict[str, Score], language: str, ceiling: float) -> None:
    wrong = scores[language].wrong

    assert wrong is not None and wrong <= ceiling


@pytest.mark.parametrize(("language", "floor"), [("en", 0.96), ("sv", 0.97)])
def test_questions_out_of_scope_are_refused(scores: dict[str, Score], language: str, floor: float) -> None:
    assert (scores[language].refused or 0) >= floor
