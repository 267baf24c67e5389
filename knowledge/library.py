"""All articles, by topic and language."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from knowledge.article import LANGUAGES, Article, ArticleFaults, Fault, read_article
from knowledge.company import Company
from knowledge.elsewhere import Elsewhere, read_elsewhere
from knowledge.platform import Platform

ARTICLES: Final = Path(__file__).parent / "articles"
ELSEWHERE: Final = "elsewhere"

_T = TypeVar("_T")


class Library:
    """The articles that the bot answers from."""

    def __init__(self, articles: Iterable[Article], elsewhere: Iterable[Elsewhere] = ()) -> None:
        self._articles = {(article.slug, article.language): article for article in articles}
        self._elsewhere = {(kind.slug, kind.language): kind for kind in elsewhere}
        self.languages = tuple(sorted({language for _, language in self._articles}))
        self.slugs = tuple(sorted({slug for slug, _ in self._articles}))

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles.values())

    def get(self, slug: str, language: str) -> Article | None:
        """Find the article of a topic: in this language, else in another, `None` if nobody wrote it."""
        for choice in (language, *self.languages):
            article = self._articles.get((slug, choice))
            if article:
                return article
        return None

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """The kinds of questions that no article answers."""
        return tuple(self._elsewhere.values())

    def get_elsewhere(self, slug: str, language: str) -> Elsewhere | None:
        """Find a kind of questions: in this language, else in another."""
        return next((kind for each in (language, *self.languages) if (kind := self._elsewhere.get((slug, each)))), None)

    def filled(self, company: Company) -> "Library":
        """Put a company's facts into all texts."""
        return Library(
            (company.fill(article) for article in self), (company.fill_elsewhere(kind) for kind in self.elsewhere)
        )

    def family(self, name: str, language: str) -> tuple[Article, ...]:
        """List the topics of a family, in the order of the platforms."""
        slugs = {article.slug for article in self if article.family == name}
        articles = [article for slug in slugs if (article := self.get(slug, language))]
        order = list(Platform)
        return tuple(sorted(articles, key=lambda article: min(map(order.index, article.platforms), default=len(order))))

    def sibling(self, article: Article, platform: Platform) -> Article | None:
        """Find the article of the same family for this platform."""
        if article.family is None:
            return None
        family = self.family(article.family, article.language)
        return next((each for each in family if platform in each.platforms), None)


def load_library(folder: Path = ARTICLES) -> Library:
    """Read every article below `folder`, and what is `elsewhere` beside it. Raises `ArticleFaults` with all faults."""
    faults: list[Fault] = []
    articles = list(_read_all(folder, read_article, faults))
    elsewhere = list(_read_all(folder.parent / ELSEWHERE, read_elsewhere, faults))
    if not articles and not faults:
        faults.append(Fault(path=folder, line=1, message="there are no articles here"))
    if faults:
        raise ArticleFaults(faults)
    return Library(articles, elsewhere)


def _read_all(folder: Path, read: Callable[[Path, str], _T], faults: list[Fault]) -> Iterator[_T]:
    """Read every file of the folders that are called like languages; collect what is wrong."""
    for path in sorted(folder.glob("*/*.md")):
        language = path.parent.name
        if language not in LANGUAGES:
            message = f"{language!r} is none of the languages {', '.join(LANGUAGES)}"
            faults.append(Fault(path=path, line=1, message=message))
            continue
        try:
            yield read(path, language)
        except ArticleFaults as error:
            faults.extend(error.faults)
