"""The numbers of the search, against the formulas written out."""

import math
from collections import Counter

import numpy as np
import pytest

from knowledge.index import Example, Index, Legs, Margins, build, fingerprint
from knowledge.words import features

TEXTS = {
    "coffee": ("how do I brew coffee", "the espresso machine, the old one, is broken"),
    "garage": ("where can I park",),
    "tea": ("brew tea brew",),
}
EXAMPLES = [Example(text=text, topic=topic) for topic, texts in TEXTS.items() for text in texts]
QUESTIONS = ["how do I brew brew tea", "is the espresso machine in the garage zzyzx", "park", "Broken?"]
Vector = dict[str, float]


@pytest.fixture(scope="module")
def index() -> Index:
    return build(EXAMPLES)


def legs(index: Index, question: str) -> Legs:
    found = index.legs(question)
    assert found
    return found


# Written out


def counts(text: str) -> Counter[str]:
    return Counter(features(text))


def entry_of(topic: str) -> Counter[str]:
    return sum((counts(text) for text in TEXTS[topic]), Counter[str]())


def rarity(name: str) -> float:
    """BM25's weight of a word in so many of the topics."""
    holding = sum(name in entry_of(topic) for topic in TEXTS)
    return math.log(1 + (len(TEXTS) - holding + 0.5) / (holding + 0.5))


def bm25(question: str, topic: str) -> float:
    """BM25 of a topic with k1 = 1.5 and b = 0.75, as a share of what the question's words weigh."""
    entry, average = entry_of(topic), sum(entry_of(each).total() for each in TEXTS) / len(TEXTS)
    found = 0.0
    for name in counts(question):
        often = entry[name]
        found += rarity(name) * often * 2.5 / (often + 1.5 * (0.25 + 0.75 * entry.total() / average))
    return found / sum(rarity(name) for name in counts(question))


def tf_idf(text: str) -> Vector:
    """A vector of length 1."""
    every = [counts(each) for texts in TEXTS.values() for each in texts]
    weights: Vector = {}
    for name, often in counts(text).items():
        holding = sum(name in each for each in every)
        weights[name] = (1 + math.log(often)) * (math.log((1 + len(every)) / (1 + holding)) + 1)
    return unit(weights)


def unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value**2 for value in vector.values()))
    return {name: value / length for name, value in vector.items()}


def product(one: Vector, other: Vector) -> float:
    return sum(value * other.get(name, 0.0) for name, value in one.items())


def middle(topic: str) -> Vector:
    """The sum of the vectors of a topic's texts, with length 1."""
    found: Vector = {}
    for text in TEXTS[topic]:
        for name, value in tf_idf(text).items():
            found[name] = found.get(name, 0.0) + value
    return unit(found)


# The legs


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_entry_leg_is_bm25(index: Index, question: str) -> None:
    assert legs(index, question).entry.tolist() == pytest.approx([bm25(question, topic) for topic in TEXTS], abs=1e-5)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_nearest_leg_is_the_cosine_with_the_nearest_text(index: Index, question: str) -> None:
    asked = tf_idf(question)
    nearest = [max(product(asked, tf_idf(text)) for text in texts) for texts in TEXTS.values()]

    assert legs(index, question).nearest.tolist() == pytest.approx(nearest, abs=1e-5)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_centroid_leg_is_the_cosine_with_all_texts_together(index: Index, question: str) -> None:
    asked = tf_idf(question)

    assert legs(index, question).centroid.tolist() == pytest.approx(
        [product(asked, middle(topic)) for topic in TEXTS], abs=1e-5
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_known_is_a_share_of_the_questions_weight(index: Index, question: str) -> None:
    known = {name for topic in TEXTS for name in entry_of(topic)}
    weights = {name: rarity(name) for name in counts(question)}
    whole = {name: weight for name, weight in weights.items() if name.startswith("word ")}
    found = legs(index, question)

    assert found.known == pytest.approx(sum(w for n, w in weights.items() if n in known) / sum(weights.values()))
    assert found.known_words == pytest.approx(sum(w for n, w in whole.items() if n in known) / sum(whole.values()))
    assert found.words == len(whole)


def test_an_example_is_as_near_as_can_be(index: Index) -> None:
    for example in EXAMPLES:
        found = legs(index, example.text)

        assert found.nearest[index.topics.index(example.entry)] == pytest.approx(1, abs=1e-5)
        assert (found.known, found.known_words) == (pytest.approx(1), pytest.approx(1))


@pytest.mark.parametrize("question", ["", "?", "😀", "qqq xxx"])
def test_without_anything_known_there_are_no_legs(index: Index, question: str) -> None:
    assert index.legs(question) is None


def test_legs_that_are_not_there_are_none(index: Index) -> None:
    found = legs(index, "brew")

    assert (found.classifier, found.vectors) == (None, None)


def test_the_classifier_leg_is_its_margin_for_a_vector_of_the_known_words(index: Index) -> None:
    starts, column, value, _ = index.examples
    row = slice(starts[0], starts[1])
    weights = np.zeros((len(index.arrays["idf"]), 3), np.float32)
    weights[column[row], 0] = value[row]
    margins = Margins(weights=weights, bias=np.array([0, 0.5, -1], np.float32))

    found = index.legs(f"{TEXTS['coffee'][0]}", margins)

    assert found and found.classifier is not None
    assert found.classifier.tolist() == pytest.approx([1, 0.5, -1], abs=1e-5)


# What it is made of


def test_the_matrix_for_a_classifier_holds_every_text_with_length_1(index: Index) -> None:
    starts, column, value, topic = index.examples

    assert len(starts) == len(EXAMPLES) + 1 and starts[-1] == len(column) == len(value)
    for number, example in enumerate(EXAMPLES):
        row = slice(starts[number], starts[number + 1])
        assert index.topics[topic[number]] == example.topic
        assert len(set(column[row].tolist())) == len(counts(example.text))
        assert sorted(value[row].tolist()) == pytest.approx(sorted(tf_idf(example.text).values()), abs=1e-5)


def test_topics_are_in_order_and_known_for_what_they_are() -> None:
    index = build(
        [
            Example(text="print", topic="elsewhere:printers", elsewhere=True),
            Example(text="brew tea", topic="tea", family="drinks"),
            Example(text="brew coffee", topic="coffee", family="drinks"),
            Example(text="park", topic="garage"),
        ]
    )

    assert index.topics == ["coffee", "elsewhere:printers", "garage", "tea"]
    assert index.elsewhere.tolist() == [False, True, False, False]
    assert index.answered.tolist() == [0, 2, 3]
    assert len(set(index.family.tolist())) == 3 and index.family[0] == index.family[3]


def test_what_is_said_of_a_family_counts_for_each_of_its_topics() -> None:
    alone = [
        Example(text="brew tea", topic="tea", family="drinks"),
        Example(text="brew coffee", topic="coffee", family="drinks"),
        Example(text="park", topic="garage"),
    ]
    index = build([*alone, Example(text="something hot please", family="drinks")])
    found = legs(index, "something hot please")

    for topic in ("tea", "coffee"):
        assert found.nearest[index.topics.index(topic)] == pytest.approx(1, abs=1e-5)
        assert found.entry[index.topics.index(topic)] > 0
    assert found.nearest[index.topics.index("garage")] == 0
    assert [index.topics[number] for number in index.answered] == ["coffee", "garage", "tea"]


def test_a_fingerprint_names_the_texts_and_what_they_are_about() -> None:
    one = [Example(text="brew tea", topic="tea")]
    others = (
        [Example(text="brew  tea", topic="tea")],
        [Example(text="brew tea", topic="coffee")],
        [Example(text="brew tea", topic="tea", family="drinks")],
        [Example(text="brew tea", topic="tea", elsewhere=True)],
        [*one, *one],
    )

    assert fingerprint(one) == fingerprint([Example(text="brew tea", topic="tea")])
    assert len({fingerprint(each) for each in (one, *others)}) == 6
