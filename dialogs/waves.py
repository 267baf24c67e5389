"""Coordinators look at waves, begin new ones, and pause, resume, stop, retry and close them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cards.texts import Texts
from cards.verbs import Verb
from cards.wave import draft_card, people, state_name, sure_card, waves_card
from cards.wave_editor import Typed, new_card
from cards.wave_progress import failed, progress_card, uncertain
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.services import Services
from dialogs.wave_words import beaten, gone, hints, name_from, name_rule, not_now, stops, texts_of, who
from waves.progress import Progress
from waves.wave import Kind, Source, State, Wave, Who
from waves.waves import NameTaken, NotNow, Seen, WaveChanged

PAGE: Final = 5

_UNDER_WAY: Final = frozenset({State.SENDING, State.PAUSED, State.CANCELLED})

Step = Callable[[Seen, Who], Awaitable[Wave]]


@dataclass(frozen=True, kw_only=True)
class Sure:
    """What is asked before a step that cannot be taken back: the question, and the button that says yes."""

    verb: Verb
    question: str
    yes: str


async def listed(page: int, turn: Turn, services: Services) -> Reply:
    """List waves, the newest first."""
    texts = texts_of(turn)
    waves = sorted(await services.rollout.waves.listed(), key=_made_at, reverse=True)
    shown = waves[page * PAGE : (page + 1) * PAGE]
    following = page + 1 if len(waves) > (page + 1) * PAGE else None
    under_way = [wave for wave in shown if wave.state in _UNDER_WAY and not wave.ended_at]
    progress = {wave.name: await services.rollout.progress(wave, turn.at) for wave in under_way}
    progress |= {wave.name: Progress(counts=wave.counts) for wave in shown if wave.counts and wave.ended_at}
    return Reply(text=texts("Waves"), card=waves_card(shown, progress, following, texts))


async def open_wave(name: str, turn: Turn, services: Services) -> Reply:
    """Show a wave as it is now."""
    return await shown(await services.rollout.waves.get(name), turn, services)


async def new(turn: Turn) -> Reply:
    """Ask for what a wave needs from the start."""
    texts = texts_of(turn)
    return Reply(text=texts("New wave"), card=new_card({}, (), texts))


async def create(typed: Typed, turn: Turn, services: Services) -> Reply:
    """Make a draft, or say what is wrong with what was typed."""
    texts = texts_of(turn)
    name = name_from(typed.get("name", ""))
    if name is None:
        return _again(typed, name_rule(texts), texts)
    kind, source = typed.get("kind", ""), typed.get("source", "")
    try:
        wave = await services.rollout.waves.create(
            name,
            who(turn),
            kind=Kind(kind) if kind in set(Kind) else Kind.INVITATION,
            source=Source(source) if source in set(Source) else Source.FILE,
        )
    except NameTaken:
        wave = await services.rollout.waves.get(name)
        if wave is None or wave.version > 1 or wave.history[0].person != turn.person.id:
            return _again(typed, texts("There is a wave of this name already."), texts)
    return await shown(wave, turn, services)


async def act(step: Step, seen: Seen, turn: Turn, services: Services, *, notice: str | None = None) -> Reply:
    """Take a step with a wave, if nobody did another meanwhile; show it as it then is, here and on its live card."""
    try:
        wave = await _stepped(step, seen, turn)
    except WaveChanged as changed:
        return await shown(changed.wave, turn, services, notice=beaten(changed.wave, turn))
    except NotNow as error:
        return await shown(error.wave, turn, services, notice=not_now(error, texts_of(turn)))
    services.rollout.kick()
    show_live(wave, turn, services)
    return await shown(wave, turn, services, notice=notice)


async def ask_first(sure: Sure, seen: Seen, turn: Turn, services: Services) -> Reply:
    """Ask before something that cannot be taken back."""
    wave = await services.rollout.waves.get(seen.name)
    if wave is None:
        return gone(turn)
    return Reply(text=sure.question, card=sure_card(wave, sure.question, sure.yes, sure.verb, texts_of(turn)))


async def cancel(seen: Seen, turn: Turn, services: Services, *, sure: bool) -> Reply:
    """Stop a wave for good, once the person is sure of it."""
    texts, wave = texts_of(turn), await services.rollout.waves.get(seen.name)
    if wave is None:
        return gone(turn)
    if sure:
        return await act(services.rollout.waves.cancel, seen, turn, services, notice=texts("🚫 Stopped"))
    if wave.state is State.DRAFT:
        question, yes = texts("Discard this draft? Nothing of it was sent."), texts("Discard it")
    else:
        progress = await services.rollout.progress(wave, turn.at)
        left = people(progress.total - progress.done, texts)
        question = texts("Stop for good? {people} still waiting won't get it.", people=left)
        yes = texts("Stop it")
    return await ask_first(Sure(verb=Verb.WAVE_CANCEL, question=question, yes=yes), seen, turn, services)


async def send_uncertain(seen: Seen, turn: Turn, services: Services, *, sure: bool) -> Reply:
    """Send again to those of whom nobody knows whether they got it, once the person is sure of it."""
    texts, wave = texts_of(turn), await services.rollout.waves.get(seen.name)
    if wave is None:
        return gone(turn)

    def again(seen: Seen, person: Who) -> Awaitable[Wave]:
        return services.rollout.waves.retry(seen, person, uncertain=True)

    if sure:
        return await act(again, seen, turn, services, notice=texts("📤 On its way again"))
    count = people(uncertain(await services.rollout.progress(wave, turn.at)), texts)
    question = texts("Nobody knows whether {people} got it. Sent again, some may get it twice.", people=count)
    sure_of = Sure(verb=Verb.WAVE_UNCERTAIN, question=question, yes=texts("Send it again"))
    return await ask_first(sure_of, seen, turn, services)


async def retry(seen: Seen, turn: Turn, services: Services) -> Reply:
    """Send again to those whom that can reach."""
    texts, wave = texts_of(turn), await services.rollout.waves.get(seen.name)
    if wave and not failed(await services.rollout.progress(wave, turn.at)):
        return await shown(wave, turn, services, notice=texts("There is nobody left whom a retry could reach."))
    return await act(services.rollout.waves.retry, seen, turn, services, notice=texts("📤 On its way again"))


async def follow(name: str, turn: Turn, services: Services) -> Reply:
    """Keep a card current at the end of this chat, and no longer where it was."""
    wave = await services.rollout.waves.get(name)
    if wave is None:
        return gone(turn)
    texts = texts_of(turn)

    async def after(_: str | None) -> None:
        services.rollout.errands.begin(("follow", name, turn.id), lambda: post_live(wave, turn, services))

    reply = await shown(wave, turn, services, notice=texts("The figures below stay current."))
    return replace(reply, after=after)


async def post_live(wave: Wave, turn: Turn, services: Services) -> None:
    """Post the card that stays current, and remember where it is."""
    rollout, texts = services.rollout, texts_of(turn)
    progress = await rollout.progress(wave, turn.at)
    activity = await rollout.post(turn.conversation, progress_card(wave, progress, texts, live=True))
    if activity:
        card = {"reference": dict(turn.conversation), "activity": activity, "language": texts.language}
        now_is = await rollout.waves.note(wave.name, lambda kept: replace(kept, card=card))
        if now_is and now_is.version != wave.version:
            await rollout.board.show(now_is, await rollout.progress(now_is, turn.at))


def show_live(wave: Wave, turn: Turn, services: Services) -> None:
    """Bring the card that stays current up to date, in the background."""
    if wave.card:

        async def show() -> None:
            await services.rollout.board.show(wave, await services.rollout.progress(wave, turn.at))

        services.rollout.errands.begin(("show", wave.name, wave.version), show)


async def shown(wave: Wave | None, turn: Turn, services: Services, notice: str | None = None) -> Reply:
    """Show a wave: what a draft is made of, or how far it is."""
    texts = texts_of(turn)
    if wave is None:
        return gone(turn)
    if wave.state is State.DRAFT:
        card = draft_card(wave, [*stops(wave, texts), *hints(wave, texts)], texts, notice=notice)
    else:
        card = progress_card(wave, await services.rollout.progress(wave, turn.at), texts, notice=notice)
    return Reply(text=f"{wave.name}: {state_name(wave.state, texts)}", card=card)


async def _stepped(step: Step, seen: Seen, turn: Turn) -> Wave:
    try:
        return await step(seen, who(turn))
    except WaveChanged as changed:
        if changed.wave is None or not _by_itself(changed.wave, seen.version):
            raise
        # Only the bot went on with it, as the person expected; what they want, they want now.
        return await step(Seen(name=seen.name, version=changed.wave.version), who(turn))


def _by_itself(wave: Wave, version: int) -> bool:
    """Tell whether all that happened since a version was the bot's own doing."""
    count = wave.version - version
    steps: Sequence[str] = [step.person for step in wave.history[-count:]] if count > 0 else ["?"]
    return len(steps) == count and not any(steps)


def _again(typed: Typed, fault: str, texts: Texts) -> Reply:
    return Reply(text=fault, card=new_card(typed, (fault,), texts))


def _made_at(wave: Wave) -> str:
    return wave.history[0].at if wave.history else ""
