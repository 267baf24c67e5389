"""Example questions that belong to two topics."""

from pathlib import Path

import numpy as np

from knowledge.doubles import ALIKE, pairs_alike
from knowledge.index import Example, Index, build
from knowledge.library import Library
from tests.knowledge.articles import write
from tests.knowledge.checking import faults, write_kind

LONG = "how do I clean the milk foamer of the red espresso machine"


def test_a_question_of_two_topics_is_a_fault_whatever_its_case_and_marks(small: Path) -> None:
    write(small, "coffee", "en", questions="\n  - brew\n  - Where is it?")
    write(small, "garage", "en", questions='["parking", "where  is it"]')

    assert faults(small) == ["en/garage.md:4: questions: the same question stands in en/coffee"]


def test_a_question_of_one_article_twice_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", questions="\n  - where is it\n  - brew\n  - where is it?")

    assert faults(small) == ["en/coffee.md:7: questions: the same question stands in en/coffee"]


def test_a_question_of_an_article_that_stands_elsewhere_too_is_a_fault_there(small: Path) -> None:
    write_kind(small, "travel", "en", "my trip", "Out of toner, and paper!")
    write_kind(small, "travel", "sv", "min resa")

    assert faults(small) == ["elsewhere/en/travel.md:5: questions: the same question stands in en/printer"]


def test_a_question_of_two_kinds_from_elsewhere_is_a_fault(small: Path) -> None:
    for slug in ("payroll", "travel"):
        write_kind(small, slug, "en", "my expenses", f"about {slug}")
        write_kind(small, slug, "sv", f"om {slug}")

    assert faults(small) == ["elsewhere/en/travel.md:4: questions: the same question stands in elsewhere/en/payroll"]


def test_questions_of_two_topics_that_differ_by_little_are_a_fault(small: Path) -> None:
    write(small, "coffee", "en", questions=f"\n  - brew\n  - {LONG}")
    write(small, "printer", "en", questions=f"\n  - {LONG} please")

    assert faults(small) == [
        f"en/printer.md:5: questions: '{LONG} please' is too much like '{LONG}' in en/coffee",
    ]


def test_a_question_much_like_one_from_elsewhere_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", questions=f"[{LONG}]")
    write_kind(small, "kitchen", "en", f"{LONG} please")
    write_kind(small, "kitchen", "sv", "köket")

    (fault,) = faults(small)

    assert f"'{LONG} please'" in fault and f"'{LONG}'" in fault


def test_questions_of_one_topic_may_differ_by_little(small: Path) -> None:
    write(small, "coffee", "en", questions=f"[{LONG}, {LONG} please]")
    write(small, "coffee", "sv", questions=f"[{LONG} tack]")

    assert faults(small) == []


def test_questions_of_siblings_may_differ_by_little(small: Path) -> None:
    for slug, platform in (("coffee", "ios"), ("garage", "android")):
        write(small, slug, "en", platforms=f"[{platform}]", family="f", questions=f"[{LONG} {platform}]")
        write(small, slug, "sv", platforms=f"[{platform}]", family="f")

    assert faults(small) == []


def test_few_comparisons_find_the_same_pairs_as_all(library: Library) -> None:
    questions = [question for article in library for question in article.questions[:6]]
    again = [question.rpartition(" ")[0] or question for question in questions]
    index = build([Example(text=text, topic=str(n)) for n, texts in enumerate((questions, again)) for text in texts])

    pairs = all_pairs(index)

    assert sorted(pairs_alike(index)) == pairs
    assert 50 < len(pairs) < len(questions)


def all_pairs(index: Index) -> list[tuple[int, int]]:
    """Compare every row with every row of another topic."""
    starts, column, value, topic = index.examples
    rows = np.zeros((len(starts) - 1, int(column.max()) + 1), np.float32)
    rows[np.repeat(np.arange(len(rows)), np.diff(starts)), column] = value
    one, other = np.nonzero((rows @ rows.T >= ALIKE) & (topic[:, None] < topic[None, :]))
    return sorted(zip(one.tolist(), other.tolist(), strict=True))
