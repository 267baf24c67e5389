"""`python -m waves list`, `pause`, `resume`, `cancel`, `retry` and `close`."""

import asyncio
import io
from pathlib import Path

import pytest

from tests.waves.command_line import (
    ID,
    Postman,
    Run,
    called,
    command_line,
    opened_store,
    people_csv,
    running_bot,
    url_in,
)
from waves.__main__ import main


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_line(tmp_path, capsys)


@pytest.fixture
def scheduled(run: Run, tmp_path: Path) -> Run:
    """Schedule a wave for two people, far ahead."""
    run("import", people_csv(tmp_path, 1, 2), "--wave", "pilot", "--local")
    run("plan", "pilot", "--at", "2999-01-01 09:00")
    assert run("send", "pilot", "--yes")[0] == 0
    return run


async def sent(folder: Path, *steps: str, **outcomes: list[int]) -> list[str]:
    """Send a wave to two people with a bot to which Teams answers so, then take steps; give whom it reached after."""
    url, postman = url_in(folder), Postman(**outcomes)
    people = await asyncio.to_thread(people_csv, folder, 1, 2)
    async with opened_store(url) as store, running_bot(store, postman):
        await called(url, "import", people, "--wave", "pilot", "--local")
        await called(url, "send", "pilot", "--yes")
        postman.reached.clear()
        await called(url, "retry", "pilot", *steps)
        await called(url, "send", "pilot")
    return postman.reached


def test_without_waves_the_list_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    Path(tmp_path / "bot.db").touch()

    assert run("list")[:2] == (0, "There is no wave yet. Make one: python -m waves import FILE.csv --wave NAME\n")


def test_the_list_shows_every_wave_with_its_state_and_time(scheduled: Run) -> None:
    scheduled("plan", "second", "--kind", "reminder")

    code, output, _ = scheduled("list")

    assert code == 0
    assert [line.split() for line in output.splitlines()] == [
        ["name", "state", "kind", "starts", "done", "audience"],
        ["pilot", "scheduled", "invitation", "2999-01-01", "09:00", "Europe/Stockholm", "0", "2"],
        ["second", "draft", "reminder", "0", "0"],
    ]


def test_a_wave_is_paused_and_resumed_and_told_what_can_be_done_next(scheduled: Run) -> None:
    assert scheduled("pause", "pilot")[:2] == (
        0,
        "pilot is paused.\nWhat can be done: python -m waves resume pilot, or cancel pilot\n",
    )
    assert scheduled("resume", "pilot")[1].startswith("pilot is scheduled.\n")


@pytest.mark.parametrize(
    ("step", "told"), [("pause", "pilot is paused already."), ("close", "pilot is closed already.")]
)
def test_the_same_step_again_changes_nothing(scheduled: Run, step: str, told: str) -> None:
    if step == "close":
        scheduled("cancel", "pilot", "--yes")
    scheduled(step, "pilot")

    code, output, _ = scheduled(step, "pilot")

    assert code == 0
    assert output.startswith(told)


def test_a_step_that_cannot_be_taken_says_what_can(run: Run) -> None:
    run("plan", "pilot")

    code, _, errors = run("pause", "pilot")

    assert (code, errors) == (
        1,
        "waves: pilot is draft: it cannot be paused. What can be done: python -m waves send pilot\n",
    )


def test_a_wave_is_cancelled_on_a_person_s_word(scheduled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))

    code, output, _ = scheduled("cancel", "pilot")

    assert code == 0
    assert "would get nothing any more, for good. Type yes to cancel it: pilot is cancelled." in output
    assert scheduled("cancel", "pilot")[:2] == (0, "pilot is cancelled already.\n")


@pytest.mark.parametrize("typed", ["no\n", "pilot\n", ""])
def test_without_that_word_nothing_is_cancelled(scheduled: Run, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))

    code, _, errors = scheduled("cancel", "pilot")

    assert (code, errors) == (1, "Nothing was cancelled.\n")
    assert "scheduled" in scheduled("list")[1]


async def test_a_retry_takes_only_whom_it_can_help(tmp_path: Path) -> None:
    assert await sent(tmp_path, blocked=[1], uncertain=[2]) == [ID.format(1)]


async def test_the_uncertain_are_sent_to_again_only_on_a_person_s_word(tmp_path: Path) -> None:
    assert await sent(tmp_path, "--uncertain", blocked=[1], uncertain=[2]) == [ID.format(2)]


async def test_where_sending_again_helps_nobody_nothing_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await sent(tmp_path, uncertain=[2]) == []
    assert (
        "There is nobody in pilot to whom sending again could help. "
        "Of 1 person nobody knows whether they got it: --uncertain takes those.\n"
    ) in capsys.readouterr().out


def test_a_command_that_is_none_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explode"])

    assert ended.value.code == 2
    assert "invalid choice: 'explode'" in capsys.readouterr().err
