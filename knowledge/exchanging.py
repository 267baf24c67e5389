"""Promoted content as files in the articles' format, and back: `python -m knowledge export` and `import`."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeVar

from knowledge.article import LANGUAGES, Article, Fault, parse_article, read_text
from knowledge.kept import open_kept
from knowledge.known import Known, know, known_next
from knowledge.library import Library, load_library
from knowledge.merging import missing_questions, with_questions
from knowledge.preview import check_promotion
from knowledge.promoted import Promoted, overlay, replaced
from knowledge.promotion import Promotions
from knowledge.review_item import Who

IMPORTER: Final = Who(person="import", name="python -m knowledge import")

_T = TypeVar("_T")


def add_arguments(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """Say what the commands take."""
    parser.add_argument("url", metavar="URL", help="the store")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where en/ and sv/ are, with a file for each topic")
    parser.add_argument("--key-file", metavar="FILE", help="holds the key of the account; - for standard input")
    parser.set_defaults(run=run)


def run_export(options: argparse.Namespace) -> int:
    """Write what is promoted; return the exit code."""
    files = load_library(options.articles)
    promoted = asyncio.run(_with_promotions(options, Promotions.everything))
    written = dict(exported(files, promoted))
    for path, text in written.items():
        target: Path = options.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        print(target)
    print(f"{len(written)} files")
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Promote what is in files; return the exit code: 1 if one of them broke a rule."""
    files = load_library(options.articles)
    paths = sorted(path for language in LANGUAGES for path in options.folder.glob(f"{language}/*.md"))
    if not paths:
        raise ValueError(f"There is no file en/<slug>.md or sv/<slug>.md in {options.folder}")
    return asyncio.run(_with_promotions(options, lambda promotions: _import(promotions, files, paths)))


async def _with_promotions(options: argparse.Namespace, work: Callable[[Promotions], Awaitable[_T]]) -> _T:
    async with open_kept(options.url, options.key_file) as store:
        return await work(Promotions(store, _now))


def exported(files: Library, promoted: Iterable[Promoted]) -> Iterable[tuple[Path, str]]:
    """Write every article that promotions changed as text, named by language and slug."""
    entries = list(promoted)
    texts = {(each.slug, each.language): each.text for each in entries if each.text is not None}
    old = {(article.slug, article.language): article for article in files}
    for article in overlay(files, entries):
        key = article.slug, article.language
        if key in texts or article != old.get(key):
            text = texts[key] if key in texts else read_text(article.path)
            path = Path(article.language) / f"{article.slug}.md"
            yield path, with_questions(text, article.path, article.language, article.questions)


async def _import(promotions: Promotions, files: Library, paths: list[Path]) -> int:
    known, failed = know(files), False
    promoted = await promotions.everything()
    for path in paths:
        proposed = _proposed(await promotions.current(path.stem, path.parent.name), files, promoted, path)
        if proposed is None:
            print(f"{path}: equal")
            continue
        faults = _faults(known, files, promoted, proposed, path)
        for fault in faults:
            print(fault)
        failed |= bool(faults)
        if not faults:
            written = await promotions.promote(proposed, IMPORTER)
            promoted = replaced(promoted, [written])
            what = "the article" if written.text is not None else f"{len(written.questions)} questions"
            print(f"{path}: {what}, revision {written.revision}")
    return 1 if failed else 0


def _proposed(current: Promoted, files: Library, promoted: Iterable[Promoted], path: Path) -> Promoted | None:
    """Make the promotion that brings a file back: questions where only those are more; `None` if nothing differs."""
    text = read_text(path)
    article = parse_article(text, path, current.language)
    now = _article(overlay(files, promoted), article)
    if now and _content(now) == _content(article):
        return None
    file = _article(files, article)
    if file and _content(replace(article, questions=file.questions)) == _content(file):
        added = missing_questions(article.questions, file.questions)
        if (*file.questions, *added) == article.questions:
            return replace(current, text=None, questions=added)
    return current.with_text(text)


def _faults(
    known: Known, files: Library, promoted: tuple[Promoted, ...], proposed: Promoted, path: Path
) -> list[Fault]:
    """List the faults that a file would bring, at the line in the file."""
    before, after = overlay(files, promoted), overlay(files, replaced(promoted, [proposed]))
    faults = check_promotion(before, after, known_next(known, after), today=_today())
    return [replace(fault, path=path) if fault.path == proposed.path else fault for fault in faults]


def _article(library: Library, like: Article) -> Article | None:
    found = library.get(like.slug, like.language)
    return found if found and found.language == like.language else None


def _content(article: Article) -> Article:
    """Give the article without where it stands."""
    sections = tuple(replace(section, line=0) for section in article.sections)
    return replace(article, path=Path(), lines={}, sections=sections)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().date()
