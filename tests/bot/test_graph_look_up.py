"""People looked up by name: twenty a request, and all of them found out about."""

from typing import Any

import pytest

from tests.fakes.connector import Answer
from tests.fakes.graph import DENIED, Asking, FakeGraph, person_id, throttled, user
from waves.directory import DirectoryFailed, Failure

NOBODY = Answer(status=400, body={"error": {"code": "Request_BadRequest"}})


@pytest.fixture(autouse=True)
def people(graph: FakeGraph) -> None:
    """Have people in the directory."""
    graph.add(user(number) for number in range(100))


def upns(count: int) -> list[str]:
    """Name the first people."""
    return [f"person{number}@contoso.test" for number in range(count)]


async def failure_of(asking: Asking, names: list[str]) -> Failure:
    """Look up in vain."""
    with pytest.raises(DirectoryFailed) as failed:
        await asking.directory.look_up(names)
    return failed.value.reason


async def test_people_are_found_by_name_and_by_id(asking: Asking) -> None:
    names = [" Person1@Contoso.TEST", person_id(2).upper(), "nobody@contoso.test", person_id(999)]

    found = await asking.directory.look_up(names)

    assert list(found) == names
    assert [each.id if each else None for each in found.values()] == [person_id(1), person_id(2), None, None]


async def test_a_request_is_for_twenty_people(asking: Asking, graph: FakeGraph) -> None:
    found = await asking.directory.look_up(upns(100))

    assert [each.upn for each in found.values() if each] == upns(100)
    assert [len(batch) for batch in graph.batches] == [20] * 5


async def test_whoever_is_named_twice_is_asked_for_once(asking: Asking, graph: FakeGraph) -> None:
    found = await asking.directory.look_up(["person1@contoso.test", "PERSON1@contoso.test", "person1@contoso.test "])

    assert len(found) == 3 and all(found.values())
    assert graph.batches == [["person1@contoso.test"]]


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Anna Andersson",
        "../groups",
        "a@b/c",
        "a@b?$select=x",
        "a b@contoso.test",
        "x" * 10_000 + "@contoso.test",
    ],
)
async def test_what_can_be_nobodys_name_is_not_asked_for(asking: Asking, graph: FakeGraph, name: str) -> None:
    assert await asking.directory.look_up([name]) == {name: None}
    assert graph.requests == []


async def test_a_guests_name_is_asked_for_whole(asking: Asking, graph: FakeGraph) -> None:
    name = "eve+x_fabrikam.test#ext#@contoso.test"
    graph.add([user(7, userPrincipalName=name, userType="Guest")])

    found = await asking.directory.look_up([name])

    assert (member := found[name]) and member.guest


async def test_those_who_were_throttled_are_asked_for_again_and_nobody_else(asking: Asking, graph: FakeGraph) -> None:
    slow = {"person3@contoso.test": [throttled(2)], "person5@contoso.test": [throttled(4), Answer(status=503)]}
    for name, parts in slow.items():
        graph.parts[name].extend(parts)

    found = await asking.directory.look_up(upns(10))

    assert all(found.values())
    assert [sorted(batch) for batch in graph.batches] == [upns(10), sorted(slow), ["person5@contoso.test"]]
    assert asking.pauses == [4.0, 1.0]


async def test_a_batch_that_is_throttled_as_a_whole_is_sent_again(asking: Asking, graph: FakeGraph) -> None:
    graph.answers.extend([throttled(5), Answer(hang_up=True), Answer(status=502)])

    assert all((await asking.directory.look_up(upns(3))).values())
    assert asking.pauses == [5.0, 1.0, 2.0]


async def test_a_name_that_graph_cannot_read_is_nobodys(asking: Asking, graph: FakeGraph) -> None:
    graph.parts["person1@contoso.test"].append(NOBODY)

    found = await asking.directory.look_up(upns(3))

    assert [name for name, each in found.items() if each is None] == ["person1@contoso.test"]


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (DENIED, Failure.FORBIDDEN),
        (Answer(status=400, body={"error": {"code": "BadRequest"}}), Failure.REFUSED),
        (Answer(status=404, body={}), Failure.REFUSED),
        (throttled(3_600), Failure.THROTTLED),
        (Answer(status=0), Failure.REFUSED),
        (Answer(status=200, body={}), Failure.ODD),
    ],
)
async def test_one_person_who_cannot_be_found_out_about_fails_all(
    asking: Asking, graph: FakeGraph, part: Answer, reason: Failure
) -> None:
    graph.parts["person42@contoso.test"].append(part)

    assert await failure_of(asking, upns(100)) is reason


async def test_an_app_that_may_not_see_users_finds_nobody_unknown(asking: Asking, graph: FakeGraph) -> None:
    graph.granted.clear()

    assert await failure_of(asking, upns(3)) is Failure.FORBIDDEN


ODD: list[Any] = [None, "x", [], [None], [{"id": "0", "status": 404, "body": {}}], [{"id": ["0"], "status": "200"}]]


@pytest.mark.parametrize("responses", ODD)
async def test_a_batch_with_people_left_out_is_no_answer(asking: Asking, graph: FakeGraph, responses: Any) -> None:
    graph.answers.append(Answer(status=200, body={"responses": responses}))

    assert await failure_of(asking, upns(2)) is Failure.ODD


async def test_nobody_is_looked_up_without_a_request(asking: Asking, graph: FakeGraph) -> None:
    assert await asking.directory.look_up([]) == {}
    assert graph.requests == []
