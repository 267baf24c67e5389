"""The rules that all articles together must keep, beyond the format of each."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from knowledge.article import LANGUAGES, STEPS, TROUBLE, Article, Fault
from knowledge.library import Library
from knowledge.words import words

MAX_STEPS: Final = 12
MAX_BODY: Final = 4_000
"""Characters of an article's body; with more, a card would be no short answer, and near the size Teams refuses."""


def check(library: Library) -> list[Fault]:
    """Find every fault in the library, in the order of files and lines."""
    faults = [fault for rule in _RULES for fault in rule(library)]
    return sorted(faults, key=lambda fault: (fault.path, fault.line))


def _missing_languages(library: Library) -> Iterator[Fault]:
    for slug in library.slugs:
        articles = [article for article in library if article.slug == slug]
        for language in sorted(set(LANGUAGES) - {article.language for article in articles}):
            yield _fault(articles[0], "title", f"there is no article {slug!r} in {language!r}")


def _differing_languages(library: Library) -> Iterator[Fault]:
    for slug in library.slugs:
        first, *others = (article for article in library if article.slug == slug)
        for other in others:
            if other.platforms != first.platforms:
                yield _fault(other, "platforms", f"platforms differ from those in {first.language!r}")
            if other.family != first.family:
                yield _fault(other, "family", f"family differs from that in {first.language!r}")


def _dead_related(library: Library) -> Iterator[Fault]:
    for article in library:
        for index, slug in enumerate(article.related):
            if slug not in library.slugs:
                yield _fault(article, f"related.{index}", f"related: there is no article {slug!r}")
            if slug == article.slug:
                yield _fault(article, f"related.{index}", "related: an article is not related to itself")


def _shared_questions(library: Library) -> Iterator[Fault]:
    def key(asked: tuple[str, Article, int]) -> str:
        return asked[0]

    asked = [
        (" ".join(words(question)), article, index)
        for article in library
        for index, question in enumerate(article.questions)
    ]
    for _, group in groupby(sorted(asked, key=lambda each: (each[0], each[1].slug, each[1].language)), key):
        (_, first, _), *again = group
        for _, article, index in again:
            where = f"{first.language}/{first.slug}"
            yield _fault(article, f"questions.{index}", f"questions: the same question stands in {where}")


def _headings(library: Library) -> Iterator[Fault]:
    for article in library:
        for section in article.sections:
            if section.steps and section.steps > MAX_STEPS:
                message = f"{section.steps} steps: more than {MAX_STEPS} is too long for a phone"
                yield Fault(path=article.path, line=section.line, message=message)
            if section.heading == STEPS[article.language] and not section.steps:
                yield Fault(path=article.path, line=section.line, message="steps must be a numbered list")
            if not section.text:
                yield Fault(path=article.path, line=section.line, message="nothing stands under this heading")
        headings = {section.heading for section in article.sections}
        if STEPS[article.language] in headings and TROUBLE[article.language] not in headings:
            yield _fault(article, "body", f"the section {TROUBLE[article.language]!r} is missing")


def _long_bodies(library: Library) -> Iterator[Fault]:
    for article in library:
        if len(article.text) > MAX_BODY:
            yield _fault(article, "body", f"{len(article.text)} characters: more than {MAX_BODY} do not fit a card")


def _families(library: Library) -> Iterator[Fault]:
    for article in library:
        if article.family and not article.platforms:
            yield _fault(article, "family", "family: its members differ by platform, so platforms cannot be any")


_RULES: Final = (
    _missing_languages,
    _differing_languages,
    _dead_related,
    _shared_questions,
    _headings,
    _long_bodies,
    _families,
)


def _fault(article: Article, field: str, message: str) -> Fault:
    return Fault(path=article.path, line=article.lines.get(field, 1), message=message)
