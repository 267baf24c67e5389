"""Articles by topic and language."""

from pathlib import Path

import pytest

from knowledge.library import Library, load_library
from knowledge.platform import Platform
from tests.knowledge.articles import write


@pytest.fixture
def drinks(tmp_path: Path) -> Library:
    """A family of three, one of them in English alone, and a topic of no family."""
    for language in ("en", "sv"):
        write(tmp_path, "drink-b", language, platforms="[ios]", family="drink")
        write(tmp_path, "drink-c", language, platforms="[windows]", family="drink")
        write(tmp_path, "water", language)
    write(tmp_path, "drink-a", "en", platforms="[macos, linux]", family="drink")
    return load_library(tmp_path)


def names(library: Library, language: str) -> list[tuple[str, str]]:
    return [(article.slug, article.language) for article in library.family("drink", language)]


def test_an_article_is_found_in_the_language_asked_for(drinks: Library) -> None:
    article = drinks.get("water", "sv")

    assert article and (article.slug, article.language) == ("water", "sv")


def test_an_article_not_translated_is_found_in_another_language(drinks: Library) -> None:
    article = drinks.get("drink-a", "sv")

    assert article and (article.slug, article.language) == ("drink-a", "en")


def test_a_topic_nobody_wrote_of_is_none(drinks: Library) -> None:
    assert drinks.get("wine", "en") is None


def test_a_family_stands_in_the_order_of_the_platforms(drinks: Library) -> None:
    assert names(drinks, "en") == [("drink-c", "en"), ("drink-b", "en"), ("drink-a", "en")]


def test_a_family_is_complete_in_every_language(drinks: Library) -> None:
    assert names(drinks, "sv") == [("drink-c", "sv"), ("drink-b", "sv"), ("drink-a", "en")]


def test_a_sibling_is_the_familys_article_for_the_platform(drinks: Library) -> None:
    windows = drinks.get("drink-c", "sv")
    assert windows

    sibling = drinks.sibling(windows, Platform.IOS)

    assert sibling and (sibling.slug, sibling.language) == ("drink-b", "sv")


def test_a_platform_the_family_lacks_has_no_sibling(drinks: Library) -> None:
    windows = drinks.get("drink-c", "en")
    assert windows

    assert drinks.sibling(windows, Platform.ANDROID) is None


def test_an_article_of_no_family_has_no_sibling(drinks: Library) -> None:
    water = drinks.get("water", "en")
    assert water

    assert drinks.sibling(water, Platform.IOS) is None


def test_files_outside_a_language_are_not_read(drinks: Library, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("For authors.", "utf-8")
    (tmp_path / "en" / "notes.txt").write_text("For authors.", "utf-8")

    assert load_library(tmp_path).slugs == drinks.slugs == ("drink-a", "drink-b", "drink-c", "water")
