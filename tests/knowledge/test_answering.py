"""From a question to what the bot shows."""

from pathlib import Path

import pytest

from knowledge.answering import LIKELY, MAX_SUGGESTIONS, SURE, Answerer, Asker, Finding, Outcome
from knowledge.library import load_library
from knowledge.platform import Platform
from tests.knowledge.articles import write

FAMILY = ["enroll-windows", "enroll-android-work-profile", "enroll-ios", "enroll-macos"]
ENGLISH = Asker(language="en")
SWEDISH = Asker(language="sv")


@pytest.fixture
def drinks(small: Path) -> Answerer:
    """Answers about coffee, the garage and the printer."""
    return Answerer(load_library(small))


def shown(finding: Finding) -> tuple[str, str, str] | None:
    """The outcome, and the topic and language of the article shown."""
    article = finding.article
    return (finding.outcome, article.slug, article.language) if article else None


def slugs(finding: Finding) -> list[str]:
    return [article.slug for article in finding.suggestions]


# The three outcomes


def test_a_sure_question_is_answered(drinks: Answerer) -> None:
    finding = drinks.answer("I want coffee", ENGLISH)

    assert shown(finding) == ("answer", "coffee", "en")
    assert finding.confidence >= SURE
    assert finding.suggestions == ()


def test_a_likely_question_gets_suggestions_the_most_likely_first(drinks: Answerer) -> None:
    finding = drinks.answer("my car is broken", ENGLISH)

    assert (finding.outcome, finding.article, finding.by_platform) == (Outcome.SUGGEST, None, False)
    assert slugs(finding) == ["coffee", "garage"]
    assert LIKELY <= finding.confidence < SURE


def test_a_question_about_something_else_is_unanswered(drinks: Answerer) -> None:
    finding = drinks.answer("weather tomorrow", ENGLISH)

    assert (finding.outcome, finding.article, finding.suggestions) == (Outcome.UNANSWERED, None, ())
    assert finding.confidence < LIKELY


def test_an_unanswered_question_still_has_its_best_guesses(drinks: Answerer) -> None:
    finding = drinks.answer("weather tomorrow", ENGLISH)

    assert {hit.topic for hit in finding.ranking} == {"coffee", "garage", "printer"}


def test_there_are_no_more_suggestions_than_fit(tmp_path: Path) -> None:
    for number in range(MAX_SUGGESTIONS + 2):
        write(tmp_path, f"topic-{number}", title=f"About number {number}", questions="[the water in the kitchen]")
    finding = Answerer(load_library(tmp_path)).answer("is the water safe", ENGLISH)

    assert finding.outcome is Outcome.SUGGEST
    assert len(finding.suggestions) == MAX_SUGGESTIONS


@pytest.mark.parametrize("question", ["my phone was stolen", "how do I enroll my iPhone", "what is the weather"])
def test_the_ranking_holds_five_topics(answerer: Answerer, question: str) -> None:
    assert len({hit.topic for hit in answerer.answer(question, ENGLISH).ranking}) == 5


def test_a_misspelt_question_about_enrolling_an_iphone_suggests_it_first(answerer: Answerer) -> None:
    finding = answerer.answer("how do i enrol my ipone", ENGLISH)

    assert finding.ranking[0].topic == "enroll-ios"


def test_a_chosen_article_is_certain(answerer: Answerer) -> None:
    article = answerer.library.get("lost-or-stolen", "sv")
    assert article

    finding = answerer.chosen(article, Platform.IOS)

    assert shown(finding) == ("answer", "lost-or-stolen", "sv")
    assert (finding.confidence, finding.platform, finding.language) == (1.0, Platform.IOS, "sv")


# Titles


def test_a_title_gives_its_article(answerer: Answerer) -> None:
    given = [answerer.answer(article.title, ENGLISH) for article in answerer.library]

    assert [finding.article for finding in given] == list(answerer.library)
    assert {finding.confidence for finding in given} == {1.0}


def test_a_title_gives_its_article_in_any_case_and_with_a_question_mark(answerer: Answerer) -> None:
    finding = answerer.answer("  MY DEVICE is lost or stolen? ", SWEDISH)

    assert shown(finding) == ("answer", "lost-or-stolen", "en")
    assert finding.confidence == 1.0


# Which platform


@pytest.mark.parametrize(
    ("question", "language"), [("how do I enroll my device", "en"), ("hur registrerar jag min enhet?", "sv")]
)
def test_a_question_that_names_no_device_is_asked_back(answerer: Answerer, question: str, language: str) -> None:
    finding = answerer.answer(question, Asker(language=language))

    assert (finding.outcome, finding.by_platform, finding.article) == (Outcome.SUGGEST, True, None)
    assert slugs(finding) == FAMILY
    assert {article.language for article in finding.suggestions} == {language}


@pytest.mark.parametrize(
    ("question", "language"), [("how do I enroll my device", "en"), ("hur registrerar jag min enhet?", "sv")]
)
def test_nothing_is_asked_back_when_the_askers_platform_is_known(
    answerer: Answerer, question: str, language: str
) -> None:
    finding = answerer.answer(question, Asker(language=language, platform=Platform.MACOS))

    assert shown(finding) == ("answer", "enroll-macos", language)
    assert finding.platform is None
    assert finding.ranking[0].topic == "enroll-macos"
    assert finding.ranking[0].confidence == finding.confidence


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("how do I enroll my iPhone", "enroll-ios"),
        ("hur registrerar jag min mac", "enroll-macos"),
        ("how do I enroll my Android phone", "enroll-android-work-profile"),
        ("hur registrerar jag windowsdatorn", "enroll-windows"),
    ],
)
def test_a_platform_that_is_named_chooses_the_article(answerer: Answerer, question: str, slug: str) -> None:
    finding = answerer.answer(question, ENGLISH)

    assert finding.article and finding.article.slug == slug
    assert finding.platform in finding.article.platforms


def test_the_platform_that_is_named_goes_before_the_askers(answerer: Answerer) -> None:
    finding = answerer.answer("how do I enroll my iPhone", Asker(language="en", platform=Platform.WINDOWS))

    assert shown(finding) == ("answer", "enroll-ios", "en")
    assert finding.platform is Platform.IOS


@pytest.mark.parametrize("question", ["how do I enroll my computer", "hur registrerar jag jobbdatorn"])
def test_a_computer_is_asked_about_although_the_asker_has_used_a_phone(answerer: Answerer, question: str) -> None:
    finding = answerer.answer(question, Asker(language="en", platform=Platform.ANDROID))

    assert (finding.outcome, finding.by_platform) == (Outcome.SUGGEST, True)


def test_a_misspelt_platform_far_ahead_of_its_siblings_is_understood(small: Path) -> None:
    write(small, "laptop", platforms="[macos]", family="buy", title="Buy a MacBook", questions="[macbook offers]")
    write(small, "tablet", platforms="[ios]", family="buy", title="Buy an iPad", questions="[ipad offers]")
    shop = Answerer(load_library(small))

    assert shown(shop.answer("mackbook offers", ENGLISH)) == ("answer", "laptop", "en")
    assert shop.answer("offers", ENGLISH).by_platform


def test_a_phone_is_the_askers_when_the_asker_has_used_one(answerer: Answerer) -> None:
    finding = answerer.answer("how do I enroll my phone", Asker(language="en", platform=Platform.ANDROID))

    assert shown(finding) == ("answer", "enroll-android-work-profile", "en")


def test_topics_of_other_platforms_fall_behind(answerer: Answerer) -> None:
    def score(question: str) -> float:
        return max(hit.score for hit in answerer.answer(question, ENGLISH).ranking if hit.topic == "enroll-windows")

    assert score("how do I enroll my device, an iPhone") < score("how do I enroll my device, a phone") * 0.75


# Follow-ups


@pytest.mark.parametrize("language", ["en", "sv"])
def test_and_on_my_ipad_after_the_android_article_gives_the_ipads(answerer: Answerer, language: str) -> None:
    asker = Asker(language=language, platform=Platform.ANDROID, last_slug="enroll-android-work-profile")

    english, swedish = answerer.answer("and on my ipad?", asker), answerer.answer("och på iPaden då?", asker)

    assert (shown(english), english.platform) == (("answer", "enroll-ios", "en"), Platform.IOS)
    assert (shown(swedish), swedish.platform) == (("answer", "enroll-ios", "sv"), Platform.IOS)


def test_a_follow_up_stays_in_the_family_of_the_last_article(answerer: Answerer) -> None:
    finding = answerer.answer("och på macen då?", Asker(language="sv", last_slug="enroll-android-fully-managed"))

    assert shown(finding) == ("answer", "enroll-macos-ade", "sv")


@pytest.mark.parametrize("last", ["lost-or-stolen", "why-enroll", "enroll-ios"])
def test_a_follow_up_on_a_platform_that_the_last_article_holds_for_shows_it_again(
    answerer: Answerer, last: str
) -> None:
    finding = answerer.answer("and on my ipad?", Asker(language="en", last_slug=last))

    assert shown(finding) == ("answer", last, "en")


@pytest.mark.parametrize("last", [None, "gone-for-good"])
def test_a_follow_up_of_nothing_is_a_question_like_others(answerer: Answerer, last: str | None) -> None:
    finding = answerer.answer("and on my ipad?", Asker(language="en", last_slug=last))

    assert len(finding.ranking) == 5
    assert finding.ranking[0].topic == "enroll-ios"


def test_a_follow_up_on_a_platform_the_family_lacks_is_not_answered(answerer: Answerer) -> None:
    finding = answerer.answer("and on linux?", Asker(language="en", last_slug="enroll-ios"))

    assert finding.outcome is not Outcome.ANSWER


def test_a_whole_question_is_no_follow_up(answerer: Answerer) -> None:
    finding = answerer.answer("my ipad was stolen", Asker(language="en", last_slug="enroll-android-work-profile"))

    assert shown(finding) == ("answer", "lost-or-stolen", "en")


# Language


@pytest.mark.parametrize("asker", [ENGLISH, SWEDISH])
def test_the_answer_is_in_the_language_of_the_question(answerer: Answerer, asker: Asker) -> None:
    english, swedish = answerer.answer("my phone was stolen", asker), answerer.answer("min telefon blev stulen", asker)

    assert (shown(english), english.language) == (("answer", "lost-or-stolen", "en"), "en")
    assert (shown(swedish), swedish.language) == (("answer", "lost-or-stolen", "sv"), "sv")


@pytest.mark.parametrize("asker", [ENGLISH, SWEDISH])
def test_a_question_that_does_not_tell_is_answered_in_the_askers_language(answerer: Answerer, asker: Asker) -> None:
    finding = answerer.answer("0x80180014", asker)

    assert shown(finding) == ("answer", "device-limit-reached", asker.language)


def test_a_question_in_a_language_without_the_article_gets_it_in_another(small: Path) -> None:
    (small / "sv" / "coffee.md").unlink()
    finding = Answerer(load_library(small)).answer("var finns espresso", SWEDISH)

    assert finding.language == "sv"
    assert [(article.slug, article.language) for article in finding.suggestions] == [("coffee", "en")]


# Odd questions


@pytest.mark.parametrize("question", ["", " ", "?", "😀😀😀", "😀" * 100_000, "\u202e\u200b", "\ud800"])
def test_what_is_no_question_is_unanswered_in_the_askers_language(answerer: Answerer, question: str) -> None:
    finding = answerer.answer(question, SWEDISH)

    assert (finding.outcome, finding.language, finding.ranking) == (Outcome.UNANSWERED, "sv", ())


def test_a_question_of_100_000_characters_is_answered(answerer: Answerer) -> None:
    question = "my phone was stolen " * 5_000

    assert shown(answerer.answer(question, ENGLISH)) == ("answer", "lost-or-stolen", "en")


def test_a_word_of_100_000_characters_is_unanswered(answerer: Answerer) -> None:
    assert answerer.answer("a" * 100_000, ENGLISH).outcome is Outcome.UNANSWERED


def test_html_is_read_as_text(answerer: Answerer) -> None:
    finding = answerer.answer("<p>my phone was <b>stolen</b></p><script>alert('1')</script>", ENGLISH)

    assert finding.ranking[0].topic == "lost-or-stolen"
