"""How far a wave is: a bar, what became of whom, and what can be done about it."""

from datetime import UTC, datetime
from typing import Any, Final

from microsoft_teams.cards.core import Action, CardElement, Fact, FactSet

from cards.elements import button, card, heading, paragraph, rows, subtle
from cards.texts import Texts
from cards.verbs import Verb
from cards.wave import moment, noticed, people, seen, state_name
from waves.delivery import Outcome
from waves.hours import zone_named
from waves.progress import Progress
from waves.wave import PlanState, State, Wave

_BLOCKS: Final = 10

_FAILED: Final = (
    Outcome.NOT_INSTALLED,
    Outcome.BLOCKED,
    Outcome.DISABLED,
    Outcome.UNKNOWN,
    Outcome.REFUSED,
    Outcome.EXPIRED,
    Outcome.UNCERTAIN,
)


def progress_card(
    wave: Wave, progress: Progress, texts: Texts, *, notice: str | None = None, live: bool = False
) -> dict[str, Any]:
    """Show how far a wave is, with what can be done. `live`: this is the card that is kept current."""
    since = [moment(wave.starts_at, wave, texts)] if wave.starts_at else []
    top = " · ".join([state_name(wave.state, texts), *since])
    lead = _lead(wave, progress, texts)
    body: list[CardElement] = [*noticed(notice), heading(wave.name), subtle(top, spacing="None"), paragraph(lead)]
    if pace := _pace(wave, progress, texts):
        body.append(subtle(pace, spacing="None"))
    counts = {Outcome(state): count for state, count in progress.counts.items() if count}
    facts = [
        Fact(title=outcome_name(each, texts), value=texts.number(counts[each])) for each in Outcome if each in counts
    ]
    if facts:
        body.append(FactSet(facts=facts))
    for outcome in _FAILED:
        if outcome in counts:
            name, remedy = outcome_name(outcome, texts), remedy_words(outcome, texts)
            body.append(paragraph(f"**{name}:** {remedy}", spacing="Small"))
    spoken = f"{notice + '. ' if notice else ''}{wave.name}: {state_name(wave.state, texts)}. {lead.replace('*', '')}"
    return card([*body, *rows(_actions(wave, progress, texts, live=live))], text=spoken)


def bar(share: float) -> str:
    """Draw how much is done; only what is all done is drawn full."""
    full = int(share * _BLOCKS)
    return "▰" * full + "▱" * (_BLOCKS - full)


def outcome_name(outcome: Outcome, texts: Texts) -> str:
    """Name what became of a delivery."""
    return {
        Outcome.PENDING: texts("To be sent"),
        Outcome.SENDING: texts("On the way"),
        Outcome.THROTTLED: texts("Tried again soon"),
        Outcome.SENT: texts("Delivered"),
        Outcome.BLOCKED: texts("Blocked the bot"),
        Outcome.NOT_INSTALLED: texts("Without the app"),
        Outcome.DISABLED: texts("Bot not allowed"),
        Outcome.UNKNOWN: texts("No such person"),
        Outcome.REFUSED: texts("Refused by Teams"),
        Outcome.UNCERTAIN: texts("Uncertain"),
        Outcome.EXPIRED: texts("Too late"),
        Outcome.CANCELLED: texts("Not sent any more"),
        Outcome.ENROLLED: texts("Enrolled meanwhile"),
        Outcome.OPTED_OUT: texts("Opted out meanwhile"),
    }[outcome]


def remedy_words(outcome: Outcome, texts: Texts) -> str:
    """Say what helps where a delivery failed; empty where nothing needs to."""
    return {
        Outcome.BLOCKED: texts("they can unblock it in the chat; until then, write to them in another way."),
        Outcome.NOT_INSTALLED: texts("install the app for them, then retry."),
        Outcome.DISABLED: texts("allow the app for them in the Teams admin center, then retry."),
        Outcome.UNKNOWN: texts("check the names on your list; retrying doesn't help."),
        Outcome.REFUSED: texts("the log has the reason; retry once it is mended."),
        Outcome.EXPIRED: texts("it took over three days; retry to send it now."),
        Outcome.UNCERTAIN: texts("nobody knows whether it arrived; sent again, some may get it twice."),
    }.get(outcome, "")


def failed(progress: Progress) -> int:
    """Count those whom a retry may reach."""
    return sum(count for state, count in progress.counts.items() if Outcome(state).can_succeed)


def uncertain(progress: Progress) -> int:
    """Count those of whom nobody knows whether they got it."""
    return progress.counts.get(Outcome.UNCERTAIN, 0)


def _lead(wave: Wave, progress: Progress, texts: Texts) -> str:
    done, total = texts.number(progress.done), texts.number(progress.total)
    if wave.plan and wave.plan.state is PlanState.WRITING:
        if wave.state is State.CANCELLED:
            return texts("Nothing was sent.")
        return texts("Getting ready: {written} of {all}", written=texts.number(wave.plan.written), all=total)
    if wave.state is State.SCHEDULED:
        return texts("**{people}** · nothing is sent yet", people=people(progress.total, texts))
    if not progress.total:
        return texts("Nothing was sent.")
    if wave.state is State.CANCELLED:
        return texts("Who had not got it by then won't get it.")
    share = texts.percent(int(progress.share * 100) / 100)
    words = texts("{done} of {all}", done=done, all=total)
    return f"{bar(progress.share)} **{share}** · {words}"


def _pace(wave: Wave, progress: Progress, texts: Texts) -> str:
    if wave.state is not State.SENDING or not progress.per_second or progress.ends_at is None:
        return ""
    rate = f"{progress.per_second:.1f}"
    return texts("{rate} a second · done about {moment}", rate=rate, moment=_end(progress.ends_at, wave, texts))


def _end(at: datetime, wave: Wave, texts: Texts) -> str:
    """Say when, by the clock of the wave; on which day only if that is not the one it began on."""
    zone = zone_named(wave.zone) or UTC
    local, began = at.astimezone(zone), wave.starts_at.astimezone(zone).date() if wave.starts_at else None
    return f"{local:%H:%M}" if local.date() == began else moment(at, wave, texts)


def _actions(wave: Wave, progress: Progress, texts: Texts, *, live: bool) -> list[Action]:
    data = seen(wave)
    refresh = button(texts("Refresh"), Verb.WAVE_OPEN, data)
    cancel = button(texts("Stop for good"), Verb.WAVE_CANCEL, data)
    again = _again(wave, progress, texts)
    close = button(texts("Close"), Verb.WAVE_CLOSE, data)
    match wave.state:
        case State.SCHEDULED | State.SENDING:
            pause = button(texts("Pause"), Verb.WAVE_PAUSE, data, primary=True)
            return [refresh, pause, cancel, *again, *([] if live else [_follow(wave, texts)])]
        case State.PAUSED:
            resume = button(texts("Go on"), Verb.WAVE_RESUME, data, primary=True)
            return [refresh, resume, cancel, *again]
        case State.SENT:
            return [refresh, *again, close]
        case State.CANCELLED:
            return [refresh, close]
        case _:
            return [button(texts("All waves"), Verb.WAVE_LIST, {})]


def _again(wave: Wave, progress: Progress, texts: Texts) -> list[Action]:
    """Offer to send again, where that may help somebody."""
    if wave.state is State.SCHEDULED:
        return []
    data, actions = seen(wave), list[Action]()
    if count := failed(progress):
        actions.append(button(texts("Retry {count} failed", count=texts.number(count)), Verb.WAVE_RETRY, data))
    if count := uncertain(progress):
        title = texts("Resend {count} uncertain", count=texts.number(count))
        actions.append(button(title, Verb.WAVE_UNCERTAIN, data))
    return actions


def _follow(wave: Wave, texts: Texts) -> Action:
    """Offer to have the figures kept current at the end of this chat."""
    return button(texts("Follow live"), Verb.WAVE_FOLLOW, seen(wave))
