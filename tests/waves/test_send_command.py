"""`python -m waves send`: nothing goes out without a person's word, and the bar ends when the wave does."""

import asyncio
import io
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.waves.command_line import (
    ID,
    ROOT,
    Postman,
    Run,
    called,
    command_line,
    now,
    opened_store,
    people_csv,
    running_bot,
    until,
    url_in,
)
from waves.terminal import seen, whoever_types
from waves.wave import State
from waves.waves import Waves


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_line(tmp_path, capsys)


@pytest.fixture
def planned(run: Run, tmp_path: Path) -> str:
    """Plan a wave of three people; give the store."""
    assert run("import", people_csv(tmp_path, 1, 2, 3), "--wave", "pilot", "--local")[0] == 0
    return url_in(tmp_path)


def typing(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


async def state_of(url: str, name: str = "pilot") -> State | None:
    async with opened_store(url) as store:
        wave = await Waves(store, now).get(name)
    return wave.state if wave else None


@contextmanager
def process(url: str, *arguments: str, terminal: int | None = None) -> Generator[subprocess.Popen[str]]:
    """Run the command in a process of its own, with its errors on a pipe or on a terminal."""
    with subprocess.Popen(
        [sys.executable, "-m", "waves", *arguments, "--store", url],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if terminal is None else terminal,
        text=True,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


async def test_who_types_the_number_of_recipients_sends_the_wave(
    planned: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(monkeypatch, "3\n")
    postman = Postman()

    async with opened_store(planned) as store, running_bot(store, postman):
        code = await called(planned, "send", "pilot")

    output = capsys.readouterr().out
    assert code == 0
    assert "This goes out to 3 people, now. Type their number to send it:" in output
    assert "pilot: sent, 3 people\n  sent                  3\n" in output
    assert sorted(postman.reached) == [ID.format(each) for each in (1, 2, 3)]


@pytest.mark.parametrize("typed", ["2\n", "yes\n", "\n", ""])
def test_any_other_word_sends_nothing(run: Run, planned: str, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    typing(monkeypatch, typed)

    code, _, errors = run("send", "pilot")

    assert (code, errors) == (1, "Nothing was sent.\n")
    assert asyncio.run(state_of(planned)) is State.DRAFT


@pytest.mark.usefixtures("planned")
def test_what_goes_out_is_shown_before_the_question(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "")

    _, output, _ = run("send", "pilot")

    before, _, _ = output.partition("This goes out to")
    for shown in ("message en", "message sv", "recipients", "among them", "nobody signs"):
        assert shown in before


async def test_failures_are_listed_with_what_to_do(planned: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with opened_store(planned) as store, running_bot(store, Postman(blocked=[1], uncertain=[2])):
        code = await called(planned, "send", "pilot", "--yes")

    output = capsys.readouterr().out
    assert code == 0
    assert "  blocked               1   they blocked the bot: ask them to unblock it in Teams, then retry\n" in output
    assert "  uncertain             1   nobody knows whether it arrived" in output
    assert "What can be done: python -m waves report pilot, retry pilot, or close pilot\n" in output


async def test_a_dry_run_is_made_on_the_way_where_there_is_none(planned: str) -> None:
    await called(planned, "plan", "pilot", "--guests")

    async with opened_store(planned) as store, running_bot(store, Postman()):
        code = await called(planned, "send", "pilot", "--yes", "--wait", "600")

    assert code == 0


def test_without_a_dry_run_and_a_bot_nothing_is_sent(run: Run, planned: str) -> None:
    run("plan", "pilot", "--guests")

    code, _, errors = run("send", "pilot", "--yes", "--wait", "0")

    assert code == 1
    assert "Nothing was sent. The dry run is not there yet" in errors
    assert asyncio.run(state_of(planned)) is State.DRAFT


@pytest.mark.usefixtures("planned")
def test_a_message_that_is_not_filled_in_is_never_sent(run: Run, tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("Dear {name}, enroll today.")
    run("plan", "pilot", "--message-en", tmp_path / "en.txt")

    code, _, errors = run("send", "pilot", "--yes")

    assert code == 1
    assert errors == (
        "waves: Nothing was sent. First mend it with python -m waves plan pilot:\n"
        "  en: {name} is not filled in. What the bot fills in: {sponsor}, {date}\n"
    )


@pytest.mark.usefixtures("planned")
def test_a_wave_for_nobody_is_not_sent(run: Run) -> None:
    run("plan", "pilot", "--site", "Umeå")

    code, output, errors = run("send", "pilot", "--yes", "--local")

    assert code == 1
    assert "3  filtered: of another department, site, platform or language" in output
    assert "Nothing was sent: nobody is in its audience." in errors


def test_a_wave_with_a_time_is_left_to_the_bot(run: Run, planned: str) -> None:
    run("plan", "pilot", "--at", "2999-01-01 09:00")

    code, output, _ = run("send", "pilot", "--yes")

    assert code == 0
    assert output.endswith("pilot is scheduled: a running bot sends it at 2999-01-01 09:00 Europe/Stockholm.\n")
    assert asyncio.run(state_of(planned)) is State.SCHEDULED


async def test_a_wave_that_was_sent_is_only_shown(planned: str, capsys: pytest.CaptureFixture[str]) -> None:
    postman = Postman()
    async with opened_store(planned) as store, running_bot(store, postman):
        await called(planned, "send", "pilot", "--yes")
    capsys.readouterr()

    assert await called(planned, "send", "pilot") == 0

    assert capsys.readouterr().out == "pilot: sent, 3 people\n  sent                  3\n"
    assert len(postman.reached) == 3


async def test_a_wave_that_somebody_pauses_ends_the_bar(planned: str, capsys: pytest.CaptureFixture[str]) -> None:
    sending = asyncio.create_task(called(planned, "send", "pilot", "--yes", "--wait", "600"))
    async with opened_store(planned) as store:
        waves = Waves(store, now)

        async def is_scheduled() -> bool:
            return await state_of(planned) is State.SCHEDULED

        await until(is_scheduled)
        wave = await waves.get("pilot")
        assert wave
        await waves.pause(seen(wave), whoever_types())

    assert await sending == 1
    assert "pilot: paused" in capsys.readouterr().out


async def test_quiet_hours_are_given_as_the_reason_why_nothing_moves(
    planned: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hours = [f"{now() + timedelta(hours=by):%H:%M}" for by in (-2, 2)]
    await called(planned, "plan", "pilot", "--zone", "UTC", "--quiet", "-".join(hours))
    said: list[str] = []

    async def is_said() -> bool:
        said.append(capsys.readouterr().err)
        return "The rest wait: for the end of quiet hours" in "".join(said)

    async with opened_store(planned) as store, running_bot(store, Postman()):
        sending = asyncio.create_task(called(planned, "send", "pilot", "--yes", "--wait", "2"))
        await until(is_said)
        await called(planned, "cancel", "pilot", "--yes")
        await sending


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("step", ["pause", "cancel"])
def test_a_wave_that_is_stopped_is_not_sent_by_the_way(run: Run, step: str) -> None:
    run("plan", "pilot", "--at", "2999-01-01 09:00")
    run("send", "pilot", "--yes")
    run(step, "pilot", *(["--yes"] if step == "cancel" else []))

    code, _, errors = run("send", "pilot", "--yes")

    assert code == 1
    assert "What can be done: python -m waves " in errors


class Hesitating(io.StringIO):
    """Somebody who types the right number only after a colleague has changed the wave."""

    def __init__(self, url: str) -> None:
        super().__init__("3\n")
        self._url = url

    def readline(self, size: int | None = -1, /) -> str:
        asyncio.run(self._changed())
        return super().readline(-1 if size is None else size)

    async def _changed(self) -> None:
        async with opened_store(self._url) as store:
            waves = Waves(store, now)
            wave = await waves.get("pilot")
            assert wave
            await waves.edit(seen(wave), whoever_types(), texts={"en": "Something else."})


def test_a_wave_that_changes_during_the_question_is_not_sent(
    run: Run, planned: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Hesitating(planned))

    code, _, errors = run("send", "pilot")

    assert code == 1
    assert errors.startswith("waves: somebody changed the wave meanwhile. Look at it again")
    assert asyncio.run(state_of(planned)) is State.DRAFT


def test_without_a_bot_it_says_so_and_ctrl_c_leaves_the_wave_scheduled(planned: str) -> None:
    with process(planned, "send", "pilot", "--yes", "--wait", "0") as sending:
        assert sending.stderr
        assert sending.stderr.readline() == (
            "No bot has picked it up. If none is running, start the bot: python app.py\n"
        )
        sending.send_signal(signal.SIGINT)
        told = sending.stderr.read()

    assert "pilot goes on without this terminal. Pause it: python -m waves pause pilot\n" in told
    assert "See how far it is: python -m waves send pilot\n" in told
    assert "Traceback" not in told
    assert sending.returncode == 1
    assert asyncio.run(state_of(planned)) is State.SCHEDULED


async def test_on_a_terminal_a_bar_shows_how_far_it_is(planned: str) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    async with opened_store(planned) as store, running_bot(store, Postman(blocked=[1])):
        with process(planned, "send", "pilot", "--yes", "--wait", "600", terminal=theirs) as sending:
            code = await asyncio.to_thread(sending.wait)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)

    assert code == 0
    assert "pilot: sent 100%|" in shown
    assert re.search(r"\| 3/3, .*sent 2, blocked 1", shown)
