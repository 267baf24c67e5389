"""The dry run: how many get a nudge, who is left out and why; or why that cannot be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from microsoft_teams.cards.core import CardElement, Container, Fact, FactSet

from cards.elements import button, card, escaped, heading, paragraph, rows, subtle
from cards.texts import Texts
from cards.verbs import Verb
from cards.wave import language_name, moment, noticed, people, platform_name, seen
from waves.audience import LeftOut
from waves.wave import Plan, PlanState, Wave


def plan_card(wave: Wave, plan: Plan, texts: Texts, *, notice: str | None = None) -> dict[str, Any]:
    """Show a dry run as far as it is."""
    title = texts("Dry run")
    top: list[CardElement] = [*noticed(notice), heading(title), subtle(wave.name, spacing="None")]
    if plan.state is PlanState.WANTED:
        words = texts("Reading… {count} so far. Nothing is sent.", count=texts.number(plan.read))
        refresh = button(texts("Refresh"), Verb.WAVE_PLAN, seen(wave), primary=True)
        return card([*top, paragraph(words), *rows([refresh, _back(wave, texts)])], text=words)
    if plan.state is PlanState.FAILED:
        words = _fault(plan.fault, texts)
        again = button(texts("Try again"), Verb.WAVE_DRY_RUN, seen(wave), primary=True)
        edit = button(texts("Who"), Verb.WAVE_EDIT, {**seen(wave), "part": "who"})
        actions = [again, edit, _back(wave, texts)]
        why = Container(style="attention", items=[paragraph(words)])
        return card([*top, why, *rows(actions)], text=words)
    return _found(wave, plan, top, texts)


def _found(wave: Wave, plan: Plan, top: list[CardElement], texts: Texts) -> dict[str, Any]:
    lead = _lead(plan, texts)
    body = [*top, paragraph(lead, spacing="Medium"), FactSet(facts=_facts(plan, texts))]
    if plan.sample:
        names = escaped(", ".join(plan.sample))
        body.append(paragraph(texts("**Some of them:** {names}", names=names), spacing="Medium"))
    if plan.left_out:
        title = texts("Left out")
        body.append(paragraph(f"**{title}**", spacing="Medium"))
    for reason, count in sorted(plan.left_out.items(), key=lambda each: -each[1]):
        name, why = reason_words(reason, texts)
        body.append(paragraph(f"{name}: **{texts.number(count)}**", spacing="Small"))
        named = escaped(", ".join(who for who, left in plan.left_out_sample if left == reason and who))
        body.append(subtle(" ".join([why, f"({named})"] if named else [why]), spacing="None"))
    body.append(subtle(texts("Read {moment}.", moment=moment(datetime.fromisoformat(plan.at), wave, texts))))
    return card([*body, *rows(_actions(wave, plan, texts))], text=lead.replace("*", ""))


def _lead(plan: Plan, texts: Texts) -> str:
    left_out = texts.number(sum(plan.left_out.values()))
    return texts(
        "**Goes to {people}.** Left out: {left_out}.", people=people(plan.recipients, texts), left_out=left_out
    )


def _facts(plan: Plan, texts: Texts) -> list[Fact]:
    ways = {"chat": texts("in their chat"), "new": texts("in a new chat")}
    facts = [
        (texts("Reached"), {ways.get(way, way): count for way, count in plan.reached_by.items()}),
        (texts("Language"), {language_name(each, texts): count for each, count in plan.languages.items()}),
        (texts("Device"), {platform_name(each, texts): count for each, count in plan.platforms.items()}),
    ]
    return [Fact(title=title, value=_counted(counts, texts)) for title, counts in facts if counts]


def _counted(counts: Mapping[str, int], texts: Texts) -> str:
    most_first = sorted(counts.items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {texts.number(count)}" for name, count in most_first)


def _actions(wave: Wave, plan: Plan, texts: Texts) -> list[Any]:
    data = seen(wave)
    again = button(texts("Read again"), Verb.WAVE_DRY_RUN, data)
    if not plan.recipients:
        edit = button(texts("Who"), Verb.WAVE_EDIT, {**data, "part": "who"}, primary=True)
        return [edit, again, _back(wave, texts)]
    return [
        button(texts("Schedule"), Verb.WAVE_SCHEDULE, data, primary=True),
        button(texts("Split into waves"), Verb.WAVE_SPLIT, data),
        again,
        _back(wave, texts),
    ]


def _back(wave: Wave, texts: Texts) -> Any:
    return button(texts("Back"), Verb.WAVE_OPEN, seen(wave))


def reason_words(reason: str, texts: Texts) -> tuple[str, str]:
    """Name a reason for which people are left out, and explain it."""
    known = {
        LeftOut.UNKNOWN: (texts("Unknown"), texts("I can't tell who is meant, or there is no such account.")),
        LeftOut.DUPLICATE: (texts("Named twice"), texts("The same person, in other words; they get it once.")),
        LeftOut.DISABLED: (texts("Blocked accounts"), texts("They can't sign in.")),
        LeftOut.GUEST: (texts("Guests"), texts("From other organizations. You can let them in under Who.")),
        LeftOut.EXCLUDED: (texts("On your list"), texts("You asked to leave them out.")),
        LeftOut.FILTERED: (texts("Filtered out"), texts("Of another department, site, device or language.")),
        LeftOut.OPTED_OUT: (texts("Opted out"), texts("They asked for no more messages, and that holds.")),
        LeftOut.ENROLLED: (texts("Enrolled"), texts("They are done already.")),
        LeftOut.EARLIER_WAVE: (texts("In an earlier wave"), texts("They got it there.")),
        LeftOut.UNREACHABLE: (
            texts("Out of reach"),
            texts("They don't have me in Teams. Install the app for them, then read again."),
        ),
    }
    return known.get(LeftOut(reason), (reason, "")) if reason in set(LeftOut) else (reason, "")


def _fault(fault: str, texts: Texts) -> str:
    """Say why nobody could be counted, and how to mend it."""
    code, _, detail = fault.partition(": ")
    said = {
        "directory": texts(
            "The company's directory did not answer as it should, so I counted nobody: a part of the "
            "people would be wrong. Try again in a few minutes."
        ),
        "no_directory": texts(
            "I have no access to Entra groups. Ask whoever runs me to set GRAPH_URL, or use a CSV file."
        ),
        "no_list": texts("There is no list of people yet. Send me a CSV file in this chat, and choose this wave."),
        "list_broken": texts("A part of the list is missing, so I counted nobody. Please send me the file again."),
        "no_such_wave": texts("The earlier wave “{name}” is gone. Take it out under Who.", name=escaped(detail)),
    }.get(code, texts("The people could not be read. Try again in a few minutes."))
    told = texts("It said: {detail}", detail=escaped(detail)) if code == "directory" and detail else ""
    return f"{said} {told}".strip()
