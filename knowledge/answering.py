"""From a question to what the bot shows: an answer, suggestions, a question back for the platform, or nothing."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from knowledge.article import Article
from knowledge.language import LanguageGuess
from knowledge.library import Library
from knowledge.platform import Platform, is_only_a_platform, mentioned_platform, possible_platforms, without_platform
from knowledge.search import Example, Hit, Search, TfidfSearch

SURE: Final = 0.7
"""Confidence from which an answer is shown at once."""

LIKELY: Final = 0.2
"""Confidence from which a topic is worth suggesting."""

MAX_SUGGESTIONS: Final = 3
_RANKED: Final = 5

_DEVICE: Final = {"en": "device", "sv": "enhet"}


class Outcome(StrEnum):
    ANSWER = "answer"
    SUGGEST = "suggest"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """What the bot knows of the one who asks: the language and platform last used, and the topic last answered."""

    language: str
    platform: Platform | None = None
    last_slug: str | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a question finds.

    `article` is set for an answer; `suggestions` holds at most three articles, or, when `by_platform`, one for each
    platform. `ranking` holds the best guesses, whatever the outcome. `platform` is the one that the question names.
    """

    outcome: Outcome
    language: str
    confidence: float
    ranking: tuple[Hit, ...]
    platform: Platform | None = None
    article: Article | None = None
    suggestions: tuple[Article, ...] = ()
    by_platform: bool = False


class Answerer:
    """Finds the answer to a question in a library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._search: Search = TfidfSearch(examples(library))
        self._language = LanguageGuess(library)
        self._titles = {_plain(article.title): article for article in library}

    def language_of(self, question: str) -> str | None:
        """Guess the language of a question; `None` when its words do not tell."""
        return self._language.guess(question)

    def answer(self, question: str, asker: Asker) -> Finding:
        """Find what to show. The answer is in the language of the question, or the asker's when that cannot be told."""
        language = self._language.guess(question) or asker.language
        titled = self._titles.get(_plain(question))
        if titled:
            return _certain(titled, mentioned_platform(question))
        platform = mentioned_platform(question)
        if platform and is_only_a_platform(question):
            followed = self._follow_up(asker.last_slug, platform, language)
            if followed:
                return _certain(followed, platform)
        return self._ranked(question, platform, language, asker)

    def chosen(self, article: Article, platform: Platform | None) -> Finding:
        """Make the finding of an article that the asker has chosen."""
        return _certain(article, platform)

    def _follow_up(self, slug: str | None, platform: Platform, language: str) -> Article | None:
        """Find what "and on my ipad?" means after the article `slug`."""
        last = self.library.get(slug, language) if slug else None
        if last is None:
            return None
        if not last.platforms or platform in last.platforms:
            return last
        return self.library.sibling(last, platform)

    def _ranked(self, question: str, named: Platform | None, language: str, asker: Asker) -> Finding:
        hits = self._search.rank(question, unlikely=self._elsewhere(named))
        finding = Finding(
            outcome=Outcome.UNANSWERED,
            language=language,
            confidence=hits[0].confidence if hits else 0.0,
            ranking=tuple(hits[:_RANKED]),
            platform=named,
        )
        likely = [
            article for hit in hits if hit.confidence >= LIKELY and (article := self.library.get(hit.topic, language))
        ]
        if not likely:
            return finding
        if finding.confidence < SURE:
            return replace(finding, outcome=Outcome.SUGGEST, suggestions=tuple(likely[:MAX_SUGGESTIONS]))
        return self._of_platform(finding, likely[0], named, self._usual(question, asker))

    def _of_platform(
        self, finding: Finding, article: Article, named: Platform | None, usual: Platform | None
    ) -> Finding:
        """Answer with the article, or its sibling for the platform; ask for the platform when nobody told it."""
        platform = named or usual
        if article.family and platform is None:
            family = self.library.family(article.family, article.language)
            return replace(finding, outcome=Outcome.SUGGEST, suggestions=family, by_platform=True)
        chosen = self.library.sibling(article, platform) if article.family and platform else article
        if chosen is None:
            return finding
        return replace(finding, outcome=Outcome.ANSWER, article=chosen, ranking=_first(chosen.slug, finding.ranking))

    def _elsewhere(self, platform: Platform | None) -> frozenset[str]:
        """Topics that are not about the platform, where another may be: a family without it is still what is meant."""
        return frozenset(
            each.slug
            for each in self.library
            if platform
            and each.platforms
            and platform not in each.platforms
            and (each.family is None or self.library.sibling(each, platform))
        )

    def _usual(self, question: str, asker: Asker) -> Platform | None:
        """The platform that the asker used before, if the question can be about it."""
        return asker.platform if asker.platform in possible_platforms(question) else None


def examples(library: Library) -> Iterator[Example]:
    """List every text from which a topic can be known.

    In a family, what names no platform is an example of all its members, and so is what remains of the others when the
    platform is taken out: "how do I enroll my iphone" also teaches "how do I enroll my device".
    """
    shared: dict[str, set[str]] = {}
    for article in library:
        texts = (article.title, *article.questions, *article.keywords, article.short_answer)
        if article.family is None:
            yield from (Example(text=text, topics=(article.slug,)) for text in texts)
            continue
        own = (text for text in texts if mentioned_platform(text))
        yield from (Example(text=text, topics=(article.slug,), family=article.family) for text in own)
        shared.setdefault(article.family, set()).update(
            without_platform(text, _DEVICE[article.language]) for text in texts
        )
    for family, texts in shared.items():
        members = tuple(sorted({article.slug for article in library if article.family == family}))
        yield from (Example(text=text, topics=members, family=family) for text in sorted(texts))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip(" \t?!.")


def _certain(article: Article, platform: Platform | None) -> Finding:
    return Finding(
        outcome=Outcome.ANSWER,
        language=article.language,
        confidence=1.0,
        ranking=(Hit(topic=article.slug, score=1.0, confidence=1.0),),
        platform=platform,
        article=article,
    )


def _first(slug: str, ranking: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Put the chosen sibling first; siblings share the confidence of the family."""
    chosen = next((hit for hit in ranking if hit.topic == slug), None) or replace(ranking[0], topic=slug)
    return (replace(chosen, confidence=ranking[0].confidence), *(hit for hit in ranking if hit.topic != slug))[:_RANKED]
