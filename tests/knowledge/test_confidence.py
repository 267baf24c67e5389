"""How sure the search may be."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.answering import Answerer
from knowledge.calibrate import calibrated
from knowledge.confidence import (
    Logistic,
    fit,
    legs_of,
    read_calibration,
    signals,
    write_calibration,
)
from knowledge.evaluate import Labelled
from knowledge.library import load_library
from knowledge.search import Search
from tests.knowledge.articles import TOPICS

HALF = Logistic(signals=("near", "far"), mean=(1.0, 2.0), deviation=(0.5, 1.0), weights=(2.0, -1.0), bias=0.0)

EVIDENCE = [
    ({"near": near / 10, "always": 1.0, "noise": float(number % 3)}, near + number % 2 > 5)
    for number, near in enumerate(list(range(10)) * 4)
]
"""Signals of which only one tells something, and whether the first topic was right."""


def asked(answerer: Answerer, question: str) -> Mapping[str, float]:
    found = answerer.search.found(question)
    assert found
    return found[1]


# The function


def test_at_the_mean_the_bias_alone_decides() -> None:
    assert HALF({"near": 1.0, "far": 2.0}) == 0.5
    assert replace(HALF, bias=1.0)({"near": 1.0, "far": 2.0}) == pytest.approx(0.7311, abs=1e-4)


def test_the_probability_rises_with_evidence_and_falls_with_what_speaks_against_it() -> None:
    near = [HALF({"near": value / 10, "far": 2.0}) for value in range(20)]
    far = [HALF({"near": 1.0, "far": value / 10}) for value in range(40)]

    assert near == sorted(set(near))
    assert far == sorted(set(far), reverse=True)


def test_beyond_all_measure_it_stays_a_probability() -> None:
    assert 0 <= HALF({"near": -1e9, "far": 1e9}) < 1e-9
    assert 1 - 1e-9 < HALF({"near": 1e9, "far": -1e9}) <= 1


# Fitting


def test_a_fit_is_surer_the_more_speaks_for_it() -> None:
    function = fit([found for found, _ in EVIDENCE], [right for _, right in EVIDENCE])

    sure = [function({"near": near / 10, "always": 1.0, "noise": 1.0}) for near in range(10)]

    assert sure == sorted(sure)
    assert sure[0] < 0.2 and sure[-1] > 0.8


def test_a_fit_is_as_sure_as_it_was_right_on_the_whole() -> None:
    function = fit([found for found, _ in EVIDENCE], [right for _, right in EVIDENCE])

    mean = sum(function(found) for found, _ in EVIDENCE) / len(EVIDENCE)

    assert mean == pytest.approx(sum(right for _, right in EVIDENCE) / len(EVIDENCE), abs=0.01)


def test_a_signal_that_never_changes_tells_nothing() -> None:
    function = fit([found for found, _ in EVIDENCE], [right for _, right in EVIDENCE])

    assert function({"near": 0.5, "always": 1.0, "noise": 0.0}) == pytest.approx(
        function({"near": 0.5, "always": 1.5, "noise": 0.0})
    )


@pytest.mark.parametrize("with_classifier", [True, False])
def test_a_search_is_fitted_with_and_without_its_classifier(answerer: Answerer, with_classifier: bool) -> None:
    search = Search(answerer.search.index, answerer.search.margins if with_classifier else None)
    right = [
        Labelled(question=question, language=each.language, slug=each.slug)
        for each in list(answerer.library)[:30]
        for question in each.questions[:2]
    ]
    wrong = [
        Labelled(question=question, language=each.language, slug=None)
        for each in answerer.library.elsewhere
        for question in each.questions[:1]
    ]

    calibration = calibrated(search, [*right, *wrong])

    assert set(calibration) == ({"lexical", "lexical+classifier"} if with_classifier else {"lexical"})
    for legs, function in calibration.items():
        assert any(name.startswith("classifier") for name in function.signals) is (legs != "lexical")


# The file


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "confidence.json"
    calibration = {"lexical": HALF, "lexical+classifier": replace(HALF, bias=-1.25)}

    write_calibration(calibration, path)

    assert read_calibration(path) == calibration


@pytest.mark.parametrize("text", ["", "{", "[1"])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "confidence.json"
    path.write_text(text, "utf-8")

    with pytest.raises(json.JSONDecodeError):
        read_calibration(path)


@pytest.mark.parametrize("with_classifier", [True, False])
def test_the_projects_calibration_knows_every_signal_of_the_search(answerer: Answerer, with_classifier: bool) -> None:
    index = answerer.search.index
    legs = index.legs("how do I enroll", answerer.search.margins if with_classifier else None)
    assert legs
    order = index.answered.tolist()

    function = read_calibration()[legs_of(legs)]

    assert legs_of(legs) == ("lexical+classifier" if with_classifier else "lexical")
    assert set(function.signals) == set(signals(legs, legs.entry, order, index))
    lists = (function.mean, function.deviation, function.weights)
    assert {len(each) for each in lists} == {len(function.signals)}
    assert min(function.deviation) > 0


# The project's search


@pytest.mark.parametrize("ahead", ["score ahead", "score ahead of elsewhere", "entry ahead"])
def test_being_further_ahead_makes_the_search_surer(answerer: Answerer, ahead: str) -> None:
    for function in read_calibration().values():
        found = dict.fromkeys(function.signals, 0.0) | dict(asked(answerer, "how do I remove my laptop"))
        sure = [function({**found, ahead: found[ahead] + step / 10}) for step in range(-5, 6)]

        assert sure == sorted(sure)
        assert sure[0] < sure[-1]


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("phone", "my phone was stolen"),
        ("my brother's phone", "my phone was stolen on the train"),
        ("vad kan man se i molnet", "vad kan företaget se på min telefon"),
    ],
)
def test_the_search_is_surer_of_a_question_that_says_more(answerer: Answerer, less: str, more: str) -> None:
    unsure, sure = (answerer.search.rank(question).hits[0].confidence for question in (less, more))

    assert unsure < sure


def test_a_small_library_uses_the_projects_calibration(small: Path) -> None:
    search = Answerer(load_library(small)).search

    assert search.calibration == read_calibration()
    assert all(0 < search.rank(title).hits[0].confidence < 1 for title, _ in TOPICS.values())
