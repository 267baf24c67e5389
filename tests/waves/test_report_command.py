"""`python -m waves report`: every recipient has one outcome, and every failure a remedy."""

import asyncio
import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.waves.command_line import (
    ID,
    Postman,
    Run,
    called,
    command_line,
    meet,
    opened_store,
    people_csv,
    row,
    running_bot,
    url_in,
)
from waves.__main__ import main
from waves.audience import LeftOut
from waves.delivery import Outcome
from waves.wave import State
from waves.wording import LEFT_OUT, NEXT, REMEDIES


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_line(tmp_path, capsys)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Send a wave to four people, two of whom it does not reach; tests only read its store."""
    folder = tmp_path_factory.mktemp("sent")
    url, people = url_in(folder), people_csv(folder, 1, 2, 3, 4)
    people.write_text(people.read_text("utf-8").replace("Person 3", '"=HYPERLINK(""x"")"'), "utf-8")

    async def send() -> int:
        async with opened_store(url) as store, running_bot(store, Postman(blocked=[1], uncertain=[2])):
            await meet(store, 4)
            return await called(url, "send", "pilot", "--yes")

    assert main(["import", str(people), "--wave", "pilot", "--local", "--store", url]) == 0
    assert asyncio.run(send()) == 0
    return folder


@pytest.fixture
def sent(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_line(folder, capsys)


def rows(output: str) -> Sequence[Sequence[str]]:
    return list(csv.reader(io.StringIO(output)))


def test_the_outcomes_add_up_to_the_audience(sent: Run) -> None:
    code, output, _ = sent("report", "pilot")

    assert code == 0
    assert "outcomes, 4 together, as many as the audience\n  sent                  2\n" in output


def test_each_failure_has_its_remedy(sent: Run) -> None:
    _, output, _ = sent("report", "pilot")

    assert f"  blocked               1   {REMEDIES[Outcome.BLOCKED]}\n" in output
    assert f"  uncertain             1   {REMEDIES[Outcome.UNCERTAIN]}\n" in output


def test_the_history_tells_who_did_what_and_what_the_bot_did(sent: Run) -> None:
    _, output, _ = sent("report", "pilot")

    _, _, history = output.partition("history\n")
    assert "  terminal:" in history.splitlines()[0] and history.splitlines()[0].endswith("created")
    assert [line.split()[2:4] for line in history.splitlines() if "the bot" in line] == [["the", "bot"]] * 2
    assert "scheduled (now)\n" in history


def test_for_machines_it_is_one_json_object(sent: Run) -> None:
    code, output, _ = sent("report", "pilot", "--json")

    report = json.loads(output)
    assert code == 0
    assert (report["name"], report["state"], report["audience"], report["sum"]) == ("pilot", "sent", 4, 4)
    assert report["outcomes"] == {state.value: 0 for state in Outcome} | {"sent": 2, "blocked": 1, "uncertain": 1}
    assert set(report["remedies"]) == {"blocked", "uncertain"}


def test_every_recipient_is_a_row_of_the_csv(sent: Run) -> None:
    code, output, _ = sent("report", "pilot", "--csv")

    header, *people = rows(output)
    assert (code, output[0]) == (0, "\ufeff")
    assert {person[0]: person[header.index("state")] for person in people} == {
        ID.format(1): "blocked",
        ID.format(2): "uncertain",
        ID.format(3): "sent",
        ID.format(4): "sent",
    }
    assert {person[header.index("code")] for person in people} == {"Code", ""}


def test_a_name_that_a_spreadsheet_would_calculate_is_quoted(sent: Run) -> None:
    _, output, _ = sent("report", "pilot", "--csv")

    assert '\'=HYPERLINK("x")' in [person[2] for person in rows(output)]


def test_who_is_not_written_down_yet_waits_as_well(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1, 2, 3), "--wave", "pilot", "--local")
    run("plan", "pilot", "--at", "2999-01-01 09:00")
    run("send", "pilot", "--yes")

    _, output, _ = run("report", "pilot", "--json")

    report = json.loads(output)
    assert (report["audience"], report["sum"], report["outcomes"]["pending"]) == (3, 3, 3)


def test_a_draft_has_no_audience_yet(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1), "--wave", "pilot", "--local")

    report = json.loads(run("report", "pilot", "--json")[1])

    assert (report["audience"], report["sum"], report["plan"]["recipients"]) == (None, 0, 1)


def test_a_name_that_is_not_there_is_told_with_those_that_are(run: Run) -> None:
    run("plan", "Våg 1")

    code, output, errors = run("report", "wave 1")

    assert (code, output, errors) == (1, "", "waves: There is no wave wave 1. There are: Våg 1\n")


def test_a_store_that_is_not_there_is_a_wrong_call_and_makes_none(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("report", "pilot")

    assert (code, errors) == (2, f"waves: There is no file {tmp_path}/bot.db. Is it spelt rightly?\n")
    assert not (tmp_path / "bot.db").exists()


def test_a_file_that_is_no_store_cannot_be_reported_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("Dear all, this is not a database. " * 100)

    code, output, errors = run("report", "pilot")

    assert (code, output) == (1, "")
    assert errors.startswith("waves: ")


def test_the_store_that_is_named_goes_before_that_of_the_environment(run: Run, tmp_path: Path) -> None:
    run("plan", "pilot", "--store", f"sqlite:///{tmp_path}/other.db")

    assert run("report", "pilot")[0] == 2
    assert run("report", "pilot", "--store", f"sqlite:///{tmp_path}/other.db")[0] == 0


def test_names_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    async def met() -> None:
        async with opened_store(url_in(tmp_path)) as store:
            await meet(store, 1)

    asyncio.run(met())
    people = people_csv(tmp_path, 1)
    people.write_text(people.read_text("utf-8").replace("Person 1", "Red \x1b[31m"), "utf-8")
    run("import", people, "--wave", "pilot", "--local")

    _, output, _ = run("report", "pilot")

    assert row(output, "among them") == "Red [31m"
    assert "\x1b" not in output


def test_every_state_outcome_and_reason_has_its_words() -> None:
    fine = {Outcome.PENDING, Outcome.SENDING, Outcome.SENT, Outcome.CANCELLED, Outcome.ENROLLED, Outcome.OPTED_OUT}
    assert set(REMEDIES) == set(Outcome) - fine
    assert set(LEFT_OUT) == set(LeftOut)
    assert set(NEXT) == set(State)
