"""What must not differ between the languages of a topic."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, TypeVar

from knowledge.article import LANGUAGES, Article, Fault
from knowledge.faults import Text, fault_in
from knowledge.library import Library

_LINK: Final = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|<?https?://[^\s>]+>?")
_NUMBERING: Final = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
_DIGITS: Final = re.compile(r"\d+")

_T = TypeVar("_T", bound=Text)


def missing_languages(library: Library) -> Iterator[Fault]:
    """Find topics, and kinds of questions from elsewhere, that are not in every language."""
    yield from _missing(library, "article")
    yield from _missing(library.elsewhere, "kind of questions")


def _missing(texts: Iterable[Text], what: str) -> Iterator[Fault]:
    for slug, versions in _by_slug(texts):
        for language in sorted(set(LANGUAGES) - {text.language for text in versions}):
            yield fault_in(versions[0], "title", f"there is no {what} {slug!r} in {language!r}")


def differing_platforms(library: Library) -> Iterator[Fault]:
    """Find articles that are for other platforms, or of another family, than in the first language."""
    for first, other in _pairs(library):
        if other.platforms != first.platforms:
            yield fault_in(other, "platforms", f"platforms differ from those in {first.language!r}")
        if other.family != first.family:
            yield fault_in(other, "family", f"family differs from that in {first.language!r}")


def differing_errors(library: Library) -> Iterator[Fault]:
    """Find error codes that one language explains and the other does not: both list messages in both languages."""
    for first, other in _pairs(library):
        own, theirs = ({code for error in article.errors for code in error.codes} for article in (first, other))
        for code in sorted(own - theirs):
            yield fault_in(other, "errors", f"errors: {code!r} stands in {first.language!r} alone")
        for code in sorted(theirs - own):
            yield fault_in(other, "errors", f"errors: {code!r} does not stand in {first.language!r}")


def differing_numbers(library: Library) -> Iterator[Fault]:
    """Find numbers, such as days and versions, that stand in the body of one language alone."""
    for first, other in _pairs(library):
        own, theirs = _numbers(first), _numbers(other)
        for number in sorted(own.keys() - theirs.keys()):
            yield fault_in(other, "body", f"the number {number} stands in {first.language!r} alone")
        for number in sorted(theirs.keys() - own.keys()):
            message = f"the number {number} does not stand in {first.language!r}"
            yield Fault(path=other.path, line=theirs[number], message=message)


def _numbers(article: Article) -> dict[str, int]:
    """List the groups of digits in a body, outside links and the numbering of lists, each with its heading's line."""
    found: dict[str, int] = {}
    parts = [(article.lines["body"], article.short_answer)]
    parts += [(section.line, f"{section.heading}\n{section.text}") for section in article.sections]
    for line, text in parts:
        for number in _DIGITS.findall(_NUMBERING.sub(" ", _LINK.sub(" ", text))):
            found.setdefault(number, line)
    return found


def _pairs(library: Library) -> Iterator[tuple[Article, Article]]:
    """Pair the article in the first language of a topic with each of the others."""
    for _, (first, *others) in _by_slug(library):
        for other in others:
            yield first, other


def _by_slug(texts: Iterable[_T]) -> Iterator[tuple[str, list[_T]]]:
    """Group texts by topic; each group is in the order of the languages."""

    def slug(text: _T) -> str:
        return text.slug

    for name, versions in groupby(sorted(texts, key=lambda text: (text.slug, text.language)), slug):
        yield name, list(versions)
