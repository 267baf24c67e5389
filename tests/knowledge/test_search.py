"""From a question to a ranking of topics."""

import numpy as np
import pytest

from knowledge import classifier
from knowledge.answering import SURE, Answerer
from knowledge.examples import examples
from knowledge.index import Example, build
from knowledge.library import Library
from knowledge.search import Hit, Search, counted

TEXTS = (
    ("enroll", "registrera enhet"),
    ("enroll", "how do I register my phone"),
    ("loss", "my phone was stolen"),
    ("loss", "jag har tappat telefonen"),
    ("privacy", "what can you see of my pictures"),
    ("privacy", "kan ni läsa mina meddelanden"),
)
EXAMPLES = [Example(text=text, topic=topic) for topic, text in TEXTS]


@pytest.fixture(scope="module", params=["with its classifier", "without it"])
def search(request: pytest.FixtureRequest) -> Search:
    index = build(EXAMPLES)
    return Search(index, classifier.fit(index) if request.param == "with its classifier" else None)


def best(search: Search, question: str) -> Hit:
    return search.rank(question).hits[0]


def scores(search: Search, question: str, unlikely: frozenset[str] = frozenset()) -> dict[str, float]:
    return {hit.topic: hit.score for hit in search.rank(question, unlikely=unlikely).hits}


def of_two(family: str | None) -> Search:
    """Two topics alike and one other; the two are of one family or of none."""
    alike = [Example(text="enroll my own device", topic=topic, family=family) for topic in ("ios", "mac")]
    return Search(build([*alike, Example(text="my phone was stolen", topic="loss")]))


# The order


def test_every_topic_is_ranked_the_most_likely_first(search: Search) -> None:
    hits = search.rank("was my phone stolen").hits

    assert hits[0].topic == "loss"
    assert {hit.topic for hit in hits} == {"enroll", "loss", "privacy"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(("topic", "text"), TEXTS)
def test_an_example_finds_its_topic(search: Search, topic: str, text: str) -> None:
    assert best(search, text).topic == topic
    assert best(search, text).confidence > SURE


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("mi fone was stollen", "loss"),
        ("what can you se of my pitcures", "privacy"),
        ("jag har tapat telfonen", "loss"),
        ("hw do i regster my phne", "enroll"),
    ],
)
def test_misspelt_words_are_found(search: Search, question: str, topic: str) -> None:
    assert best(search, question).topic == topic


@pytest.mark.parametrize("question", ["enhetsregistrering", "enhetsregistreringen", "registrerad enhet", "enheten"])
def test_swedish_compounds_and_inflections_are_found(search: Search, question: str) -> None:
    assert best(search, question).topic == "enroll"


def test_letters_without_their_rings_and_dots_are_found(search: Search) -> None:
    assert best(search, "kan ni lasa mina meddelanden").topic == "privacy"


@pytest.mark.parametrize("question", ["zzyzx", "", "???", "😀😀"])
def test_unknown_words_rank_nothing(search: Search, question: str) -> None:
    ranking = search.rank(question)

    assert (ranking.hits, ranking.elsewhere) == ((), None)


def test_a_question_is_ranked_alike_every_time(search: Search) -> None:
    assert search.rank("how do I register") == search.rank("how do I register")


def test_the_order_of_the_examples_does_not_matter() -> None:
    search, turned = Search(build(EXAMPLES)), Search(build(EXAMPLES[::-1]))

    assert list(scores(turned, "see my phone")) == list(scores(search, "see my phone"))
    assert scores(turned, "see my phone") == pytest.approx(scores(search, "see my phone"), abs=1e-6)


def test_unlikely_topics_lose_and_others_keep_their_score(search: Search) -> None:
    before, after = scores(search, "register my phone"), scores(search, "register my phone", frozenset({"enroll"}))

    assert after["enroll"] < before["enroll"]
    assert {**after, "enroll": 0} == {**before, "enroll": 0}


def test_an_unlikely_topic_falls_behind_another_nearly_as_near() -> None:
    search = Search(build([Example(text=f"how do I enroll my {each}", topic=each) for each in ("iphone", "tablet")]))

    assert next(iter(scores(search, "enroll tablets"))) == "tablet"
    assert next(iter(scores(search, "enroll my device", frozenset({"iphone"})))) == "tablet"
    assert next(iter(scores(search, "enroll my device", frozenset({"tablet"})))) == "iphone"


# How sure it is


def test_confidences_are_shares_and_fall_with_the_scores(search: Search) -> None:
    for _, text in TEXTS:
        confidences = [hit.confidence for hit in search.rank(text).hits]

        assert all(0 <= confidence <= 1 for confidence in confidences)
        assert confidences == sorted(confidences, reverse=True)


def test_a_known_word_among_unknown_ones_is_less_sure_than_a_whole_question(answerer: Answerer) -> None:
    sure, unsure = (
        best(answerer.search, question).confidence
        for question in ("my phone was stolen on the train", "zzyzx qwop password vbnk")
    )

    assert unsure < SURE < sure


def test_a_near_rival_lowers_the_confidence() -> None:
    alone, rivalled = (
        Search(
            build(
                [
                    Example(text="brew coffee", topic="coffee"),
                    Example(text="brew tea", topic=rival),
                    Example(text="park the car", topic="garage"),
                ]
            )
        )
        for rival in ("coffee", "tea")
    )

    assert best(rivalled, "brew").confidence < best(alone, "brew").confidence


def test_members_of_a_family_are_no_rivals() -> None:
    question = "enroll something else"
    strangers, family = of_two(None).rank(question).hits, of_two("enroll").rank(question).hits

    assert [hit.score for hit in family] == [hit.score for hit in strangers]
    assert {hit.topic for hit in family[:2]} == {"ios", "mac"}
    assert family[0].confidence == family[1].confidence > strangers[0].confidence


def test_a_kind_of_questions_from_elsewhere_is_told_and_not_ranked() -> None:
    elsewhere = Example(text="my printer is jammed", topic="elsewhere:printers", elsewhere=True)
    with_printers, without = Search(build([*EXAMPLES, elsewhere])), Search(build(EXAMPLES))

    assert with_printers.rank("is the printer jammed").elsewhere == "elsewhere:printers"
    assert set(scores(with_printers, "is the printer jammed")) == {"enroll", "loss", "privacy"}
    assert with_printers.rank("my phone was stolen").elsewhere is None
    assert best(with_printers, "my printer").confidence < best(without, "my printer").confidence


# The project's articles


def test_example_questions_of_the_articles_find_their_topics(answerer: Answerer, library: Library) -> None:
    family = {article.slug: article.family or article.slug for article in library}
    lost: list[str] = []
    for article in library:
        for question in article.questions[:3]:
            hit = best(answerer.search, question)
            if family[hit.topic] != family[article.slug]:
                lost.append(f"{article.language}/{article.slug}: {question}")

    assert lost == []


def test_what_names_no_platform_is_an_example_of_the_whole_family(library: Library) -> None:
    shared = {example.text for example in examples(library) if example.family == "enroll" and example.topic is None}

    assert len({article.slug for article in library if article.family == "enroll"}) == 5
    assert {"enroll device", "registrera enhet"} & shared
    assert not {text for text in shared if "iphone" in text.lower()}


def test_a_margin_counts_more_where_the_classifier_holds_the_topic_for_possible() -> None:
    found = counted(np.array([-1.5, -0.5, 0.5], np.float32))

    assert found.tolist() == pytest.approx([-0.375, -0.125, 1.125])
