"""The last looks before a wave goes out: the message as people see it, a test, and the confirmation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from microsoft_teams.cards.core import CardElement, Container

from cards.elements import button, card, escaped, heading, paragraph, rows, subtle
from cards.nudge import nudge_card
from cards.texts import Texts, texts_in
from cards.verbs import Verb
from cards.wave import faulty, kind_name, language_name, moment, people, seen
from cards.wave_progress import outcome_name, remedy_words
from waves.delivery import Outcome
from waves.wave import Plan, Wave


def wave_preview_card(
    wave: Wave, languages: Sequence[str], stops: Sequence[str], hints: Sequence[str], texts: Texts
) -> dict[str, Any]:
    """Show the message as recipients see it, in each language, with buttons that do nothing."""
    title = texts("Preview")
    body = [heading(title), subtle(wave.name, spacing="None"), *faulty(stops), *_hints(hints)]
    actions = [
        button(texts("Send a test"), Verb.WAVE_TEST, seen(wave), primary=True),
        button(texts("Edit"), Verb.WAVE_EDIT, {**seen(wave), "part": "what"}),
        button(texts("Back"), Verb.WAVE_OPEN, seen(wave)),
    ]
    made = card(body, text=f"{title}: {wave.name}")
    for language in languages:
        shown = nudge_card(wave, language=language, platform="", texts=texts_in(language))
        lead = {"type": "TextBlock", "text": f"**{language_name(language, texts)}**", "wrap": True, "spacing": "Medium"}
        made["body"] += [lead, {"type": "Container", "style": "emphasis", "items": _inert(shown["body"])}]
    made["body"] += card(rows(actions), text=title)["body"]
    return made


def _inert(body: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Show buttons as what they say."""
    words = [element for element in body if element["type"] != "ActionSet"]
    sets = [element for element in body if element["type"] == "ActionSet" and element.get("isVisible", True)]
    titles = "  ".join(
        f"[{action['title']}]".replace(" ", "\N{NO-BREAK SPACE}") for each in sets for action in each["actions"]
    )
    return [*words, {"type": "TextBlock", "text": escaped(titles), "wrap": True, "isSubtle": True, "size": "Small"}]


def tested_card(wave: Wave, run: str, results: Mapping[str, Outcome | None] | None, texts: Texts) -> dict[str, Any]:
    """Say what became of a test, by tester; without results it is still on its way."""
    title = texts("Test")
    body: list[CardElement] = [heading(title), subtle(wave.name, spacing="None")]
    back = button(texts("Back"), Verb.WAVE_OPEN, seen(wave))
    if results is None:
        words = texts("The test is on its way.")
        refresh = button(texts("Refresh"), Verb.WAVE_TEST, {**seen(wave), "run": run}, primary=True)
        return card([*body, paragraph(words), *rows([refresh, back])], text=words)
    lines = [_tested(name, outcome, texts) for name, outcome in results.items()]
    body.append(paragraph("\n\n".join(lines)))
    return card([*body, *rows([back])], text=f"{title}: {'. '.join(lines)}")


def _tested(name: str, outcome: Outcome | None, texts: Texts) -> str:
    if outcome is None:
        why = texts("I don't know them yet: have them write to me once, or name them by object id.")
        return f"⚠️ **{escaped(name)}**: {why}"
    if outcome is Outcome.SENT:
        return f"✅ **{escaped(name)}**: {outcome_name(outcome, texts)}"
    remedy = remedy_words(outcome, texts)
    return f"⚠️ **{escaped(name)}**: {outcome_name(outcome, texts)}{': ' + remedy if remedy else ''}"


def confirm_card(
    wave: Wave, plan: Plan, hints: Sequence[str], now: datetime, texts: Texts, *, at_once: bool
) -> dict[str, Any]:
    """Ask for the last word: how many get it, and when."""
    at_once = at_once or wave.starts_at is None or wave.starts_at <= now
    when = texts("now") if at_once or wave.starts_at is None else moment(wave.starts_at, wave, texts)
    lead = f"**{people(plan.recipients, texts)} · {when}**"
    kind = kind_name(wave.kind, texts)
    body: list[CardElement] = [
        heading(texts("Send it?")),
        subtle(f"{wave.name} · {kind}", spacing="None"),
        paragraph(lead, spacing="Medium"),
    ]
    if wave.starts_at is None:
        body.append(paragraph(texts("No day and time is set, so it would go out at once.")))
    elif wave.starts_at <= now:
        body.append(paragraph(texts("The time that was set has passed, so it would go out at once.")))
    if wave.quiet:
        quiet = f"{wave.quiet.start:%H:%M}–{wave.quiet.end:%H:%M}"
        body.append(subtle(texts("Not between {quiet}, by their own clock.", quiet=quiet)))
    read = moment(datetime.fromisoformat(plan.at), wave, texts)
    body += [subtle(texts("As in the dry run of {moment}.", moment=read), spacing="None"), *_hints(hints)]
    actions = _yes(wave, texts.number(plan.recipients), texts, at_once=at_once)
    return card([*body, *rows(actions)], text=lead.replace("*", ""))


def _yes(wave: Wave, count: str, texts: Texts, *, at_once: bool) -> list[Any]:
    data = seen(wave)
    yes = texts("Send to {count} now", count=count) if at_once else texts("Schedule for {count}", count=count)
    actions = [button(yes, Verb.WAVE_CONFIRM, {**data, "now": at_once}, primary=True)]
    if at_once:
        actions.append(button(texts("Set a time"), Verb.WAVE_EDIT, {**data, "part": "when"}))
    else:
        actions.append(button(texts("Send now instead"), Verb.WAVE_SCHEDULE, {**data, "now": True}))
    return [*actions, button(texts("Back"), Verb.WAVE_OPEN, data)]


def started_card(wave: Wave, text: str, texts: Texts) -> dict[str, Any]:
    """Say that a wave is on its way; how far it is stands on a card of its own."""
    more = texts("The figures below stay current.")
    body = [heading(wave.name), paragraph(f"**{text}**"), subtle(more)]
    show = button(texts("Open"), Verb.WAVE_OPEN, seen(wave))
    return card([*body, *rows([show])], text=f"{wave.name}: {text}")


def blocked_card(wave: Wave, stops: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Say what is to be mended before a wave can go out."""
    title = texts("Not quite ready")
    data = seen(wave)
    parts = {"who": texts("Who"), "what": texts("What"), "when": texts("When")}
    edits = [button(name, Verb.WAVE_EDIT, {**data, "part": part}) for part, name in parts.items()]
    back = button(texts("Back"), Verb.WAVE_OPEN, data)
    body = [heading(title), subtle(wave.name, spacing="None"), *faulty(stops)]
    return card([*body, *rows([*edits, back])], text=f"{title}: {' '.join(stops)}")


def _hints(hints: Sequence[str]) -> list[CardElement]:
    if not hints:
        return []
    return [Container(style="warning", items=[paragraph("\n".join(f"- {each}" for each in hints))])]
