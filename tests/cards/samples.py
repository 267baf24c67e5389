"""One of every card, in both languages, made of fixed articles."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cards.answer import Said, Shown, answer_card
from cards.ask import (
    elsewhere_card,
    handed_over_card,
    help_card,
    not_handed_over_card,
    notice_card,
    platform_card,
    suggestions_card,
    unanswered_card,
    unknown_code_card,
)
from cards.gaps import gaps_card
from cards.texts import Texts, texts_in
from knowledge.article import Article
from knowledge.feedback import Opinion, Reason
from knowledge.gaps import Gaps, Unanswered, Week
from knowledge.library import Library
from knowledge.platform import Platform
from knowledge.review import MAX_CARRIED
from knowledge.statistics import Statistics
from tests.cards.nudges import nudge_samples
from tests.cards.waves import wave_samples

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUESTION = {"en": "how do I get my iphone in?", "sv": "hur får jag in min iphone?"}


def samples(library: Library) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make each card, with a name for it."""
    for language in ("en", "sv"):
        texts = texts_in(language)
        for name, card in _cards(library, language, texts):
            yield f"{name}.{language}", card


def _cards(library: Library, language: str, texts: Texts) -> Iterator[tuple[str, dict[str, Any]]]:
    article = _get(library, "enroll-ios", language)
    question = QUESTION[language]
    shown = shown_of(article, question)
    family = library.family("enroll", language)
    platforms = dict(zip(list(Platform), family, strict=True))
    suggested = [_get(library, slug, language) for slug in ("sign-in-problem", "mfa-problem", "enrollment-stuck")]
    related = {slug: _get(library, slug, language).title for slug in ("prepare-before-enroll", "enrollment-stuck")}
    yield "answer", answer_card(article, shown, texts)
    yield "answer-helpful", answer_card(article, shown, texts, said=Said(opinion=Opinion.HELPFUL), related=related)
    yield "answer-unhelpful", answer_card(article, shown, texts, said=Said(opinion=Opinion.UNHELPFUL))
    reasoned = Said(opinion=Opinion.UNHELPFUL, reason=Reason.WRONG)
    yield "answer-reason", answer_card(article, shown, texts, said=reasoned)
    yield "answer-escalated", answer_card(article, shown, texts, said=Said(escalated=True))
    waiting = Said(escalated=True, passed_on=False)
    yield "answer-not-escalated", answer_card(article, shown, texts, said=waiting)
    windows = _get(library, "error-codes-windows", language)
    yield "answer-code", answer_card(windows, replace(shown_of(windows, "0x80180014"), code="0x80180014"), texts)
    yield "suggestions", suggestions_card(suggested, question, texts)
    yield "platform", platform_card(platforms, question, texts)
    yield "unanswered", unanswered_card(question, texts)
    yield "unknown-code", unknown_code_card("0x8018ABCD", "fel 0x8018ABCD", texts)
    kind = library.get_elsewhere("printers", language)
    assert kind
    yield "elsewhere", elsewhere_card(kind, "where is the printer?", texts)
    yield "handed-over", handed_over_card(question, texts)
    yield "not-handed-over", not_handed_over_card(question, texts)
    yield "notice", notice_card(texts("This button no longer works. Please ask me again, in your own words."))
    examples = [texts("How do I enroll my phone?"), texts("What can the company see?"), texts("When is it my turn?")]
    yield "help", help_card(examples, texts)
    yield "gaps", gaps_card(gaps(library), texts)
    week = Week()
    nothing = Gaps(until=SUNDAY, this_week=week, last_week=week, titles={})
    yield "gaps-nothing", gaps_card(nothing, texts)
    yield from nudge_samples(library, language, texts)
    yield from wave_samples(texts)


def gaps(library: Library) -> Gaps:
    """Make a report on two busy weeks."""
    slugs = ("enrollment-stuck", "sign-in-problem", "mfa-problem", "lost-or-stolen", "gone-topic", "new-phone")
    topics = [Unanswered(name=slug, this_week=9 - number, last_week=number) for number, slug in enumerate(slugs)]
    opinions = {"mfa-problem": {"unclear": 5, "outdated": 2}, "enroll-ios": {"wrong": 1}, "new-phone": {}}
    return Gaps(
        until=SUNDAY,
        this_week=Week(questions=1204, answered=995, unanswered=42, first_answer=timedelta(hours=3, minutes=10)),
        last_week=Week(questions=801, answered=608, unanswered=21, first_answer=timedelta(days=1, hours=2)),
        topics=(*topics, Unanswered(name=None, this_week=3, last_week=6)),
        platforms=(
            Unanswered(name="ios", this_week=20, last_week=4),
            Unanswered(name=None, this_week=14, last_week=14),
            Unanswered(name="windows", this_week=8, last_week=3),
        ),
        worst=tuple(
            Statistics(slug=slug, helpful=number, unhelpful=9 - number, reasons=reasons, nearby=())
            for number, (slug, reasons) in enumerate(opinions.items(), 1)
        ),
        titles={slug: {each: _get(library, slug, each).title for each in ("en", "sv")} for slug in library.slugs},
    )


def largest(library: Library) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make the largest card of every article: asked in the longest question, of the widest characters."""
    for article in library:
        shown = shown_of(article, "🙂" * MAX_CARRIED)
        texts = texts_in(article.language)
        card = answer_card(article, shown, texts, said=Said(opinion=Opinion.UNHELPFUL))
        yield f"{article.language}/{article.slug}", card


def shown_of(article: Article, question: str) -> Shown:
    """Name an answer."""
    return Shown(
        slug=article.slug, language=article.language, day="2026-11-22", turn="1700000000001", question=question
    )


def _get(library: Library, slug: str, language: str) -> Article:
    article = library.get(slug, language)
    assert article
    return article
