"""A search made from one that differs by little: the same as if it were made anew."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge import classifier
from knowledge.answering import Answerer, Asker
from knowledge.carrying import carried
from knowledge.index import Example, Index, build
from knowledge.known import known_next
from knowledge.library import Library
from knowledge.rebuilding import fresh_rows, rebuilt
from tests.knowledge.articles import parsed
from tests.knowledge.findings import shown

OLD = [
    Example(text="brew coffee", topic="coffee"),
    Example(text="the espresso machine is broken", topic="coffee"),
    Example(text="where can I park my car", topic="garage"),
    Example(text="an electric car", topic="garage"),
    Example(text="a hot drink", family="drinks"),
]
NEW = [
    Example(text="brew coffee", topic="coffee"),
    Example(text="a strange, strange purple espresso", topic="coffee"),
    Example(text="where can I park my car", topic="garage"),
    Example(text="brew coffee", topic="elsewhere:kitchen", elsewhere=True),
    Example(text="green tea", topic="tea", family="drinks"),
    Example(text="a hot drink", family="drinks"),
    Example(text="?", topic="tea", family="drinks"),
]


def same(one: Index, other: Index) -> None:
    assert one.arrays.keys() == other.arrays.keys()
    for name, array in one.arrays.items():
        if array.dtype.kind == "f":
            assert np.allclose(array, other.arrays[name], atol=1e-6), name
        else:
            assert array.tolist() == other.arrays[name].tolist(), name


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (NEW, OLD), (OLD, OLD), (OLD, NEW[4:6])])
def test_an_index_is_rebuilt_as_if_it_were_built(old: list[Example], new: list[Example]) -> None:
    same(rebuilt(build(old), old, new), build(new))


def test_fresh_rows_are_those_of_new_texts() -> None:
    listed = sorted(NEW, key=lambda each: each.entry)

    rows: list[int] = fresh_rows(OLD, NEW).tolist()
    fresh = [listed[row].text for row in rows]

    assert sorted(fresh) == ["?", "a strange, strange purple espresso", "brew coffee", "green tea"]


def test_a_classifier_carried_over_to_the_same_texts_stays_as_it_is() -> None:
    index = build(OLD)
    margins = classifier.fit(index)

    again = carried(index, margins, rebuilt(index, OLD, OLD), np.array([], np.int64))

    assert np.array_equal(again.weights, margins.weights) and np.array_equal(again.bias, margins.bias)


def test_a_new_topic_is_found_in_other_words_before_a_classifier_is_fitted_to_it(answerer: Answerer) -> None:
    questions = "[lunch menu this week, when does the canteen open, is there vegetarian food, canteen prices]"
    changed = Library([*answerer.library, parsed("canteen", "en", questions=questions)], answerer.library.elsewhere)
    after = Answerer(changed, known=known_next(answerer.known, changed))

    found = [after.answer(q, Asker(language="en")) for q in ("canteen vegetarian lunch", "when is the canteen open?")]

    assert [shown(each) for each in found] == [("answer", "canteen", "en")] * 2


def test_a_promoted_question_is_found_in_other_words_and_little_else_moves(answerer: Answerer) -> None:
    question = "the badge reader app shows a purple kangaroo"
    changed = Library(
        [
            replace(each, questions=(*each.questions, question))
            if (each.slug, each.language) == ("contact-helpdesk", "en")
            else each
            for each in answerer.library
        ],
        answerer.library.elsewhere,
    )
    after = Answerer(changed, known=known_next(answerer.known, changed))
    asker = Asker(language="en")

    before = answerer.answer("why a purple kangaroo in the badge app?", asker)
    found = after.answer("why a purple kangaroo in the badge app?", asker)

    assert before.article is None
    assert found.article and found.article.slug == "contact-helpdesk"
    others = [each.questions[0] for each in answerer.library][::4]
    moved = [abs(after.answer(q, asker).confidence - answerer.answer(q, asker).confidence) for q in others]
    assert max(moved) < 0.1
