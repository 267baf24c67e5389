"""An answer: the article, and what the person says about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from microsoft_teams.cards.core import (
    Action,
    ActionSet,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    TextInput,
    ToggleVisibilityAction,
)

from cards.ask import handed_over, not_handed_over
from cards.elements import button, card, heading, paragraph, stacked, subtle
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.article import TROUBLE, Article
from knowledge.feedback import Opinion, Reason

MAX_COMMENT = 1_000
"""Characters of what a person may write about an answer."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Which answer a card shows, to what question; it travels in the data of the buttons and comes back with a press.

    `day` and `turn` name the exchange that the answer belongs to; `code` is the error that the question names;
    `platform` the one that was chosen or named.
    """

    slug: str
    language: str
    day: str
    turn: str
    question: str
    code: str | None = None
    platform: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the person has said about the answer so far.

    `escalated`: they asked for the helpdesk; `passed_on`: the helpdesk has their question.
    """

    opinion: Opinion | None = None
    reason: Reason | None = None
    escalated: bool = False
    passed_on: bool = True


def answer_card(
    article: Article, shown: Shown, texts: Texts, *, said: Said | None = None, related: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Show an article. `related` maps slugs to the titles of what people need next: shown once the answer helped."""
    opinion = said or Said()
    return card(
        [
            heading(article.title),
            *_error(article, shown, texts),
            *_article(article, texts),
            *_opinion(opinion, texts, related or {}),
        ],
        text=f"{article.title}. {plain(article.short_answer)}",
        actions=_actions(shown, opinion, texts),
    )


def plain(markdown: str) -> str:
    """Take the marks out of an article's Markdown, for where only words are shown."""
    return markdown.replace("**", "").replace("\n", " ")


def _article(article: Article, texts: Texts) -> list[CardElement]:
    elements: list[CardElement] = [paragraph(article.short_answer)]
    folded: list[CardElement] = []
    for section in article.sections:
        if section.heading == TROUBLE[article.language]:
            folded = _folded(section.heading, section.text)
        else:
            elements += [
                paragraph(f"**{section.heading}**", spacing="Medium"),
                paragraph(section.text, spacing="Small"),
            ]
    reviewed = texts("Article {slug} · reviewed {date}", slug=article.slug, date=texts.date(article.reviewed))
    return [*elements, *folded, *_all_errors(article, texts), subtle(reviewed, spacing="Medium")]


def _error(article: Article, shown: Shown, texts: Texts) -> list[CardElement]:
    """Explain the error that was asked about, before all else."""
    error = next((error for error in article.errors if shown.code in error.codes), None)
    if error is None:
        return []
    lines = [paragraph(f"**{shown.code}**"), paragraph(error.meaning, spacing="Small")]
    remedy = paragraph(texts("**What to do:** {remedy}", remedy=error.remedy), spacing="Small")
    return [Container(style="emphasis", items=[*lines, remedy])]


def _all_errors(article: Article, texts: Texts) -> list[CardElement]:
    if not article.errors:
        return []
    lines = [f"- **{', '.join(error.codes)}**: {error.meaning} {error.remedy}" for error in article.errors]
    return _folded(texts("All error codes"), "\n".join(lines), "errors")


def _folded(title: str, text: str, name: str = "trouble") -> list[CardElement]:
    unfold = ToggleVisibilityAction(title=title, target_elements=[name])
    return [
        ActionSet(actions=[unfold]),
        Container(id=name, is_visible=False, items=[paragraph(text)]),
    ]


def _opinion(said: Said, texts: Texts, related: Mapping[str, str]) -> list[CardElement]:
    if said.escalated:
        return [_notice(handed_over(texts) if said.passed_on else not_handed_over(texts))]
    if said.opinion is Opinion.HELPFUL:
        thanks = _notice(texts("💚 Thank you! Glad it helped."))
        return [thanks, *_next(related, texts)]
    if said.opinion is Opinion.UNHELPFUL and said.reason:
        return [_notice(texts("🙏 Thank you. We'll use it to make the article better."))]
    if said.opinion is Opinion.UNHELPFUL:
        return [
            _notice(texts("🙏 Sorry that didn't help. What was wrong?")),
            ChoiceSetInput(
                id="reason",
                label=texts("Reason"),
                style="expanded",
                is_required=True,
                error_message=texts("Please choose a reason."),
                choices=[Choice(title=title, value=reason.value) for reason, title in reason_names(texts).items()],
            ),
            TextInput(
                id="comment",
                label=texts("Anything to add? (optional)"),
                is_multiline=True,
                max_length=MAX_COMMENT,
            ),
        ]
    return [paragraph(texts("Did this help?"), spacing="Medium")]


def reason_names(texts: Texts) -> dict[Reason, str]:
    """Say why an answer did not help."""
    return {
        Reason.WRONG: texts("It is wrong"),
        Reason.UNCLEAR: texts("I don't understand it"),
        Reason.OUTDATED: texts("It is out of date"),
        Reason.OTHER: texts("Something else"),
    }


def _next(related: Mapping[str, str], texts: Texts) -> list[CardElement]:
    if not related:
        return []
    buttons: list[Action] = [
        button(title, Verb.ASK, {"question": title, "slug": slug}) for slug, title in related.items()
    ]
    return [subtle(texts("You may need next:"), spacing="Medium"), *stacked(buttons)]


def _actions(shown: Shown, said: Said, texts: Texts) -> list[Action]:
    data = {name: value for name, value in asdict(shown).items() if value is not None}
    helpful = button(texts("👍 Yes"), Verb.HELPFUL, data, tooltip=texts("It helped"))
    unhelpful = button(texts("👎 No"), Verb.UNHELPFUL, data, tooltip=texts("It didn't help"))
    after_all = button("👍", Verb.HELPFUL, data, tooltip=texts("It helped"))
    escalate = button(texts("Ask the helpdesk"), Verb.ESCALATE, data)
    if said.escalated:
        return [] if said.passed_on else [escalate]
    if said.opinion is Opinion.HELPFUL:
        return [button("👎", Verb.UNHELPFUL, data, tooltip=texts("It didn't help"))]
    if said.opinion is Opinion.UNHELPFUL and said.reason:
        return [escalate, after_all]
    if said.opinion is Opinion.UNHELPFUL:
        return [button(texts("Send"), Verb.UNHELPFUL, data, primary=True, inputs=True), escalate, after_all]
    return [helpful, unhelpful, escalate]


def _notice(text: str) -> CardElement:
    return Container(style="emphasis", spacing="Medium", items=[paragraph(text)])
