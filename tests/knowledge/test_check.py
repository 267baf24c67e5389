"""The rules that all articles together must keep."""

from datetime import timedelta
from pathlib import Path

from knowledge.article import LANGUAGES
from knowledge.check import MAX_BODY, MAX_STEPS, OWN, REVIEW, Least, check
from knowledge.library import ARTICLES, Library
from tests.knowledge.articles import BODIES, write
from tests.knowledge.checking import REVIEWED, faults, write_kind


def test_the_projects_articles_have_no_fault(library: Library) -> None:
    last = max(article.reviewed for article in library)

    assert [str(fault) for fault in check(library, today=last, least=OWN)] == []


def test_every_topic_of_the_project_is_in_both_languages() -> None:
    english, swedish = ({path.stem for path in (ARTICLES / language).glob("*.md")} for language in LANGUAGES)

    assert english == swedish
    assert len(english) >= 84


def test_a_good_library_has_no_fault(small: Path) -> None:
    assert faults(small) == []


def test_a_related_topic_that_is_none_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", related="\n  - garage\n  - wine")

    assert faults(small) == ["en/coffee.md:10: related: there is no article 'wine'"]


def test_an_article_related_to_itself_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", related="[garage, coffee]")

    assert faults(small) == ["en/coffee.md:8: related: an article is not related to itself"]


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


def test_an_article_is_good_until_its_review_is_due(small: Path) -> None:
    assert faults(small, today=REVIEWED + REVIEW) == []


def test_an_article_past_its_review_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", reviewed="2026-01-04")

    assert faults(small, today=REVIEWED + REVIEW) == [
        "en/coffee.md:7: reviewed: the review was due on 2026-07-03: "
        "read it again, compare it with its sources, set the day"
    ]
    assert len(faults(small, today=REVIEWED + REVIEW + timedelta(days=1))) == 6


def test_fewer_questions_than_asked_for_are_a_fault(small: Path) -> None:
    write(small, "coffee", "en", questions="[brew]")

    assert faults(small, least=Least(questions=2)) == [
        "en/coffee.md:4: questions: 1 are too few to be found by: write 2 or more"
    ]


def test_fewer_questions_elsewhere_than_asked_for_are_a_fault(small: Path) -> None:
    write_kind(small, "payroll", "en", "my salary", "my pension")
    write_kind(small, "payroll", "sv", "min lön")

    assert faults(small, least=Least(elsewhere=2)) == [
        "elsewhere/sv/payroll.md:3: questions: 1 are too few to be found by: write 2 or more"
    ]


def test_faults_come_in_the_order_of_files_and_lines(small: Path) -> None:
    write(small, "garage", "en", BODIES["en"].replace("Ask somebody.", ""), related="[wine]")
    write(small, "coffee", "sv", "Gör det.\n\n## Mer\n", platforms="[ios]")

    assert [fault.split(": ")[0] for fault in faults(small)] == [
        "en/garage.md:8",
        "en/garage.md:17",
        "sv/coffee.md:3",
        "sv/coffee.md:11",
    ]
