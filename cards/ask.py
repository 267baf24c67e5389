"""What the bot says when it has no one answer: suggestions, which device, nothing found."""

from collections.abc import Mapping, Sequence
from typing import Any

from cards.elements import button, card, heading, paragraph, quoted, stacked, subtle
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.article import Article
from knowledge.elsewhere import Elsewhere
from knowledge.platform import Platform

NAMES = {
    Platform.WINDOWS: "Windows",
    Platform.ANDROID: "Android",
    Platform.IOS: "iPhone / iPad",
    Platform.MACOS: "Mac",
    Platform.LINUX: "Linux",
}


def suggestions_card(articles: Sequence[Article], question: str, texts: Texts) -> dict[str, Any]:
    """Ask which of the articles is meant; or none, which asks the helpdesk."""
    lead = texts("Did you mean one of these?")
    buttons = [
        button(article.title, Verb.ASK, {"question": article.title, "slug": article.slug, "asked": question})
        for article in articles
    ]
    none = button(texts("None of these"), Verb.ESCALATE, {"question": question, "language": texts.language})
    words = f"{lead} {' · '.join(article.title for article in articles)}"
    return card([paragraph(lead), *stacked([*buttons, none])], text=words)


def platform_card(articles: Mapping[Platform, Article], question: str, texts: Texts) -> dict[str, Any]:
    """Ask which device the question is about: a button for each platform that has an answer."""
    lead = texts("Which device is it about?")
    buttons = [
        button(
            NAMES[platform],
            Verb.ASK,
            {"question": article.title, "slug": article.slug, "asked": question, "platform": platform.value},
        )
        for platform, article in articles.items()
    ]
    words = f"{lead} {' · '.join(NAMES[platform] for platform in articles)}"
    return card([paragraph(lead), *stacked(buttons)], text=words)


def unanswered_card(question: str, texts: Texts) -> dict[str, Any]:
    """Offer the helpdesk for a question that has no answer."""
    offer = texts("Shall I ask the helpdesk to look at it? You can also put the question in other words.")
    ask = button(
        texts("Ask the helpdesk"), Verb.ESCALATE, {"question": question, "language": texts.language}, primary=True
    )
    return card([quoted(question), paragraph(offer)], text=offer, actions=[ask])


def unknown_code_card(code: str, question: str, texts: Texts) -> dict[str, Any]:
    """Offer the helpdesk for an error number that no article explains."""
    offer = texts("I don't know the error {code} yet. The helpdesk can find out what it means.", code=code)
    ask = button(
        texts("Ask the helpdesk"), Verb.ESCALATE, {"question": question, "language": texts.language}, primary=True
    )
    return card([quoted(question), paragraph(offer)], text=offer, actions=[ask])


def elsewhere_card(kind: Elsewhere, question: str, texts: Texts) -> dict[str, Any]:
    """Say where to turn with a question that is not ours."""
    ask = button(texts("Ask the helpdesk"), Verb.ESCALATE, {"question": question, "language": texts.language})
    words = kind.text.replace("**", "")
    return card([paragraph(kind.text)], text=words, actions=[ask] if kind.helpdesk else [])


def handed_over(texts: Texts) -> str:
    """Confirm that the helpdesk has a question."""
    return texts("✅ The helpdesk has your question and will look at it.")


def not_handed_over(texts: Texts) -> str:
    """Say that a question waits in the bot."""
    return texts(
        "⏳ I can't reach the helpdesk right now. I'll keep trying for a while, and you can press again later."
    )


def handed_over_card(question: str, texts: Texts) -> dict[str, Any]:
    """Confirm that the helpdesk has the question."""
    return card([quoted(question), paragraph(handed_over(texts))], text=handed_over(texts))


def not_handed_over_card(question: str, texts: Texts) -> dict[str, Any]:
    """Say that the question waits in the bot, and let the person try again."""
    again = button(texts("Ask the helpdesk"), Verb.ESCALATE, {"question": question, "language": texts.language})
    return card([quoted(question), paragraph(not_handed_over(texts))], text=not_handed_over(texts), actions=[again])


def notice_card(text: str) -> dict[str, Any]:
    """Show one message where a card stood."""
    return card([paragraph(text)], text=text)


def help_card(examples: Sequence[str], texts: Texts, *, coordinator: bool = False) -> dict[str, Any]:
    """Say what the bot can do, with a few questions to try."""
    title = texts("I help you enroll your devices")
    body = texts(
        "Ask me in your own words, in English or Swedish: how to enroll your phone or computer, what the company can "
        "see, or what to do when something doesn't work."
    )
    more = texts("When I don't know, I pass your question on to the helpdesk. Write **help** to see this again.")
    buttons = [button(example, Verb.ASK, {"question": example}) for example in examples]
    plans = texts(
        "You plan the roll-out: write **waves** to see your waves, or send me a list of people as a CSV file."
    )
    said = [heading(title), paragraph(body), paragraph(more), *([paragraph(plans)] if coordinator else [])]
    return card([*said, subtle(texts("Try one of these:")), *stacked(buttons)], text=f"{title}. {body}")
