"""Promoted content as files, and back, from a terminal."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from knowledge.promoted import Promoted
from knowledge.promotion import Promotions
from knowledge.review_item import Who
from store.opening import open_store
from tests.knowledge.articles import article_text, write
from tests.knowledge.clock import Clock
from tests.knowledge.command_line import Run

BOB = Who(person="bob", name="Bob B")
TEA = {"en": article_text("tea", "en", reviewed="2026-11-01"), "sv": article_text("tea", "sv", reviewed="2026-11-01")}

Promote = Callable[[Callable[[Promotions], Awaitable[object]]], tuple[Promoted, ...]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/kept.db"


@pytest.fixture
def promote(url: str) -> Promote:
    """Do something with the promotions, and list what is promoted then."""

    async def done(work: Callable[[Promotions], Awaitable[object]]) -> tuple[Promoted, ...]:
        clock = Clock()
        store = open_store(url, clock)
        try:
            promotions = Promotions(store, clock)
            await work(promotions)
            return await promotions.everything()
        finally:
            await store.close()

    return lambda work: asyncio.run(done(work))


def everything(promote: Promote) -> tuple[Promoted, ...]:
    return promote(Promotions.everything)


# export


def test_export_writes_a_promoted_article_as_it_is(run: Run, promote: Promote, url: str, tmp_path: Path) -> None:
    promote(lambda promotions: promotions.promote_article("tea", TEA, BOB, seen={}))
    folder = tmp_path / "out"

    code, output, _ = run("export", url, folder)

    assert (code, output.splitlines()[-1]) == (0, "2 files")
    assert {path.parent.name: path.read_text("utf-8") for path in folder.glob("*/tea.md")} == TEA


def test_export_writes_a_file_with_promoted_questions_whole(
    run: Run, promote: Promote, url: str, small: Path, tmp_path: Path
) -> None:
    promote(lambda promotions: promotions.promote_question("coffee", "sv", "var är mockan: nere?", BOB))

    run("export", url, tmp_path / "out")

    (path,) = (tmp_path / "out").glob("*/*.md")
    old, new = (small / "sv" / "coffee.md").read_text("utf-8"), path.read_text("utf-8")
    assert path == tmp_path / "out" / "sv" / "coffee.md"
    assert new == old.replace(
        "questions: [hur brygger jag en kopp kaffe, espressomaskinen är trasig]",
        "questions:\n  - hur brygger jag en kopp kaffe\n  - espressomaskinen är trasig\n  - 'var är mockan: nere?'",
    )


def test_export_of_nothing_writes_nothing(run: Run, promote: Promote, url: str, tmp_path: Path) -> None:
    everything(promote)

    assert run("export", url, tmp_path / "out") == (0, "0 files\n", "")


def test_a_store_that_is_not_there_is_not_made(run: Run, url: str, tmp_path: Path) -> None:
    code, _, errors = run("export", url, tmp_path / "out")

    assert code == 2 and "There is no file" in errors
    assert not (tmp_path / "kept.db").exists()


# import


def test_what_was_exported_is_equal_when_it_comes_back(run: Run, promote: Promote, url: str, tmp_path: Path) -> None:
    promote(lambda promotions: promotions.promote_article("tea", TEA, BOB, seen={}))
    before = promote(lambda promotions: promotions.promote_question("coffee", "en", "mocha", BOB))
    run("export", url, tmp_path / "out")

    code, output, _ = run("import", url, tmp_path / "out")

    assert (code, [line.rpartition(": ")[2] for line in output.splitlines()]) == (0, ["equal"] * 3)
    assert everything(promote) == before


def test_files_come_into_another_store_as_they_were(run: Run, promote: Promote, url: str, tmp_path: Path) -> None:
    promote(lambda promotions: promotions.promote_article("tea", TEA, BOB, seen={}))
    before = promote(lambda promotions: promotions.promote_question("coffee", "en", "mocha", BOB))
    run("export", url, tmp_path / "out")
    (tmp_path / "kept.db").unlink()
    everything(promote)

    code, output, errors = run("import", url, tmp_path / "out")

    assert (code, errors) == (0, "")
    assert [line.removeprefix(f"{tmp_path}/out/") for line in output.splitlines()] == [
        "en/coffee.md: 1 questions, revision 1",
        "en/tea.md: the article, revision 1",
        "sv/tea.md: the article, revision 1",
    ]
    assert [(each.slug, each.text, each.questions) for each in everything(promote)] == [
        (each.slug, each.text, each.questions) for each in before
    ]


def test_a_file_that_breaks_a_rule_is_named_by_line_and_not_promoted(
    run: Run, promote: Promote, url: str, tmp_path: Path
) -> None:
    everything(promote)
    bad = write(tmp_path / "in", "tea", "en", related="[wine]", reviewed="2026-11-01")
    write(tmp_path / "in", "water", "en", reviewed="2026-11-01")

    code, output, _ = run("import", url, tmp_path / "in")

    assert code == 1
    assert output.splitlines()[0] == f"{bad}:8: related: there is no article 'wine'"
    assert [each.slug for each in everything(promote)] == ["water"]


def test_a_file_that_cannot_be_read_is_named(run: Run, promote: Promote, url: str, tmp_path: Path) -> None:
    everything(promote)
    bad = write(tmp_path / "in", "tea", "en", colour="red")

    code, _, errors = run("import", url, tmp_path / "in")

    assert (code, errors) == (1, f"{bad}:8: colour: Extra inputs are not permitted\n")


def test_import_of_a_folder_without_files_says_what_it_looks_for(
    run: Run, promote: Promote, url: str, tmp_path: Path
) -> None:
    everything(promote)

    code, _, errors = run("import", url, tmp_path / "nowhere")

    assert code == 2 and "There is no file en/<slug>.md" in errors
