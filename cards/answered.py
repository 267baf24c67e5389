"""What the askers get from the helpdesk, and what they say to it."""

from collections.abc import Mapping
from typing import Any, Final

from microsoft_teams.cards.core import CardElement, TextInput

from cards.answer import plain
from cards.elements import button, card, heading, paragraph, quoted, subtle
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.article import Article
from knowledge.review_item import Item

MAX_WORDS: Final = 2_000
"""Characters of what an asker may reply."""


def answered_card(item: Item, text: str | None, article: Article | None, texts: Texts) -> dict[str, Any]:
    """Show the helpdesk's answer: their text, or an article."""
    title = texts("An answer from the helpdesk")
    body: list[CardElement] = [heading(title), subtle(texts("You asked:")), quoted(item.question)]
    if text:
        body.append(paragraph(_lines(text), spacing="Medium"))
    if article:
        body += [paragraph(f"**{article.title}**", spacing="Medium"), paragraph(article.short_answer)]
        body += [paragraph(f"**{section.heading}**\n\n{section.text}") for section in article.sections]
    body.append(
        TextInput(
            id="words",
            is_multiline=True,
            placeholder=texts("If it still doesn't work: what happens?"),
            max_length=MAX_WORDS,
            spacing="Medium",
        )
    )
    said = plain(text or (article.short_answer if article else ""))
    return card(
        body,
        text=f"{title}. {said}",
        actions=[
            button(texts("That solved it"), Verb.REVIEW_SOLVED, {"item": item.name}, primary=True),
            button(texts("Still not working"), Verb.REVIEW_STILL, {"item": item.name}, inputs=True),
        ],
    )


def asked_back_card(item: Item, text: str, texts: Texts) -> dict[str, Any]:
    """Ask the asker something."""
    title = texts("The helpdesk has a question")
    body: list[CardElement] = [
        heading(title),
        subtle(texts("You asked:")),
        quoted(item.question),
        paragraph(_lines(text), spacing="Medium"),
        TextInput(
            id="words",
            label=texts("Your reply"),
            is_multiline=True,
            is_required=True,
            error_message=texts("Please write a reply."),
            max_length=MAX_WORDS,
        ),
    ]
    reply = button(texts("Send"), Verb.REVIEW_REPLY, {"item": item.name}, primary=True, inputs=True)
    return card(body, text=f"{title}. {plain(text)}", actions=[reply])


def text_for(texts: Mapping[str, str], language: str) -> str | None:
    """Choose the text in this language, else in the one there is."""
    return texts.get(language) or next(iter(texts.values()), None)


def _lines(text: str) -> str:
    """Keep the line breaks of what somebody typed; HTML is shown as it is by Adaptive Cards, never run."""
    return text.replace("\r\n", "\n").replace("\n", "\n\n")
