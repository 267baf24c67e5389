"""Error codes in questions."""

import json

import pytest

from knowledge.answering import Answerer, Asker, Outcome
from knowledge.codes import Codes, Match
from knowledge.platform import Platform
from tests.knowledge.articles import parsed
from tests.knowledge.findings import shown

ENGLISH = Asker(language="en")


def errors(*named: str) -> str:
    """Write the errors of an article; the codes of one error have | between them."""
    return json.dumps([{"codes": each.split("|"), "meaning": "m", "remedy": "r"} for each in named])


@pytest.fixture(scope="module")
def codes() -> Codes:
    return Codes(
        [
            parsed("windows", platforms="[windows]", errors=errors("0x80180014|0x8018002B", "0x801C03EA", "OOBEIDPS")),
            parsed("ios", platforms="[ios]", errors=errors("Profile installation failed", "XPC_TYPE_ERROR")),
            parsed("macos", platforms="[macos]", errors=errors("Profile installation failed", "-25244", "custom OS")),
            parsed("android", platforms="[android]", errors=errors("Can't add work profile", "Work profile")),
        ]
    )


def found(matches: list[Match]) -> list[tuple[str, str]]:
    return [(match.article.slug, match.error.codes[0]) for match in matches]


# Numbers


@pytest.mark.parametrize(
    "question",
    [
        "0x80180014",
        "0X80180014",
        "80180014",
        "0x 80180014",
        "0 x 80180014",
        "Ox80180014",
        "0x8018 0014",
        "0x8018-0014",
        "8018-0014",
        "8018 0014",
        "(0x80180014)",
        "error:0x80180014.",
        "fel=0x80180014!",
        '"0x80180014", what now?',
        "my pc says\n0x80180014\nand stops",
    ],
)
def test_a_number_is_found_however_it_is_spelt(codes: Codes, question: str) -> None:
    assert found(codes.find(question)) == [("windows", "0x80180014")]


@pytest.mark.parametrize("number", ["0x8018002b", "0x8018002B", "8018002b", "0X8018002B"])
def test_letters_of_a_number_are_found_small_and_large(codes: Codes, number: str) -> None:
    assert found(codes.find(number)) == [("windows", "0x80180014")]


def test_the_first_known_number_counts(codes: Codes) -> None:
    assert found(codes.find("first 0x80189999, then 0x801c03ea and 0x80180014")) == [("windows", "0x801C03EA")]


@pytest.mark.parametrize("question", ["0x801800145", "0x8018001", "a80180014", "80180014a", "180180014", "0x8018", ""])
def test_a_part_of_another_number_is_not_found(codes: Codes, question: str) -> None:
    assert codes.find(question) == []


# Messages


@pytest.mark.parametrize(
    "question",
    [
        "XPC_TYPE_ERROR",
        "xpc type error",
        "It says “XPC_TYPE_ERROR”, what now?",
        "xpctypeerror",
    ],
)
def test_a_message_is_found_in_any_case_and_with_other_marks(codes: Codes, question: str) -> None:
    assert found(codes.find(question)) == [("ios", "XPC_TYPE_ERROR")]


def test_the_longest_message_counts(codes: Codes) -> None:
    assert found(codes.find("can’t add work profile")) == [("android", "Can't add work profile")]
    assert found(codes.find("the work profile is gone")) == [("android", "Work profile")]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("oobeidps", "OOBEIDPS"),
        ("it stops (OOBEIDPS).", "OOBEIDPS"),
        ("error -25244 on my mac", "-25244"),
        ("is a custom OS allowed", "custom OS"),
    ],
)
def test_a_short_message_is_found_where_it_stands_by_itself(codes: Codes, question: str, code: str) -> None:
    assert [name for _, name in found(codes.find(question))] == [code]


@pytest.mark.parametrize("question", ["070-25244 12", "ring 25244", "oobeidpsx", "our custom oslo office"])
def test_a_short_message_is_not_found_in_something_else(codes: Codes, question: str) -> None:
    assert codes.find(question) == []


def test_a_message_that_several_platforms_show_is_found_for_each(codes: Codes) -> None:
    assert [slug for slug, _ in found(codes.find("profile installation failed"))] == ["ios", "macos"]


# Numbers that no article explains


@pytest.mark.parametrize("question", ["0x80180099", "80180099", "what is 0x8018-0099", "Ox 8018 0099?"])
def test_an_unknown_number_of_a_known_family_is_named(codes: Codes, question: str) -> None:
    unknown = codes.unknown(question)

    assert unknown and (unknown[0], unknown[1].slug) == ("0x80180099", "windows")


@pytest.mark.parametrize("question", ["0x80180014", "0x8abc0099", "0x8018", "no number at all", ""])
def test_a_known_number_or_one_of_another_family_is_not_unknown(codes: Codes, question: str) -> None:
    assert codes.unknown(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "call me on 08-465 004 10",
        "ring 070-801 80 01",
        "my number is +65 8018 1234",
        "tel. 8018-1234",
        "0800 8018 123",
        "on 2026-11-22 at 08:01",
        "20261122",
        "801224-8018",
        "19801224-8018",
        "IMEI 356938080180014",
        "serial C02801801234",
        "id 1b4e28ba-8018-11d2-883f-0016d3cca427",
        "from 10.80.180.14",
        "80 180 014 kronor",
        "ticket 8018",
    ],
)
def test_phone_numbers_dates_and_the_like_are_no_codes(codes: Codes, question: str) -> None:
    assert (codes.find(question), codes.unknown(question)) == ([], None)


# In an answer


def test_every_code_of_the_projects_articles_gives_its_error(answerer: Answerer) -> None:
    listed = [(article, code) for article in answerer.library for error in article.errors for code in error.codes]
    lost: list[str] = []
    for article, code in listed:
        finding = answerer.answer(code, Asker(language=article.language, platform=min(article.platforms)))
        explained = finding.error and code in finding.error.codes
        if not (explained and finding.article and finding.article.slug == article.slug):
            lost.append(f"{article.language}/{article.slug}: {code}")

    assert len(listed) > 100
    assert lost == []


@pytest.mark.parametrize(
    ("question", "language"), [("0x80180014 on my laptop", "en"), ("datorn visar 0x80180014", "sv")]
)
def test_a_known_number_is_explained_in_the_language_of_the_question(
    answerer: Answerer, question: str, language: str
) -> None:
    finding = answerer.answer(question, ENGLISH)

    assert shown(finding) == ("answer", "error-codes-windows", language)
    assert finding.error and finding.error.codes == ("0x80180014",)
    assert finding.confidence == 1.0


@pytest.mark.parametrize(
    ("asker", "question", "slug"),
    [
        (Asker(language="en", platform=Platform.MACOS), "Profile installation failed", "error-codes-macos"),
        (Asker(language="en", platform=Platform.IOS), "Profile installation failed", "error-codes-ios"),
        (Asker(language="en", platform=Platform.IOS), "Profile installation failed on my Mac", "error-codes-macos"),
    ],
)
def test_a_message_of_several_platforms_is_explained_for_the_one_named_else_the_askers(
    answerer: Answerer, asker: Asker, question: str, slug: str
) -> None:
    assert shown(answerer.answer(question, asker)) == ("answer", slug, "en")


@pytest.mark.parametrize("question", ["0x80180099", "my pc shows 0x80180099 when I enroll", "datorn visar 80180099"])
def test_an_unknown_number_is_not_answered_whatever_else_the_question_says(answerer: Answerer, question: str) -> None:
    finding = answerer.answer(question, ENGLISH)

    assert (finding.outcome, finding.unknown_code) == (Outcome.UNANSWERED, "0x80180099")
    assert (finding.article, finding.suggestions, finding.elsewhere, finding.error) == (None, (), None, None)
    assert finding.ranking[0].topic == "error-codes-windows"
