"""Questions whose answer differs by platform, and follow-ups that name another."""

import pytest

from knowledge.answering import Answerer, Asker, Outcome
from knowledge.platform import Platform
from tests.knowledge.findings import shown, slugs

FAMILY = ["enroll-windows", "enroll-android-work-profile", "enroll-ios", "enroll-macos"]
ENGLISH = Asker(language="en")


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


def test_a_platform_that_a_family_lacks_is_not_answered_with_another(answerer: Answerer) -> None:
    finding = answerer.answer("how do I enroll my linux computer", Asker(language="en"))
    assert finding.outcome is Outcome.UNANSWERED
    assert finding.platform is Platform.LINUX


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
