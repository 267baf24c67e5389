"""Which language a question is in, told from the articles' own words."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from knowledge.article import Article
from knowledge.elsewhere import Elsewhere
from knowledge.words import pieces, words

_SURE: Final = 1.0
"""Log odds from which a guess counts. Below it ("iphone", "0x80180014") the words fit either language."""

_PIECES: Final = (1, 2, 3)

_Logs = Mapping[str, list[float]]
"""For each feature its log probability in every language."""


class LanguageGuess:
    """A naive Bayes classifier over words, learnt from the articles; over the pieces of words they do not know.

    Measured on short chat questions in English and Swedish, it errs less (2.5 %) than the detectors made for any text
    (lingua 5 %, py3langid 4 %), which also need 85 MB and half a second to start.
    """

    def __init__(self, articles: Iterable[Article | Elsewhere]) -> None:
        known: dict[str, Counter[str]] = {}
        for article in articles:
            body = article.short_answer if isinstance(article, Article) else article.text
            count = known.setdefault(article.language, Counter())
            for text in (article.title, *article.questions, body):
                count.update(words(text))
        cut = {language: _cut(count) for language, count in known.items()}
        self._languages = tuple(known)
        self._words = _logs(known)
        self._pieces = _logs(cut)

    def guess(self, text: str) -> str | None:
        """Guess the language of the text; `None` when its words do not tell."""
        told = [logs for word in words(text) if (logs := self._words.get(word) or self._mean(word))]
        scores = [sum(column) for column in zip(*told, strict=True)]
        ranked = sorted(zip(scores, self._languages, strict=False), reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _SURE):
            return None
        return ranked[0][1]

    def _mean(self, word: str) -> list[float] | None:
        """Judge a word by its pieces. They overlap, so that together they tell no more than one of them."""
        found = [logs for piece in pieces(word, _PIECES) if (logs := self._pieces.get(piece))]
        return [sum(column) / len(found) for column in zip(*found, strict=True)] or None


def _cut(known: Counter[str]) -> Counter[str]:
    """Count the pieces of words that were counted."""
    cut: Counter[str] = Counter()
    for word, times in known.items():
        for piece in pieces(word, _PIECES):
            cut[piece] += times
    return cut


def _logs(counts: Mapping[str, Counter[str]]) -> _Logs:
    """Take logarithms of frequencies, each counted once more than it was seen."""
    vocabulary = {feature for count in counts.values() for feature in count}
    totals = [(count, count.total() + len(vocabulary)) for count in counts.values()]
    return {feature: [math.log((count[feature] + 1) / total) for count, total in totals] for feature in vocabulary}
