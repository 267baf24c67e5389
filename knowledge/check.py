"""The rules that all articles together must keep, beyond the format of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from knowledge.article import STEPS, TROUBLE, Article, Fault
from knowledge.blanks import misplaced_placeholders, unknown_placeholders
from knowledge.differences import differing_errors, differing_numbers, differing_platforms, missing_languages
from knowledge.doubles import alike_questions, shared_questions
from knowledge.faults import fault_in
from knowledge.library import Library

MAX_STEPS: Final = 12
MAX_BODY: Final = 4_000
"""Characters of an article's body; with more, a card would be no short answer, and near the size Teams refuses."""


REVIEW: Final = timedelta(days=180)
"""How long an article may stand before somebody reads it again."""


@dataclass(frozen=True, kw_only=True)
class Least:
    """How many example questions an article must have, and a kind of questions from elsewhere."""

    questions: int = 1
    elsewhere: int = 1


OWN: Final = Least(questions=30, elsewhere=20)
"""What the project asks of its own articles: fewer are not found by what people really write."""


Rule = Callable[[Library], Iterable[Fault]]


def check(library: Library, *, today: date, least: Least = Least(), rules: Sequence[Rule] | None = None) -> list[Fault]:
    """Find every fault in the library, or against some of the rules, in the order of files and lines."""
    faults = [fault for rule in rules or _RULES for fault in rule(library)]
    faults += [*_overdue(library, today), *_few_questions(library, least)]
    return sorted(faults, key=lambda fault: (fault.path, fault.line))


def _dead_related(library: Library) -> Iterator[Fault]:
    for article in library:
        for index, slug in enumerate(article.related):
            if slug not in library.slugs:
                yield fault_in(article, f"related.{index}", f"related: there is no article {slug!r}")
            if slug == article.slug:
                yield fault_in(article, f"related.{index}", "related: an article is not related to itself")


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
            yield fault_in(article, "body", f"the section {TROUBLE[article.language]!r} is missing")


def _long_bodies(library: Library) -> Iterator[Fault]:
    for article in library:
        if len(article.text) > MAX_BODY:
            yield fault_in(article, "body", f"{len(article.text)} characters: more than {MAX_BODY} do not fit a card")


def _families(library: Library) -> Iterator[Fault]:
    for article in library:
        if article.family and not article.platforms:
            yield fault_in(article, "family", "family: its members differ by platform, so platforms cannot be any")


def _overdue(library: Library, today: date) -> Iterator[Fault]:
    for article in library:
        due = article.reviewed + REVIEW
        if due < today:
            message = f"reviewed: the review was due on {due}: read it again, compare it with its sources, set the day"
            yield fault_in(article, "reviewed", message)


def _few_questions(library: Library, least: Least) -> Iterator[Fault]:
    for text in (*library, *library.elsewhere):
        needed = least.questions if isinstance(text, Article) else least.elsewhere
        if len(text.questions) < needed:
            message = f"questions: {len(text.questions)} are too few to be found by: write {needed} or more"
            yield fault_in(text, "questions", message)


_RULES: Final = (
    missing_languages,
    differing_platforms,
    differing_errors,
    differing_numbers,
    shared_questions,
    alike_questions,
    unknown_placeholders,
    misplaced_placeholders,
    _dead_related,
    _headings,
    _long_bodies,
    _families,
)

QUICK: Final = tuple(rule for rule in _RULES if rule not in {missing_languages, alike_questions})
"""The rules for what is not yet in every language, but for the one that takes seconds."""
