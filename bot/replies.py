"""A reply → an activity, or the answer to an invoke."""

from collections.abc import Mapping
from typing import Any, Final

from botbuilder.core import InvokeResponse
from botbuilder.schema import Activity, ActivityTypes, Attachment

from cards.ask import notice_card
from cards.texts import texts_in
from dialogs.reply import Citation, Reply

CARD: Final = "application/vnd.microsoft.card.adaptive"
_MESSAGE: Final = "application/vnd.microsoft.activity.message"


class _Shared(dict[str, Any]):
    """A card that a copy of its activity shares: `TurnContext.send_activity` copies all it sends, however large."""

    def __deepcopy__(self, memo: Any) -> "_Shared":
        return self


def to_activity(reply: Reply, *, thumbs: bool = False) -> Activity:
    """Make a message of plain text, with the card beside it."""
    activity = Activity(type=ActivityTypes.message, text=reply.text, text_format="plain")
    if reply.card is not None:
        activity.attachments = [Attachment(content_type=CARD, content=_Shared(reply.card))]
    if reply.citation is not None:
        activity.text = f"{reply.text} [1]"
        activity.entities = [_Shared(_citation(reply.citation))]
        if thumbs:
            activity.channel_data = {"feedbackLoop": {"type": "default"}}
    return activity


def to_message(reference: Mapping[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    """Make a message with a card for the chat that a reference names; its words go into the notification."""
    return {
        "type": "message",
        "from": reference.get("bot"),
        "recipient": reference.get("user"),
        "conversation": reference.get("conversation"),
        "summary": str(card["fallbackText"])[:200],
        "attachments": [{"contentType": CARD, "content": card}],
    }


def to_invoke_response(reply: Reply) -> InvokeResponse:
    """Answer an invoke with the card that takes the place of the one pressed, or with words beside it."""
    if reply.keeps_card:
        body = {"statusCode": 200, "type": _MESSAGE, "value": reply.text}
        return InvokeResponse(status=200, body=body)
    return card_response(reply.card if reply.card is not None else notice_card(reply.text))


def card_response(card: dict[str, Any]) -> InvokeResponse:
    """Answer a universal action with a card."""
    return InvokeResponse(status=200, body={"statusCode": 200, "type": CARD, "value": card})


def apology(activity: Activity, reference: str) -> Activity:
    """Say sorry, with the reference under which the log tells what happened."""
    texts = texts_in((activity.locale or "")[:2].casefold())
    text = texts(
        "Sorry, something went wrong on my side. Please try again in a moment. If it happens again, tell the helpdesk "
        "this reference: {reference}",
        reference=reference,
    )
    if activity.type != ActivityTypes.invoke:
        return Activity(type=ActivityTypes.message, text=text, text_format="plain")
    body = {"statusCode": 200, "type": _MESSAGE, "value": text}
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=200, body=body))


def _citation(citation: Citation) -> dict[str, Any]:
    """The entity of "Bot messages with AI-generated content: add citations", learn.microsoft.com."""
    return {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "citation": [
            {
                "@type": "Claim",
                "position": 1,
                "appearance": {"@type": "DigitalDocument", "name": citation.name, "abstract": citation.abstract},
            }
        ],
    }
