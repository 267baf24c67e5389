"""All that an answer is found with, as it is at one moment."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.article import Article
from knowledge.carrying import carried
from knowledge.codes import Codes
from knowledge.examples import examples
from knowledge.index import Example, Floats, build
from knowledge.language import LanguageGuess
from knowledge.library import Library
from knowledge.rebuilding import fresh_rows, rebuilt
from knowledge.search import Search


@dataclass(frozen=True, kw_only=True)
class Known:
    """A library and what was made of it. Whoever looks for an answer holds on to one, whatever takes its place."""

    library: Library
    search: Search
    language: LanguageGuess
    codes: Codes
    titles: Mapping[str, Article]

    @cached_property
    def texts(self) -> list[Example]:
        """The texts that the search was made of."""
        return examples(self.library)

    def fitting(self, vectors: Floats | None) -> Floats | None:
        """Give vectors back if they are of as many topics; those of an earlier library tell nothing."""
        return vectors if vectors is not None and len(vectors) == len(self.search.index.topics) else None


def know(library: Library, search: Search | None = None) -> Known:
    """Make all that is needed of a library. Without a `search` it makes one, which has no classifier."""
    return Known(
        library=library,
        search=search or Search(build(examples(library))),
        language=LanguageGuess([*library, *library.elsewhere]),
        codes=Codes(library),
        titles=_titles(library),
    )


def known_next(before: Known, library: Library) -> Known:
    """Make it of a library that differs by little, in a second or two; what needs fitting stays nearly right.

    To be run on a thread.
    """
    search, new = before.search, examples(library)
    index = rebuilt(search.index, before.texts, new)
    fresh = fresh_rows(before.texts, new)
    margins = carried(search.index, search.margins, index, fresh) if search.margins else None
    return Known(
        library=library,
        search=Search(index, margins, search.calibration),
        language=LanguageGuess([*library, *library.elsewhere]),
        codes=Codes(library),
        titles=_titles(library),
    )


def plain_title(text: str) -> str:
    """Take away what does not matter when a title is typed."""
    return unicodedata.normalize("NFKC", text).casefold().strip(" \t?!.")


def _titles(library: Library) -> Mapping[str, Article]:
    return {plain_title(article.title): article for article in library}
