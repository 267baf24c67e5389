"""The people of an Entra group: all of them, or none."""

import asyncio
import logging
from typing import Any

import pytest

from bot.credentials import NoCredentials
from bot.graph import GraphDirectory
from bot.graph_pace import Pacer
from bot.graph_requests import GraphRequests
from tests.fakes.connector import Answer
from tests.fakes.graph import DENIED, STAFF, Asking, FakeGraph, person_id, throttled, user
from waves.directory import DirectoryFailed, Failure


async def failure_of(asking: Asking, group: str = STAFF) -> DirectoryFailed:
    """Read a group in vain."""
    with pytest.raises(DirectoryFailed) as failed:
        await asking.ids(group)
    return failed.value


async def test_a_group_of_2500_is_read_page_by_page(asking: Asking, graph: FakeGraph) -> None:
    graph.add((user(number) for number in range(2_500)), STAFF)

    assert await asking.ids(STAFF) == [person_id(number) for number in range(2_500)]
    assert len(graph.requests) == 3


async def test_a_group_of_nobody_is_no_failure(asking: Asking, graph: FakeGraph) -> None:
    graph.groups[STAFF] = []

    assert await asking.ids(STAFF) == []


@pytest.mark.parametrize("passing", [throttled(3), Answer(status=503), Answer(status=500), Answer(hang_up=True)])
async def test_a_page_that_fails_for_a_moment_is_asked_for_again(
    asking: Asking, graph: FakeGraph, passing: Answer
) -> None:
    graph.add((user(number) for number in range(1_000)), STAFF)
    graph.answers.extend([None, passing, passing])

    assert len(set(await asking.ids(STAFF))) == 1_000


async def test_a_pause_is_as_long_as_graph_says_and_else_doubles(asking: Asking, graph: FakeGraph) -> None:
    graph.groups[STAFF] = []
    graph.answers.extend([throttled(7), Answer(status=503), Answer(status=503)])

    await asking.ids(STAFF)

    assert asking.pauses == [7.0, 1.0, 2.0]


async def test_a_page_that_fails_for_good_leaves_no_part_of_a_group_unnoticed(asking: Asking, graph: FakeGraph) -> None:
    graph.add((user(number) for number in range(2_500)), STAFF)
    graph.answers.extend([None, Answer(status=400, body={"error": {"code": "BadRequest"}})])

    failed = await failure_of(asking)

    assert failed.reason is Failure.REFUSED
    assert "400 BadRequest" in failed.hint


async def test_whoever_is_to_wait_longer_than_the_deadline_does_not_wait_at_all(
    asking: Asking, graph: FakeGraph
) -> None:
    graph.answers.append(throttled(3_600))

    assert (await failure_of(asking)).reason is Failure.THROTTLED
    assert asking.pauses == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=429), Failure.THROTTLED),
        (Answer(status=503), Failure.UNAVAILABLE),
        (Answer(hang_up=True), Failure.UNREACHABLE),
    ],
)
async def test_there_is_a_deadline(graph: FakeGraph, answer: Answer, reason: Failure) -> None:
    async def for_ever(_: float) -> None:
        await asyncio.Event().wait()

    requests = GraphRequests(graph.url, NoCredentials(), deadline=0.1, pause=for_ever)
    impatient = GraphDirectory(requests, Pacer(30, lambda: 0.0))
    # aiohttp repeats a GET by itself when the connection breaks.
    graph.answers.extend([answer] * 4)

    with pytest.raises(DirectoryFailed) as failed:
        await impatient.member_ids(STAFF)

    assert failed.value.reason is reason
    await impatient.close()


async def test_a_network_that_is_away_is_said(graph: FakeGraph, free_port: int) -> None:
    asking = Asking(graph, deadline=0.1, url=f"http://127.0.0.1:{free_port}/v1.0")

    assert (await failure_of(asking)).reason is Failure.UNREACHABLE
    await asking.directory.close()


@pytest.mark.parametrize("refused", [DENIED, Answer(status=401, body={})])
async def test_a_missing_permission_is_named(asking: Asking, graph: FakeGraph, refused: Answer) -> None:
    graph.answers.append(refused)

    failed = await failure_of(asking)

    assert failed.reason is Failure.FORBIDDEN
    assert "GroupMember.Read.All and User.Read.All" in failed.hint


async def test_people_without_their_fields_are_a_missing_permission(asking: Asking, graph: FakeGraph) -> None:
    graph.add([user(1)], STAFF)
    graph.granted.clear()

    failed = await failure_of(asking)

    assert failed.reason is Failure.FORBIDDEN
    assert "User.Read.All" in failed.hint


@pytest.mark.parametrize("group", [person_id(9), "", "all", "../users", f"{STAFF}/owners", "x" * 10_000])
async def test_a_group_that_does_not_exist_is_said(asking: Asking, group: str) -> None:
    assert (await failure_of(asking, group)).reason is Failure.NO_SUCH_GROUP


async def test_an_address_that_is_not_graphs_is_not_taken_for_a_group_that_is_gone(graph: FakeGraph) -> None:
    graph.groups[STAFF] = []
    asking = Asking(graph, url=f"{graph.url}/v2.0")

    assert (await failure_of(asking)).reason is Failure.REFUSED
    await asking.directory.close()


HOSTILE = {
    "another host": "https://graph.evil.test/v1.0/groups",
    "another port": "http://127.0.0.1:1/v1.0/groups",
    "another scheme": "ftp://127.0.0.1/v1.0",
    "no host": "/v1.0/groups",
    "a host after an at": "http://127.0.0.1@evil.test/",
    "nonsense": "http://[",
    "nothing": "",
    "too long": "x" * 10_000,
    "a file": "file:///etc/passwd",
}


@pytest.mark.parametrize("link", HOSTILE.values(), ids=HOSTILE)
async def test_a_link_to_elsewhere_is_not_followed(asking: Asking, graph: FakeGraph, link: str) -> None:
    graph.add((user(number) for number in range(1_000)), STAFF)
    graph.answers.append(Answer(status=200, body={"value": [user(1)], "@odata.nextLink": link}))

    assert (await failure_of(asking)).reason is Failure.ODD
    assert len(graph.requests) == 1


async def test_a_link_that_goes_round_in_circles_comes_to_an_end(asking: Asking, graph: FakeGraph) -> None:
    graph.answers.extend([Answer(status=200, body={"value": [], "@odata.nextLink": f"{graph.url}/round"})] * 3)

    assert (await failure_of(asking)).reason is Failure.ODD
    assert len(graph.requests) == 2


async def test_a_redirect_is_not_followed(asking: Asking, graph: FakeGraph) -> None:
    graph.answers.append(Answer(status=302, body={}, headers={"Location": f"{graph.url}/elsewhere"}))

    assert (await failure_of(asking)).reason is Failure.REFUSED
    assert len(graph.requests) == 1


ODD: list[dict[str, Any]] = [
    {},
    {"value": None},
    {"value": "x"},
    {"value": [None]},
    {"value": [{}]},
    {"value": [{"id": "../x"}]},
]


@pytest.mark.parametrize("body", ODD)
async def test_an_odd_answer_is_none(asking: Asking, graph: FakeGraph, body: dict[str, Any]) -> None:
    graph.answers.append(Answer(status=200, body=body))

    assert (await failure_of(asking)).reason is Failure.ODD


async def test_nobodys_name_is_logged(asking: Asking, graph: FakeGraph, caplog: pytest.LogCaptureFixture) -> None:
    graph.add([user(1)], STAFF)
    with caplog.at_level(logging.INFO):
        await asking.ids(STAFF)
        await asking.directory.look_up(["person1@contoso.test", "nobody@contoso.test"])

    assert "person1" not in caplog.text
    assert "nobody@" not in caplog.text
