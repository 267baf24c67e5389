"""What a nudge becomes once something was pressed on it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from microsoft_teams.cards.core import Action, CardElement

from cards.ask import NAMES, not_handed_over
from cards.elements import button, card, paragraph, stacked, subtle
from cards.nudge import Nudge
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.platform import Platform


def enrolled_card(nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Thank whoever is enrolled."""
    return _said(texts("💚 Thank you for telling me! I won't remind you to enroll any more."), nudge, texts)


def reminded_card(when: datetime, nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Say when the reminder comes; `when` is by the recipient's clock."""
    text = texts("⏰ I'll remind you here on {date}, in the morning.", date=texts.date(when.date()))
    return _said(text, nudge, texts, [_start(texts("Start now"), nudge)])


def not_reminded_card(nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Say that there will be no reminder: the message was sent to somebody else, or long ago."""
    text = texts(
        "I can't remind you of this message, because it was not sent to you, or is too old. You can start now."
    )
    return _said(text, nudge, texts, [_start(texts("Start now"), nudge)])


def not_needed_card(nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Say that whoever is enrolled is not reminded."""
    text = texts("💚 You told me that you are enrolled already, so I won't remind you.")
    return _said(text, nudge, texts, [_start(texts("Show the guide anyway"), nudge)])


def helped_card(nudge: Nudge, texts: Texts, *, passed_on: bool) -> dict[str, Any]:
    """Say whether the helpdesk knows."""
    guide = _start(texts("Show the guide"), nudge)
    if passed_on:
        text = texts("✅ The helpdesk knows that you need help, and will write to you here.")
        return _said(text, nudge, texts, [guide])
    again = button(texts("I need help"), Verb.NUDGE_HELP, nudge.data)
    return _said(not_handed_over(texts), nudge, texts, [again, guide])


def stopped_card(nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Say that no more nudges come, and how they come again."""
    text = texts("🔕 I won't send you these messages any more. You can still ask me anything, any time.")
    again = button(texts("Send me these again"), Verb.NUDGE_AGAIN, nudge.data)
    return _said(text, nudge, texts, [again])


def again_card(nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Say that nudges come again."""
    stop = button(texts("Stop these messages"), Verb.NUDGE_STOP, nudge.data)
    return _said(texts("🔔 You'll get these messages again."), nudge, texts, [stop])


def device_card(platforms: Iterable[Platform], nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Ask which device is to be enrolled. The language of the answer travels along."""
    lead = texts("Which device do you want to enroll?")
    known = list(platforms)
    buttons = [
        button(NAMES[each], Verb.NUDGE_START, {**nudge.data, "platform": each.value, "language": texts.language})
        for each in known
    ]
    words = f"{lead} {' · '.join(NAMES[each] for each in known)}"
    return card([paragraph(lead), *stacked(buttons)], text=words)


def with_next_steps(answer: Mapping[str, Any], nudge: Nudge, texts: Texts) -> dict[str, Any]:
    """Put below an article what a recipient does next: say that it is done, or take another device."""
    done = button(texts("I'm enrolled now"), Verb.NUDGE_ENROLLED, nudge.data)
    other = button(texts("Another device"), Verb.NUDGE_START, {**nudge.data, "other": True, "language": texts.language})
    lead = paragraph(texts("Done? Tell me, and I won't remind you."), spacing="Medium")
    added = card([lead, *stacked([done, other])], text="")["body"]
    *article, question = answer["body"]
    return {**answer, "body": [*article, *added, question]}


def _start(title: str, nudge: Nudge) -> Action:
    return button(title, Verb.NUDGE_START, nudge.data)


def _said(text: str, nudge: Nudge, texts: Texts, actions: Iterable[Action] = ()) -> dict[str, Any]:
    body: list[CardElement] = [paragraph(text)]
    if nudge.test:
        body.append(subtle(texts("🧪 This was a test: nothing was kept.")))
    return card([*body, *stacked(list(actions))], text=text)
