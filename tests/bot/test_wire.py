"""Activities from JSON and back."""

from typing import Any

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportOptionalMemberAccess=false
# pyright: reportUnknownVariableType=false, reportOptionalSubscript=false
from botbuilder.schema import Activity, Attachment, ConversationAccount, Entity

from bot.wire import activity_from, to_json

FULL: dict[str, Any] = {
    "type": "message",
    "id": "1",
    "timestamp": "2026-11-22T10:00:00.123000+00:00",
    "from": {"id": "29:a", "name": "Alice", "aadObjectId": "a", "userRole": "user"},
    "conversation": {"id": "a:1", "tenantId": "t", "isGroup": False},
    "entities": [{"type": "mention", "text": "<at>Bot</at>", "mentioned": {"id": "28:bot"}}],
    "attachments": [{"contentType": "text/html", "content": "<p>hi</p>"}],
    "channelData": {"tenant": {"id": "t"}},
    "value": {"verb": "x", "nested": [1, {"y": None}]},
    "somethingNew": {"kept": True},
}


def test_nothing_is_lost_on_the_way_in_and_out() -> None:
    assert to_json(activity_from(FULL)) == FULL


def test_the_sdks_own_attributes_are_filled() -> None:
    activity = activity_from(FULL)
    assert activity.from_property.aad_object_id == "a"
    assert activity.conversation.additional_properties["tenantId"] == "t"
    assert activity.timestamp.year == 2026
    assert activity.reply_to_id is None
    assert activity.entities[0].additional_properties["mentioned"] == {"id": "28:bot"}


def test_what_is_not_set_is_not_written() -> None:
    citation = Entity(type="y")
    citation.additional_properties = {"citation": [1]}
    activity = Activity(
        type="message",
        conversation=ConversationAccount(id="a:1"),
        attachments=[Attachment(content_type="x", content={"a": None})],
        entities=[citation],
    )
    assert to_json(activity) == {
        "type": "message",
        "conversation": {"id": "a:1"},
        "attachments": [{"contentType": "x", "content": {"a": None}}],
        "entities": [{"type": "y", "citation": [1]}],
    }
