"""Coordinators look at the message, try it, and give the last word."""

from cards.texts import Texts
from cards.wave import moment
from cards.wave_send import blocked_card, confirm_card, started_card, tested_card, wave_preview_card
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from dialogs.wave_words import beaten, gone, hints, not_now, stops, texts_of, who
from dialogs.waves import post_live, shown
from waves.contact import Contact
from waves.delivery import Delivery, Outcome
from waves.nudge import LANGUAGES
from waves.people_values import object_id
from waves.wave import PlanState, State, Wave
from waves.waves import NotNow, Seen, WaveChanged


async def preview(name: str, turn: Turn, services: Services) -> Reply:
    """Show the message as recipients see it."""
    wave, texts = await services.rollout.waves.get(name), texts_of(turn)
    if wave is None:
        return gone(turn)
    languages = [each for each in LANGUAGES if wave.texts.get(each)]
    card = wave_preview_card(wave, languages, stops(wave, texts), hints(wave, texts), texts)
    return Reply(text=texts("Preview"), card=card)


async def test(run: str, seen: Seen, turn: Turn, services: Services) -> Reply:
    """Send the message to whoever presses, and to the testers; say what became of each."""
    wave, texts, rollout = await services.rollout.waves.get(seen.name), texts_of(turn), services.rollout
    if wave is None:
        return gone(turn)
    if not any(wave.texts.values()):
        fault = texts("There is no message yet. Write it under What.")
        return Reply(text=fault, card=blocked_card(wave, (fault,), texts))
    key, joins = ("test", wave.name, turn.person.id, run or turn.id), bool(run)
    if joins and not rollout.errands.has(key):
        return await shown(wave, turn, services)  # it was too long ago, or on another instance: never send it twice
    results = await rollout.errands.within(key, lambda: _tested(wave, turn, services))
    return Reply(text=texts("Test"), card=tested_card(wave, run or turn.id, results, texts))


async def _tested(wave: Wave, turn: Turn, services: Services) -> dict[str, Outcome | None]:
    """Send a test to each, one after the other; `None` for who is not known."""
    results: dict[str, Outcome | None] = {}
    met: set[str] = set()
    for name in (turn.person.id, *wave.testers):
        delivery = await _to(name, wave, turn, services)
        if delivery is None:
            results[name] = None
        elif delivery.person not in met:
            met.add(delivery.person)
            sent = await services.rollout.try_nudge(wave, delivery)
            results[delivery.name or name] = sent.outcome
    return results


async def _to(name: str, wave: Wave, turn: Turn, services: Services) -> Delivery | None:
    """Make the delivery of a test; `None` if nobody knows who is meant."""
    me = name == turn.person.id
    person = name if me or object_id(name) else (await services.contacts.persons_of([name]))[0]
    if person is None:
        return None
    contact = await services.contacts.get(person) or Contact(person=person)
    chat = (turn.person.chat if me else None) or contact.chat
    language = texts_of(turn).language if me else contact.language
    return Delivery(
        wave=wave.name,
        person=person,
        name=contact.name or (turn.person.name if me else ""),
        upn=contact.upn,
        language=language or next(iter(wave.texts)),
        platform=contact.platform,
        zone=contact.zone,
        chat=chat,
    )


async def ask_to_send(seen: Seen, turn: Turn, services: Services, *, at_once: bool) -> Reply:
    """Say how many get it and when, and ask whether that is meant; or what is to be mended first."""
    wave, texts = await services.rollout.waves.get(seen.name), texts_of(turn)
    if wave is None or wave.state is not State.DRAFT:
        return await shown(wave, turn, services)
    blocked = _blocked(wave, texts)
    if blocked or wave.plan is None:
        return Reply(text=texts("Not quite ready"), card=blocked_card(wave, blocked, texts))
    card = confirm_card(wave, wave.plan, hints(wave, texts), turn.at, texts, at_once=at_once)
    return Reply(text=texts("Send it?"), card=card)


async def send(seen: Seen, turn: Turn, services: Services, *, at_once: bool) -> Reply:
    """Schedule a wave as it was shown, and show below how it goes."""
    rollout, texts = services.rollout, texts_of(turn)
    wave = await rollout.waves.get(seen.name)
    if wave is None:
        return gone(turn)
    if wave.state is State.DRAFT and wave.version == seen.version:
        too_late = not at_once and (wave.starts_at is None or wave.starts_at <= turn.at)
        if too_late or _blocked(wave, texts):
            return await ask_to_send(seen, turn, services, at_once=at_once)
    try:
        wave = await rollout.waves.schedule(seen, who(turn), None if at_once else wave.starts_at)
    except WaveChanged as changed:
        return await shown(changed.wave, turn, services, notice=beaten(changed.wave, turn))
    except NotNow as error:
        return await shown(error.wave, turn, services, notice=not_now(error, texts))
    rollout.kick()
    return _scheduled(wave, turn, services, at_once=at_once)


def _scheduled(wave: Wave, turn: Turn, services: Services, *, at_once: bool) -> Reply:
    texts, rollout = texts_of(turn), services.rollout
    notice = texts("📤 It goes out now.")
    if not at_once and wave.starts_at:
        notice = texts("🗓️ It goes out {moment}.", moment=moment(wave.starts_at, wave, texts))

    async def after(_: str | None) -> None:
        if wave.card is None:
            rollout.errands.begin(("live", wave.name, wave.version), lambda: post_live(wave, turn, services))

    return Reply(text=notice, card=started_card(wave, notice, texts), after=after)


def _blocked(wave: Wave, texts: Texts) -> list[str]:
    """Say what keeps a draft from being sent: its time may be missing, then it goes out at once."""
    plan = wave.plan
    if plan is None or plan.state is not PlanState.READY:
        return [texts("It needs a dry run first."), *stops(wave, texts)]
    nobody = [] if plan.recipients else [texts("Nobody is in its audience yet.")]
    return [*nobody, *stops(wave, texts)]
