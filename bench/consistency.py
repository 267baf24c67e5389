"""What must hold of review items after any number of presses: checked against their histories and what was sent."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from knowledge.review_item import LONGEST_HISTORY, Delivery, Item, State, Step

Sent = Counter[tuple[str, str]]
"""How often each text went to each chat."""

_ARRIVED: Final = frozenset({Delivery.SENT, Delivery.UNREACHABLE, Delivery.UNCERTAIN})

_BY_HELPDESK: Final[Mapping[str, State]] = {
    "claimed": State.ASSIGNED,
    "released": State.NEW,
    "dismissed": State.DISMISSED,
    "reopened": State.ASSIGNED,
    "answered": State.ANSWERED,
    "asked back": State.WAITING,
}
_TAKING: Final = frozenset({"claimed", "reopened", "answered", "asked back"})
_OF_CLOSED: Final = frozenset({"reopened"})


def faults(items: Iterable[Item], sent: Sent) -> list[str]:
    """Name everything that does not hold."""
    found = [f"{text} went to {chat} {times} times" for (text, chat), times in sent.items() if times > 1]
    for item in items:
        found += [f"{item.name}: {fault}" for fault in (*_of_history(item), *_of_askers(item, sent))]
    return found


def _of_history(item: Item) -> Iterable[str]:
    """Replay the history; it must lead to the item as it is."""
    if len(item.history) == LONGEST_HISTORY:
        return
    state, assignee = State.NEW, None
    for step in item.history[1:]:
        if step.what in _BY_HELPDESK and state.open is (step.what in _OF_CLOSED):
            yield f"{step.what} while {state}"
        state, assignee = _after(step, state, assignee)
    if [step.at for step in item.history] != sorted(step.at for step in item.history):
        yield "the history is not in order"
    if item.version != len(item.history):
        yield f"version {item.version} after {len(item.history)} steps"
    if state is not item.state:
        yield f"{item.state}, but its history says {state}"
    if assignee != (item.assignee and item.assignee.person):
        yield f"belongs to {item.assignee}, but its history says {assignee}"


def _after(step: Step, state: State, assignee: str | None) -> tuple[State, str | None]:
    """Tell whose an item is after a step, and in which state."""
    match step.what:
        case "asked" | "released":
            return State.NEW, None
        case "solved":
            return (State.RESOLVED if state is State.ANSWERED else state), assignee
        case "still not working" | "replied":
            return (State.ASSIGNED if assignee else State.NEW), assignee
        case _:
            return _BY_HELPDESK.get(step.what, state), step.person if step.what in _TAKING else assignee


def _of_askers(item: Item, sent: Sent) -> Iterable[str]:
    """Everybody who asked before the last answer has it, or it is known why not."""
    if item.answer is None:
        return
    text = next(iter(item.answer.texts.values()))
    for asker in item.askers:
        chat = asker.conversation["conversation"]["id"]
        if asker.at <= item.answer.at and asker.delivery not in _ARRIVED:
            yield f"{asker.person} waits for an answer: {asker.delivery}"
        if asker.delivery is Delivery.SENT and not sent[text, chat]:
            yield f"the answer is said to be sent to {asker.person}, but was not"
