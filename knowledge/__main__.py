"""The knowledge base from a terminal: ask it, check it, measure it."""

import argparse
import asyncio
import csv
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from knowledge import classifier, exchanging, gaps_report, revising
from knowledge.answering import Answerer, Asker, Finding, Outcome
from knowledge.article import LANGUAGES, ArticleFaults
from knowledge.blanks import not_filled_in
from knowledge.cache import CACHE, Cache
from knowledge.calibrate import calibrated
from knowledge.check import OWN, Least, check
from knowledge.company import read_company
from knowledge.confidence import WEIGHTS, Calibration, read_calibration, write_calibration
from knowledge.evaluate import evaluate, read_questions
from knowledge.evaluate import to_json as evaluation_json
from knowledge.index import Example, build
from knowledge.kept import open_kept
from knowledge.library import ARTICLES, load_library
from knowledge.ready import ready_answerer, ready_search
from knowledge.search import Search
from knowledge.statistics import Statistics, read_statistics, statistics_table
from knowledge.statistics import to_json as statistics_json
from knowledge.table import score_table
from store.port import StoreError

COMPANIES = (Path("company.toml"), Path("company.sample.toml"))
"""Where a company's facts are, the first of them that is there."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except ArticleFaults as error:
        print(error, file=sys.stderr)
        return 1
    except StoreError as error:
        print(f"knowledge: {error}", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"knowledge: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--articles", type=Path, default=ARTICLES, metavar="FOLDER", help="where the articles are")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="FOLDER", help="where the search index is kept")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="what the bot would answer")
    what = ask.add_mutually_exclusive_group(required=True)
    what.add_argument("question", nargs="?")
    what.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="a question `q`, and maybe `lang`, in each line")
    ask.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="the person's language")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.set_defaults(run=_ask)

    checking = commands.add_parser("check", help="find every fault in the articles")
    checking.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day to look from")
    checking.add_argument("--company", type=Path, metavar="FILE", help="the company's facts; those missing are listed")
    checking.set_defaults(run=_check)

    evaluation = commands.add_parser("eval", help="measure how well questions find their articles")
    evaluation.add_argument("file", type=Path, metavar="FILE.jsonl", help="`q`, `lang`, `slug` and `alt` in each line")
    evaluation.add_argument("--confusions", action="store_true", help="list the most frequent wrong topics too")
    evaluation.add_argument("--json", action="store_true", help="print one JSON object")
    evaluation.set_defaults(run=_eval)

    statistics = commands.add_parser("stats", help="tell how each article does")
    statistics.add_argument("url", metavar="URL", help="the store")
    statistics.add_argument("--days", type=int, default=28, metavar="N", help="the last N days, %(default)s by default")
    statistics.add_argument("--key-file", metavar="FILE", help="holds the key of the account; - for standard input")
    statistics.add_argument("--json", action="store_true", help="print one JSON object")
    statistics.set_defaults(run=_stats)

    exporting = commands.add_parser("export", help="write what the helpdesk promoted as files of articles")
    exchanging.add_arguments(exporting, exchanging.run_export)
    importing = commands.add_parser("import", help="promote what files of articles say")
    exchanging.add_arguments(importing, exchanging.run_import)

    revising.add_arguments(commands.add_parser("revisions", help="list, compare or take back what was promoted"))
    gaps_report.add_arguments(commands.add_parser("gaps", help="tell what the bot cannot answer yet"))

    calibration = commands.add_parser("calibrate", help="fit the confidence to questions, none of them examples")
    calibration.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl", help="as for eval")
    calibration.set_defaults(run=_calibrate)

    bench = commands.add_parser("bench", help="measure the same search on a foreign set of questions")
    bench.add_argument("train", type=Path, metavar="TRAIN.csv", help="columns text and category")
    bench.add_argument("test", type=Path, metavar="TEST.csv")
    bench.set_defaults(run=_bench)
    return parser


def _answerer(options: argparse.Namespace) -> Answerer:
    return ready_answerer(load_library(options.articles), Cache(options.cache))


def _calibrate(options: argparse.Namespace) -> int:
    library = load_library(options.articles)
    questions = [each for file in options.files for each in read_questions(file)]
    search = ready_search(library, Cache(options.cache))
    known: Calibration = read_calibration() if WEIGHTS.exists() else {}
    write_calibration({**known, **calibrated(search, questions)})
    print(f"fitted to {len(questions)} questions: {WEIGHTS}")
    return 0


def _ask(options: argparse.Namespace) -> int:
    answerer = _answerer(options)
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
    own = options.articles.resolve() == ARTICLES.resolve()
    faults = check(library, today=options.today or _today(), least=OWN if own else Least())
    for fault in faults:
        print(fault)
    if not faults:
        count = sum(1 for _ in library)
        print(f"{count} articles on {len(library.slugs)} topics: no faults")
    company = options.company or next((path for path in COMPANIES if path.exists()), None)
    for missing in not_filled_in(library, read_company(company)) if company else ():
        print(missing)
    return 1 if faults else 0


def _today() -> date:
    return datetime.now(UTC).date()


def _eval(options: argparse.Namespace) -> int:
    evaluation = evaluate(_answerer(options), read_questions(options.file))
    print(evaluation_json(evaluation) if options.json else score_table(evaluation, confusions=options.confusions))
    return 0


def _stats(options: argparse.Namespace) -> int:
    if options.days < 1:
        raise ValueError("--days is 1 or more")
    today = _today()
    found = asyncio.run(_read_statistics(options, load_library(options.articles).slugs, today))
    print(statistics_json(found, today=today, days=options.days) if options.json else statistics_table(found))
    return 0


async def _read_statistics(options: argparse.Namespace, slugs: tuple[str, ...], today: date) -> list[Statistics]:
    async with open_kept(options.url, options.key_file) as store:
        return await read_statistics(store, slugs, today=today, days=options.days)


def _bench(options: argparse.Namespace) -> int:
    index = build([Example(text=row["text"], topic=row["category"]) for row in _rows(options.train)])
    search = Search(index, classifier.fit(index))
    asked = _rows(options.test)
    hits = [[hit.topic for hit in search.rank(row["text"]).hits] for row in asked]
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
