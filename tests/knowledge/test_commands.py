"""Checking and measuring the knowledge base from a terminal."""

import json
from pathlib import Path

import pytest

from tests.knowledge.articles import write
from tests.knowledge.command_line import Run, lines_file

TODAY = ("--today", "2026-01-05")

# check


def test_check_of_good_articles_counts_them(run: Run) -> None:
    assert run("check", *TODAY) == (0, "6 articles on 3 topics: no faults\n", "")


def test_check_prints_each_fault_with_file_and_line_and_fails(run: Run, small: Path) -> None:
    path = write(small, "coffee", "en", related="[wine]")

    assert run("check", *TODAY) == (1, f"{path}:8: related: there is no article 'wine'\n", "")


def test_check_of_articles_that_cannot_be_read_names_all_faults_and_fails(run: Run, small: Path) -> None:
    one, two = write(small, "coffee", "en", colour="red"), write(small, "garage", "sv", owner=None)

    code, output, errors = run("check", *TODAY)

    assert (code, output) == (1, "")
    assert errors.splitlines() == [
        f"{one}:8: colour: Extra inputs are not permitted",
        f"{two}:1: owner: Field required",
    ]


def test_check_of_an_article_without_sources_fails(run: Run, small: Path) -> None:
    path = write(small, "coffee", "en", sources=None)

    assert run("check", *TODAY) == (1, "", f"{path}:1: sources: Field required\n")


def test_check_tells_from_which_day_it_looks(run: Run) -> None:
    code, output, _ = run("check", "--today", "2027-01-05")

    assert (code, len(output.splitlines())) == (1, 6)
    assert "the review was due on 2026-07-04" in output


def test_check_of_other_articles_than_the_projects_asks_for_no_number_of_questions(run: Run, small: Path) -> None:
    write(small, "coffee", "en", questions="[brew]")

    assert run("check", *TODAY)[0] == 0


def test_check_of_the_projects_articles_asks_for_many_questions(
    run: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.__main__.ARTICLES", small)

    code, output, _ = run("check", *TODAY)

    assert (code, output.count("are too few to be found by: write 30 or more")) == (1, 6)


def test_check_lists_what_a_company_has_not_filled_in_and_does_not_fail(run: Run, small: Path, tmp_path: Path) -> None:
    write(small, "coffee", "en", "Do it.\n\nCall {helpdesk.phone} or {helpdesk.mail}.")
    company = lines_file(tmp_path, "[helpdesk]", 'mail = "a@b.example"', name="ours.toml")

    code, output, _ = run("check", *TODAY, "--company", company)

    assert code == 0
    assert output.splitlines()[1:] == ["not filled in: helpdesk.phone (coffee): people are sent to the helpdesk for it"]


@pytest.mark.parametrize(
    ("files", "missing"),
    [((), 0), (("company.sample.toml",), 1), (("company.toml", "company.sample.toml"), 2)],
)
def test_check_takes_the_facts_in_the_working_folder_the_companys_own_first(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...], missing: int
) -> None:
    monkeypatch.chdir(tmp_path)
    write(small, "coffee", "en", "Do it.\n\nCall {helpdesk.phone} or {helpdesk.mail}.")
    for name in files:
        lines_file(tmp_path, "[helpdesk]", 'mail = "a@b.example"' if "sample" in name else "", name=name)

    _, output, _ = run("check", *TODAY)

    assert output.count("not filled in: ") == missing


def test_check_of_a_company_that_cannot_be_read_says_so(run: Run, tmp_path: Path) -> None:
    company = lines_file(tmp_path, "[helpdesk]", "fax = 1", name="ours.toml")

    code, _, errors = run("check", *TODAY, "--company", company)

    assert (code, errors.split(";")[0]) == (2, f"knowledge: {company}: there is no fact 'helpdesk.fax'")


# eval


def test_eval_tells_the_scores_in_json(run: Run, tmp_path: Path) -> None:
    path = lines_file(
        tmp_path,
        '{"q": "Brew coffee", "lang": "en", "slug": "coffee", "alt": []}',
        '{"q": "Print a page", "lang": "en", "slug": null}',
        '{"q": "Brygga kaffe", "lang": "sv", "slug": "garage", "alt": ["coffee"], "style": "terse"}',
    )

    code, output, _ = run("eval", path, "--json")

    assert code == 0
    assert json.loads(output) == {
        "en": {"questions": 2, "hit_1": 1, "hit_3": 1, "answered": 1, "wrong": 0.5, "refused": 0, "ece": 0.5},
        "sv": {"questions": 1, "hit_1": 1, "hit_3": 1, "answered": 1, "wrong": 0, "refused": None, "ece": 0},
        "all": {"questions": 3, "hit_1": 1, "hit_3": 1, "answered": 1, "wrong": 1 / 3, "refused": 0, "ece": 1 / 3},
        "styles": {
            "terse": {"questions": 1, "hit_1": 1, "hit_3": 1, "answered": 1, "wrong": 0, "refused": None, "ece": 0},
        },
        "confusions": [{"wanted": None, "found": "printer", "count": 1, "example": "Print a page"}],
    }


def test_eval_without_json_lays_out_a_table(run: Run, tmp_path: Path) -> None:
    path = lines_file(tmp_path, '{"q": "Brew coffee", "lang": "en", "slug": "coffee", "alt": []}')

    _, output, _ = run("eval", path)

    assert [line.split()[0] for line in output.splitlines()] == ["questions", "en", "all"]


def test_eval_lists_confusions_when_it_is_asked_to(run: Run, tmp_path: Path) -> None:
    path = lines_file(tmp_path, '{"q": "Print a page", "lang": "en", "slug": "coffee"}')

    _, output, _ = run("eval", path, "--confusions")

    assert output.splitlines()[-1] == "   1  coffee → printer: Print a page"


def test_eval_names_a_malformed_line(run: Run, tmp_path: Path) -> None:
    path = lines_file(tmp_path, '{"q": "Brew coffee", "lang": "en"}')

    code, _, errors = run("eval", path)

    assert (code, errors) == (2, f"knowledge: {path}:1: expected an object with q, lang and slug\n")


def test_eval_of_a_file_that_is_not_there_says_so(run: Run, tmp_path: Path) -> None:
    code, output, errors = run("eval", tmp_path / "nowhere.jsonl")

    assert (code, output) == (2, "")
    assert errors.startswith("knowledge: ") and "nowhere.jsonl" in errors


# bench


def test_bench_tells_the_hits_on_a_foreign_set(run: Run, tmp_path: Path) -> None:
    train = lines_file(
        tmp_path,
        "text,category",
        "my card was stolen,card",
        "the card is lost,card",
        '"how do I send money, abroad",transfer',
        "exchange rates of currencies,rates",
        "open a new account,account",
        name="train.csv",
    )
    test = lines_file(
        tmp_path,
        "category,text",
        "card,lost card",
        "transfer,send money",
        "rates,my card",
        "rates,zzyzx",
        name="test.csv",
    )

    code, output, _ = run("bench", train, test)

    assert code == 0
    assert output.splitlines()[0].split() == ["hit@1", "50.0%"]
    assert output.splitlines()[1].split()[0] == "hit@3"


@pytest.mark.parametrize("rows", [["question,label", "why,x"], ["text,category"]])
def test_bench_refuses_a_file_without_header_or_rows(run: Run, tmp_path: Path, rows: list[str]) -> None:
    path = lines_file(tmp_path, *rows, name="train.csv")

    code, _, errors = run("bench", path, path)

    assert (code, errors) == (2, f"knowledge: {path}: expected a header with text and category, and rows\n")
