"""Where coordinators type what a wave is made of: who, what, when. What was typed stays, whatever is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from microsoft_teams.cards.core import (
    CardElement,
    Choice,
    ChoiceSetInput,
    DateInput,
    NumberInput,
    TextInput,
    TimeInput,
)

from cards.ask import NAMES
from cards.elements import button, card, heading, rows, subtle
from cards.texts import Texts
from cards.verbs import Verb
from cards.wave import city, faulty, kind_name, seen, source_name
from knowledge.platform import Platform
from waves.nudge import MAX_WORDS, PLACEHOLDERS
from waves.wave import MAX_NAME, Kind, Source, Wave

Typed = Mapping[str, str]
"""What stands in the inputs, by their ids; of several choices, their values with commas."""

GUESTS: Final = "guests"
ENROLLED: Final = "enrolled"

MAX_LINE: Final = 2_000
MAX_LIST: Final = 10_000

_LANGUAGES: Final = {"en": "English", "sv": "Svenska"}
_ZONES: Final = (
    "Europe/Stockholm Europe/Helsinki Europe/London Europe/Berlin Europe/Paris Europe/Warsaw Europe/Istanbul "
    "Asia/Dubai Asia/Kolkata Asia/Singapore Asia/Shanghai Asia/Tokyo Australia/Sydney America/Sao_Paulo "
    "America/New_York America/Chicago America/Denver America/Los_Angeles UTC"
).split()


def new_card(typed: Typed, faults: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Ask for what a wave needs from the start."""
    title = texts("New wave")
    body: list[CardElement] = [
        heading(title),
        *faulty(faults),
        TextInput(
            id="name",
            label=texts("Name"),
            value=typed.get("name"),
            max_length=MAX_NAME,
            placeholder=texts("Stockholm week 49"),
            is_required=True,
            error_message=texts("Please give it a name."),
        ),
        _kinds(typed, texts),
        _sources(typed, texts),
    ]
    create = button(texts("Create"), Verb.WAVE_CREATE, {}, primary=True, inputs=True)
    return card([*body, *rows([create, button(texts("All waves"), Verb.WAVE_LIST, {})])], text=title)


def who_card(wave: Wave, typed: Typed, earlier: Sequence[str], faults: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Ask who is nudged, and who is left out. `earlier` are names of other waves."""
    body: list[CardElement] = [
        _sources(typed, texts),
        text_input("group", texts("Object id of the Entra group"), typed, texts("Only for a group")),
        subtle(texts("Only these people (leave empty for all):"), spacing="Medium"),
        text_input("departments", texts("Departments"), typed, texts("Sales, Finance")),
        text_input("sites", texts("Sites"), typed, texts("Stockholm, Gothenburg")),
        _choices("platforms", texts("Devices"), typed, {each.value: NAMES[each] for each in Platform}),
        _choices("languages", texts("Languages"), typed, _LANGUAGES),
        subtle(texts("Not these people:"), spacing="Medium"),
        _choices(
            "skip",
            texts("Leave out"),
            typed,
            {GUESTS: texts("Guests"), ENROLLED: texts("Those who are enrolled")},
        ),
        text_input(
            "without", texts("By user name or object id"), typed, texts("One a line"), most=MAX_LIST, lines=True
        ),
    ]
    if earlier:
        body.append(_choices("waves", texts("People of earlier waves"), typed, {each: each for each in earlier}))
    return _editor(wave, "who", texts("Who gets it"), body, faults, texts)


def what_card(wave: Wave, typed: Typed, faults: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Ask for the message, and who signs and tries it."""
    hint = texts(
        "At most {words} words each. I fill in {placeholders}.",
        words=str(MAX_WORDS),
        placeholders=", ".join(PLACEHOLDERS),
    )
    body: list[CardElement] = [
        _kinds(typed, texts),
        text_input("sponsor_name", texts("Sponsor's name"), typed, texts("Anna Berg"), most=100),
        text_input("sponsor_title", texts("Sponsor's title"), typed, texts("Chief information officer"), most=100),
        *(
            text_input(f"text_{language}", texts("Message ({language})", language=name), typed, "", lines=True)
            for language, name in _LANGUAGES.items()
        ),
        subtle(hint, spacing="Small"),
        text_input(
            "testers",
            texts("Testers, by user name or object id"),
            typed,
            texts("One a line"),
            lines=True,
        ),
    ]
    return _editor(wave, "what", texts("What they get"), body, faults, texts)


def when_card(wave: Wave, typed: Typed, faults: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Ask when it goes out, and by when who is to be enrolled."""
    zones = list(dict.fromkeys([*_ZONES, wave.zone]))
    body: list[CardElement] = [
        DateInput(id="date", label=texts("Day"), value=typed.get("date") or None),
        TimeInput(id="time", label=texts("Time"), value=typed.get("time") or None),
        _choice("zone", texts("Time zone"), typed, {zone: city(zone) for zone in zones}),
        subtle(texts("Nobody is written to in quiet hours, by their own clock:"), spacing="Medium"),
        TimeInput(id="quiet_from", label=texts("Quiet from"), value=typed.get("quiet_from") or None),
        TimeInput(id="quiet_to", label=texts("Quiet until"), value=typed.get("quiet_to") or None),
        subtle(texts("What you aim for:"), spacing="Medium"),
        NumberInput(id="percent", label=texts("Percent enrolled"), value=number(typed.get("percent")), min=1, max=100),
        DateInput(id="by", label=texts("By the end of"), value=typed.get("by") or None),
    ]
    return _editor(wave, "when", texts("When it goes out"), body, faults, texts)


def _editor(
    wave: Wave, part: str, title: str, body: Sequence[CardElement], faults: Sequence[str], texts: Texts
) -> dict[str, Any]:
    data = {**seen(wave), "part": part}
    save = button(texts("Save"), Verb.WAVE_SAVE, data, primary=True, inputs=True)
    back = button(texts("Back"), Verb.WAVE_OPEN, seen(wave))
    lead = f"{wave.name}: {title}"
    top = [heading(title), subtle(wave.name, spacing="None"), *faulty(faults)]
    return card([*top, *body, *rows([save, back])], text=lead)


def _kinds(typed: Typed, texts: Texts) -> CardElement:
    return _choice("kind", texts("Kind of message"), typed, {each.value: kind_name(each, texts) for each in Kind})


def _sources(typed: Typed, texts: Texts) -> CardElement:
    return _choice("source", texts("People from"), typed, {each.value: source_name(each, texts) for each in Source})


def _choice(id: str, label: str, typed: Typed, choices: Mapping[str, str]) -> CardElement:
    """Offer a choice of one; the first, unless another was chosen."""
    value = typed.get(id)
    made = [Choice(title=title, value=value) for value, title in choices.items()]
    return ChoiceSetInput(id=id, label=label, value=value if value in choices else next(iter(choices)), choices=made)


def _choices(id: str, label: str, typed: Typed, choices: Mapping[str, str]) -> CardElement:
    """Offer a choice of several."""
    made = [Choice(title=title, value=value) for value, title in choices.items()]
    return ChoiceSetInput(
        id=id, label=label, value=typed.get(id) or None, choices=made, is_multi_select=True, style="expanded", wrap=True
    )


def text_input(
    id: str, label: str, typed: Typed, placeholder: str, *, most: int = MAX_LINE, lines: bool = False
) -> CardElement:
    """Ask for words: one line of them, or several."""
    return TextInput(
        id=id,
        label=label,
        value=typed.get(id) or None,
        placeholder=placeholder or None,
        max_length=most,
        is_multiline=lines or None,
    )


def number(text: str | None) -> float | None:
    """Read a whole number that was typed; `None` if it is none."""
    return float(text) if text and text.isdecimal() and text.isascii() and len(text) < 7 else None
