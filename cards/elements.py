"""The pieces that all cards are made of."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from microsoft_teams.cards.core import (
    Action,
    ActionSet,
    ActionStyle,
    AdaptiveCard,
    CardElement,
    ExecuteAction,
    RichTextBlock,
    Spacing,
    SubmitAction,
    TextBlock,
    TextRun,
)

from cards.verbs import Verb

SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION: Final = "1.5"
"""The newest schema that Teams shows on every client."""

_PHONE: Final = 290
_BUTTON: Final = 34
_LETTER: Final = 8
"""Pixels of a row of buttons on a phone, of a button without its title, and of a letter, generously."""


def card(body: Sequence[CardElement], *, text: str, actions: Sequence[Action] = ()) -> dict[str, Any]:
    """Make a card. `text` says the same in words, for clients and screen readers that cannot show the card."""
    made = AdaptiveCard(
        version=VERSION, fallback_text=text, speak=text, body=list(body), actions=list(actions) if actions else None
    )
    return {"$schema": SCHEMA, **made.model_dump(by_alias=True, exclude_none=True, mode="json")}


def button(
    title: str,
    verb: Verb,
    data: Mapping[str, Any],
    *,
    primary: bool = False,
    inputs: bool = False,
    tooltip: str | None = None,
) -> Action:
    """Make a universal action, and for clients without them a submit that carries the verb in its data."""
    associated: Any = None if inputs else "none"
    style: ActionStyle | None = "positive" if primary else None
    return ExecuteAction(
        title=title,
        verb=verb,
        data=dict(data),
        style=style,
        tooltip=tooltip,
        associated_inputs=associated,
        fallback=SubmitAction(title=title, data={**data, "verb": verb}, style=style, associated_inputs=associated),
    )


def stacked(buttons: Sequence[Action]) -> list[CardElement]:
    """Put buttons below each other, so that long titles are whole on a phone."""
    return [ActionSet(actions=[each], spacing="Small") for each in buttons]


def rows(buttons: Sequence[Action]) -> list[CardElement]:
    """Put buttons beside each other, as many a row as are whole on a phone."""
    made: list[list[Action]] = []
    left = 0
    for each in buttons:
        width = _BUTTON + len(str(getattr(each, "title", ""))) * _LETTER
        if width > left:
            made.append([])
            left = _PHONE
        made[-1].append(each)
        left -= width
    return [ActionSet(actions=row, spacing="Small" if number else "Medium") for number, row in enumerate(made)]


def heading(text: str) -> CardElement:
    """Make the heading of a card."""
    return TextBlock(text=text, wrap=True, size="Large", weight="Bolder", style="heading")


def paragraph(text: str, *, spacing: Spacing | None = None) -> CardElement:
    """Make a paragraph of our own words, which may hold Markdown."""
    return TextBlock(text=text, wrap=True, spacing=spacing)


def subtle(text: str, *, spacing: Spacing | None = None) -> CardElement:
    """Make a paragraph for what matters less."""
    return TextBlock(text=text, wrap=True, is_subtle=True, size="Small", spacing=spacing)


def escaped(text: str) -> str:
    """Keep what people wrote from being read as Markdown."""
    for mark in "\\`*_[]()#":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", " ")


def quoted(text: str) -> CardElement:
    """Make a paragraph of somebody's own words: shown as they are, whatever Markdown or HTML they hold."""
    run = TextRun(text=f"“{text}”", italic=True)
    return RichTextBlock(inlines=[run])
