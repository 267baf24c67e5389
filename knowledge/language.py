"""Which language a question is in, told from the articles' own words."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from knowledge.article import Article
from knowledge.words import words

_SURE: Final = 3.0
"""Log odds from which a guess counts. Below it ("iphone", "0x80180014") the words fit either language."""

_PIECES: Final = (2, 3)


class LanguageGuess:
    """A naive Bayes classifier over words and their pieces of 2 and 3 characters, learnt from the articles.

    Measured on short chat questions in English and Swedish, it errs less than the detectors made for any text (lingua
    5 %, py3langid 4 %), which also need 85 MB and half a second to start.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        counts: dict[str, Counter[str]] = {}
        for article in articles:
            for text in (article.title, *article.questions, article.short_answer):
                counts.setdefault(article.language, Counter()).update(_features(text))
        self._languages = tuple(counts)
        vocabulary = {feature for count in counts.values() for feature in count}
        totals = [count.total() + len(vocabulary) for count in counts.values()]
        self._logs = {
            feature: [
                math.log((count[feature] + 1) / total) for count, total in zip(counts.values(), totals, strict=True)
            ]
            for feature in vocabulary
        }

    def guess(self, text: str) -> str | None:
        """Guess the language of the text; `None` when its words do not tell."""
        known = [logs for feature in _features(text) if (logs := self._logs.get(feature))]
        scores = [sum(column) for column in zip(*known, strict=True)]
        ranked = sorted(zip(scores, self._languages, strict=False), reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _SURE):
            return None
        return ranked[0][1]


def _features(text: str) -> Iterator[str]:
    for word in words(text):
        yield f"word {word}"
        edged = f"_{word}_"
        for size in _PIECES:
            for start in range(len(edged) - size + 1):
                yield edged[start : start + size]
