"""What the helpdesk added to the articles that are files: example questions, and whole articles."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from knowledge.article import LANGUAGES, Article, ArticleFaults, parse_article
from knowledge.library import Library
from knowledge.merging import missing_questions, tidy_question, with_questions
from knowledge.review_item import Who

_log = logging.getLogger(__name__)

PROMOTED: Final = Path("promoted")
"""Where faults in promoted articles are said to be; there is no such folder."""


@dataclass(frozen=True, kw_only=True)
class Promoted:
    """The promoted content of one topic in one language, as one revision left it.

    Either `text` is a whole article in the format of the files, or `questions` are added to the article that is a
    file, or nothing is promoted (any more). `revision` counts from 1, and is 0 where nothing ever was. `item` names
    the review item that it came from.
    """

    slug: str
    language: str
    text: str | None = None
    questions: tuple[str, ...] = ()
    revision: int = 0
    by: Who | None = None
    at: str | None = None
    item: str | None = None

    @property
    def path(self) -> Path:
        """Where faults in it are said to be."""
        return PROMOTED / self.language / f"{self.slug}.md"

    @property
    def lines(self) -> list[str]:
        """What to compare with another revision."""
        return self.text.splitlines() if self.text is not None else [f"- {question}" for question in self.questions]

    def same(self, other: "Promoted") -> bool:
        """Whether both hold the same content, whoever wrote it."""
        return (self.text, self.questions) == (other.text, other.questions)

    def with_question(self, question: str) -> "Promoted":
        """Add an example question, unless it is there. Raises `ArticleFaults`."""
        tidied = tidy_question(question, self.path)
        if self.text is not None:
            return replace(self, text=with_questions(self.text, self.path, self.language, [tidied]))
        return replace(self, questions=(*self.questions, *missing_questions([tidied], self.questions)))

    def with_text(self, markdown: str) -> "Promoted":
        """Be this whole article. Raises `ArticleFaults`."""
        text = "\n".join(markdown.splitlines()).strip("\n") + "\n"
        parse_article(text, self.path, self.language)
        return replace(self, text=text, questions=())


def overlay(library: Library, promoted: Iterable[Promoted]) -> Library:
    """Put promoted content over the articles that are files.

    A promoted article takes the place of a file; a promoted question joins those of its article, or of the same topic
    in another language where there is none in its own. What cannot be read is left out, and logged.
    """
    entries = list(promoted)
    articles = {(article.slug, article.language): article for article in library}
    for each in entries:
        if each.text is not None:
            try:
                articles[each.slug, each.language] = parse_article(each.text, each.path, each.language)
            except ArticleFaults as error:
                _log.error("a promoted article cannot be read and is left out: %s", error)
    for each in entries:
        found = Library(articles.values()).get(each.slug, each.language) if each.questions else None
        if found:
            articles[found.slug, found.language] = _with_questions(found, each.questions)
    return Library(articles.values(), library.elsewhere)


def missing(library: Library, slug: str) -> tuple[str, ...]:
    """List the languages that a topic is missing in; answers fall back to another."""
    there = {article.language for article in library if article.slug == slug}
    return tuple(language for language in LANGUAGES if language not in there)


def replaced(promoted: Iterable[Promoted], proposed: Sequence[Promoted]) -> tuple[Promoted, ...]:
    """Put proposed content in the place of that of the same topics and languages."""
    own = {(each.slug, each.language) for each in proposed}
    return (*(each for each in promoted if (each.slug, each.language) not in own), *proposed)


def _with_questions(article: Article, questions: Sequence[str]) -> Article:
    added = missing_questions(questions, article.questions)
    begin = len(article.questions)
    places = {f"questions.{begin + number}": article.lines.get("questions", 1) for number in range(len(added))}
    return replace(article, questions=(*article.questions, *added), lines={**article.lines, **places})
