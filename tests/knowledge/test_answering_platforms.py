"""Questions whose answer differs by platform, and follow-ups that name another."""

from pathlib import Path

import pytest

from knowledge.answering import Answerer, Asker, Outcome
from knowledge.cache import Cache
from knowledge.library import load_library
from knowledge.platform import Platform
from knowledge.ready import ready_answerer
from tests.knowledge.articles import write
from tests.knowledge.findings import shown, slugs

FAMILY = ["enroll-windows", "enroll-android-work-profile", "enroll-ios", "enroll-macos", "enroll-linux"]
ENGLISH = Asker(language="en")


@pytest.fixture
def kettle(small: Path, tmp_path: Path) -> Answerer:
    """Answers also about a kettle that obeys phones of one kind and computers of one kind."""
    for platform, device in (("ios", "iphone"), ("macos", "macbook")):
        questions = f"[how do I brew tea with my {device}, start the kettle from the {device}]"
        write(small, f"kettle-{platform}", platforms=f"[{platform}]", family="kettle", questions=questions)
    return ready_answerer(load_library(small), Cache(tmp_path / "search"))


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


@pytest.mark.parametrize(
    ("question", "language", "family"),
    [
        ("how do I enroll my phone", "en", ["enroll-android-work-profile", "enroll-ios"]),
        ("hur registrerar jag min mobil", "sv", ["enroll-android-work-profile", "enroll-ios"]),
        ("how do I enroll my computer", "en", ["enroll-windows", "enroll-macos", "enroll-linux"]),
        ("hur registrerar jag datorn", "sv", ["enroll-windows", "enroll-macos", "enroll-linux"]),
    ],
)
def test_only_what_the_device_can_be_is_asked_about(
    answerer: Answerer, question: str, language: str, family: list[str]
) -> None:
    finding = answerer.answer(question, Asker(language=language))

    assert (finding.outcome, finding.by_platform) == (Outcome.SUGGEST, True)
    assert slugs(finding) == family


@pytest.mark.parametrize("question", ["how do I brew tea with linux", "start the kettle from ubuntu"])
def test_a_platform_that_a_family_lacks_is_not_answered_with_another(kettle: Answerer, question: str) -> None:
    finding = kettle.answer(question, ENGLISH)

    assert (finding.outcome, finding.article, finding.platform) == (Outcome.UNANSWERED, None, Platform.LINUX)
    assert finding.ranking[0].topic in {"kettle-ios", "kettle-macos"}


@pytest.mark.parametrize("question", ["start the kettle from my ipad", "start the kettle from my phone"])
def test_a_family_with_one_member_for_the_device_is_answered_with_it(kettle: Answerer, question: str) -> None:
    assert shown(kettle.answer(question, ENGLISH)) == ("answer", "kettle-ios", "en")


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


@pytest.mark.parametrize(
    ("question", "slug", "language"),
    [
        ("it's a mac", "enroll-macos", "en"),
        ("I meant iPad", "enroll-ios", "en"),
        ("same question for mac", "enroll-macos", "en"),
        ("actually it is a windows laptop", "enroll-windows", "en"),
        ("jag menade iPad", "enroll-ios", "sv"),
        ("samma fråga för mac", "enroll-macos", "sv"),
        ("nej, det är en windowsdator", "enroll-windows", "sv"),
    ],
)
def test_a_correction_of_the_platform_is_a_follow_up(
    answerer: Answerer, question: str, slug: str, language: str
) -> None:
    asker = Asker(language=language, platform=Platform.ANDROID, last_slug="enroll-android-work-profile")

    assert shown(answerer.answer(question, asker)) == ("answer", slug, language)


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


def test_a_follow_up_on_a_platform_the_family_lacks_is_not_answered(kettle: Answerer) -> None:
    finding = kettle.answer("and on linux?", Asker(language="en", last_slug="kettle-ios"))

    assert finding.outcome is not Outcome.ANSWER


def test_a_whole_question_is_no_follow_up(answerer: Answerer) -> None:
    finding = answerer.answer("my ipad was stolen", Asker(language="en", last_slug="enroll-android-work-profile"))

    assert shown(finding) == ("answer", "lost-or-stolen", "en")
