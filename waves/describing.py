"""A wave as a terminal shows it: what it is made of, and its dry run."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from textwrap import wrap
from typing import Final

from waves.hours import zone_named
from waves.nudge import lint, message
from waves.wave import Plan, PlanState, Source, Wave
from waves.wording import LEFT_OUT, fault_words, people, printable, source_fault, spoken

_EXAMPLES: Final = 3
_WIDTH: Final = 90

_PROGRESS: Final[Mapping[PlanState, str]] = {
    PlanState.WANTED: "dry run: asked for, {read:,} read so far",
    PlanState.READY: "dry run of {at}",
    PlanState.WRITING: "audience: {written:,} of {recipients:,} written down so far",
    PlanState.WRITTEN: "audience, fixed from the dry run of {at}",
}


def describe(wave: Wave) -> Iterator[str]:
    """Say what a wave is made of."""
    yield f"{wave.name}: {wave.state}"
    yield from (_row(name, value) for name, value in _parts(wave) if value)
    for language in sorted(wave.texts):
        yield from _message(wave, language)
    faults = list(fault_words(lint(wave)))
    yield from ("", "To look at:", *(f"  - {fault}" for fault in faults)) if faults else ()


def describe_plan(wave: Wave) -> Iterator[str]:
    """Say what a dry run found, or why it could not be made."""
    plan = wave.plan
    if plan is None:
        yield "dry run: none yet"
    elif plan.state is PlanState.FAILED:
        yield f"dry run: failed. {source_fault(wave.name, plan.fault)}"
    else:
        yield _PROGRESS[plan.state].format(
            read=plan.read, written=plan.written, recipients=plan.recipients, at=at(plan.at, wave.zone)
        )
        if plan.state is not PlanState.WANTED:
            yield from _found(plan)


def at(moment: str | datetime, zone: str) -> str:
    """Write a moment as clocks show it in a time zone."""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{when.astimezone(zone_named(zone)):%Y-%m-%d %H:%M}"


def _parts(wave: Wave) -> Iterator[tuple[str, str]]:
    audience = wave.audience
    yield "kind", wave.kind
    yield "starts", f"{at(wave.starts_at, wave.zone)} {wave.zone}" if wave.starts_at else "as soon as it is sent"
    yield "from", _source(wave)
    for name in ("departments", "sites", "platforms", "languages"):
        yield f"only {name}", _listed(getattr(audience, name))
    yield "without", _listed(_left_out(wave))
    yield "signed by", ", ".join(filter(None, (wave.sponsor.name, wave.sponsor.title))) if wave.sponsor else "nobody"
    yield "goal", f"{wave.goal.percent} % by {wave.goal.by}" if wave.goal else ""
    yield "quiet", f"{wave.quiet.start:%H:%M}-{wave.quiet.end:%H:%M}, by their own clocks" if wave.quiet else ""
    yield "testers", _listed(wave.testers)


def _message(wave: Wave, language: str) -> Iterator[str]:
    """Write the words as recipients read them, wrapped beside their name."""
    lines = [printable(line) for line in message(wave, language).split("\n")]
    wrapped = [part for line in lines for part in wrap(line, _WIDTH) or [""]]
    yield from (_row("" if number else f"message {language}", part) for number, part in enumerate(wrapped))


def _source(wave: Wave) -> str:
    listed = wave.people
    match wave.audience.source:
        case Source.EVERYONE:
            return "everybody who has the bot"
        case Source.GROUP:
            return f"the Entra group {wave.audience.group}"
        case _:
            return (
                f"a list of {people(listed.people)}, imported {at(listed.at, wave.zone)}" if listed else "no list yet"
            )


def _left_out(wave: Wave) -> Iterator[str]:
    audience, listed = wave.audience, wave.without_people
    if audience.without_guests:
        yield "guests"
    if audience.without_enrolled:
        yield "those enrolled"
    if listed:
        yield f"a list of {people(listed.people)}"
    if audience.without:
        yield f"{people(len(audience.without))} by name"
    yield from (f"those of {name}" for name in audience.without_waves)


def _found(plan: Plan) -> Iterator[str]:
    yield _row("recipients", f"{plan.recipients:,} of {people(plan.read)} read{_reached(plan)}")
    yield _row("languages", _counts(plan.languages))
    yield _row("platforms", _counts(plan.platforms))
    if plan.sample:
        yield _row("among them", _listed(plan.sample))
    if plan.left_out:
        yield _row("left out", f"{sum(plan.left_out.values()):,}")
    for reason, count in sorted(plan.left_out.items(), key=lambda each: -each[1]):
        examples = [printable(name) for name, why in plan.left_out_sample if why == reason][:_EXAMPLES]
        yield f"    {count:>7,}  {spoken(reason)}: {LEFT_OUT.get(reason, '')} ({', '.join(examples)})"


def _reached(plan: Plan) -> str:
    chats, new = plan.reached_by.get("chat", 0), plan.reached_by.get("new", 0)
    return f"; {chats:,} have a chat with the bot, {new:,} get a new one" if plan.recipients else ""


def _counts(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda each: -each[1])
    return ", ".join(f"{name or 'not known'} {count:,}" for name, count in ordered)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(printable, values))


def _row(name: str, value: str) -> str:
    return f"  {name:18}{value}"
