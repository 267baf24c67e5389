"""Which known questions get another answer when the library changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.answering import Answerer, Asker, Outcome
from knowledge.article import Article, KnownError
from knowledge.known import Known, plain_title
from knowledge.library import Library
from knowledge.rebuilding import fresh_rows
from knowledge.scoring import Scores

_MOVED: Final = 0.002
"""A score that moves by less changes no answer."""

_NEAR: Final = 1.4
"""How far a topic may be behind the right one (without its nearest text), and yet make that less sure."""

_USUAL: Final = 1.4
"""What the right topic of a question has where nobody knows it."""


@dataclass(frozen=True, kw_only=True)
class KnownQuestion:
    """A question whose answer is known; `slug` is that of the right answer."""

    text: str
    language: str
    slug: str | None = None


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A question that was answered with one article, and would be with another, or not at all."""

    question: str
    language: str
    before: str
    after: str | None


def known_questions(library: Library, helpdesk: Iterable[KnownQuestion] = ()) -> list[KnownQuestion]:
    """List all example questions, and those that the helpdesk has answered."""
    own = [
        KnownQuestion(text=question, language=article.language, slug=article.slug)
        for article in library
        for question in article.questions
    ]
    return [*own, *helpdesk]


def changes(before: Known, after: Known, questions: Sequence[KnownQuestion]) -> list[Changed]:
    """List the questions that were answered and would get another answer, or none.

    Only those are asked again in whose ranking a topic moves that changed, and that is near enough to their own topic
    to matter: promoting one question to one topic moves little else.
    """
    old, new = (Answerer(known.library, known=known) for known in (before, after))
    found: list[Changed] = []
    for number in _candidates(before, after, questions):
        question = questions[number]
        was = _topic(old, question)
        now = _topic(new, question) if was else None
        if was and was != now:
            found.append(Changed(question=question.text, language=question.language, before=was, after=now))
    return found


def _topic(answerer: Answerer, question: KnownQuestion) -> str | None:
    """Ask as somebody of whom the bot knows only the language."""
    finding = answerer.answer(question.text, Asker(language=question.language))
    return finding.article.slug if finding.article and finding.outcome is Outcome.ANSWER else None


def _candidates(before: Known, after: Known, questions: Sequence[KnownQuestion]) -> list[int]:
    """Number the questions whose answer may be another: by the search, by a title, or by an error's code."""
    texts = [question.text for question in questions]
    old, new = (Scores(known.search, known.texts, texts) for known in (before, after))
    number = {topic: position for position, topic in enumerate(before.search.index.topics)}
    topics = np.array([number.get(question.slug or "", -1) for question in questions])
    own = np.where(topics < 0, _USUAL, old.own(topics.clip(min=0)))
    found = np.zeros(len(texts), np.bool_)
    now_number = {topic: position for position, topic in enumerate(after.search.index.topics)}
    gone, come = fresh_rows(after.texts, before.texts), fresh_rows(before.texts, after.texts)
    gone_of, come_of = before.search.index.examples[3][gone], after.search.index.examples[3][come]
    for topic in _touched(before, after):
        was = old.of(number.get(topic), gone[gone_of == number.get(topic, -1)])
        now = new.of(now_number.get(topic), come[come_of == now_number.get(topic, -1)])
        found |= (np.abs(now - was) >= _MOVED) & (np.maximum(was, now) >= own - _NEAR)
    exactly = _exact(before, after)
    return [each for each, text in enumerate(texts) if found[each] or exactly(text)]


def _touched(before: Known, after: Known) -> list[str]:
    """Name the topics of which other texts tell, and those that are of another family or for other platforms."""
    entries = {each.entry for each in set(before.texts) ^ set(after.texts)}
    old, new = (
        {(each.slug, each.language): (each.family, each.platforms) for each in known.library}
        for known in (before, after)
    )
    moved = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    families = {each[key][0] for each in (old, new) for key in moved}
    return sorted(entries | {slug for slug, _ in moved} | {key[0] for key in new if new[key][0] in families - {None}})


def _exact(before: Known, after: Known) -> Callable[[str], bool]:
    """Tell of which questions a title or an error's code decides, if those changed."""
    titles = {
        title
        for title in before.titles.keys() | after.titles.keys()
        if _slug(before.titles.get(title)) != _slug(after.titles.get(title))
    }
    coded = _coded(before) != _coded(after)

    def exactly(text: str) -> bool:
        if plain_title(text) in titles:
            return True
        return coded and [_slug(each.article) for each in before.codes.find(text)] != [
            _slug(each.article) for each in after.codes.find(text)
        ]

    return exactly


def _coded(known: Known) -> dict[tuple[str, str], tuple[KnownError, ...]]:
    return {(each.slug, each.language): each.errors for each in known.library if each.errors}


def _slug(article: Article | None) -> str | None:
    return article.slug if article else None
