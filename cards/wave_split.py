"""A large audience in several waves: how to split it, and what comes of it."""

from collections.abc import Sequence
from typing import Any

from microsoft_teams.cards.core import CardElement, Choice, ChoiceSetInput, DateInput, Fact, FactSet, NumberInput

from cards.elements import button, card, heading, paragraph, rows, subtle
from cards.texts import Texts
from cards.verbs import Verb
from cards.wave import faulty, people, seen
from cards.wave_editor import Typed, number, text_input
from waves.split import By, Part
from waves.wave import Wave


def split_card(wave: Wave, typed: Typed, faults: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Ask how to split a wave."""
    title = texts("Split into waves")
    ways = {
        By.WEEK: texts("So many people a week"),
        By.SITE: texts("A site a week"),
        By.DEPARTMENT: texts("A department a week"),
    }
    body: list[CardElement] = [
        heading(title),
        subtle(wave.name, spacing="None"),
        *faulty(faults),
        ChoiceSetInput(
            id="by",
            label=texts("How"),
            value=typed.get("by") or By.WEEK.value,
            choices=[Choice(title=name, value=by.value) for by, name in ways.items()],
        ),
        NumberInput(id="people", label=texts("People a week"), value=number(typed.get("people")), min=1, max=100_000),
        DateInput(id="start", label=texts("First day"), value=typed.get("start") or None),
        text_input(
            "first",
            texts("Pilots and champions, a week before all others"),
            typed,
            texts("One a line"),
            lines=True,
        ),
    ]
    show = button(texts("Show"), Verb.WAVE_SPLIT, {**seen(wave), "shown": True}, primary=True, inputs=True)
    return card([*body, *rows([show, button(texts("Back"), Verb.WAVE_PLAN, seen(wave))])], text=title)


def parts_card(wave: Wave, typed: Typed, parts: Sequence[Part] | None, texts: Texts) -> dict[str, Any]:
    """Show the waves that a split makes; without them, they are still being counted."""
    title = texts("Split into waves")
    data = {**seen(wave), "shown": True, **typed}
    change = button(texts("Change"), Verb.WAVE_SPLIT, {**data, "shown": False})
    body: list[CardElement] = [heading(title), subtle(wave.name, spacing="None")]
    if parts is None:
        words = texts("I'm still counting.")
        refresh = button(texts("Refresh"), Verb.WAVE_SPLIT, data, primary=True)
        return card([*body, paragraph(words), *rows([refresh, change])], text=words)
    facts = [Fact(title=part.name, value=_figures(part, texts)) for part in parts]
    note = texts("Each becomes a draft with the same message. Look at it, make its dry run, then schedule it.")
    body += [FactSet(facts=facts), subtle(note)]
    create = texts("Create drafts: {count}", count=str(len(parts)))
    actions = [button(create, Verb.WAVE_SPLIT_CREATE, data, primary=True), change]
    spoken = f"{title}: {'; '.join(f'{part.name}, {_figures(part, texts)}' for part in parts)}"
    actions.append(button(texts("Back"), Verb.WAVE_PLAN, seen(wave)))
    return card([*body, *rows(actions)], text=spoken)


def creating_card(wave: Wave, typed: Typed, texts: Texts) -> dict[str, Any]:
    """Say that the drafts are still being made."""
    words = texts("I'm writing the drafts. It takes a moment.")
    data = {**seen(wave), "shown": True, **typed}
    refresh = button(texts("Refresh"), Verb.WAVE_SPLIT_CREATE, data, primary=True)
    return card([heading(wave.name), paragraph(words)], text=words, actions=[refresh])


def _figures(part: Part, texts: Texts) -> str:
    return f"{texts.date(part.day)} · {people(len(part.people), texts)}"
