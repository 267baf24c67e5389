"""`python -m waves plan`: a draft is made, changed and shown; what cannot be is refused with how to write it."""

from pathlib import Path

import pytest

from tests.waves.command_line import ID, Run, command_line, people_csv, row
from waves.templates import TEMPLATES
from waves.wave import Kind


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_line(tmp_path, capsys)


def test_a_plan_makes_a_draft_and_says_what_is_missing(run: Run) -> None:
    code, output, _ = run("plan", "pilot")

    assert code == 0
    assert output.startswith("A new draft: pilot\npilot: draft\n")
    assert (row(output, "from"), row(output, "signed by")) == ("no list yet", "nobody")
    assert '  - nobody signs: --sponsor "NAME, TITLE". People trust a message from a person\n' in output
    assert output.endswith("dry run: none yet\n")


def test_without_anything_to_change_a_plan_is_only_shown(run: Run) -> None:
    run("plan", "pilot", "--sponsor", "Anna Berg, CIO")

    _, output, _ = run("plan", "pilot")

    assert row(output, "signed by") == "Anna Berg, CIO"
    assert run("report", "pilot")[1].count("edited") == 2


@pytest.mark.parametrize(
    ("arguments", "name", "shown"),
    [
        (["--kind", "reminder"], "kind", "reminder"),
        (["--at", "2999-12-01 09:00"], "starts", "2999-12-01 09:00 Europe/Stockholm"),
        (["--at", "2999-12-01T09:00", "--zone", "america/new york"], "starts", "2999-12-01 09:00 America/New_York"),
        (["--goal", "80", "--by", "2999-12-15"], "goal", "80 % by 2999-12-15"),
        (["--quiet", "18:00-08:00"], "quiet", "18:00-08:00, by their own clocks"),
        (["--everyone"], "from", "everybody who has the bot"),
        (["--group", ID.format(7).upper()], "from", f"the Entra group {ID.format(7)}"),
        (["--department", "Sälj", "--department", " IT "], "only departments", "Sälj, IT"),
        (["--site", "Umeå"], "only sites", "Umeå"),
        (["--platform", "iPhone", "--platform", "mac"], "only platforms", "ios, macos"),
        (["--language", "svenska"], "only languages", "sv"),
        (["--tester", "Anna@X.se", "--tester", ID.format(1)], "testers", f"anna@x.se, {ID.format(1)}"),
        (["--guests", "--enrolled"], "without", None),
    ],
)
def test_each_part_can_be_given(run: Run, arguments: list[str], name: str, shown: str | None) -> None:
    code, output, _ = run("plan", "pilot", *arguments)

    assert (code, row(output, name)) == (0, shown)


@pytest.mark.parametrize(
    ("given", "taken", "name", "shown"),
    [
        (["--department", "IT"], ["--department", ""], "only departments", None),
        (["--quiet", "18:00-08:00"], ["--quiet", "none"], "quiet", None),
        (["--at", "2999-12-01 09:00"], ["--at", "now"], "starts", "as soon as it is sent"),
        (["--tester", "a@x.se"], ["--tester", ""], "testers", None),
    ],
)
def test_what_was_given_can_be_taken_away(
    run: Run, given: list[str], taken: list[str], name: str, shown: str | None
) -> None:
    run("plan", "pilot", *given)

    _, output, _ = run("plan", "pilot", *taken)

    assert row(output, name) == shown


def test_a_new_time_zone_alone_keeps_the_time_on_its_clocks(run: Run) -> None:
    run("plan", "pilot", "--at", "2999-12-01 09:00")

    _, output, _ = run("plan", "pilot", "--zone", "Europe/London")

    assert row(output, "starts") == "2999-12-01 09:00 Europe/London"


def test_the_day_of_a_goal_can_be_moved_alone(run: Run) -> None:
    run("plan", "pilot", "--goal", "80", "--by", "2999-12-15")

    _, output, _ = run("plan", "pilot", "--by", "2999-12-31")

    assert row(output, "goal") == "80 % by 2999-12-31"


def test_words_of_a_template_follow_the_kind_and_own_words_stay(run: Run, tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("\ufeffEnroll by {date}.\r\nIt is quick.\n", "utf-8")
    run("plan", "pilot", "--kind", "reminder")

    _, output, _ = run("plan", "pilot", "--kind", "thanks")
    assert row(output, "message en") == TEMPLATES[Kind.THANKS]["en"][:87].rstrip()

    run("plan", "pilot", "--message-en", tmp_path / "en.txt")
    _, output, _ = run("plan", "pilot", "--kind", "invitation")
    assert row(output, "message en") == "Enroll by {date}."
    assert "- en: the text names the day of the goal, and there is no goal: --goal PERCENT --by DAY\n" in output


def test_people_of_another_wave_can_be_left_out(run: Run) -> None:
    run("plan", "first")

    code, output, _ = run("plan", "second", "--without-wave", "first")

    assert (code, row(output, "without")) == (0, "guests, those enrolled, those of first")


@pytest.mark.parametrize(("name", "told"), [("nowhere", "There is no wave nowhere. "), ("pilot", "its own people")])
def test_a_wave_that_cannot_be_left_out_is_refused(run: Run, name: str, told: str) -> None:
    code, _, errors = run("plan", "pilot", "--without-wave", name)

    assert code == 1
    assert told in errors


def test_a_filter_makes_the_dry_run_void_and_words_do_not(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1), "--wave", "pilot", "--local")

    _, output, _ = run("plan", "pilot", "--sponsor", "Anna Berg, CIO")
    assert str(row(output, "recipients")).startswith("1 of 1 person read")

    _, output, _ = run("plan", "pilot", "--site", "Umeå")
    assert output.endswith("dry run: none yet\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--kind", "party"], "one of announcement, invitation, reminder, thanks: not 'party'"),
        (["--at", "tomorrow"], "a day and a time, as \"2026-12-01 09:00\", or now: not 'tomorrow'"),
        (["--at", "2999-12-01"], "a day and a time"),
        (["--zone", "Mars/Olympus"], "a time zone, as Europe/Stockholm: not 'Mars/Olympus'"),
        (["--goal", "101", "--by", "2999-12-15"], "a share from 1 to 100"),
        (["--quiet", "18-8-1"], "two times, as 18:00-08:00, or none"),
        (["--group", "Everybody"], "the object id of the group: not its name"),
        (["--platform", "toaster"], "one of windows, android, ios, macos, linux"),
        (["--language", "fi"], "en or sv"),
        (["--tester", "Anna"], "a user principal name or an object id"),
        (["--department", "x" * 101], "at most 100 characters"),
        (["--sponsor", ", CIO"], 'a name and a title, as "Anna Berg, CIO"'),
        (["--message-en", "empty.txt"], "a file of 1 to 20,000 bytes of UTF-8"),
        (["--message-en", "latin.txt"], "a file of 1 to 20,000 bytes of UTF-8"),
        (["--everyone", "--group", ID.format(1)], "not allowed with argument"),
    ],
)
def test_what_cannot_be_read_is_a_wrong_call_and_says_how_to_write_it(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.txt").write_text(" \n")
    Path("latin.txt").write_bytes("Hej på dig".encode("latin-1"))

    with pytest.raises(SystemExit) as ended:
        run("plan", "pilot", *arguments)

    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert not Path("bot.db").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--at", "2020-03-01 09:00"], "2020-03-01 09:00 in Europe/Stockholm has passed. --at now is as soon as"),
        (
            ["--at", "2999-03-31 02:30"],
            "No clock in Europe/Stockholm shows 02:30 on 2999-03-31: it is put forward then",
        ),
        (["--goal", "80"], "A goal is a share and a day: --goal PERCENT --by YYYY-MM-DD"),
        (["--message-sv", "nowhere.txt"], "nowhere.txt"),
    ],
)
def test_what_cannot_be_meant_is_a_wrong_call_too(run: Run, arguments: list[str], told: str) -> None:
    code, _, errors = run("plan", "pilot", *arguments)

    assert code == 2
    assert told in errors


def test_a_wave_that_is_no_draft_is_shown_but_not_changed(run: Run, tmp_path: Path) -> None:
    run("import", people_csv(tmp_path, 1), "--wave", "pilot", "--local")
    run("plan", "pilot", "--at", "2999-01-01 09:00")
    run("send", "pilot", "--yes", "--wait", "0")

    assert run("plan", "pilot")[0] == 0
    code, _, errors = run("plan", "pilot", "--everyone")

    assert code == 1
    assert "pilot is scheduled" in errors
