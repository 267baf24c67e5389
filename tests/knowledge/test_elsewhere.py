"""Kinds of questions that are not ours."""

from pathlib import Path

import pytest

from knowledge.answering import Answerer, Asker, Outcome
from knowledge.article import LANGUAGES
from knowledge.elsewhere import MAX_TEXT
from knowledge.library import Library, load_library
from tests.knowledge.articles import article_text, parse_faults, write_elsewhere

ENGLISH = Asker(language="en")


def told(answerer: Answerer, question: str, language: str = "en") -> tuple[str, str] | None:
    """The kind that a question is told to be, and the language of what is said."""
    kind = answerer.answer(question, Asker(language=language)).elsewhere
    return (kind.slug, kind.language) if kind else None


# Reading


def test_a_kind_is_read_from_beside_the_articles(small: Path) -> None:
    path = write_elsewhere(small, "parking-fines", "en", "Ask the **police**.", questions="[who pays my fine, towed]")

    (kind,) = load_library(small).elsewhere

    assert (kind.slug, kind.language, kind.path) == ("parking-fines", "en", path)
    assert (kind.title, kind.questions) == ("The parking-fines in en", ("who pays my fine", "towed"))
    assert kind.text == "Ask the **police**."
    assert (kind.lines["title"], kind.lines["questions"], kind.lines["body"]) == (2, 3, 7)


def test_a_library_needs_no_kinds(small: Path) -> None:
    assert load_library(small).elsewhere == ()


@pytest.mark.parametrize(
    ("language", "text", "helpdesk"),
    [
        ("en", "Press **Ask the helpdesk**.", True),
        ("sv", "Tryck på **Fråga helpdesk**.", True),
        ("en", "Ask the helpdesk.", False),
        ("sv", "Press **Ask the helpdesk**.", False),
    ],
)
def test_it_is_the_helpdesks_matter_when_the_text_names_its_button(
    small: Path, language: str, text: str, helpdesk: bool
) -> None:
    write_elsewhere(small, "fines", language, text)

    assert [kind.helpdesk for kind in load_library(small).elsewhere] == [helpdesk]


def test_a_kind_is_found_in_the_language_asked_for_else_in_another(small: Path) -> None:
    write_elsewhere(small, "fines", "en", "Not me.")
    write_elsewhere(small, "fines", "sv", "Inte jag.")
    write_elsewhere(small, "taxes", "sv", "Inte jag.")
    library = load_library(small)

    found = [library.get_elsewhere(slug, "en") for slug in ("fines", "taxes", "nothing")]

    assert [kind and (kind.slug, kind.language) for kind in found] == [("fines", "en"), ("taxes", "sv"), None]


# Faults


def test_a_text_as_long_as_may_be_is_read(small: Path) -> None:
    write_elsewhere(small, "fines", "en", "x" * MAX_TEXT)

    assert [len(kind.text) for kind in load_library(small).elsewhere] == [MAX_TEXT]


@pytest.mark.parametrize("text", ["", "x" * (MAX_TEXT + 1)])
def test_a_text_that_is_empty_or_too_long_is_a_fault_in_its_line(small: Path, text: str) -> None:
    path = write_elsewhere(small, "fines", "en", text)

    assert parse_faults(small) == [
        f"{path}:7: the body says in 1 to {MAX_TEXT} characters where to turn; it has {len(text)}"
    ]


def test_what_belongs_to_articles_is_a_fault(small: Path) -> None:
    path = write_elsewhere(small, "fines", "en", "Not me.", related="[coffee]")

    assert parse_faults(small) == [f"{path}:6: related: Extra inputs are not permitted"]


def test_a_missing_field_is_a_fault(small: Path) -> None:
    path = write_elsewhere(small, "fines", "en", "Not me.", questions=None)

    assert parse_faults(small) == [f"{path}:1: questions: Field required"]


def test_a_folder_that_is_no_language_is_a_fault(small: Path) -> None:
    path = write_elsewhere(small, "fines", "en", "Not me.")
    path.parent.rename(path.parent.with_name("fi"))

    assert parse_faults(small) == [f"{path.parents[1]}/fi/fines.md:1: 'fi' is none of the languages en, sv"]


def test_faults_of_articles_and_kinds_are_listed_together(small: Path) -> None:
    article = small / "en" / "coffee.md"
    article.write_text(article_text(owner=None), "utf-8")
    kind = write_elsewhere(small, "fines", "sv", "Inte jag.", owner=None)

    assert parse_faults(small) == ["en/coffee.md:1: owner: Field required", f"{kind}:1: owner: Field required"]
    assert article.exists()


# Answers


@pytest.mark.parametrize(
    ("question", "slug", "language"),
    [
        ("the printer in the lobby is out of toner", "printers", "en"),
        ("my printer is jammed", "printers", "en"),
        ("skrivaren på kontoret är trasig", "printers", "sv"),
        ("good morning!", "small-talk", "en"),
        ("thanks a lot!", "small-talk", "en"),
        ("hej hej", "small-talk", "sv"),
        ("tack så mycket!", "small-talk", "sv"),
        ("can you help my daughter with her school ipad", "other-peoples-devices", "en"),
        ("how do I enroll my child's phone", "other-peoples-devices", "en"),
        ("min dotters skolplatta fungerar inte", "other-peoples-devices", "sv"),
    ],
)
@pytest.mark.parametrize("asker", LANGUAGES)
def test_a_question_that_is_not_ours_is_sent_elsewhere_in_its_language(
    answerer: Answerer, question: str, slug: str, language: str, asker: str
) -> None:
    finding = answerer.answer(question, Asker(language=asker))

    assert (finding.outcome, finding.article, finding.suggestions) == (Outcome.UNANSWERED, None, ())
    assert told(answerer, question, asker) == (slug, language)


@pytest.mark.parametrize(
    "question",
    [
        "how do I enroll",
        "how do I enroll my phone",
        "I want to enroll my new laptop, please help",
        "my printer PC is not enrolled, how do I enroll it",
        "hi, how do I enroll my iPhone? thanks a lot!",
        "hur registrerar jag min mac",
        "hej hej, hur registrerar jag min mobil?",
    ],
)
def test_a_question_about_enrolling_is_not_sent_elsewhere(answerer: Answerer, question: str) -> None:
    finding = answerer.answer(question, ENGLISH)

    assert finding.elsewhere is None
    assert finding.outcome is not Outcome.UNANSWERED


def test_no_example_question_of_an_article_is_sent_elsewhere(answerer: Answerer, library: Library) -> None:
    asked = [(article, question) for article in library for question in article.questions[5:7]]

    assert len(asked) > 300
    assert [(a.slug, question) for a, question in asked if told(answerer, question, a.language)] == []


def test_every_kind_is_told_for_its_example_questions(answerer: Answerer, library: Library) -> None:
    asked = [(kind, question) for kind in library.elsewhere for question in kind.questions[:3]]

    assert [q for kind, q in asked if told(answerer, q, kind.language) != (kind.slug, kind.language)] == []


def test_every_kind_of_the_project_is_written_in_every_language(library: Library) -> None:
    written = {(kind.slug, kind.language) for kind in library.elsewhere}

    assert written == {(slug, language) for slug, _ in written for language in LANGUAGES}
    assert {"printers", "small-talk", "other-peoples-devices"} <= {slug for slug, _ in written}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_kind_nothing_is_sent_elsewhere(small: Path, language: str) -> None:
    answerer = Answerer(load_library(small))

    assert told(answerer, "my printer is jammed", language) is None
