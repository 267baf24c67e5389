"""The knowledge base from a terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.__main__ import main
from knowledge.answering import Answerer, Asker
from tests.knowledge.articles import write

ROOT = Path(__file__).parents[2]

Run = Callable[..., tuple[int, str, str]]
"""The arguments after `python -m knowledge` → exit code, output, errors."""


@pytest.fixture
def run(small: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the three topics of `tests.knowledge.articles`."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["--articles", str(small), *map(str, arguments)])
        output, errors = capsys.readouterr()
        return code, output, errors

    return run


def lines_file(tmp_path: Path, *lines: str, name: str = "questions.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


def assert_promised(answer: dict[str, Any]) -> None:
    """Hold an answer against the promised keys and types."""
    assert list(answer) == ["outcome", "slug", "language", "confidence", "ranking"]
    assert answer["outcome"] in {"answer", "suggest", "unanswered"}
    assert isinstance(answer["slug"], str) if answer["outcome"] == "answer" else answer["slug"] is None
    assert isinstance(answer["language"], str)
    assert isinstance(answer["confidence"], float) and 0 <= answer["confidence"] <= 1
    assert len(answer["ranking"]) <= 5
    for slug, confidence in answer["ranking"]:
        assert isinstance(slug, str)
        assert isinstance(confidence, float) and 0 <= confidence <= 1


# ask


def test_ask_tells_in_json_what_the_bot_would_answer(run: Run) -> None:
    code, output, errors = run("ask", "I want coffee", "--json")

    answer = json.loads(output)
    assert_promised(answer)
    assert (code, errors) == (0, "")
    assert (answer["outcome"], answer["slug"], answer["language"]) == ("answer", "coffee", "en")
    assert answer["ranking"][0] == ["coffee", answer["confidence"]]


@pytest.mark.parametrize(
    ("question", "outcome"), [("my car is broken", "suggest"), ("weather tomorrow", "unanswered"), ("😀", "unanswered")]
)
def test_ask_without_an_answer_has_no_slug(run: Run, question: str, outcome: str) -> None:
    _, output, _ = run("ask", question, "--json")

    answer = json.loads(output)
    assert_promised(answer)
    assert (answer["outcome"], answer["slug"]) == (outcome, None)


def test_ask_uses_the_persons_language_when_the_question_does_not_tell(run: Run) -> None:
    languages = [json.loads(run("ask", "😀", "--lang", language, "--json")[1])["language"] for language in ("en", "sv")]

    assert languages == ["en", "sv"]


def test_ask_without_json_shows_the_article(run: Run) -> None:
    code, output, _ = run("ask", "Brygga kaffe")

    assert code == 0
    assert output.startswith("answer (sv, 100% sure)\n\n# Brygga kaffe\n\nGör det **nu**.\n\n**Gör så här**\n1. Ett.")


def test_ask_without_json_lists_the_suggestions(run: Run) -> None:
    _, output, _ = run("ask", "my car is broken")

    head, *suggestions = output.splitlines()
    assert head.startswith("suggest (en, ")
    assert suggestions == ["- Brew coffee (coffee)", "- Park your car (garage)"]


def test_a_batch_is_answered_line_by_line_in_order(run: Run, tmp_path: Path) -> None:
    questions = ["Print a page", "😀", "Brygga kaffe", "Park your car", "Brew coffee"]
    path = lines_file(tmp_path, *(json.dumps({"q": question}) for question in questions))

    code, output, _ = run("ask", "--batch", path)

    answers = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    for answer in answers:
        assert_promised(answer)
    assert [answer["slug"] for answer in answers] == ["printer", None, "coffee", "garage", "coffee"]


def test_a_line_of_a_batch_may_name_the_persons_language(run: Run, tmp_path: Path) -> None:
    path = lines_file(tmp_path, '{"q": "😀", "lang": "sv"}', "", '{"q": "😀"}', '{"q": "😀", "lang": null}')

    _, output, _ = run("ask", "--batch", path, "--lang", "en")

    assert [json.loads(line)["language"] for line in output.splitlines()] == ["sv", "en", "en"]


def test_a_separator_of_lines_within_a_question_ends_no_line_of_a_batch(run: Run, tmp_path: Path) -> None:
    path = lines_file(tmp_path, '{"q": "I want\u2028coffee\u0085"}')

    _, output, errors = run("ask", "--batch", path)

    assert (json.loads(output)["slug"], errors) == ("coffee", "")


@pytest.mark.parametrize("line", ["{", "[]", '"q"', "7", "{}"])
def test_a_malformed_line_of_a_batch_is_named(run: Run, tmp_path: Path, line: str) -> None:
    path = lines_file(tmp_path, '{"q": "Brew coffee"}', "", line)

    code, _, errors = run("ask", "--batch", path)

    assert (code, errors) == (2, f"knowledge: {path}:3: expected an object with q\n")


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "why", "--batch", "f.jsonl"], ["ask", "why", "--lang", "fi"]])
def test_ask_refuses_what_it_does_not_understand(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m knowledge ask")


def test_ask_in_a_process_of_its_own_answers_as_the_bot_does(answerer: Answerer) -> None:
    question = "hur skaffar jag Företagsportal på min iPhone?"
    finding = answerer.answer(question, Asker(language="en"))

    done = subprocess.run(
        [sys.executable, "-m", "knowledge", "ask", question, "--lang", "en", "--json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
        text=True,
    )

    answer = json.loads(done.stdout)
    assert_promised(answer)
    assert answer["slug"] == "install-company-portal"
    assert answer["language"] == "sv"
    assert answer["confidence"] == round(finding.confidence, 4)
    assert answer["ranking"] == [[hit.topic, round(hit.confidence, 4)] for hit in finding.ranking]


# check


def test_check_of_good_articles_counts_them(run: Run) -> None:
    assert run("check") == (0, "6 articles on 3 topics: no faults\n", "")


def test_check_prints_each_fault_with_file_and_line_and_fails(run: Run, small: Path) -> None:
    path = write(small, "coffee", "en", related="[wine]")

    assert run("check") == (1, f"{path}:8: related: there is no article 'wine'\n", "")


def test_check_of_articles_that_cannot_be_read_names_all_faults_and_fails(run: Run, small: Path) -> None:
    one, two = write(small, "coffee", "en", colour="red"), write(small, "garage", "sv", owner=None)

    code, output, errors = run("check")

    assert (code, output) == (1, "")
    assert errors.splitlines() == [
        f"{one}:8: colour: Extra inputs are not permitted",
        f"{two}:1: owner: Field required",
    ]


# eval


def test_eval_tells_the_scores_in_json(run: Run, tmp_path: Path) -> None:
    path = lines_file(
        tmp_path,
        '{"q": "Brew coffee", "lang": "en", "slug": "coffee", "alt": []}',
        '{"q": "Print a page", "lang": "en", "slug": null}',
        '{"q": "Brygga kaffe", "lang": "sv", "slug": "garage", "alt": ["coffee"]}',
    )

    code, output, _ = run("eval", path, "--json")

    assert code == 0
    assert json.loads(output) == {
        "en": {"questions": 2, "hit_1": 1.0, "hit_3": 1.0, "answered": 1.0, "wrong": 0.5, "refused": 0.0},
        "sv": {"questions": 1, "hit_1": 1.0, "hit_3": 1.0, "answered": 1.0, "wrong": 0.0, "refused": None},
        "all": {"questions": 3, "hit_1": 1.0, "hit_3": 1.0, "answered": 1.0, "wrong": 1 / 3, "refused": 0.0},
    }


def test_eval_without_json_lays_out_a_table(run: Run, tmp_path: Path) -> None:
    path = lines_file(tmp_path, '{"q": "Brew coffee", "lang": "en", "slug": "coffee", "alt": []}')

    _, output, _ = run("eval", path)

    assert [line.split()[0] for line in output.splitlines()] == ["questions", "en", "all"]


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
