"""Asking the knowledge base from a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge.__main__ import main
from knowledge.answering import Answerer, Asker
from tests.knowledge.articles import write
from tests.knowledge.command_line import Run, lines_file

ROOT = Path(__file__).parents[2]


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


def test_ask_tells_in_json_what_the_bot_would_answer(run: Run) -> None:
    code, output, errors = run("ask", "I want coffee", "--json")

    answer = json.loads(output)
    assert_promised(answer)
    assert (code, errors) == (0, "")
    assert (answer["outcome"], answer["slug"], answer["language"]) == ("answer", "coffee", "en")
    assert answer["ranking"][0] == ["coffee", answer["confidence"]]


@pytest.mark.parametrize(
    ("question", "outcome"), [("paper cups", "suggest"), ("weather tomorrow", "unanswered"), ("😀", "unanswered")]
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


def test_ask_without_json_lists_the_suggestions(run: Run, small: Path) -> None:
    write(small, "tea", title="Brew tea", questions="[how do I brew a cup of tea, the tea machine is broken]")

    _, output, _ = run("ask", "a cup of milk")

    head, *suggestions = output.splitlines()
    assert head.startswith("suggest (en, ")
    assert suggestions == ["- Brew coffee (coffee)", "- Brew tea (tea)", "- Print a page (printer)"]


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
    question = "hur installerar jag Företagsportal på min iPhone?"
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
