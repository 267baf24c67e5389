"""From a question to what the bot shows: an answer, suggestions, a question back for the platform, or nothing."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from knowledge.article import Article, KnownError
from knowledge.codes import Match
from knowledge.confidence import Calibration
from knowledge.elsewhere import Elsewhere
from knowledge.index import Floats, Margins
from knowledge.known import Known, know, plain_title
from knowledge.library import Library
from knowledge.platform import Platform, is_only_a_platform, mentioned_platform, possible_platforms
from knowledge.politeness import without_politeness
from knowledge.search import Hit, Ranking, Search

SURE: Final = 0.75
"""Confidence from which an answer is shown at once."""

LIKELY: Final = 0.2
"""Confidence of the first topic from which suggestions are made."""

_WORTH: Final = 0.03
"""Confidence from which another topic is suggested beside it."""

_STRANGE: Final = 0.35
"""Confidence below which a question that fits better elsewhere is taken for one."""

MAX_SUGGESTIONS: Final = 3
_RANKED: Final = 5


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

    `article` is set for an answer, and `error` with it when the question names one that it explains; `suggestions`
    holds at most three articles, or, when `by_platform`, one for each platform. Without an answer, `elsewhere` may
    tell where to turn, and `unknown_code` is an error number that no article explains. `ranking` holds the best
    guesses, whatever the outcome. `platform` is the one that the question names.
    """

    outcome: Outcome
    language: str
    confidence: float
    ranking: tuple[Hit, ...]
    platform: Platform | None = None
    article: Article | None = None
    suggestions: tuple[Article, ...] = ()
    by_platform: bool = False
    error: KnownError | None = None
    elsewhere: Elsewhere | None = None
    unknown_code: str | None = None


class Answerer:
    """Finds the answer to a question in a library. Without a `search` it makes one, which has no classifier.

    With `known`, all is made already. Another may take its place between two answers, on the thread that finds them.
    """

    def __init__(self, library: Library, search: Search | None = None, *, known: Known | None = None) -> None:
        self.known = known or know(library, search)

    @property
    def library(self) -> Library:
        """The articles that it answers from."""
        return self.known.library

    @property
    def search(self) -> Search:
        """What it ranks them with."""
        return self.known.search

    def language_of(self, question: str) -> str | None:
        """Guess the language of a question; `None` when its words do not tell."""
        return self.known.language.guess(question)

    def learn(self, margins: Margins) -> None:
        """Search with this classifier too, from now on."""
        self.known = replace(self.known, search=Search(self.search.index, margins, self.search.calibration))

    def trust(self, calibration: Calibration) -> None:
        """Know how sure the search is with these legs too, from now on."""
        known, search = {**self.search.calibration, **calibration}, self.search
        self.known = replace(self.known, search=Search(search.index, search.margins, known))

    def answer(self, question: str, asker: Asker, vectors: Floats | None = None) -> Finding:
        """Find what to show. The answer is in the language of the question, or the asker's when that cannot be told.

        `vectors` is what embeddings tell of the question, where there are any: see `Search.rank`.
        """
        known = self.known
        language = known.language.guess(question) or asker.language
        titled = known.titles.get(plain_title(question))
        if titled:
            return _certain(titled, mentioned_platform(question))
        platform = mentioned_platform(question)
        explained = self._explained(question, platform or asker.platform, language)
        if explained:
            return replace(_certain(explained.article, platform), error=explained.error)
        if platform and is_only_a_platform(question):
            followed = self._follow_up(asker.last_slug, platform, language)
            if followed:
                return _certain(followed, platform)
        finding = self._ranked(question, platform, language, asker, known.fitting(vectors))
        unknown = known.codes.unknown(question)
        return self._unexplained(finding, *unknown) if unknown else finding

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

    def _explained(self, question: str, platform: Platform | None, language: str) -> Match | None:
        """Find the error that the question names, in this language, and for the platform if there are several."""
        matches = self.known.codes.find(question)
        own = [each for each in matches if each.article.language == language] or matches
        return next((each for each in own if platform in each.article.platforms), next(iter(own), None))

    def _unexplained(self, finding: Finding, code: str, article: Article) -> Finding:
        """Say that an error number is not known: only the helpdesk can find out what it means."""
        return replace(
            finding,
            outcome=Outcome.UNANSWERED,
            article=None,
            suggestions=(),
            by_platform=False,
            elsewhere=None,
            unknown_code=code,
            ranking=_first(article.slug, finding.ranking) if finding.ranking else (),
        )

    def _ranked(
        self, question: str, named: Platform | None, language: str, asker: Asker, vectors: Floats | None
    ) -> Finding:
        ranking = self._ranking(question, named, vectors)
        hits = ranking.hits
        finding = Finding(
            outcome=Outcome.UNANSWERED,
            language=language,
            confidence=hits[0].confidence if hits else 0.0,
            ranking=tuple(hits[:_RANKED]),
            platform=named,
        )
        if ranking.elsewhere and finding.confidence < _STRANGE:
            return replace(finding, elsewhere=self.library.get_elsewhere(ranking.elsewhere.split(":")[1], language))
        likely = [
            article for hit in hits if hit.confidence >= _WORTH and (article := self.library.get(hit.topic, language))
        ]
        if not likely or finding.confidence < LIKELY:
            return finding
        platform = named or self._usual(question, asker)
        if finding.confidence < SURE and not _one_family(likely):
            return replace(finding, outcome=Outcome.SUGGEST, suggestions=self._suggested(likely, platform))
        return self._of_platform(finding, likely[0], question, platform)

    def _ranking(self, question: str, named: Platform | None, vectors: Floats | None) -> Ranking:
        """Rank the topics for the whole question, or for what it is without its kind words, if that is surer."""
        texts = [text for text in (question, without_politeness(question)) if text]
        found = [self.search.rank(text, unlikely=self._unlikely(named), vectors=vectors) for text in texts]
        return max(found, key=lambda each: each.hits[0].confidence if each.hits else 0.0, default=Ranking())

    def _suggested(self, likely: list[Article], platform: Platform | None) -> tuple[Article, ...]:
        """Choose what to suggest: of each family one, that of the platform."""
        chosen: dict[str, Article] = {}
        for article in likely:
            sibling = self.library.sibling(article, platform) if platform else None
            chosen.setdefault(article.family or article.slug, sibling or article)
        return tuple(chosen.values())[:MAX_SUGGESTIONS]

    def _of_platform(self, finding: Finding, article: Article, question: str, platform: Platform | None) -> Finding:
        """Answer with the article, or its sibling for the platform; ask for the platform when nobody told it."""
        chosen = self.library.sibling(article, platform) if article.family and platform else article
        if article.family and platform is None:
            possible = possible_platforms(question)
            family = self.library.family(article.family, article.language)
            family = tuple(each for each in family if each.platforms & possible) or family
            if len(family) != 1:
                return replace(finding, outcome=Outcome.SUGGEST, suggestions=family, by_platform=True)
            (chosen,) = family
        if chosen is None:
            return finding
        return replace(finding, outcome=Outcome.ANSWER, article=chosen, ranking=_first(chosen.slug, finding.ranking))

    def _unlikely(self, platform: Platform | None) -> frozenset[str]:
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


def _one_family(likely: list[Article]) -> bool:
    """Tell whether only the platform is in doubt: of it, the first topics differ in nothing else."""
    first, *others = likely
    return first.family is not None and any(each.family == first.family for each in others[:1])


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
