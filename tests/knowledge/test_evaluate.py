"""How well questions find their articles, measured on a made-up library."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.answering import Answerer
from knowledge.evaluate import Confusion, Labelled, Score, evaluate, read_questions
from knowledge.library import load_library
from knowledge.table import score_table
from tests.knowledge.articles import write

QUESTIONS = (
    Labelled(question="Brew coffee", language="en", slug="coffee"),
    Labelled(question="Print a page", language="en", slug="garage"),
    Labelled(question="zzyzx", language="en", slug="garage"),
    Labelled(question="Park your car", language="en", slug="coffee", also=("garage",)),
    Labelled(question="weather tomorrow", language="en", slug=None),
    Labelled(question="Print a page", language="en", slug=None),
    Labelled(question="print coffee", language="en", slug="printer"),
    Labelled(question="Brygga kaffe", language="sv", slug="coffee"),
)
"""Answered right; answered wrong; unanswered; answered with the other right topic; refused; answered though out of
scope; answered wrong, the right topic second; answered right."""

CERTAIN = (
    Labelled(question="Brew coffee", language="en", slug="coffee", style="plain"),
    Labelled(question="Print a page", language="en", slug="coffee", style="plain"),
    Labelled(question="Park your car", language="en", slug=None, style="odd"),
    Labelled(question="zzyzx", language="en", slug=None),
)
"""Of the first three the answerer is certain, and once right; of the last it has no idea, which is right."""


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
    scores = {name: replace(score, ece=0) for name, score in evaluate(drinks, QUESTIONS).scores.items()}

    assert scores == {
        "en": Score(questions=7, hit_1=2 / 5, hit_3=3 / 5, answered=4 / 5, wrong=3 / 5, refused=1 / 2, ece=0),
        "sv": Score(questions=1, hit_1=1.0, hit_3=1.0, answered=1.0, wrong=0.0, refused=None, ece=0),
        "all": Score(questions=8, hit_1=3 / 6, hit_3=4 / 6, answered=5 / 6, wrong=3 / 6, refused=1 / 2, ece=0),
    }


def test_languages_come_before_all(drinks: Answerer) -> None:
    assert list(evaluate(drinks, reversed(QUESTIONS)).scores) == ["en", "sv", "all"]


def test_without_answers_no_share_of_them_is_wrong(drinks: Answerer) -> None:
    score = evaluate(drinks, CERTAIN[3:]).scores["en"]

    assert score == Score(questions=1, hit_1=None, hit_3=None, answered=None, wrong=None, refused=1.0, ece=0.0)


def test_without_questions_there_are_no_scores(drinks: Answerer) -> None:
    evaluation = evaluate(drinks, [])

    assert (evaluation.scores, evaluation.styles, evaluation.confusions) == ({}, {}, [])


def test_the_calibration_error_is_how_far_confidence_is_from_being_right(drinks: Answerer) -> None:
    assert evaluate(drinks, CERTAIN).scores["all"].ece == pytest.approx(2 / 4)
    assert evaluate(drinks, CERTAIN[:1]).scores["all"].ece == 0
    assert evaluate(drinks, CERTAIN[1:3]).scores["all"].ece == 1


def test_errors_of_unlike_confidence_do_not_make_up_for_each_other(drinks: Answerer) -> None:
    unsure = Labelled(question="zzyzx", language="en", slug="coffee", also=())

    assert evaluate(drinks, [*CERTAIN[1:2], unsure]).scores["all"].ece == pytest.approx(1 / 2)


def test_a_topic_of_the_right_family_is_what_the_confidence_means(small: Path) -> None:
    for slug, platform in (("coffee", "ios"), ("garage", "android")):
        for language in ("en", "sv"):
            write(small, slug, language, platforms=f"[{platform}]", family="drinks")

    evaluation = evaluate(Answerer(load_library(small)), [replace(CERTAIN[0], slug="garage")])

    assert (evaluation.scores["all"].hit_1, evaluation.scores["all"].ece) == (0.0, 0.0)


def test_questions_that_have_a_style_are_scored_by_it(drinks: Answerer) -> None:
    styles = evaluate(drinks, CERTAIN).styles

    assert {name: score.questions for name, score in styles.items()} == {"odd": 1, "plain": 2}
    assert styles["plain"].hit_1 == 1 / 2


def test_confusions_come_with_the_most_frequent_first(drinks: Answerer) -> None:
    twice = replace(CERTAIN[1], question="print a PAGE")

    assert evaluate(drinks, [*QUESTIONS[2:4], *CERTAIN, twice]).confusions == [
        Confusion(wanted="coffee", found="printer", count=2, example="Print a page"),
        Confusion(wanted="garage", found=None, count=1, example="zzyzx"),
        Confusion(wanted=None, found="garage", count=1, example="Park your car"),
    ]


def test_the_table_shows_shares_in_percent_and_a_dash_for_none(drinks: Answerer) -> None:
    head, english, swedish, _ = score_table(evaluate(drinks, QUESTIONS)).splitlines()

    assert head.split() == ["questions", "hit@1", "hit@3", "answered", "wrong", "refused", "out-of-scope", "ece"]
    assert english.split()[:-1] == ["en", "7", "40.0%", "60.0%", "80.0%", "60.0%", "50.0%"]
    assert swedish.split() == ["sv", "1", "100.0%", "100.0%", "100.0%", "0.0%", "-", "0.0%"]


def test_the_table_shows_styles_and_when_asked_confusions(drinks: Answerer) -> None:
    evaluation = evaluate(drinks, CERTAIN)

    lines = score_table(evaluation, confusions=True).splitlines()

    assert [line.split()[0] for line in lines[1:5]] == ["en", "all", "odd", "plain"]
    assert lines[5:] == ["", "   1  coffee → printer: Print a page", "   1  none → garage: Park your car"]
    assert score_table(evaluation).splitlines() == lines[:5]


def test_questions_are_read_from_lines(tmp_path: Path) -> None:
    text = (
        '{"q": "hur?", "lang": "sv", "slug": "coffee", "alt": ["garage"], "style": "terse"}\n\n'
        '{"q": "x", "lang": "en", "slug": null}\n'
    )

    assert read(tmp_path, text) == [
        Labelled(question="hur?", language="sv", slug="coffee", also=("garage",), style="terse"),
        Labelled(question="x", language="en", slug=None),
    ]


def test_a_separator_of_lines_within_a_question_ends_no_line(tmp_path: Path) -> None:
    (labelled,) = read(tmp_path, '{"q": "one\u2028two\u0085three", "lang": "en", "slug": null}\n')

    assert labelled.question == "one\u2028two\u0085three"


@pytest.mark.parametrize("line", ["{", "[]", '"q"', "7", '{"q": "x", "lang": "en"}', '{"lang": "en", "slug": null}'])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    message = refusal(tmp_path, '{"q": "x", "lang": "en", "slug": null}\n\n' + line + "\n")

    assert message == "questions.jsonl:3: expected an object with q, lang and slug"
