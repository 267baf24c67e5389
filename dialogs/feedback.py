"""Somebody says whether an answer helped, or asks for the helpdesk."""

from dataclasses import dataclass, replace

from cards.answer import Said, Shown, answer_card
from cards.ask import handed_over_card, not_handed_over_card
from cards.texts import texts_in
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from knowledge.answering import Asker
from knowledge.article import Article
from knowledge.feedback import Exchange, Opinion, Reason
from knowledge.platform import mentioned_platform
from knowledge.review import Asked


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An opinion on the answer `shown`."""

    shown: Shown
    opinion: Opinion
    reason: Reason | None = None
    comment: str | None = None


async def judge(judged: Judged, turn: Turn, services: Services) -> Reply | None:
    """Keep an opinion, in place of the person's earlier one; `None` when there is no such article any more."""
    shown = judged.shown
    article = services.answerer.library.get(shown.slug, shown.language)
    if article is None:
        return None
    unhelpful = judged.opinion is Opinion.UNHELPFUL
    exchange = replace(
        _exchange(shown, turn),
        opinion=judged.opinion,
        reason=judged.reason,
        comment=judged.comment,
        question=shown.question if unhelpful else None,
    )
    await services.later.write("an opinion", turn.person.id, lambda: services.feedback.opine(exchange))
    return _again(article, shown, Said(opinion=judged.opinion, reason=judged.reason), services)


async def escalate(shown: Shown, turn: Turn, services: Services) -> Reply:
    """Put the question of an answer before the helpdesk."""
    article = services.answerer.library.get(shown.slug, shown.language)
    if article is None:
        return await hand_over(shown.question, shown.language, turn, services)
    asked = _asked(shown.question, shown.language, turn, guesses=((shown.slug, 1.0),), platform=shown.platform)
    passed_on = await services.later.write("a review item", turn.person.id, lambda: services.reviews.ask(asked))
    return _again(article, shown, Said(escalated=True, passed_on=passed_on), services)


async def hand_over(question: str, language: str, turn: Turn, services: Services) -> Reply:
    """Put a question that found no answer before the helpdesk."""
    ranking = services.answerer.answer(question, Asker(language=language)).ranking
    guesses = tuple((hit.topic, hit.confidence) for hit in ranking)
    asked = _asked(question, language, turn, guesses=guesses)
    passed_on = await services.later.write("a review item", turn.person.id, lambda: services.reviews.ask(asked))
    texts = texts_in(language)
    card = handed_over_card(question, texts) if passed_on else not_handed_over_card(question, texts)
    return Reply(text=str(card["fallbackText"]), card=card)


async def thumb(opinion: Opinion, comment: str | None, turn: Turn, services: Services) -> None:
    """Keep an opinion given with Teams' own thumbs; without the message's id it is about the last answer."""
    person = turn.person.id
    found = (
        await services.feedback.shown_in(turn.reply_to, person)
        if turn.reply_to
        else await services.feedback.latest(person)
    )
    if found is None:
        return
    own_words = found.question if found.person == person and opinion is Opinion.UNHELPFUL else None
    judged = replace(found, person=person, opinion=opinion, reason=None, comment=comment, question=own_words)
    await services.later.write("an opinion", turn.person.id, lambda: services.feedback.opine(judged))


def _again(article: Article, shown: Shown, said: Said, services: Services) -> Reply:
    texts = texts_in(article.language)
    next_ones = [services.answerer.library.get(slug, article.language) for slug in article.related[:2]]
    related = {each.slug: each.title for each in next_ones if each}
    return Reply(text=article.title, card=answer_card(article, shown, texts, said=said, related=related))


def _exchange(shown: Shown, turn: Turn) -> Exchange:
    return Exchange(
        day=shown.day,
        turn=shown.turn,
        person=turn.person.id,
        at=turn.at.isoformat(),
        outcome="answer",
        language=shown.language,
        slug=shown.slug,
        platform=shown.platform,
        reply=turn.reply_to,
    )


def _asked(
    question: str, language: str, turn: Turn, *, guesses: tuple[tuple[str, float], ...], platform: str | None = None
) -> Asked:
    return Asked(
        question=question,
        language=language,
        platform=platform or mentioned_platform(question),
        guesses=guesses,
        person=turn.person.id,
        name=turn.person.name,
        conversation=turn.conversation,
        wants_answer=True,
    )
