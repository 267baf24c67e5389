"""Error codes in questions, found exactly, however they are spelt."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from knowledge.article import Article, KnownError

_NUMBER: Final = re.compile(
    r"(?<![0-9a-z])(?P<mark>[0o]\s?x\s?)?(?P<family>8[0-9a-f]{3})(?P<gap>[\s-]?)(?P<rest>[0-9a-f]{4})(?![0-9a-z])",
    re.IGNORECASE,
)
_SHORTEST: Final = 9
"""Letters and digits of a message by which it is known; a shorter one, found in other words, must stand by itself."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """A known error that a question names, and the article that explains it."""

    article: Article
    error: KnownError


class Codes:
    """Every error that the articles explain."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._numbers: dict[tuple[str, str], list[Match]] = {}
        self._messages: dict[str, list[Match]] = {}
        self._short: list[tuple[re.Pattern[str], Match]] = []
        for article in articles:
            for error in article.errors:
                match = Match(article=article, error=error)
                for code in error.codes:
                    number = _NUMBER.search(code)
                    if number:
                        self._numbers.setdefault(_halves(number), []).append(match)
                    elif len(_plain(code)) >= _SHORTEST:
                        self._messages.setdefault(_plain(code), []).append(match)
                    else:
                        word = re.compile(rf"(?<!\w){re.escape(code)}(?!\w)", re.IGNORECASE)
                        self._short.append((word, match))
        self._families: Mapping[str, list[Match]] = {}
        for (family, _), matches in self._numbers.items():
            self._families = {**self._families, family: [*self._families.get(family, []), *matches]}

    def find(self, question: str) -> list[Match]:
        """List the known errors that a question names, in every language, the longest message first."""
        for number in _NUMBER.finditer(question):
            if found := self._numbers.get(_halves(number)):
                return found
        said = _plain(question)
        for message in sorted(self._messages, key=len, reverse=True):
            if message in said:
                return self._messages[message]
        return [match for word, match in self._short if word.search(question)]

    def unknown(self, question: str) -> tuple[str, Article] | None:
        """Find a number that no article explains, of a family of which one explains others, and that article.

        In two halves without 0x it is rather a phone number, or part of an identifier.
        """
        for number in _NUMBER.finditer(question):
            if number["gap"] and not number["mark"]:
                continue
            family = self._families.get(_halves(number)[0])
            if family and _halves(number) not in self._numbers:
                return "0x" + "".join(_halves(number)), family[0].article
        return None


def _halves(number: re.Match[str]) -> tuple[str, str]:
    return number["family"].upper(), number["rest"].upper()


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())
