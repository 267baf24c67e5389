"""A recipient presses something on a nudge: start, enrolled already, later, help, stop; or writes "stop"."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from cards.ask import NAMES
from cards.nudge import Nudge
from cards.nudged import (
    again_card,
    device_card,
    enrolled_card,
    helped_card,
    not_needed_card,
    not_reminded_card,
    reminded_card,
    stopped_card,
    with_next_steps,
)
from cards.texts import LANGUAGES, Texts, texts_in
from dialogs import ask
from dialogs.person import Turn
from dialogs.profiles import new_profile
from dialogs.reply import After, Reply
from dialogs.services import Services
from knowledge.article import Article
from knowledge.platform import Platform
from knowledge.review import Asked
from store.port import Unavailable
from waves.contact import Contact
from waves.delivery import Delivery
from waves.hours import zone_named
from waves.nudges import morning_in
from waves.wave import Wave

_FAMILY: Final = "enroll"
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, kw_only=True)
class Device:
    """Which device was chosen on a card, and in which language; `other` asks for the choice."""

    platform: Platform | None = None
    language: str | None = None
    other: bool = False


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is kept of whoever pressed: their delivery, if they are a recipient, and their contact."""

    language: str
    delivery: Delivery | None = None
    contact: Contact | None = None

    @property
    def platform(self) -> Platform | None:
        named = [each.platform for each in (self.delivery, self.contact) if each and each.platform in set(Platform)]
        return Platform(named[0]) if named else None

    @property
    def upn(self) -> str:
        return next((each.upn for each in (self.contact, self.delivery) if each and each.upn), "")

    def zone(self, turn: Turn, wave: Wave | None) -> ZoneInfo:
        names = [each.zone for each in (turn.person, self.contact, self.delivery, wave) if each]
        return next((zone for name in names if (zone := zone_named(name))), _UTC)


async def start(nudge: Nudge, device: Device, turn: Turn, services: Services) -> Reply | None:
    """Show how to enroll, on the person's device; ask which it is where that is not known."""
    known = _Known(language=device.language) if device.language else await _recalled(nudge, turn, services)
    texts = texts_in(known.language)
    articles = _articles(known.language, services)
    platform = device.platform or (None if device.other else known.platform)
    article = articles.get(platform) if platform else None
    if article is None:
        text = texts("Which device do you want to enroll?")
        return Reply(text=text, card=device_card(articles, nudge, texts), after=_note(nudge, turn, services))
    choice = ask.Choice(slug=article.slug, question=texts("How do I enroll my device?"), platform=platform)
    reply = await ask.choose(choice, turn, services)
    if reply is None or reply.card is None:
        return reply
    after = _both(_note(nudge, turn, services), reply.after)
    return replace(reply, card=with_next_steps(reply.card, nudge, texts), after=after)


async def enrolled(nudge: Nudge, turn: Turn, services: Services) -> Reply:
    """Believe whoever says that they are enrolled."""
    if not nudge.test:
        await services.contacts.enrolled(turn.person.id)
        await services.nudges.enrolled(nudge.wave, turn.person.id)
    return _shown(enrolled_card(nudge, await _texts(nudge, turn, services)))


async def later(nudge: Nudge, days: int, turn: Turn, services: Services) -> Reply:
    """Remind the recipient in the morning some days from now."""
    known = await _known(nudge, turn, services)
    wave = await services.nudges.sending(nudge.wave)
    texts, when = texts_in(known.language), morning_in(days, turn.at, known.zone(turn, wave))
    if nudge.test:
        return _shown(reminded_card(when, nudge, texts))
    await services.nudges.acknowledge(nudge.wave, turn.person.id)
    if known.contact and known.contact.opted_out_at:
        return _shown(stopped_card(nudge, texts))
    if known.contact and known.contact.enrolled_at:
        return _shown(not_needed_card(nudge, texts))
    if known.delivery is None or wave is None:
        return _shown(not_reminded_card(nudge, texts))
    if not await services.nudges.remind(nudge.wave, turn.person.id, when):
        return Reply(
            text=texts("Your reminder is on its way right now. Please press again in a moment."), keeps_card=True
        )
    return _shown(reminded_card(when, nudge, texts))


async def call_for_help(nudge: Nudge, turn: Turn, services: Services) -> Reply:
    """Tell the helpdesk that the person needs help: a question of their own, which nobody else joins."""
    known = await _recalled(nudge, turn, services)
    texts = texts_in(known.language)
    if nudge.test:
        return _shown(helped_card(nudge, texts, passed_on=True))
    asked = _asked(nudge, known, turn, services)
    passed_on = await services.later.write("a review item", turn.person.id, lambda: services.reviews.ask(asked))
    reply = _shown(helped_card(nudge, texts, passed_on=passed_on))
    return replace(reply, after=_note(nudge, turn, services))


async def stop(nudge: Nudge, turn: Turn, services: Services, language: str | None = None) -> Reply:
    """Send this person no more nudges, of any wave."""
    if not nudge.test:
        await services.contacts.opt_out(turn.person.id)
        await services.nudges.acknowledge(nudge.wave, turn.person.id)
    texts = texts_in(language) if language else await _texts(nudge, turn, services)
    return _shown(stopped_card(nudge, texts))


async def again(nudge: Nudge, turn: Turn, services: Services, language: str | None = None) -> Reply:
    """Send this person nudges again."""
    if not nudge.test:
        await services.contacts.opt_in(turn.person.id)
        await services.nudges.acknowledge(nudge.wave, turn.person.id)
    texts = texts_in(language) if language else await _texts(nudge, turn, services)
    return _shown(again_card(nudge, texts))


async def _known(nudge: Nudge, turn: Turn, services: Services) -> _Known:
    """Read what is kept of whoever pressed. Their language is the one that the nudge was in."""
    delivery = await services.nudges.get(nudge.wave, turn.person.id)
    contact = await services.contacts.get(turn.person.id)
    said = delivery.language if delivery else ""
    language = said if said in LANGUAGES else new_profile(turn.person).language
    return _Known(language=language, delivery=delivery, contact=contact)


async def _recalled(nudge: Nudge, turn: Turn, services: Services) -> _Known:
    """Read it if it can be had: help is worth more than a memory."""
    try:
        async with asyncio.timeout(ask.MEMORY_SECONDS):
            return await _known(nudge, turn, services)
    except (Unavailable, TimeoutError):
        return _Known(language=new_profile(turn.person).language)


async def _texts(nudge: Nudge, turn: Turn, services: Services) -> Texts:
    return texts_in((await _recalled(nudge, turn, services)).language)


def _articles(language: str, services: Services) -> Mapping[Platform, Article]:
    family = services.answerer.library.family(_FAMILY, language)
    return {platform: article for article in family for platform in sorted(article.platforms)}


def _asked(nudge: Nudge, known: _Known, turn: Turn, services: Services) -> Asked:
    """Put it into words for the helpdesk: with who, and the day, so that it is one question a person and day."""
    texts = texts_in(known.language)
    name = turn.person.name or (known.contact.name if known.contact else "") or "?"
    who = f"{name} ({known.upn})" if known.upn else name
    about = [NAMES[known.platform]] if known.platform else []
    about += [texts("wave {name}", name=nudge.wave)] if nudge.wave else []
    question = texts("{name} needs help enrolling", name=who)
    article = _articles(known.language, services).get(known.platform) if known.platform else None
    return Asked(
        question=" · ".join([question, *about, texts.date(turn.at.date())]),
        language=known.language,
        platform=known.platform,
        guesses=((article.slug, 1.0),) if article else (),
        person=turn.person.id,
        name=turn.person.name,
        conversation=turn.conversation,
        wants_answer=True,
    )


def _note(nudge: Nudge, turn: Turn, services: Services) -> After:
    """Note that the recipient pressed something, once the answer is on the screen."""

    async def note(_: str | None) -> None:
        if not nudge.test:
            await services.later.write(
                "a press on a nudge",
                turn.person.id,
                lambda: services.nudges.acknowledge(nudge.wave, turn.person.id),
            )

    return note


def _both(first: After, second: After | None) -> After:
    async def both(reply: str | None) -> None:
        await first(reply)
        if second:
            await second(reply)

    return both


def _shown(card: dict[str, object]) -> Reply:
    return Reply(text=str(card["fallbackText"]), card=card)
