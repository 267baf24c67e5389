"""What the benchmarks' connector answers, with a clock of ours."""

import json
from random import Random
from typing import Any

import pytest

from bench.teams_counts import SECOND, Told
from bench.teams_http import MAX_BODY, Request, Unreadable, take_request
from bench.teams_requests import Connector


class Asking:
    """Asks a connector, and sets its clock."""

    def __init__(self) -> None:
        self.now = SECOND
        self.connector = Connector(lambda: self.now, Random(1))

    def order(self, **order: Any) -> int:
        """Give an order; return the status."""
        found, _ = self.connector.obey(Request("POST", "/control", json.dumps(order).encode(), last=False))
        return int(found[9:12])

    def send(self, conversation: str = "chat") -> tuple[int, str]:
        """Send a message; return status and code, 0 where there is no answer."""
        return self.post(f"/v3/conversations/{conversation}/activities")

    def make(self, member: str) -> tuple[int, str]:
        """Make a conversation; return status, and its id or a code."""
        return self.post("/v3/conversations", {"members": [{"id": member}]})

    def post(self, path: str, body: Any = None, method: str = "POST") -> tuple[int, str]:
        """Ask; return status, and an id or a code."""
        found = self.connector.take(Request(method, path, json.dumps(body).encode(), last=False))
        if found is None:
            return 0, ""
        answer = json.loads(found.partition(b"\r\n\r\n")[2])
        return int(found[9:12]), answer.get("id", answer.get("error", {}).get("code", ""))

    @property
    def told(self) -> Told:
        """The counts."""
        return self.connector.counts.told()


@pytest.fixture
def asking() -> Asking:
    return Asking()


@pytest.mark.parametrize(
    ("conversation", "expected"),
    [
        ("chat", (201, "message-1")),
        ("blocked-1", (403, "ConversationBlockedByUser")),
        ("roster-1", (403, "BotNotInConversationRoster")),
        ("disabled-1", (403, "BotDisabledByAdmin")),
        ("writes-1", (403, "MessageWritesBlocked")),
        ("refused-1", (403, "")),
        ("gone-1", (404, "ConversationNotFound")),
        ("made-gone-1", (201, "message-1")),
        ("lost-1", (404, "ConversationNotFound")),
        ("made-lost-1", (404, "ConversationNotFound")),
        ("made-blocked-1", (403, "ConversationBlockedByUser")),
    ],
)
def test_a_conversation_takes_messages_or_refuses_them_by_its_id(
    asking: Asking, conversation: str, expected: tuple[int, str]
) -> None:
    assert asking.send(conversation) == expected
    assert (asking.told.accepted, asking.told.none) == ((1, 0) if expected[0] == 201 else (0, 1))


def test_a_conversation_that_is_made_again_is_the_same(asking: Asking) -> None:
    assert asking.make("person-1") == asking.make("person-1") == (201, "made-person-1")
    assert asking.told.made == 1


@pytest.mark.parametrize(
    ("member", "expected"),
    [("roster-1", (403, "BotNotInConversationRoster")), ("unknown-1", (404, "UserNotFound")), ("", (400, "BadSyntax"))],
)
def test_some_conversations_cannot_be_made(asking: Asking, member: str, expected: tuple[int, str]) -> None:
    assert asking.make(member) == expected
    assert asking.told.made == 0


def test_ids_are_read_as_they_were_before_they_were_quoted(asking: Asking) -> None:
    asking.send("a%3A1%2Fb%40c")
    assert asking.connector.counts.accepted() == ["a:1/b@c"]


def test_an_update_and_a_reply_are_taken(asking: Asking) -> None:
    assert asking.post("/v3/conversations/chat/activities/7", method="PUT") == (200, "7")
    assert asking.post("/v3/conversations/chat/activities/7") == (201, "message-1")
    assert (asking.told.updates, asking.told.accepted, asking.told.requests) == (1, 1, 2)


def test_never_more_than_the_limit_is_let_in_in_any_second(asking: Asking) -> None:
    asking.order(limit=20, retry_after=1)
    chance, let_in = Random(2), list[int]()
    for _ in range(3_000):
        asking.now += chance.choice((0, 1_000_000, 40_000_000, 100_000_000))
        status, _ = asking.send()
        if status == 201:
            let_in.append(asking.now)
        else:
            assert status == 429
            # It was right to refuse: the second before is full.
            assert sum(asking.now - SECOND < each for each in let_in[-21:]) == 20
    assert max(sum(end - SECOND < each <= end for each in let_in) for end in let_in) == 20
    assert asking.told.fullest_second_accepted == 20


def test_a_share_is_throttled_until_its_time_is_over(asking: Asking) -> None:
    asking.order(throttled=0.3, seconds=60)
    asking.now += 60 * SECOND - 1
    statuses = [asking.send()[0] for _ in range(1_000)]
    assert 250 < statuses.count(429) < 350
    asking.now += 1
    assert {asking.send()[0] for _ in range(100)} == {201}


def test_an_order_leaves_alone_what_it_does_not_name(asking: Asking) -> None:
    asking.order(failing=1, failing_status=502)
    asking.order(lost=1, seconds=1)
    asking.now += SECOND
    assert asking.send()[0] == 502
    asking.order(failing=0)
    assert asking.send()[0] == 201


def test_a_later_order_without_an_end_stays(asking: Asking) -> None:
    asking.order(throttled=1, seconds=1)
    asking.order(throttled=1)
    asking.now += 5 * SECOND
    assert asking.send()[0] == 429


def test_a_lost_answer_counts_as_a_message_that_arrived(asking: Asking) -> None:
    asking.order(lost=1)
    assert asking.send() == (0, "")
    assert (asking.told.accepted, asking.told.statuses) == (1, {"lost": 1})


def test_the_seconds_to_wait_are_told_only_where_ordered(asking: Asking) -> None:
    request = Request("POST", "/v3/conversations/chat/activities", b"{}", last=False)
    asking.order(throttled=1)
    assert b"Retry-After" not in (asking.connector.take(request) or b"")
    asking.order(retry_after=2)
    assert b"\r\nRetry-After: 2\r\n" in (asking.connector.take(request) or b"")


def test_the_latency_strays_no_further_than_the_jitter(asking: Asking) -> None:
    assert asking.connector.latency() == 0
    asking.order(latency_ms=100, jitter_ms=30)
    found = [asking.connector.latency() for _ in range(1_000)]
    assert 0.07 <= min(found) < 0.075
    assert 0.125 < max(found) <= 0.13


@pytest.mark.parametrize("order", [{"throttled": 1.1}, {"lost": "x"}, {"limit": -1}, {"latency": 5}, {"away": 1e9}])
def test_an_order_that_is_not_understood_is_refused_whole(asking: Asking, order: dict[str, Any]) -> None:
    assert asking.order(failing=1, **order) == 400
    assert asking.send()[0] == 201


def test_counts_begin_anew_when_told_to_forget(asking: Asking) -> None:
    asking.send()
    asking.order(forget=True)
    assert (asking.told.requests, asking.told.once) == (0, 0)


def test_requests_are_taken_whole_however_they_come_in() -> None:
    wire = b"POST /a HTTP/1.1\r\ncontent-LENGTH: 3\r\n\r\nxyzPOST /b HTTP/1.1\r\nConnection: close\r\n\r\n"
    buffer, found = bytearray(), list[Request]()
    for each in wire:
        buffer.append(each)
        if request := take_request(buffer):
            found.append(request)
    assert found == [Request("POST", "/a", b"xyz", last=False), Request("POST", "/b", b"", last=True)]
    assert not buffer


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"POST /a HTTP/1.0\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST /a HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 1), 413),
        (b"POST /a HTTP/1.1\r\n" + b"x" * 40_000, 431),
    ],
)
def test_what_cannot_be_taken_is_refused(wire: bytes, status: int) -> None:
    with pytest.raises(Unreadable) as refused:
        take_request(bytearray(wire))
    assert refused.value.status == status
