"""Waves as coordinators see them: the list, and what a draft is made of."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from microsoft_teams.cards.core import Action, ActionSet, CardElement, Container, Fact, FactSet

from cards.ask import NAMES
from cards.elements import button, card, escaped, heading, paragraph, rows, stacked, subtle
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.platform import Platform
from waves.hours import zone_named
from waves.progress import Progress
from waves.wave import Kind, PlanState, Source, State, Wave

_NAMED: Final = 3
"""Departments and the like that are named; the others are a number."""


def seen(wave: Wave) -> dict[str, Any]:
    """Name a wave, and the version that is shown, in the data of buttons."""
    return {"wave": wave.name, "version": wave.version}


def waves_card(
    waves: Sequence[Wave], progress: Mapping[str, Progress], following: int | None, texts: Texts
) -> dict[str, Any]:
    """List waves, a page of them. `progress` is by name, of those that are under way."""
    title = texts("Waves")
    body: list[CardElement] = [heading(title)]
    if not waves:
        body.append(paragraph(texts("There is no wave yet. Shall we plan the first?")))
    for wave in waves:
        body += [paragraph(f"**{escaped(wave.name)}**"), subtle(_line(wave, progress, texts), spacing="None")]
        body += stacked([button(texts("Open"), Verb.WAVE_OPEN, seen(wave))])
    actions = [button(texts("New wave"), Verb.WAVE_NEW, {}, primary=True)]
    if following is not None:
        actions.append(button(texts("More"), Verb.WAVE_LIST, {"page": following}))
    return card([*body, *rows(actions)], text=f"{title}: {len(waves)}")


def draft_card(wave: Wave, faults: Sequence[str], texts: Texts, *, notice: str | None = None) -> dict[str, Any]:
    """Show what a draft is made of, and what is missing before it can be sent."""
    left = missing(wave, texts)
    body: list[CardElement] = [*noticed(notice), heading(wave.name), subtle(state_name(wave.state, texts))]
    body.append(FactSet(facts=_facts(wave, texts)))
    body.append(ActionSet(actions=_editors(wave, texts), spacing="Small"))
    if left or faults:
        lines = "\n".join(f"- {each}" for each in [*left, *faults])
        lead = texts("Before it can go out:") if left else texts("About the message:")
        body.append(Container(style="warning", items=[paragraph(f"**{lead}**"), paragraph(lines, spacing="Small")]))
    spoken = f"{notice + '. ' if notice else ''}{wave.name}: {state_name(wave.state, texts)}. {' '.join(left)}"
    return card([*body, *rows(_next(wave, left, texts))], text=spoken)


def sure_card(wave: Wave, question: str, yes: str, verb: Verb, texts: Texts) -> dict[str, Any]:
    """Ask whether somebody means it."""
    actions = [
        button(yes, verb, {**seen(wave), "sure": True}, primary=True),
        button(texts("Back"), Verb.WAVE_OPEN, seen(wave)),
    ]
    return card([heading(wave.name), paragraph(question), *rows(actions)], text=f"{wave.name}: {question}")


def noticed(notice: str | None) -> list[CardElement]:
    """Tell first what just happened."""
    return [paragraph(f"**{escaped(notice)}**")] if notice else []


def faulty(faults: Sequence[str]) -> list[CardElement]:
    """Tell what is to be mended, a line each."""
    return (
        [Container(style="attention", items=[paragraph("\n".join(f"- {each}" for each in faults))])] if faults else []
    )


def state_name(state: State, texts: Texts) -> str:
    """Say what state a wave is in."""
    return {
        State.DRAFT: texts("📝 Draft"),
        State.SCHEDULED: texts("🗓️ Scheduled"),
        State.SENDING: texts("📤 Being sent"),
        State.PAUSED: texts("⏸️ Paused"),
        State.SENT: texts("✅ Sent"),
        State.CANCELLED: texts("🚫 Cancelled"),
        State.CLOSED: texts("📁 Closed"),
    }[state]


def kind_name(kind: Kind, texts: Texts) -> str:
    """Name what a nudge is for."""
    return {
        Kind.ANNOUNCEMENT: texts("Announcement"),
        Kind.INVITATION: texts("Invitation"),
        Kind.REMINDER: texts("Reminder"),
        Kind.THANKS: texts("Thanks"),
    }[kind]


def source_name(source: Source, texts: Texts) -> str:
    """Name where an audience comes from."""
    return {
        Source.FILE: texts("A CSV file"),
        Source.GROUP: texts("An Entra group"),
        Source.EVERYONE: texts("Everyone I know"),
    }[source]


def language_name(language: str, texts: Texts) -> str:
    """Name a language."""
    return {"en": texts("English"), "sv": texts("Swedish")}.get(language, language)


def platform_name(platform: str, texts: Texts) -> str:
    """Name a kind of device."""
    return NAMES[Platform(platform)] if platform in set(Platform) else texts("not known")


def city(zone: str) -> str:
    """Name a time zone as people do: Stockholm."""
    return zone.rpartition("/")[2].replace("_", " ")


def people(count: int, texts: Texts) -> str:
    """Count people: 1,234 people."""
    return texts("1 person") if count == 1 else texts("{count} people", count=texts.number(count))


def moment(at: datetime, wave: Wave, texts: Texts) -> str:
    """Say when, by the clock of the wave: Tue 1 Dec 2026 09:00, Stockholm time."""
    local = at.astimezone(zone_named(wave.zone) or UTC)
    return texts("{moment}, {city} time", moment=texts.moment(local), city=city(wave.zone))


def missing(wave: Wave, texts: Texts) -> list[str]:
    """Name what a draft still needs, but for its message."""
    source, plan = wave.audience.source, wave.plan
    ready = plan is not None and plan.state is PlanState.READY
    checks = (
        (source is Source.FILE and wave.people is None, texts("A list of people: send me a CSV file in this chat.")),
        (source is Source.GROUP and not wave.audience.group, texts("The group: choose it under Who.")),
        (wave.starts_at is None, texts("A day and time: set it under When.")),
        (not ready, texts("A dry run: it shows who gets the message, before anything is sent.")),
        (
            plan is not None and ready and not plan.recipients,
            texts("Somebody in the audience: the dry run found nobody."),
        ),
    )
    return [text for applies, text in checks if applies]


def _line(wave: Wave, progress: Mapping[str, Progress], texts: Texts) -> str:
    parts = [state_name(wave.state, texts)]
    if wave.starts_at:
        parts.append(moment(wave.starts_at, wave, texts))
    if now := progress.get(wave.name):
        parts.append(texts("{done} of {all} done", done=texts.number(now.done), all=texts.number(now.total)))
    elif wave.plan and wave.plan.recipients:
        parts.append(people(wave.plan.recipients, texts))
    return " · ".join(parts)


def _facts(wave: Wave, texts: Texts) -> list[Fact]:
    written = [language_name(each, texts) for each, text in wave.texts.items() if text]
    sponsor = f"{wave.sponsor.name}, {wave.sponsor.title}".strip(", ") if wave.sponsor else ""
    facts = [
        (texts("Who"), _audience(wave, texts)),
        (texts("Left out"), _without(wave, texts)),
        (texts("Message"), " · ".join([kind_name(wave.kind, texts), ", ".join(written)]) if written else ""),
        (texts("Sponsor"), sponsor),
        (texts("When"), moment(wave.starts_at, wave, texts) if wave.starts_at else ""),
        (texts("Quiet hours"), f"{wave.quiet.start:%H:%M}–{wave.quiet.end:%H:%M}" if wave.quiet else ""),
        (texts("Goal"), _goal(wave, texts)),
        (texts("Dry run"), plan_line(wave, texts)),
    ]
    return [Fact(title=title, value=escaped(value)) for title, value in facts if value]


def _audience(wave: Wave, texts: Texts) -> str:
    audience = wave.audience
    parts = [source_name(audience.source, texts)]
    if audience.source is Source.FILE and wave.people:
        parts.append(people(wave.people.people, texts))
    if audience.source is Source.GROUP and audience.group:
        parts.append(f"{audience.group[:8]}…")
    parts += [_some(values) for values in (audience.departments, audience.sites) if values]
    parts += [_some([platform_name(each, texts) for each in audience.platforms])] if audience.platforms else []
    parts += [_some([language_name(each, texts) for each in audience.languages])] if audience.languages else []
    return " · ".join(parts)


def _some(values: Sequence[str]) -> str:
    more = len(values) - _NAMED
    return ", ".join(values[:_NAMED]) + (f" + {more}" if more > 0 else "")


def _without(wave: Wave, texts: Texts) -> str:
    audience = wave.audience
    named = len(audience.without) + (wave.without_people.people if wave.without_people else 0)
    parts = [
        texts("guests") if audience.without_guests else "",
        texts("who is enrolled") if audience.without_enrolled else "",
        texts("{count} by name", count=texts.number(named)) if named else "",
        _some(audience.without_waves),
    ]
    return " · ".join(part for part in parts if part)


def _goal(wave: Wave, texts: Texts) -> str:
    if wave.goal is None:
        return ""
    share, day = texts.percent(wave.goal.percent / 100), texts.date(wave.goal.by)
    return texts("{share} enrolled by {date}", share=share, date=day)


def plan_line(wave: Wave, texts: Texts) -> str:
    """Say in one line what the dry run found."""
    plan = wave.plan
    if plan is None:
        return texts("not made yet")
    if plan.state is PlanState.WANTED:
        return texts("being made")
    if plan.state is PlanState.FAILED:
        return texts("failed")
    left_out = texts.number(sum(plan.left_out.values()))
    return texts("{people} · {left_out} left out", people=people(plan.recipients, texts), left_out=left_out)


def _editors(wave: Wave, texts: Texts) -> list[Action]:
    names = {"who": texts("Who"), "what": texts("What"), "when": texts("When")}
    return [button(name, Verb.WAVE_EDIT, {**seen(wave), "part": part}) for part, name in names.items()]


def _next(wave: Wave, left: Sequence[str], texts: Texts) -> list[Action]:
    """Offer what can be done with a draft; what comes next stands out."""
    data = seen(wave)
    planned = wave.plan is not None and wave.plan.state is PlanState.READY
    show = Verb.WAVE_PLAN if wave.plan else Verb.WAVE_DRY_RUN
    return [
        button(texts("Dry run"), show, data, primary=not planned),
        button(texts("Preview"), Verb.WAVE_PREVIEW, data),
        button(texts("Send a test"), Verb.WAVE_TEST, data),
        button(texts("Schedule"), Verb.WAVE_SCHEDULE, data, primary=planned and not left),
        button(texts("Discard"), Verb.WAVE_CANCEL, data),
        button(texts("All waves"), Verb.WAVE_LIST, {}),
    ]
