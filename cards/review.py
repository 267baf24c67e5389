"""What the helpdesk sees of a question: its item, the list of all, and what it writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from microsoft_teams.cards.core import (
    Action,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    Fact,
    FactSet,
    OpenUrlAction,
    TextInput,
)

from cards.ask import NAMES
from cards.elements import button, card, escaped, heading, paragraph, quoted, stacked, subtle
from cards.texts import Texts
from cards.verbs import Verb
from knowledge.platform import Platform
from knowledge.review import Filter
from knowledge.review_item import SAID, Delivery, Item, State, Step

LANGUAGES: Final = {"en": "English", "sv": "Svenska"}

_STEPS_SHOWN: Final = 4
_ASKERS_SHOWN: Final = 5


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody has typed so far, by language; or the article they chose. `back`: a question to the askers."""

    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    slug: str | None = None
    back: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """As it travels in the data of buttons, so that nothing typed is lost."""
        typed = {f"text_{language}": text for language, text in self.texts.items() if text}
        return {**typed, **({"slug": self.slug} if self.slug else {}), **({"back": True} if self.back else {})}


def item_card(
    item: Item, titles: Mapping[str, str], texts: Texts, now: datetime, *, notice: str | None = None
) -> dict[str, Any]:
    """Show an item, with what can be done. `titles` are those of the articles that the bot guessed."""
    words = [paragraph(f"**{escaped(notice)}**")] if notice else []
    body: list[CardElement] = [*words, quoted(item.question), FactSet(facts=_facts(item, titles, texts, now))]
    body += _answer(item, titles, texts)
    steps = [_step(step, texts, whole=step is item.said) for step in item.history[-_STEPS_SHOWN:]]
    body.append(subtle("\n\n".join(steps), spacing="Medium"))
    spoken = f"{notice + '. ' if notice else ''}{state_name(item.state, texts)}: {item.question}"
    return card(body, text=spoken, actions=_actions(item, texts))


def editor_card(
    item: Item, draft: Draft, articles: Mapping[str, str], texts: Texts, *, fault: str | None = None
) -> dict[str, Any]:
    """Let somebody write an answer, or choose an article; what was typed before stands in it again."""
    title = texts("Ask back") if draft.back else texts("Answer")
    body: list[CardElement] = [heading(title), quoted(item.question)]
    if fault:
        body.append(Container(style="attention", items=[paragraph(escaped(fault))]))
    order = sorted(LANGUAGES, key=lambda language: language != item.language)
    body += [
        TextInput(
            id=f"text_{language}",
            label=LANGUAGES[language],
            is_multiline=True,
            value=draft.texts.get(language),
            placeholder=texts("Leave empty if you don't write this language."),
        )
        for language in order
    ]
    if articles and not draft.back:
        body.append(
            ChoiceSetInput(
                id="slug",
                label=texts("Or send an article instead"),
                value=draft.slug,
                choices=[Choice(title=title, value=slug) for slug, title in articles.items()],
            )
        )
    data = {**seen(item), **({"back": True} if draft.back else {})}
    preview = button(texts("Preview"), Verb.REVIEW_PREVIEW, data, primary=True, inputs=True)
    return card(body, text=title, actions=[preview, button(texts("Cancel"), Verb.REVIEW_OPEN, seen(item))])


def preview_card(item: Item, draft: Draft, shown: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Show what the askers will get, before it goes out. `shown` is their card."""
    lead = texts("This goes out to: {names}", names=_names(item))
    inside: list[Any] = [element for element in shown["body"] if element["type"] != "Input.Text"]
    data = {**seen(item), **draft.data}
    made = card(
        [paragraph(f"**{lead}**")],
        text=lead,
        actions=[
            button(texts("Send"), Verb.REVIEW_SEND, data, primary=True),
            button(texts("Edit"), Verb.REVIEW_WRITE, data),
            button(texts("Cancel"), Verb.REVIEW_OPEN, seen(item)),
        ],
    )
    made["body"].append({"type": "Container", "style": "emphasis", "items": inside})
    return made


def queue_card(
    items: Sequence[Item], wanted: Filter, following: str | None, me: str, texts: Texts, now: datetime
) -> dict[str, Any]:
    """List open items, a page of them."""
    title = texts("Questions for the helpdesk")
    body: list[CardElement] = [heading(title)]
    if not items:
        body.append(paragraph(texts("Nothing is waiting here. 🎉")))
    for item in items:
        line = f"{age(item, now)} · {state_name(item.state, texts)}{_by(item)} · {item.asked}×"
        body += [quoted(_shortened(item.question)), subtle(line, spacing="None")]
        body += stacked([button(texts("Open"), Verb.REVIEW_OPEN, seen(item))])
    filters = {
        texts("All"): {},
        texts("Mine"): {"mine": True},
        texts("Unassigned"): {"unassigned": True},
    }
    actions: list[Action] = [button(name, Verb.REVIEW_QUEUE, data) for name, data in filters.items()]
    if following:
        data = {"following": following, "mine": wanted.assignee == me, "unassigned": wanted.unassigned}
        if wanted.platform:
            data["platform"] = wanted.platform
        actions.append(button(texts("More"), Verb.REVIEW_QUEUE, data))
    platforms = [Choice(title=NAMES[platform], value=platform.value) for platform in Platform]
    body.append(
        ChoiceSetInput(id="platform", label=texts("Device"), value=wanted.platform, choices=platforms, spacing="Medium")
    )
    actions.append(button(texts("Show this device"), Verb.REVIEW_QUEUE, {}, inputs=True))
    return card(body, text=f"{title}: {len(items)}", actions=actions)


def reminder_card(items: Sequence[Item], texts: Texts, now: datetime) -> dict[str, Any]:
    """Bring items up again that have waited for long."""
    title = texts("⏰ These questions have waited for a while")
    body: list[CardElement] = [heading(title)]
    for item in items[:10]:
        body += [quoted(_shortened(item.question)), subtle(f"{age(item, now)}{_by(item)}", spacing="None")]
        body += stacked([button(texts("Open"), Verb.REVIEW_OPEN, seen(item))])
    return card(body, text=title)


def seen(item: Item) -> dict[str, Any]:
    """Name an item, and the version that is shown, in the data of buttons."""
    return {"item": item.name, "version": item.version}


def age(item: Item, now: datetime) -> str:
    """Tell how long ago a question was asked: 5 min, 3 h, 2 d."""
    minutes = max(int((now - datetime.fromisoformat(item.asked_at)).total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def state_name(state: State, texts: Texts) -> str:
    """Say what state an item is in."""
    return {
        State.NEW: texts("🆕 New"),
        State.ASSIGNED: texts("🙋 Taken"),
        State.WAITING: texts("⏳ Waiting for the asker"),
        State.ANSWERED: texts("📨 Answered"),
        State.RESOLVED: texts("✅ Solved"),
        State.DISMISSED: texts("🚫 Closed"),
    }[state]


def _facts(item: Item, titles: Mapping[str, str], texts: Texts, now: datetime) -> list[Fact]:
    platform = NAMES[Platform(item.platform)] if item.platform in set(Platform) else "–"
    facts = [
        Fact(title=texts("State"), value=f"{state_name(item.state, texts)}{_by(item)}"),
        Fact(title=texts("Asked by"), value=_names(item)),
        Fact(title=texts("Asked"), value=age(item, now)),
        Fact(title=texts("Language"), value=LANGUAGES.get(item.language, item.language)),
        Fact(title=texts("Device"), value=platform),
    ]
    guesses = [f"{titles.get(slug, slug)} ({confidence:.0%})" for slug, confidence in item.guesses[:2]]
    if guesses:
        facts.append(Fact(title=texts("The bot guessed"), value=", ".join(guesses)))
    lost = [asker for asker in item.askers if asker.delivery in {Delivery.UNREACHABLE, Delivery.UNCERTAIN}]
    if lost:
        facts.append(Fact(title=texts("⚠️ Not reached"), value=escaped(", ".join(asker.name or "?" for asker in lost))))
    return facts


def _answer(item: Item, titles: Mapping[str, str], texts: Texts) -> list[CardElement]:
    if item.answer is None:
        return []
    sent = sum(asker.delivery is Delivery.SENT for asker in item.askers)
    lead = texts("Sent to {sent} of {all}:", sent=str(sent), all=str(len(item.askers)))
    said = (
        titles.get(item.answer.slug, item.answer.slug) if item.answer.slug else "\n\n".join(item.answer.texts.values())
    )
    return [paragraph(f"**{lead}**", spacing="Medium"), quoted(said)]


def _actions(item: Item, texts: Texts) -> list[Action]:
    data = seen(item)
    write = button(texts("Answer"), Verb.REVIEW_WRITE, data, primary=True)
    back = button(texts("Ask back"), Verb.REVIEW_WRITE, {**data, "back": True})
    dismiss = button(texts("Close"), Verb.REVIEW_DISMISS, data)
    chat = _chat(item, texts)
    match item.state:
        case State.NEW:
            return [button(texts("Take it"), Verb.REVIEW_CLAIM, data), write, back, dismiss, *chat]
        case State.ASSIGNED | State.WAITING:
            return [write, back, button(texts("Give it back"), Verb.REVIEW_RELEASE, data), dismiss, *chat]
        case _:
            again = button(texts("Open again"), Verb.REVIEW_REOPEN, data)
            resend = button(texts("Send again"), Verb.REVIEW_RESEND, data)
            promote = button(texts("Make it an article"), Verb.REVIEW_PROMOTE, data, primary=True)
            lost = any(asker.delivery in {Delivery.UNREACHABLE, Delivery.UNCERTAIN} for asker in item.askers)
            first = [promote] if item.answer and not item.promoted else []
            return [*first, again, *([resend] if lost else []), *chat]


def _chat(item: Item, texts: Texts) -> list[Action]:
    """Link to a chat with the first asker."""
    if not item.askers:
        return []
    # The deep link to a chat takes user names; with this prefix it takes Entra object ids too.
    url = f"https://teams.microsoft.com/l/chat/0/0?users=8:orgid:{quote(item.askers[0].person, safe='')}"
    return [OpenUrlAction(title=texts("Chat with {name}", name=item.askers[0].name or "?"), url=url)]


def _step(step: Step, texts: Texts, *, whole: bool) -> str:
    """Say what was done; what the askers said last stands there to its end."""
    did = {
        "asked": texts("{name} asked"),
        "claimed": texts("{name} took it"),
        "released": texts("{name} gave it back"),
        "dismissed": texts("{name} closed it"),
        "reopened": texts("{name} opened it again"),
        "answered": texts("{name} answered"),
        "asked back": texts("{name} asked back"),
        "sent again": texts("{name} sent it again"),
        "promoted": texts("{name} made it an article"),
        "solved": texts("{name}: that solved it"),
        "still not working": texts("{name}: still not working"),
        "replied": texts("{name} replied"),
    }.get(step.what, step.what)
    note = (step.note or "") if step.what in SAID else ""
    said = f": “{note if whole else _shortened(note, 160)}”" if note else ""
    return escaped(did.format(name=step.name or "?") + said)


def _names(item: Item) -> str:
    """Name the first askers, and tell how many more there are."""
    names = escaped(", ".join(asker.name or "?" for asker in item.askers[:_ASKERS_SHOWN]))
    return names if item.asked <= _ASKERS_SHOWN else f"{names} + {item.asked - _ASKERS_SHOWN}"


def _by(item: Item) -> str:
    return f" · {escaped(item.assignee.name)}" if item.assignee else ""


def _shortened(text: str, length: int = 120) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
