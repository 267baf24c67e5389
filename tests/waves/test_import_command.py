"""`python -m waves import`: a list of people becomes the audience of a draft, whole or not at all."""

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
    meet,
    now,
    opened_store,
    people_csv,
    row,
    running_bot,
    url_in,
)
from waves.delivery import Outcome
from waves.templates import TEMPLATES
from waves.terminal import whoever_types
from waves.wave import Kind, PlanState, Source, State, Wave
from waves.waves import Waves


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_line(tmp_path, capsys)


def kept(folder: Path, name: str = "pilot") -> Wave:
    async def read() -> Wave | None:
        async with opened_store(url_in(folder)) as store:
            return await Waves(store, now).get(name)

    wave = asyncio.run(read())
    assert wave
    return wave


def test_an_import_makes_a_draft_with_the_words_of_an_invitation(run: Run, tmp_path: Path) -> None:
    code, output, _ = run("import", people_csv(tmp_path, 1, 2), "--wave", "pilot", "--local")

    wave = kept(tmp_path)
    assert code == 0
    assert "2 people on 2 lines; columns: name\nA new draft: pilot\n" in output
    assert (wave.state, wave.kind, wave.audience.source) == (State.DRAFT, Kind.INVITATION, Source.FILE)
    assert (wave.texts, wave.people and wave.people.people) == (TEMPLATES[Kind.INVITATION], 2)


def test_the_history_names_who_typed(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1), "--wave", "pilot", "--local")

    assert {step.person for step in kept(tmp_path).history} == {whoever_types().person}
    assert whoever_types().person.startswith("terminal:")


def test_a_local_dry_run_tells_how_many_who_is_left_out_and_a_sample(run: Run, tmp_path: Path) -> None:
    people = people_csv(tmp_path, *range(12))
    people.write_text(people.read_text("utf-8") + "guest_x.se#EXT#@y.onmicrosoft.com,Gus\n", "utf-8")

    code, output, _ = run("import", people, "--wave", "pilot", "--local")

    assert code == 0
    assert row(output, "recipients") == "12 of 13 people read; 0 have a chat with the bot, 12 get a new one"
    assert row(output, "among them") == ", ".join(f"Person {each}" for each in range(10))
    assert "1  unknown: nobody knows who this is" in output


def test_what_is_odd_about_a_file_is_told_with_its_lines(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(f"\ufeffobjectId;namn\n{ID.format(1)};Åsa\n{ID.format(1)};Åsa\n{ID.format(2)};=1+1\n".encode())

    code, output, _ = run("import", file, "--wave", "pilot", "--local")

    assert code == 0
    assert "  the same person again: left out (1: line 3)\n" in output
    assert "  a cell that begins like a formula: not calculated, taken as text (1: line 4)\n" in output
    assert "  cells are separated by semicolons (1: line 1)\n" in output
    assert "  the file begins with a byte-order mark (1: line 1)\n" in output


def test_a_bad_file_is_refused_with_its_line_and_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f'upn,name\na@x.se,Anna\nb@x.se,"Bo\n{ID.format(1)},Cia\n', "utf-8")

    code, output, errors = run("import", file, "--wave", "pilot", "--local")

    assert (code, output) == (1, "")
    assert errors.startswith(f"{file}:3: A quoted cell on line 3 does not end")
    assert not (tmp_path / "bot.db").exists()


def test_a_workbook_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(b"PK\x03\x04rest")

    code, _, errors = run("import", file, "--wave", "pilot")

    assert code == 1
    assert errors == (
        f'{file}: The file is an Excel workbook or a zip file, not CSV. Open it in Excel and save it as "CSV UTF-8".\n'
    )


def test_a_list_comes_through_standard_input_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(people_csv(tmp_path, 1).read_bytes())))

    code, output, _ = run("import", "-", "--wave", "pilot", "--local")

    assert code == 0
    assert row(output, "recipients") == "1 of 1 person read; 0 have a chat with the bot, 1 get a new one"


def test_a_second_import_takes_the_place_of_the_first(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1, 2, 3), "--wave", "pilot", "--local")

    code, output, _ = run("import", people_csv(tmp_path, 4), "--wave", " pilot ", "--local")

    assert code == 0
    assert "A new draft" not in output
    assert row(output, "recipients") == "1 of 1 person read; 0 have a chat with the bot, 1 get a new one"


def test_a_list_of_people_to_leave_out_is_kept_beside_the_audience(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1, 2, 3), "--wave", "pilot", "--local")

    code, output, _ = run("import", people_csv(tmp_path, 2), "--wave", "pilot", "--without", "--local")

    assert code == 0
    assert row(output, "recipients") == "2 of 3 people read; 0 have a chat with the bot, 2 get a new one"
    assert "1  excluded: on the list of those to leave out (0a1b2c3d-0000-4000-8000-000000000002)" in output


def test_a_list_to_leave_out_that_comes_first_asks_for_the_audience(run: Run, tmp_path: Path) -> None:
    code, output, _ = run("import", people_csv(tmp_path, 2), "--wave", "pilot", "--without", "--local")

    assert code == 0
    assert output.endswith("Kept. Now import the audience: python -m waves import FILE.csv --wave pilot\n")
    assert kept(tmp_path).plan is None


def test_a_wave_that_is_no_draft_any_more_keeps_its_audience(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1), "--wave", "pilot", "--local")
    run("plan", "pilot", "--at", "2999-01-01 09:00")
    run("send", "pilot", "--yes", "--wait", "0")

    code, _, errors = run("import", people_csv(tmp_path, 2), "--wave", "pilot", "--local")

    assert code == 1
    assert "pilot is scheduled, and its audience is fixed. Choose another name for a new wave." in errors


def test_without_a_bot_the_dry_run_is_left_to_it(run: Run, tmp_path: Path) -> None:
    code, output, _ = run("import", people_csv(tmp_path, 1), "--wave", "pilot", "--wait", "0")

    plan = kept(tmp_path).plan
    assert (code, plan and plan.state) == (0, PlanState.WANTED)
    assert "start the bot: python app.py" in output
    assert "python -m waves dry-run pilot --local" in output


async def test_a_running_bot_makes_the_dry_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with opened_store(url_in(tmp_path)) as store, running_bot(store, Postman()):
        await meet(store, 1)
        file = await asyncio.to_thread(people_csv, tmp_path, 1, 2)
        code = await called(url_in(tmp_path), "import", file, "--wave", "pilot", "--wait", "600")

    assert code == 0
    found = row(capsys.readouterr().out, "recipients")
    assert found == "2 of 2 people read; 1 have a chat with the bot, 1 get a new one"


async def test_after_a_local_dry_run_the_bot_sends_at_once(tmp_path: Path) -> None:
    url = url_in(tmp_path)
    await called(url, "import", people_csv(tmp_path, 1), "--wave", "pilot", "--local")

    async with opened_store(url) as store, running_bot(store, Postman()):
        code = await called(url, "send", "pilot", "--yes")
        wave = await Waves(store, now).get("pilot")

    assert (code, wave and wave.counts) == (0, {Outcome.SENT: 1})


@pytest.mark.parametrize("name", ["a|b", "x" * 61, " ", "a\0b"])
def test_a_name_that_cannot_be_one_is_a_wrong_call(run: Run, tmp_path: Path, name: str) -> None:
    code, _, errors = run("import", people_csv(tmp_path, 1), "--wave", name)

    assert code == 2
    assert "A wave's name has 1 to 60 characters, without |: not " in errors


def test_a_file_that_is_not_there_is_a_wrong_call(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("import", tmp_path / "nowhere.csv", "--wave", "pilot")

    assert code == 2
    assert "nowhere.csv" in errors
    assert not (tmp_path / "bot.db").exists()


def test_a_group_needs_the_bot_and_says_so(run: Run) -> None:
    run("plan", "pilot", "--group", ID.format(7))

    code, output, _ = run("dry-run", "pilot", "--local")

    assert code == 1
    assert "dry run: failed. A group can be read through Microsoft Graph only, by the bot: set GRAPH_URL" in output
