"""A question, typed or pressed → an answer, suggestions, which device, or the helpdesk."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cards.answer import Shown, answer_card, plain
from cards.ask import elsewhere_card, platform_card, suggestions_card, unanswered_card, unknown_code_card
from cards.texts import Texts, texts_in
from dialogs import welcome
from dialogs.person import Turn
from dialogs.profiles import Profile, new_profile
from dialogs.reply import After, Citation, Reply
from dialogs.services import Services
from knowledge.answering import Asker, Finding, Outcome
from knowledge.article import Article, KnownError
from knowledge.feedback import Exchange
from knowledge.platform import Platform, is_only_a_platform
from knowledge.review import MAX_CARRIED, MAX_QUESTION, Asked
from knowledge.words import words
from store.port import Unavailable

MEMORY_SECONDS: Final = 1.0
"""How long an answer waits for what is remembered of the person: it can do without."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was chosen from a card: an article, the question it was suggested for, the platform if that was asked."""

    slug: str
    question: str
    platform: Platform | None = None


async def ask(text: str, turn: Turn, services: Services) -> Reply:
    """Answer what somebody wrote."""
    question = " ".join(text.split())
    profile = await _profile(turn, services)
    if not words(question):
        return welcome.lost(texts_in(profile.language))
    if welcome.is_help(question):
        texts = texts_in(services.answerer.language_of(question) or profile.language)
        return welcome.help_reply(texts, coordinator=services.roles.is_coordinator(turn.person))
    followed = await _last(turn, services) if is_only_a_platform(question) else None
    asker = Asker(language=profile.language, platform=profile.platform, last_slug=followed.slug if followed else None)
    vectors = await services.vectors.near(question) if services.vectors else None
    finding = services.answerer.answer(question, asker, vectors)
    texts = texts_in(finding.language)
    if finding.outcome is Outcome.UNANSWERED and finding.elsewhere is None:
        asked = _asked(question, finding, profile, turn)
        await services.later.write("a review item", turn.person.id, lambda: services.reviews.ask(asked))
    return replace(_reply(question, finding, texts, turn), after=_after(question, finding, profile, turn, services))


async def choose(choice: Choice, turn: Turn, services: Services) -> Reply | None:
    """Answer with the article that was chosen from a card; `None` when there is no such article any more."""
    profile = await _profile(turn, services)
    language = services.answerer.language_of(choice.question) or profile.language
    article = services.answerer.library.get(choice.slug, language)
    if article is None:
        return None
    finding = services.answerer.chosen(article, choice.platform)
    return replace(
        _reply(choice.question, finding, texts_in(finding.language), turn),
        after=_after(choice.question, finding, profile, turn, services),
    )


async def _profile(turn: Turn, services: Services) -> Profile:
    """Read what is remembered of the person; an answer is worth more than a memory, so do without when it is away."""
    try:
        async with asyncio.timeout(MEMORY_SECONDS):
            return await services.profiles.get(turn.person)
    except (Unavailable, TimeoutError):
        return new_profile(turn.person)


async def _last(turn: Turn, services: Services) -> Exchange | None:
    """Read what the person asked last, if that can be had."""
    try:
        async with asyncio.timeout(MEMORY_SECONDS):
            return await services.feedback.latest(turn.person.id)
    except (Unavailable, TimeoutError):
        return None


def _reply(question: str, finding: Finding, texts: Texts, turn: Turn) -> Reply:
    if finding.article:
        return answered(finding.article, shown_to(question, finding, finding.article, turn), texts)
    carried = question[:MAX_CARRIED]
    if finding.elsewhere:
        texts = texts_in(finding.elsewhere.language)
        if not finding.elsewhere.helpdesk:
            return Reply(text=plain(finding.elsewhere.text))
        card = elsewhere_card(finding.elsewhere, carried, texts)
        return Reply(text=texts("That is not something I know about."), card=card)
    if finding.unknown_code:
        text = texts("I have no answer to that yet.")
        return Reply(text=text, card=unknown_code_card(finding.unknown_code, carried, texts))
    if finding.by_platform:
        choices = _by_platform(finding.suggestions)
        text = texts("That depends on your device.")
        return Reply(text=text, card=platform_card(choices, question[:MAX_CARRIED], texts))
    if finding.suggestions:
        text = texts("I'm not quite sure what you mean.")
        return Reply(text=text, card=suggestions_card(finding.suggestions, question[:MAX_CARRIED], texts))
    text = texts("I have no answer to that yet.")
    return Reply(text=text, card=unanswered_card(question[:MAX_CARRIED], texts))


def answered(article: Article, shown: Shown, texts: Texts) -> Reply:
    """Reply with an article, and cite it."""
    return Reply(
        text=article.title,
        card=answer_card(article, shown, texts),
        citation=Citation(name=article.title, abstract=_shortened(plain(article.short_answer), 160)),
    )


def shown_to(question: str, finding: Finding, article: Article, turn: Turn) -> Shown:
    """Name the answer that this turn shows."""
    return Shown(
        slug=article.slug,
        language=article.language,
        day=turn.at.date().isoformat(),
        turn=turn.id,
        question=question[:MAX_CARRIED],
        code=_named(question, finding.error) if finding.error else None,
        platform=finding.platform,
    )


def _named(question: str, error: KnownError) -> str:
    """Choose the code that the question names, of those that mean the same."""
    return next((code for code in error.codes if code.casefold() in question.casefold()), error.codes[0])


def _by_platform(articles: Sequence[Article]) -> dict[Platform, Article]:
    return {platform: article for article in articles for platform in sorted(article.platforms)}


def _asked(question: str, finding: Finding, profile: Profile, turn: Turn) -> Asked:
    return Asked(
        question=question[:MAX_QUESTION],
        language=finding.language,
        platform=finding.platform or profile.platform,
        guesses=tuple((hit.topic, hit.confidence) for hit in finding.ranking),
        person=turn.person.id,
        name=turn.person.name,
        conversation=turn.conversation,
        wants_answer=False,
    )


def _after(question: str, finding: Finding, profile: Profile, turn: Turn, services: Services) -> After:
    """Keep what happened, once the answer is on the screen: it is worth more to the person than our records."""
    exchange = Exchange(
        day=turn.at.date().isoformat(),
        turn=turn.id,
        person=turn.person.id,
        at=turn.at.isoformat(),
        outcome=finding.outcome,
        language=finding.language,
        slug=finding.article.slug if finding.article else _pending(finding),
        platform=finding.platform or profile.platform,
        confidence=round(finding.confidence, 3),
        question=question[:MAX_QUESTION] if finding.outcome is Outcome.UNANSWERED else None,
    )

    async def keep(reply: str | None) -> None:
        await services.later.write("an exchange", turn.person.id, lambda: write(reply))

    async def write(reply: str | None) -> None:
        await services.feedback.keep(replace(exchange, reply=reply))
        await services.profiles.remember(turn.person, profile, language=finding.language, platform=finding.platform)

    return keep


def _pending(finding: Finding) -> str | None:
    """The topic that a named platform would decide: whoever types "ipad" instead of pressing is understood."""
    return finding.suggestions[0].slug if finding.by_platform else None


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
