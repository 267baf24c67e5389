"""All articles, by topic and language."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from knowledge.article import LANGUAGES, Article, ArticleFaults, Fault, read_article
from knowledge.platform import Platform

ARTICLES: Final = Path(__file__).parent / "articles"


class Library:
    """The articles that the bot answers from."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {(article.slug, article.language): article for article in articles}
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
    """Read every article below `folder`. Raises `ArticleFaults` with all that is wrong."""
    articles: list[Article] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*/*.md")):
        language = path.parent.name
        if language not in LANGUAGES:
            message = f"{language!r} is none of the languages {', '.join(LANGUAGES)}"
            faults.append(Fault(path=path, line=1, message=message))
            continue
        try:
            articles.append(read_article(path, language))
        except ArticleFaults as error:
            faults.extend(error.faults)
    if not articles and not faults:
        faults.append(Fault(path=folder, line=1, message="there are no articles here"))
    if faults:
        raise ArticleFaults(faults)
    return Library(articles)
