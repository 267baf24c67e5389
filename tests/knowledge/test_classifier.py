"""The leg of the search that is fitted, here and in a process of its own."""

import logging
from pathlib import Path

import numpy as np
import pytest

from knowledge import classifier
from knowledge.answering import Answerer, Asker
from knowledge.cache import Cache
from knowledge.examples import examples
from knowledge.fitting import learn, run_module
from knowledge.index import Example, Index, build
from knowledge.library import load_library
from knowledge.ready import ready_answerer
from knowledge.search import Search

TEXTS = {
    "coffee": ("brew a cup of coffee", "the espresso machine", "coffee without milk", "espresso machine again"),
    "garage": ("park my car", "the garage is full", "charge the car in the garage", "car park"),
    "printer": ("print a page", "out of paper and toner", "print on paper", "page and paper"),
}


def index_of(*topics: str) -> Index:
    return build([Example(text=text, topic=topic) for topic in topics for text in TEXTS[topic]])


def margins(index: Index, question: str) -> dict[str, float]:
    legs = index.legs(question, classifier.fit(index))
    assert legs and legs.classifier is not None
    return dict(zip(index.topics, legs.classifier.tolist(), strict=True))


def on_disk(small: Path, cache: Cache) -> Answerer:
    """An answerer as the bot starts with: its index is kept, and it has no classifier yet."""
    library = load_library(small)
    return Answerer(library, Search(cache.index(examples(library))))


# Fitting


@pytest.mark.parametrize("topics", [("coffee", "garage", "printer"), ("coffee", "garage")])
def test_every_text_is_on_the_right_side(topics: tuple[str, ...]) -> None:
    index = index_of(*topics)

    for topic in topics:
        for text in TEXTS[topic]:
            found = margins(index, text)
            assert found[topic] > 0
            assert all(found[other] < 0 for other in topics if other != topic)


def test_one_topic_alone_has_no_margin() -> None:
    assert margins(index_of("coffee"), "espresso") == {"coffee": 0.0}


def test_texts_with_nothing_in_common_are_fitted() -> None:
    index = build([Example(text=text, topic=text) for text in ("abc", "xyz", "qqq")])

    assert set(margins(index, "abc")) == {"abc", "xyz", "qqq"}


def test_a_topic_with_few_texts_is_not_outweighed() -> None:
    many = [Example(text=f"print page {number} on paper", topic="printer") for number in range(40)]
    few = [Example(text=text, topic="coffee") for text in ("brew coffee on paper", "coffee page")]

    found = margins(build([*many, *few]), "coffee page on paper")

    assert found["coffee"] > 0 > found["printer"]


def test_features_are_brought_nearer_to_each_other_the_rarer_they_are() -> None:
    index = index_of("coffee", "garage", "printer")
    scale, idf = classifier.scales(index), index.arrays["idf"]

    assert np.ptp(scale**2 * idf) < 1e-4
    assert scale[idf.argmax()] < 1 < scale[idf.argmin()]


def test_a_fit_is_the_same_every_time() -> None:
    one, other = (classifier.fit(index_of("coffee", "garage", "printer")) for _ in range(2))

    np.testing.assert_array_equal(one.weights, other.weights, strict=True)
    np.testing.assert_array_equal(one.bias, other.bias, strict=True)


# In a process of its own


async def test_the_bot_learns_in_another_process_what_it_would_fit_itself(small: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "search")
    answerer = on_disk(small, cache)
    before = answerer.answer("where is my car", Asker(language="en"))

    await learn(answerer, cache)

    ready = ready_answerer(load_library(small), Cache(tmp_path / "other"))
    asked = [each.answer("where is my car", Asker(language="en")) for each in (answerer, ready)]
    assert asked[0].ranking == asked[1].ranking != before.ranking
    assert cache.margins(examples(answerer.library)) is not None


async def test_what_was_learnt_before_is_read(small: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    cache = Cache(tmp_path / "search")
    ready_answerer(load_library(small), cache)
    answerer = on_disk(small, cache)

    await learn(answerer, cache)

    assert answerer.search.margins is not None
    assert [record.getMessage() for record in caplog.records] == [
        f"the search knows {len(examples(answerer.library))} texts"
    ]


async def test_a_bot_that_cannot_learn_goes_on_answering(
    small: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = Cache(tmp_path / "search")
    answerer = on_disk(small, cache)
    cache.texts(examples(answerer.library)).write_bytes(b"cut off")

    await learn(answerer, cache)

    assert answerer.search.margins is None
    assert "knowledge.classifier failed: " in caplog.text
    assert answerer.answer("I want coffee", Asker(language="en")).ranking[0].topic == "coffee"


async def test_a_bot_that_can_keep_nothing_learns_nothing(
    small: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    cache = Cache(tmp_path / "file")
    answerer = on_disk(small, cache)

    await learn(answerer, cache)

    assert answerer.search.margins is None
    assert "failed" not in caplog.text


async def test_a_module_that_fails_is_logged_with_what_it_said(caplog: pytest.LogCaptureFixture) -> None:
    assert not await run_module("knowledge.nothing_of_that_name")

    assert "knowledge.nothing_of_that_name failed: " in caplog.text
    assert "No module named" in caplog.text


async def test_a_module_that_works_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    assert await run_module("knowledge", "--help")

    assert caplog.text == ""
