"""From a question to a ranking of topics."""

import pytest

from knowledge.answering import LIKELY, SURE, Answerer, Asker, examples
from knowledge.library import Library
from knowledge.search import Example, Hit, TfidfSearch

EXAMPLES = (
    ("enroll", "registrera enhet"),
    ("enroll", "how do I register my phone"),
    ("loss", "my phone was stolen"),
    ("loss", "jag har tappat telefonen"),
    ("privacy", "what can you see of my pictures"),
    ("privacy", "kan ni läsa mina meddelanden"),
)


@pytest.fixture(scope="module")
def search() -> TfidfSearch:
    return TfidfSearch(Example(text=text, topics=(topic,)) for topic, text in EXAMPLES)


def best(search: TfidfSearch, question: str) -> Hit:
    return search.rank(question)[0]


def family_of_two(family: str | None) -> TfidfSearch:
    """Two topics alike and one other; the two are of one family or of none."""
    return TfidfSearch(
        [
            Example(text="how do I enroll my device", topics=("enroll-ios", "enroll-mac"), family=family),
            Example(text="my phone was stolen", topics=("loss",)),
        ]
    )


def test_every_topic_is_ranked_the_most_likely_first(search: TfidfSearch) -> None:
    hits = search.rank("was my phone stolen")

    assert hits[0].topic == "loss"
    assert {hit.topic for hit in hits} == {"enroll", "loss", "privacy"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(("topic", "text"), EXAMPLES)
def test_an_example_is_found_with_high_confidence(search: TfidfSearch, topic: str, text: str) -> None:
    assert best(search, text).topic == topic
    assert best(search, text).confidence > 0.95


def test_scores_and_confidences_are_shares(search: TfidfSearch) -> None:
    hits = [hit for _, text in EXAMPLES for hit in search.rank(text)]

    assert all(0 <= hit.score <= 1.000001 and 0 <= hit.confidence <= 1 for hit in hits)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("mi fone was stollen", "loss"),
        ("what can you se of my pitcures", "privacy"),
        ("jag har tapat telfonen", "loss"),
        ("hw do i regster my phne", "enroll"),
    ],
)
def test_misspelt_words_are_found(search: TfidfSearch, question: str, topic: str) -> None:
    assert best(search, question).topic == topic


@pytest.mark.parametrize("question", ["enhetsregistrering", "enhetsregistreringen", "registrerad enhet", "enheterna"])
def test_swedish_compounds_and_inflections_are_found(search: TfidfSearch, question: str) -> None:
    assert best(search, question).topic == "enroll"


def test_letters_without_their_rings_and_dots_are_found(search: TfidfSearch) -> None:
    assert best(search, "kan ni lasa mina meddelanden").topic == "privacy"


@pytest.mark.parametrize("question", ["zzyzx", "", "???", "😀😀"])
def test_unknown_words_rank_nothing(search: TfidfSearch, question: str) -> None:
    assert not search.rank(question)


def test_a_known_word_among_unknown_ones_is_unlikely(search: TfidfSearch) -> None:
    assert best(search, "zzyzx qwop vbnk phone xkcd").confidence < LIKELY


def test_a_question_is_ranked_alike_every_time(search: TfidfSearch) -> None:
    assert search.rank("how do I register") == search.rank("how do I register")


def test_the_order_of_the_examples_does_not_matter(search: TfidfSearch) -> None:
    turned = TfidfSearch(Example(text=text, topics=(topic,)) for topic, text in reversed(EXAMPLES))

    hits, turned_hits = search.rank("see my phone"), turned.rank("see my phone")

    assert [hit.topic for hit in turned_hits] == [hit.topic for hit in hits]
    assert [hit.score for hit in turned_hits] == pytest.approx([hit.score for hit in hits])


def test_unlikely_topics_have_half_their_score_and_others_keep_theirs(search: TfidfSearch) -> None:
    scores = {hit.topic: hit.score for hit in search.rank("register my phone")}

    halved = {hit.topic: hit.score for hit in search.rank("register my phone", unlikely={"enroll"})}

    assert scores["enroll"] > 0
    assert halved == pytest.approx({**scores, "enroll": scores["enroll"] / 2})


def test_an_unlikely_topic_falls_behind_another_nearly_as_near(search: TfidfSearch) -> None:
    assert best(search, "register stolen phone").topic == "enroll"
    assert search.rank("register stolen phone", unlikely={"enroll"})[0].topic == "loss"


def test_a_near_rival_lowers_the_confidence() -> None:
    alone, rivalled = (
        TfidfSearch(
            [
                Example(text="brew coffee", topics=("coffee",)),
                Example(text="brew tea", topics=(rival,)),
                Example(text="park the car", topics=("garage",)),
            ]
        )
        for rival in ("coffee", "tea")
    )

    assert best(rivalled, "brew").confidence < best(alone, "brew").confidence


def test_members_of_a_family_are_no_rivals() -> None:
    question = "enroll something else"
    strangers, family = family_of_two(None).rank(question), family_of_two("enroll").rank(question)

    assert [hit.score for hit in family] == [hit.score for hit in strangers]
    assert {hit.topic for hit in family[:2]} == {"enroll-ios", "enroll-mac"}
    assert family[0].confidence == family[1].confidence > strangers[0].confidence


def test_example_questions_of_the_articles_find_their_topics(answerer: Answerer, library: Library) -> None:
    lost: list[str] = []
    for article in library:
        asker = Asker(language=article.language, platform=min(article.platforms, default=None))
        for question in article.questions[:5]:
            finding = answerer.answer(question, asker)
            if finding.ranking[0].topic != article.slug or finding.confidence < SURE:
                lost.append(f"{article.language}/{article.slug}: {question}")

    assert lost == []


def test_what_names_no_platform_is_an_example_of_the_whole_family(library: Library) -> None:
    family = {article.slug for article in library if article.family == "enroll"}
    shared = [example for example in examples(library) if example.family == "enroll" and len(example.topics) > 1]

    assert len(family) == 4
    assert all(set(example.topics) == family for example in shared)
    assert "enroll device" in {example.text for example in shared}
