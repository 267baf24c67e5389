"""The app installed for a person, through Graph."""

import asyncio

import pytest

from bot.graph_pace import Pacer
from tests.fakes.connector import Answer
from tests.fakes.graph import APP, DENIED, Asking, FakeGraph, person_id, throttled, user
from waves.directory import DirectoryFailed, Failure, Installed, Throttled


@pytest.fixture(autouse=True)
def people(graph: FakeGraph) -> None:
    """Have people in the directory."""
    graph.add(user(number) for number in range(100))


async def test_the_app_of_the_catalog_is_installed(asking: Asking, graph: FakeGraph) -> None:
    assert await asking.directory.install(person_id(1)) is Installed.INSTALLED
    assert graph.bodies == [{"teamsApp@odata.bind": f"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{APP}"}]
    assert graph.requests == [("POST", f"/v1.0/users/{person_id(1)}/teamwork/installedApps")]


async def test_whoever_has_the_app_keeps_it(asking: Asking) -> None:
    await asking.directory.install(person_id(1))

    assert await asking.directory.install(person_id(1).upper()) is Installed.ALREADY


@pytest.mark.parametrize("person", [person_id(999), "", "person1@contoso.test", f"{person_id(1)}/../x"])
async def test_nobody_is_an_unknown_user(asking: Asking, person: str) -> None:
    assert await asking.directory.install(person) is Installed.UNKNOWN_USER


async def test_a_policy_that_forbids_the_app_is_said(asking: Asking, graph: FakeGraph) -> None:
    graph.answers.append(DENIED)

    assert await asking.directory.install(person_id(1)) is Installed.FORBIDDEN


@pytest.mark.parametrize(("answer", "seconds"), [(throttled(9), 9.0), (Answer(status=429), 0.0)])
async def test_throttling_is_left_to_whoever_asked(
    asking: Asking, graph: FakeGraph, answer: Answer, seconds: float
) -> None:
    graph.answers.append(answer)

    with pytest.raises(Throttled) as refused:
        await asking.directory.install(person_id(1))

    assert refused.value.seconds == seconds
    assert len(graph.requests) == 1


async def test_a_lost_answer_is_asked_for_again(asking: Asking, graph: FakeGraph) -> None:
    graph.apps.add(person_id(1))
    graph.answers.extend([Answer(hang_up=True), Answer(status=503)])

    assert await asking.directory.install(person_id(1)) is Installed.ALREADY


@pytest.mark.parametrize(("status", "reason"), [(400, Failure.REFUSED), (401, Failure.FORBIDDEN)])
async def test_an_answer_about_no_person_is_a_failure(
    asking: Asking, graph: FakeGraph, status: int, reason: Failure
) -> None:
    graph.answers.append(Answer(status=status, body={}))

    with pytest.raises(DirectoryFailed) as failed:
        await asking.directory.install(person_id(1))

    assert failed.value.reason is reason


async def test_without_the_apps_id_nothing_is_asked(graph: FakeGraph) -> None:
    asking = Asking(graph, app=None)

    with pytest.raises(DirectoryFailed, match="not set up: set TEAMS_APP_ID"):
        await asking.directory.install(person_id(1))
    assert graph.requests == []


async def test_a_hundred_at_once_take_their_turns(asking: Asking) -> None:
    before = asking.time

    outcomes = await asyncio.gather(*(asking.directory.install(person_id(number)) for number in range(100)))

    assert set(outcomes) == {Installed.INSTALLED}
    assert asking.time - before == pytest.approx(99 / 30)


async def test_a_pace_lets_no_more_go_in_any_second() -> None:
    went: list[float] = []
    time = 5.0

    async def pause(seconds: float) -> None:
        nonlocal time
        time += seconds

    pacer = Pacer(30, lambda: time, pause)
    for idle in [0.0] * 50 + [10.0] + [0.0] * 50 + [0.5] + [0.0] * 50:
        time += idle
        await pacer.turn()
        went.append(time)

    assert max(sum(first <= each < first + 0.999 for each in went) for first in went) == 30
