"""The knowledge base from a terminal: ask it, check it, measure it."""

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from knowledge.answering import Answerer, Asker, Finding, Outcome
from knowledge.article import LANGUAGES, ArticleFaults
from knowledge.check import check
from knowledge.evaluate import evaluate, read_questions, table
from knowledge.library import ARTICLES, load_library
from knowledge.search import Example, TfidfSearch


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except ArticleFaults as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"knowledge: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--articles", type=Path, default=ARTICLES, metavar="FOLDER", help="where the articles are")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="what the bot would answer")
    what = ask.add_mutually_exclusive_group(required=True)
    what.add_argument("question", nargs="?")
    what.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="a question `q`, and maybe `lang`, in each line")
    ask.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="the person's language")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.set_defaults(run=_ask)

    checking = commands.add_parser("check", help="find every fault in the articles")
    checking.set_defaults(run=_check)

    evaluation = commands.add_parser("eval", help="measure how well questions find their articles")
    evaluation.add_argument("file", type=Path, metavar="FILE.jsonl", help="`q`, `lang`, `slug` and `alt` in each line")
    evaluation.add_argument("--json", action="store_true", help="print one JSON object")
    evaluation.set_defaults(run=_eval)

    bench = commands.add_parser("bench", help="measure the same search on a foreign set of questions")
    bench.add_argument("train", type=Path, metavar="TRAIN.csv", help="columns text and category")
    bench.add_argument("test", type=Path, metavar="TEST.csv")
    bench.set_defaults(run=_bench)
    return parser


def _ask(options: argparse.Namespace) -> int:
    answerer = Answerer(load_library(options.articles))
    if options.batch is None:
        finding = answerer.answer(options.question, Asker(language=options.lang))
        print(_json(finding) if options.json else _readable(finding))
        return 0
    for number, line in enumerate(options.batch.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question, language = str(row["q"]), str(row.get("lang") or options.lang)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{options.batch}:{number}: expected an object with q") from error
        print(_json(answerer.answer(question, Asker(language=language))))
    return 0


def _check(options: argparse.Namespace) -> int:
    library = load_library(options.articles)
    faults = check(library)
    for fault in faults:
        print(fault)
    if not faults:
        count = sum(1 for _ in library)
        print(f"{count} articles on {len(library.slugs)} topics: no faults")
    return 1 if faults else 0


def _eval(options: argparse.Namespace) -> int:
    scores = evaluate(Answerer(load_library(options.articles)), read_questions(options.file))
    print(json.dumps({name: asdict(score) for name, score in scores.items()}) if options.json else table(scores))
    return 0


def _bench(options: argparse.Namespace) -> int:
    search = TfidfSearch(Example(text=row["text"], topics=(row["category"],)) for row in _rows(options.train))
    asked = _rows(options.test)
    hits = [[hit.topic for hit in search.rank(row["text"])] for row in asked]
    for first in (1, 3):
        right = sum(row["category"] in ranking[:first] for row, ranking in zip(asked, hits, strict=True))
        print(f"hit@{first}  {right / len(asked):.1%}")
    return 0


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"text", "category"} <= rows[0].keys():
        raise ValueError(f"{path}: expected a header with text and category, and rows")
    return rows


def _json(finding: Finding) -> str:
    answer: dict[str, Any] = {
        "outcome": finding.outcome,
        "slug": finding.article.slug if finding.article else None,
        "language": finding.language,
        "confidence": round(finding.confidence, 4),
        "ranking": [[hit.topic, round(hit.confidence, 4)] for hit in finding.ranking],
    }
    return json.dumps(answer, ensure_ascii=False)


def _readable(finding: Finding) -> str:
    sure = f"{finding.outcome} ({finding.language}, {finding.confidence:.0%} sure)"
    if finding.outcome is Outcome.ANSWER and finding.article:
        return f"{sure}\n\n# {finding.article.title}\n\n{finding.article.text}"
    titles = [f"- {article.title} ({article.slug})" for article in finding.suggestions]
    return "\n".join([sure, *titles])


if __name__ == "__main__":
    sys.exit(main())
