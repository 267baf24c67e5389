"""How well questions find their articles, measured on a made-up library."""

from pathlib import Path

import pytest

from knowledge.answering import Answerer
from knowledge.evaluate import Labelled, Score, evaluate, read_questions, table
from knowledge.library import load_library

QUESTIONS = (
    Labelled(question="Brew coffee", language="en", slug="coffee"),
    Labelled(question="Print a page", language="en", slug="garage"),
    Labelled(question="my car is broken", language="en", slug="garage"),
    Labelled(question="Park your car", language="en", slug="coffee", also=("garage",)),
    Labelled(question="weather tomorrow", language="en", slug=None),
    Labelled(question="Print a page", language="en", slug=None),
    Labelled(question="print coffee", language="en", slug="printer"),
    Labelled(question="Brygga kaffe", language="sv", slug="coffee"),
)
"""Answered right; answered wrong; suggested second; answered with the other right topic; refused; answered though out
of scope; answered wrong, the right topic second; answered right."""


@pytest.fixture
def drinks(small: Path) -> Answerer:
    return Answerer(load_library(small))


def read(tmp_path: Path, text: str) -> list[Labelled]:
    path = tmp_path / "questions.jsonl"
    path.write_text(text, "utf-8")
    return list(read_questions(path))


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ValueError, match=r"questions\.jsonl") as caught:
        read(tmp_path, text)
    return str(caught.value).removeprefix(f"{tmp_path}/")


def test_scores_are_shares_by_language_and_of_all(drinks: Answerer) -> None:
    assert evaluate(drinks, QUESTIONS) == {
        "en": Score(questions=7, hit_1=2 / 5, hit_3=4 / 5, answered=4 / 5, wrong=3 / 5, refused=1 / 2),
        "sv": Score(questions=1, hit_1=1.0, hit_3=1.0, answered=1.0, wrong=0.0, refused=None),
        "all": Score(questions=8, hit_1=3 / 6, hit_3=5 / 6, answered=5 / 6, wrong=3 / 6, refused=1 / 2),
    }


def test_languages_come_before_all(drinks: Answerer) -> None:
    assert list(evaluate(drinks, reversed(QUESTIONS))) == ["en", "sv", "all"]


def test_without_answers_no_share_of_them_is_wrong(drinks: Answerer) -> None:
    score = evaluate(drinks, QUESTIONS[4:5])["en"]

    assert score == Score(questions=1, hit_1=None, hit_3=None, answered=None, wrong=None, refused=1.0)


def test_without_questions_there_are_no_scores(drinks: Answerer) -> None:
    assert evaluate(drinks, []) == {}


def test_the_table_shows_shares_in_percent_and_a_dash_for_none(drinks: Answerer) -> None:
    head, english, swedish, _ = table(evaluate(drinks, QUESTIONS)).splitlines()

    assert head.split() == ["questions", "hit@1", "hit@3", "answered", "wrong", "refused", "out-of-scope"]
    assert english.split() == ["en", "7", "40.0%", "80.0%", "80.0%", "60.0%", "50.0%"]
    assert swedish.split() == ["sv", "1", "100.0%", "100.0%", "100.0%", "0.0%", "-"]


def test_questions_are_read_from_lines(tmp_path: Path) -> None:
    text = (
        '{"q": "hur?", "lang": "sv", "slug": "coffee", "alt": ["garage"]}\n\n{"q": "x", "lang": "en", "slug": null}\n'
    )

    assert read(tmp_path, text) == [
        Labelled(question="hur?", language="sv", slug="coffee", also=("garage",)),
        Labelled(question="x", language="en", slug=None),
    ]


def test_a_separator_of_lines_within_a_question_ends_no_line(tmp_path: Path) -> None:
    (labelled,) = read(tmp_path, '{"q": "one\u2028two\u0085three", "lang": "en", "slug": null}\n')

    assert labelled.question == "one\u2028two\u0085three"


@pytest.mark.parametrize("line", ["{", "[]", '"q"', "7", '{"q": "x", "lang": "en"}', '{"lang": "en", "slug": null}'])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    message = refusal(tmp_path, '{"q": "x", "lang": "en", "slug": null}\n\n' + line + "\n")

    assert message == "questions.jsonl:3: expected an object with q, lang and slug"
