"""The rules that all articles together must keep."""

from pathlib import Path

from knowledge.article import LANGUAGES
from knowledge.check import MAX_BODY, MAX_STEPS, check
from knowledge.library import ARTICLES, Library, load_library
from tests.knowledge.articles import BODIES, write


def faults(folder: Path) -> list[str]:
    return [str(fault).removeprefix(f"{folder}/") for fault in check(load_library(folder))]


def test_the_projects_articles_have_no_fault(library: Library) -> None:
    assert [str(fault) for fault in check(library)] == []


def test_every_topic_of_the_project_is_in_both_languages() -> None:
    english, swedish = ({path.stem for path in (ARTICLES / language).glob("*.md")} for language in LANGUAGES)

    assert english == swedish
    assert len(english) >= 24


def test_a_good_library_has_no_fault(small: Path) -> None:
    assert faults(small) == []


def test_a_topic_missing_in_a_language_is_a_fault(small: Path) -> None:
    (small / "sv" / "coffee.md").unlink()
    (small / "en" / "printer.md").unlink()

    assert faults(small) == [
        "en/coffee.md:2: there is no article 'coffee' in 'sv'",
        "sv/printer.md:2: there is no article 'printer' in 'en'",
    ]


def test_platforms_that_differ_by_language_are_a_fault(small: Path) -> None:
    write(small, "coffee", "sv", platforms="[ios]")

    assert faults(small) == ["sv/coffee.md:3: platforms differ from those in 'en'"]


def test_a_family_that_differs_by_language_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", platforms="[ios]", family="drinks")
    write(small, "coffee", "sv", platforms="[ios]", family="beverages")

    assert faults(small) == ["sv/coffee.md:8: family differs from that in 'en'"]


def test_a_related_topic_that_is_none_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", related="\n  - garage\n  - wine")

    assert faults(small) == ["en/coffee.md:10: related: there is no article 'wine'"]


def test_an_article_related_to_itself_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", related="[garage, coffee]")

    assert faults(small) == ["en/coffee.md:8: related: an article is not related to itself"]


def test_a_question_of_two_topics_is_a_fault_whatever_its_case_and_marks(small: Path) -> None:
    write(small, "coffee", "en", questions="\n  - brew\n  - Where is it?")
    write(small, "garage", "en", questions='["parking", "where  is it"]')

    assert faults(small) == ["en/garage.md:4: questions: the same question stands in en/coffee"]


def test_a_question_of_one_article_twice_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", questions="\n  - where is it\n  - brew\n  - where is it?")

    assert faults(small) == ["en/coffee.md:7: questions: the same question stands in en/coffee"]


def test_too_many_steps_are_a_fault_at_their_heading(small: Path) -> None:
    steps = "\n".join(f"{number}. Go on." for number in range(1, MAX_STEPS + 2))
    write(small, "coffee", "en", "Do it.\n\n## Steps\n\n" + steps + "\n\n## If it does not work\n\nAsk.\n")

    assert faults(small) == [f"en/coffee.md:11: {MAX_STEPS + 1} steps: more than {MAX_STEPS} is too long for a phone"]


def test_as_many_steps_as_fit_a_phone_are_no_fault(small: Path) -> None:
    steps = "\n".join(f"{number}. Go on." for number in range(1, MAX_STEPS + 1))
    write(small, "coffee", "en", "Do it.\n\n## Steps\n\n" + steps + "\n\n## If it does not work\n\nAsk.\n")

    assert faults(small) == []


def test_steps_that_are_not_numbered_are_a_fault(small: Path) -> None:
    write(small, "coffee", "sv", BODIES["sv"].replace("1. Ett.\n2. Två.", "- Ett.\n- Två."))

    assert faults(small) == ["sv/coffee.md:11: steps must be a numbered list"]


def test_a_heading_with_nothing_under_it_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", "Do it.\n\n## Other ways\n\n" + BODIES["en"].split("\n", 2)[2])

    assert faults(small) == ["en/coffee.md:11: nothing stands under this heading"]


def test_steps_without_help_when_they_fail_are_a_fault(small: Path) -> None:
    write(small, "coffee", "sv", "Gör det.\n\n## Gör så här\n\n1. Ett.\n")

    assert faults(small) == ["sv/coffee.md:9: the section 'Om det inte fungerar' is missing"]


def test_a_body_too_long_for_a_card_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", "x" * (MAX_BODY + 1))
    write(small, "garage", "en", "x" * MAX_BODY)

    assert faults(small) == [f"en/coffee.md:9: {MAX_BODY + 1} characters: more than {MAX_BODY} do not fit a card"]


def test_a_family_for_any_platform_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", family="drinks")
    write(small, "coffee", "sv", family="drinks")

    message = "family: its members differ by platform, so platforms cannot be any"
    assert faults(small) == [f"en/coffee.md:8: {message}", f"sv/coffee.md:8: {message}"]


def test_faults_come_in_the_order_of_files_and_lines(small: Path) -> None:
    write(small, "garage", "en", BODIES["en"].replace("Ask somebody.", ""), related="[wine]")
    write(small, "coffee", "sv", "Gör det.\n\n## Mer\n", platforms="[ios]")

    assert [fault.split(": ")[0] for fault in faults(small)] == [
        "en/garage.md:8",
        "en/garage.md:17",
        "sv/coffee.md:3",
        "sv/coffee.md:11",
    ]
