"""Promoted content over the articles that are files, and in their format."""

from pathlib import Path

import pytest

from knowledge.answering import Answerer, Asker
from knowledge.article import parse_article
from knowledge.library import Library, load_library
from knowledge.merging import with_questions
from knowledge.promoted import Promoted, missing, overlay
from tests.knowledge.articles import BODIES, article_text
from tests.knowledge.findings import shown

ENGLISH = Asker(language="en")


@pytest.fixture
def files(small: Path) -> Library:
    return load_library(small)


def questions(slug: str, language: str, *asked: str) -> Promoted:
    return Promoted(slug=slug, language=language, questions=asked)


def article(slug: str, language: str, text: str | None = None) -> Promoted:
    return Promoted(slug=slug, language=language, text=text or article_text(slug, language))


def asked(library: Library, slug: str, language: str) -> tuple[str, ...]:
    found = library.get(slug, language)
    assert found
    return found.questions


# Over the files


def test_promoted_questions_join_those_of_the_file(files: Library) -> None:
    found = overlay(files, [questions("coffee", "en", "where is the mocha", "the ESPRESSO machine is broken!")])

    assert asked(found, "coffee", "en") == (*asked(files, "coffee", "en"), "where is the mocha")
    assert asked(found, "garage", "en") == asked(files, "garage", "en")


def test_a_promoted_article_is_a_topic_like_another(files: Library) -> None:
    found = overlay(files, [article("tea", "en"), article("tea", "sv")])

    assert found.slugs == ("coffee", "garage", "printer", "tea")
    assert shown(Answerer(found).answer("tell me of tea in en", ENGLISH)) == ("answer", "tea", "en")


def test_a_promoted_article_takes_the_place_of_a_file(files: Library) -> None:
    found = overlay(files, [article("coffee", "sv", article_text("coffee", "sv", "Gå till köket."))])

    swedish, english = found.get("coffee", "sv"), found.get("coffee", "en")
    assert swedish and swedish.short_answer == "Gå till köket."
    assert english == files.get("coffee", "en")


def test_what_is_missing_in_a_language_falls_back(files: Library) -> None:
    found = overlay(files, [article("tea", "en")])

    assert missing(found, "tea") == ("sv",)
    assert missing(found, "coffee") == ()
    fallback = found.get("tea", "sv")
    assert fallback and fallback.language == "en"


def test_a_question_in_a_language_that_is_missing_joins_the_other(files: Library) -> None:
    found = overlay(files, [article("tea", "en"), questions("tea", "sv", "finns det te")])

    assert asked(found, "tea", "sv")[-1] == "finns det te"
    assert missing(found, "tea") == ("sv",)


def test_a_question_of_a_topic_that_is_gone_is_left_out(files: Library) -> None:
    assert list(overlay(files, [questions("wine", "en", "red or white")])) == list(files)


def test_an_article_that_cannot_be_read_is_left_out_and_logged(
    files: Library, caplog: pytest.LogCaptureFixture
) -> None:
    found = overlay(files, [article("coffee", "en", "no front matter"), questions("garage", "en", "car")])

    assert found.get("coffee", "en") == files.get("coffee", "en")
    assert asked(found, "garage", "en")[-1] == "car"
    assert "promoted/en/coffee.md" in caplog.text


# In their format


@pytest.mark.parametrize(
    "listed",
    [
        "[how do I brew, espresso]",
        "\n  - how do I brew\n  - espresso",
        "\n- how do I brew\n- espresso",
        "\n    - how do I brew\n    - >-\n      espresso",
    ],
)
def test_questions_join_a_text_and_nothing_else_changes(listed: str) -> None:
    text = article_text("coffee", "en", questions=listed)
    path = Path("coffee.md")

    merged = parse_article(
        with_questions(text, path, "en", ["Espresso?", 'a "mocha": where', "- dash", "åäö 😀"]), path, "en"
    )

    plain = parse_article(text, path, "en")
    assert merged.questions == ("how do I brew", "espresso", 'a "mocha": where', "- dash", "åäö 😀")
    assert (merged.title, merged.sources, merged.text) == (plain.title, plain.sources, plain.text)


def test_questions_join_those_at_the_end_of_front_matter() -> None:
    text = article_text("coffee", "en", questions=None).replace("---\nDo", "questions:\n  - brew\n---\nDo")
    path = Path("coffee.md")

    merged = with_questions(text, path, "en", ["mocha"])

    assert merged == text.replace("  - brew\n", "  - brew\n  - mocha\n")


def test_a_text_that_has_the_questions_stays_as_it_is() -> None:
    text = article_text("coffee", "en")

    assert with_questions(text, Path("coffee.md"), "en", ["The espresso machine is broken"]) is text


def test_a_whole_article_is_kept_without_what_surrounds_it() -> None:
    text = article_text("tea", "en", BODIES["en"])

    assert questions("tea", "en", "green").with_text(f"{text}\n\n".replace("\n", "\r\n")).text == text
