"""Roles by Entra group: whoever joins or leaves has gained or lost them, also while the bot runs."""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

import bot.settings
from bot.role_groups import PERIOD, RoleGroups
from dialogs.person import Person
from dialogs.roles import Roles
from tests.fakes.connector import Answer, FakeConnector
from tests.fakes.graph import DENIED, STAFF, Asking, FakeGraph, person_id, user
from tests.fakes.teams import ALICE, BOB, Teams

PROJECT = Path(bot.settings.__file__).parent.parent
LEADS = "dddddddd-0000-4000-8000-000000000002"
ALONE = person_id(50)
AWAY = Answer(status=400)


class Company:
    """The helpdesk is a group and one person besides; the coordinators are a group."""

    def __init__(self, asking: Asking) -> None:
        self.groups = RoleGroups(asking.directory.member_ids, {STAFF, LEADS, ALONE, "not-an-id"})
        self.roles = Roles(
            helpdesk=frozenset({STAFF, ALONE}), coordinators=frozenset({LEADS}), people_of=self.groups.people
        )

    def helpdesk(self) -> list[int]:
        """List who may what the helpdesk may."""
        return [number for number in range(60) if self.roles.is_helpdesk(person(number))]

    def coordinators(self) -> list[int]:
        """List who plans the roll-out."""
        return [number for number in range(60) if self.roles.is_coordinator(person(number))]


def person(number: int) -> Person:
    """Make somebody, as Teams tells of them."""
    return Person(id=person_id(number).upper(), name="", locale="")


@pytest.fixture(autouse=True)
def people(graph: FakeGraph) -> None:
    """Have people in the directory."""
    graph.add([user(1), user(2)], STAFF)
    graph.add([user(3)], LEADS)
    graph.add([user(50)])


@pytest.fixture
def company(asking: Asking) -> Company:
    return Company(asking)


async def test_the_people_of_a_group_have_its_role(company: Company) -> None:
    assert await company.groups.refresh()

    assert company.helpdesk() == [1, 2, 3, 50]
    assert company.coordinators() == [3]


async def test_whoever_joins_gains_the_role_and_whoever_leaves_loses_it(company: Company, graph: FakeGraph) -> None:
    await company.groups.refresh()
    graph.groups[STAFF].remove(person_id(1))
    graph.add([user(4)], STAFF)

    await company.groups.refresh()

    assert company.helpdesk() == [2, 3, 4, 50]


async def test_a_group_that_is_deleted_gives_nobody_a_role(company: Company, graph: FakeGraph) -> None:
    await company.groups.refresh()
    del graph.groups[STAFF]

    assert await company.groups.refresh()

    assert company.helpdesk() == [3, 50]


async def test_before_the_first_look_only_people_named_themselves_have_a_role(company: Company) -> None:
    assert company.helpdesk() == [50]


@pytest.mark.parametrize("answer", [DENIED, AWAY, Answer(status=404, body={"error": {"code": "UnknownError"}})])
async def test_while_graph_is_away_everybody_keeps_their_role(
    company: Company, graph: FakeGraph, answer: Answer
) -> None:
    await company.groups.refresh()
    graph.groups.clear()
    graph.answers.extend([answer] * 3)

    assert not await company.groups.refresh()

    assert company.helpdesk() == [1, 2, 3, 50]


async def test_a_group_that_cannot_be_read_does_not_hide_what_changed_in_another(
    company: Company, graph: FakeGraph
) -> None:
    await company.groups.refresh()
    graph.add([user(5)], LEADS)
    graph.answers.extend([None, AWAY])
    graph.groups[STAFF].clear()

    assert not await company.groups.refresh()

    assert company.coordinators() == [3, 5]
    assert company.helpdesk() == [1, 2, 3, 5, 50]


async def test_an_id_that_was_somebody_may_become_a_group(company: Company, graph: FakeGraph) -> None:
    await company.groups.refresh()
    graph.add([user(6)], ALONE)

    await company.groups.refresh()

    assert company.helpdesk() == [1, 2, 3, 6, 50]


async def test_roles_need_no_more_than_ids(company: Company, graph: FakeGraph) -> None:
    graph.granted.clear()

    assert await company.groups.refresh()

    assert company.coordinators() == [3]
    assert all("$select=id&" in path for _, path in graph.requests)


async def test_what_keeps_groups_from_being_read_is_logged_once_and_without_ids(
    company: Company, graph: FakeGraph, caplog: pytest.LogCaptureFixture
) -> None:
    graph.answers.extend([DENIED] * 6)

    await company.groups.refresh()
    await company.groups.refresh()

    assert caplog.text.count("GroupMember.Read.All") == 1
    assert STAFF not in caplog.text
    assert caplog.records[0].levelno == logging.WARNING


async def test_it_looks_every_quarter_of_an_hour_and_sooner_after_a_failure(asking: Asking, graph: FakeGraph) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise asyncio.CancelledError

    groups = RoleGroups(asking.directory.member_ids, {STAFF}, pause=pause)
    graph.answers.extend([None, AWAY])
    with pytest.raises(asyncio.CancelledError):
        await groups.run()

    assert pauses == [PERIOD, 60.0, PERIOD]


@asynccontextmanager
async def started(tmp_path: Path, port: int, **environment: str) -> AsyncGenerator[Process]:
    """Start the bot as its users do, until it listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROJECT / "app.py"),
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "PORT": str(port), "STORE_URL": f"sqlite:///{tmp_path}/bot.db", **environment},
        stderr=PIPE,
    )
    assert process.stderr
    try:
        async for line in process.stderr:
            if b"listening" in line:
                break
        yield process
    finally:
        process.terminate()
        assert b"Traceback" not in (await process.communicate())[1]


async def test_the_bot_serves_a_group_that_is_its_helpdesk(
    graph: FakeGraph, connector: FakeConnector, tmp_path: Path, free_port: int
) -> None:
    graph.add([user(9, id=ALICE["aadObjectId"])], STAFF)
    async with (
        started(tmp_path, free_port, GRAPH_URL=graph.url, HELPDESK=STAFF) as process,
        aiohttp.ClientSession() as session,
    ):
        teams = Teams(session, f"http://127.0.0.1:{free_port}/api/messages", connector)
        async with asyncio.timeout(20):
            while "This is for the helpdesk" in (await teams.say("queue"))["text"]:
                pass
        assert "This is for the helpdesk" in (await teams.say("queue", from_=BOB))["text"]
    assert process.returncode == 0
