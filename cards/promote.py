"""How an answer of the helpdesk becomes article content: what is written, and what it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from microsoft_teams.cards.core import CardElement, Choice, ChoiceSetInput, Container, TextInput

from cards.ask import NAMES
from cards.elements import button, card, heading, paragraph, quoted, subtle
from cards.review import LANGUAGES, seen
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.affected import Changed
from knowledge.article import MAX_TITLE, Fault
from knowledge.platform import Platform
from knowledge.preview import Preview
from knowledge.review_item import Item

NEW: Final = "new"
"""Stands among the articles for a new one."""

_CHANGED_SHOWN: Final = 8


@dataclass(frozen=True, kw_only=True)
class PromotionDraft:
    """What somebody wants to promote: the question to the article `to`, or a new article with these texts."""

    to: str = NEW
    question: str = ""
    platform: str | None = None
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def data(self) -> dict[str, Any]:
        """As it travels in the data of buttons."""
        fields = {f"title_{language}": title for language, title in self.titles.items() if title}
        fields |= {f"text_{language}": text for language, text in self.texts.items() if text}
        return {
            "to": self.to,
            "question": self.question,
            **({"platform": self.platform} if self.platform else {}),
            **fields,
        }


def promotion_card(
    item: Item, draft: PromotionDraft, articles: Mapping[str, str], texts: Texts, *, fault: str | None = None
) -> dict[str, Any]:
    """Let somebody choose the article that the question belongs to, or write a new one."""
    title = texts("Make it an article")
    body: list[CardElement] = [heading(title)]
    if fault:
        body.append(Container(style="attention", items=[paragraph(fault)]))
    choices = [Choice(title=texts("A new article"), value=NEW)]
    choices += [Choice(title=name, value=slug) for slug, name in articles.items()]
    body += [
        TextInput(id="question", label=texts("Example question"), value=draft.question, max_length=200),
        ChoiceSetInput(id="to", label=texts("Where it belongs"), value=draft.to, choices=choices),
        subtle(texts("Only for a new article:"), spacing="Medium"),
        ChoiceSetInput(
            id="platform",
            label=texts("Device"),
            value=draft.platform,
            placeholder=texts("Any"),
            choices=[Choice(title=NAMES[platform], value=platform.value) for platform in Platform],
        ),
    ]
    for language, name in LANGUAGES.items():
        body += [
            TextInput(
                id=f"title_{language}",
                label=texts("Title ({language})", language=name),
                value=draft.titles.get(language),
                max_length=MAX_TITLE,
            ),
            TextInput(
                id=f"text_{language}",
                label=texts("Text ({language})", language=name),
                value=draft.texts.get(language),
                is_multiline=True,
            ),
        ]
    preview = button(texts("Preview"), Verb.REVIEW_PROMOTE_PREVIEW, seen(item), primary=True, inputs=True)
    return card(body, text=title, actions=[preview, button(texts("Cancel"), Verb.REVIEW_OPEN, seen(item))])


def checking_card(item: Item, draft: PromotionDraft, texts: Texts) -> dict[str, Any]:
    """Say that the preview is not ready yet."""
    words = texts("I'm checking what this would change for other questions. It takes a few seconds.")
    data = {**seen(item), **draft.data}
    show = button(texts("Show the preview"), Verb.REVIEW_PROMOTE_PREVIEW, data, primary=True)
    return card([paragraph(words)], text=words, actions=[show, button(texts("Edit"), Verb.REVIEW_PROMOTE, data)])


def promotion_preview_card(
    item: Item, draft: PromotionDraft, found: Preview, titles: Mapping[str, str], texts: Texts
) -> dict[str, Any]:
    """Tell what the promotion would do: which rules it breaks, which known questions would be answered otherwise."""
    title = texts("Before it goes live")
    body: list[CardElement] = [heading(title), subtle(texts("Example question")), quoted(draft.question)]
    body.append(
        paragraph(texts("**Where it belongs:** {article}", article=titles.get(draft.to, texts("A new article"))))
    )
    body += [paragraph(f"**{draft.titles[each]}**\n\n{draft.texts[each]}") for each in _written(draft)]
    body += _faults(found.faults, texts)
    body += _changes(found.changed, titles, texts)
    if found.missing:
        names = ", ".join(LANGUAGES[language] for language in found.missing)
        body.append(paragraph(texts("⚠️ Missing in {languages}: the other language is shown instead.", languages=names)))
    data = {**seen(item), **draft.data}
    live = button(texts("Go live"), Verb.REVIEW_PROMOTE_SEND, data, primary=True)
    actions = [button(texts("Edit"), Verb.REVIEW_PROMOTE, data), button(texts("Cancel"), Verb.REVIEW_OPEN, seen(item))]
    return card(body, text=title, actions=actions if found.faults else [live, *actions])


def _written(draft: PromotionDraft) -> list[str]:
    return [each for each in LANGUAGES if draft.to == NEW and draft.texts.get(each) and draft.titles.get(each)]


def _faults(faults: Sequence[Fault], texts: Texts) -> list[CardElement]:
    if not faults:
        return []
    lines = "\n".join(f"- {fault.message}" for fault in faults[:_CHANGED_SHOWN])
    return [Container(style="attention", items=[paragraph(texts("**Please mend this first:**")), paragraph(lines)])]


def _changes(changed: Sequence[Changed], titles: Mapping[str, str], texts: Texts) -> list[CardElement]:
    if not changed:
        return [paragraph(texts("✅ No known question would get another answer."))]
    lead = texts("⚠️ {count} known questions would get another answer:", count=str(len(changed)))
    nothing = texts("no answer")
    elements: list[CardElement] = [paragraph(lead)]
    for each in changed[:_CHANGED_SHOWN]:
        after = titles.get(each.after, each.after) if each.after else nothing
        elements += [quoted(each.question), subtle(f"{titles.get(each.before, each.before)} → {after}", spacing="None")]
    return elements
